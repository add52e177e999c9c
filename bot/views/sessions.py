"""Logging a session: the answer, and what the other member sees."""

from __future__ import annotations

from bot import ids
from bot.rules.hours import WEEKS_IN_AVERAGE, Tally
from bot.services.sessions import Entry, Logged, OwnTeam
from bot.speech import Speech, escape, speech
from bot.views import kit
from bot.views.answer import Block, Message
from bot.views.venues import place_in_text

BAR = 10
FULL, EMPTY = "■", "□"


def logged(done: Logged, language: str, partner: str | None = None) -> Message:
    """The answer to the one who logged: what was understood, how the week stands, Undo and Edit.

    `partner`: with whom, where it is not answered in that team's own channel.
    """
    say = speech(language)
    what = said(done.entry, say)
    if partner:
        what = say.text("{what}, with <@{partner}>", what=what, partner=partner)
    text = say.text("Logged: {what}. {standing}", what=what, standing=standing(done.team, say))
    return _with_undo(text, done, say)


def corrected(done: Logged, language: str) -> Message:
    """The answer to the one who corrected."""
    say = speech(language)
    was = said(done.was or done.entry, say)
    text = say.text(
        "Corrected: {what}. Before it said: {was}. Both stay in the record, and only the new one counts. {standing}",
        what=said(done.entry, say),
        was=was,
        standing=standing(done.team, say),
    )
    return _with_undo(text, done, say)


def undone(done: Logged, language: str) -> Message:
    say = speech(language)
    text = say.text(
        "Taken back: {hours} on {day}. {standing}",
        hours=say.hours(done.entry.minutes),
        day=say.day(done.entry.held_on),
        standing=standing(done.team, say),
    )
    return Message(text, (kit.section("logged", text), *bar(done.tally, say)))


def twin(done: Logged, who: str, timezone: str, language: str) -> Message:
    """The other one, or she herself, has logged the same a moment ago: is it another one?"""
    say = speech(language)
    assert done.twin is not None  # noqa: S101 - this is what the message is about
    values = {
        "user": done.twin.by,
        "what": said(Entry(done.entry.minutes, done.entry.held_on, done.twin.topic), say),
        "time": say.time(done.twin.at, timezone),
    }
    if done.twin.by == who:
        text = say.text(
            "You logged this already at {time}: {what}. Is it another session? Until you answer, only the first one counts.",
            **values,
        )
    else:
        text = say.text(
            "<@{user}> has already logged this at {time}: {what}. Is yours another session? Until you answer, only the first one counts.",
            **values,
        )
    buttons = kit.buttons(
        "twin_do",
        kit.button(say.text("Yes, another one"), ids.LOG_ANOTHER, done.session_id),
        kit.button(say.text("No, the same one"), ids.LOG_THE_SAME, done.session_id),
    )
    return Message(text, (kit.section("twin", text), buttons))


def the_same(done: Logged, language: str) -> Message:
    say = speech(language)
    text = say.text("Good, it is there once. {standing}", standing=standing(done.team, say))
    return Message(text, (kit.section("logged", text), *bar(done.tally, say)))


def said(entry: Entry, say: Speech) -> str:
    """`2 h on Friday 20 November, react hooks, online`."""
    parts = [
        say.text("{hours} on {day}", hours=say.hours(entry.minutes), day=say.day(entry.held_on)),
        escape(entry.topic),
        place_in_text(entry.place, say),
    ]
    return say.row(part for part in parts if part)


def standing(team: OwnTeam, say: Speech) -> str:
    """`This week 1 h of 2 h, 1 h to go. Four-week average 1 h 50.`

    An average of nothing is left out: it helps nobody.
    """
    tally = team.tally
    if team.is_job_search:
        return say.text("This week so far: {hours}.", hours=say.hours(tally.week))
    if not tally.target:
        return say.text(
            "This week nobody expects hours of you two. So far: {hours}.", hours=say.hours(tally.week)
        )
    hours = {"hours": say.hours(tally.week), "target": say.hours(tally.target)}
    if tally.to_go:
        week = say.text("This week {hours} of {target}, {rest} to go.", rest=say.hours(tally.to_go), **hours)
    else:
        week = say.text("This week {hours} of {target}.", **hours)
    if not tally.average:
        return week
    if tally.weeks == WEEKS_IN_AVERAGE:
        average = say.text("Four-week average {hours}.", hours=say.hours(tally.average))
    else:
        average = say.count(
            tally.weeks,
            "Last counted week {hours}.",
            "Average of the last {n} counted weeks {hours}.",
            hours=say.hours(tally.average),
        )
    return f"{week} {average}"


def bar(tally: Tally, say: Speech) -> list[Block]:
    """The week as ten characters, and what they mean beside them; nothing where there is nothing to reach."""
    if not tally.target:
        return []
    text = say.text(
        "{bar} {hours} of {target} this week",
        bar=squares(tally),
        hours=say.hours(tally.week),
        target=say.hours(tally.target),
    )
    return [kit.context("bar", text)]


def squares(tally: Tally) -> str:
    """The week as ten characters; what they mean stands beside them."""
    filled = min(BAR, tally.week * BAR // tally.target) if tally.target else BAR
    return FULL * filled + EMPTY * (BAR - filled)


def told(session_id: int, by: str, entry: Entry, language: str) -> Message:
    """In the team's channel, or to the other of the two."""
    say = speech(language)
    text = say.text("<@{user}> logged {what}.", user=by, what=said(entry, say))
    return Message(text, (kit.section("logged", text), _not_right(session_id, say)))


def told_undone(by: str, logged_by: str, entry: Entry, language: str) -> Message:
    """`logged_by`: another one than who struck it out is named, so that it is noticed."""
    say = speech(language)
    what = say.text("{hours} on {day}", hours=say.hours(entry.minutes), day=say.day(entry.held_on))
    if by == logged_by:
        return Message(say.text("<@{user}> took back {what}.", user=by, what=what))
    return Message(
        say.text(
            "<@{first}>, <@{user}> remembers it differently: there was no session then. So I struck out what you had logged: {what}. If you see it differently, please talk about it. It stays in the record.",
            first=logged_by,
            user=by,
            what=what,
        )
    )


def told_corrected(
    session_id: int, by: str, logged_by: str, was: Entry, becomes: Entry, language: str
) -> Message:
    """What was logged, and what now stands in its place; whoever had logged it is named."""
    say = speech(language)
    values = {"user": by, "first": logged_by, "was": said(was, say), "becomes": said(becomes, say)}
    if by == logged_by:
        text = say.text("<@{user}> corrected a session. Before: {was}. Now: {becomes}.", **values)
    else:
        text = say.text(
            "<@{first}>, <@{user}> corrected what you had logged. Before: {was}. Now: {becomes}. Both stay in the record.",
            **values,
        )
    return Message(text, (kit.section("logged", text), _not_right(session_id, say)))


def struck(by: str, logged_by: str, entry: Entry, language: str) -> Message:
    """In place of what was told of a session that counts no more."""
    say = speech(language)
    text = say.text(
        "Struck out by <@{user}>: ~{what}~, logged by <@{first}>.",
        user=by,
        first=logged_by,
        what=said(entry, say).replace("~", "∼"),
    )
    return Message(text, (kit.section("logged", text),))


def _with_undo(text: str, done: Logged, say: Speech) -> Message:
    undo = kit.button(say.text("Undo"), ids.LOG_UNDO, done.session_id)
    edit = kit.button(say.text("Edit"), ids.LOG_EDIT, done.session_id)
    return Message(
        text,
        (
            kit.section("logged", text),
            *bar(done.tally, say),
            kit.buttons("logged_do", undo, edit),
        ),
    )


def _not_right(session_id: int, say: Speech) -> Block:
    return kit.buttons("logged_do", kit.button(say.text("That's not right"), ids.LOG_NOT_RIGHT, session_id))
