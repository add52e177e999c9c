"""Logging a session: the answer, the form, and what the other member sees."""

from __future__ import annotations

from datetime import date

from bot import ids
from bot.errors import UserError
from bot.rules.hours import Tally
from bot.rules.parsing import TOPIC_MAX, SessionText
from bot.services.sessions import Logged, OwnTeam
from bot.speech import Speech, escape, speech
from bot.views import errors, kit
from bot.views.answer import Message, View
from bot.views.help import quoted

TEAMS_SHOWN = 10
"""Slack shows ten radio buttons; a volunteer has at most five students."""


def logged(done: Logged, language: str) -> Message:
    """The answer to the one who logged: what was understood, how the week stands, and Undo."""
    say = speech(language)
    what = say.text("{hours} on {day}", hours=say.hours(done.minutes), day=say.day(done.held_on))
    if done.topic:
        what = f"{what}, {escape(done.topic)}"
    text = say.text("Logged: {what}. {standing}", what=what, standing=standing(done.tally, say))
    undo = kit.button(say.text("Undo"), ids.LOG_UNDO, done.session_id)
    return Message(text, (kit.section("logged", text), kit.buttons("logged_do", undo)))


def undone(done: Logged, language: str) -> Message:
    say = speech(language)
    return Message(
        say.text(
            "Taken back: {hours} on {day}. {standing}",
            hours=say.hours(done.minutes),
            day=say.day(done.held_on),
            standing=standing(done.tally, say),
        )
    )


def standing(tally: Tally, say: Speech) -> str:
    """`This week 1 h of 2 h, 1 h to go. In the last 3 full weeks: 1 h 50 a week on average.`

    An average of nothing is left out: it helps nobody.
    """
    if not tally.target:
        return say.text(
            "This week nobody expects hours of you two. So far: {hours}.", hours=say.hours(tally.week)
        )
    hours = {"hours": say.hours(tally.week), "target": say.hours(tally.target)}
    if tally.to_go:
        week = say.text("This week {hours} of {target}, {rest} to go.", rest=say.hours(tally.to_go), **hours)
    else:
        week = say.text("This week {hours} (goal: {target}).", **hours)
    if not tally.average:
        return week
    average = say.count(
        tally.weeks,
        "In the last full week: {hours}.",
        "In the last {n} full weeks: {hours} a week on average.",
        hours=say.hours(tally.average),
    )
    return f"{week} {average}"


def told(by: str, minutes: int, held_on: date, topic: str, language: str) -> Message:
    """In the team's channel."""
    say = speech(language)
    what = say.text("{hours} on {day}", hours=say.hours(minutes), day=say.day(held_on))
    if topic:
        what = f"{what}, {escape(topic)}"
    return Message(say.text("<@{user}> logged {what}.", user=by, what=what))


def told_undone(by: str, minutes: int, held_on: date, language: str) -> Message:
    say = speech(language)
    return Message(
        say.text(
            "<@{user}> took back {hours} on {day}.", user=by, hours=say.hours(minutes), day=say.day(held_on)
        )
    )


def form(
    teams: list[OwnTeam], who: str, language: str, read: SessionText, doubt: UserError | None = None
) -> View:
    """The form, filled in with what was understood so far. With one team, it is that team's form.

    Args:
        doubt: why what was typed was not logged as it stands; every word of it is in the form.
    """
    say = speech(language)
    blocks = []
    if doubt is not None:
        blocks.append(kit.section("unclear", errors.words(doubt, language).text))
    if len(read.topic) > TOPIC_MAX:
        blocks += quoted("typed", read.topic)
    if len(teams) > 1:
        partners = {str(team.id): f"<@{team.partner_of(who)}>" for team in teams[:TEAMS_SHOWN]}
        blocks.append(kit.field("team", say.text("With whom?"), kit.one_of(partners, radio=True)))
    blocks += [
        kit.field(
            "minutes",
            say.text("How long?"),
            kit.line(initial="" if read.minutes is None else say.hours(read.minutes), max_length=40),
            hint=say.text("For example 45 min, 2h or 1h30"),
        ),
        kit.field(
            "day",
            say.text("Which day?"),
            kit.day(initial=None if read.leaves_day_open else (read.day or teams[0].today)),
        ),
        kit.field(
            "topic",
            say.text("What about?"),
            kit.line(initial=kit.cut(read.topic, TOPIC_MAX), max_length=TOPIC_MAX),
            optional=True,
        ),
    ]
    return kit.modal(
        ids.MODAL_LOG,
        say.text("Log a session"),
        blocks,
        submit=say.text("Save"),
        close=say.text("Cancel"),
        meta={"team": teams[0].id} if len(teams) == 1 else None,
    )
