"""Planning an introduction: the manager's form and cards, and the question to each of the two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from slackblocks import Button

from bot import ids
from bot.clock import zone
from bot.rules.meeting import USUAL
from bot.rules.own_texts import NONE, Own, OwnText
from bot.rules.venues import Venue
from bot.services.channels import Launching
from bot.services.introductions import ToPlan
from bot.services.planned import Planned
from bot.services.venues import Question
from bot.speech import Speech, speech
from bot.views import kit, meetings, minors, venues
from bot.views.answer import Block, Message, View
from bot.views.own_texts import said
from models.enums import MeetingState

OWN = "own"
"""A date and time of her own, below the proposed ones."""


def plan_button(team_id: int, say: Speech) -> Button:
    return kit.button(say.text("Plan the introduction"), ids.INTRODUCTION_PLAN, team_id, "primary")


def have_they_met(say: Speech) -> kit.Sure:
    """Asked before it is noted out of a list, where the next line is near: it cannot be put back."""
    return (
        say.text("Have they met?"),
        say.text("Their hours count from now on. This cannot be undone."),
        say.text("Yes, they have met"),
        say.text("Cancel"),
    )


def card(team: Launching, language: str, *, minor_since: date | None) -> Message:
    """To the person who leads it. `minor_since`: not in its notification, which a locked phone shows."""
    say = speech(language)
    text = say.text(
        "<@{student}> and <@{buddy}> are a new team. Please plan the introduction with both: who they are, how CodeBuddies works, their questions. I propose times, ask both and invite you all. Press “We have met” afterwards.",
        student=team.student_id,
        buddy=team.buddy_id,
    )
    told = text if minor_since is None else f"{text}\n{minors.line(team.student_id, minor_since, say)}"
    return Message(text, (kit.section("introduction", told), _do(team.id, say)))


def late(team: Launching, language: str) -> Message:
    """To the manager, once, a week after the launch."""
    say = speech(language)
    text = say.text(
        "<@{student}> and <@{buddy}> were launched a week ago, and have no introduction yet. I propose times, if you like. Have you met already? Then one click notes it.",
        student=team.student_id,
        buddy=team.buddy_id,
    )
    return Message(text, (kit.section("introduction", text), _do(team.id, say)))


def _do(team_id: int, say: Speech) -> Block:
    done = kit.button(say.text("We have met"), ids.INTRODUCTION_DONE, team_id)
    return kit.buttons("introduction_do", plan_button(team_id, say), done)


def form(found: ToPlan, language: str, timezone: str, places: Sequence[Venue]) -> View:
    """Times at which all three can, or one of her own. `places`: of the programme."""
    say = speech(language)
    blocks: list[Block] = []
    if found.planned is not None:
        at = meetings.when(found.planned.starts_at, [timezone], say)
        told = say.text(
            "Planned so far: {when}. A new time takes its place, and both are asked anew.", when=at
        )
        blocks.append(kit.section("so_far", told))
    choices = {at.isoformat(): say.moment(at, timezone) for at in found.slots}
    about = {at.isoformat(): line for at in found.slots if (line := _theirs(found, at, timezone, say))}
    if choices:
        choices[OWN] = say.text("Another day and time (below)")
        pick = kit.one_of(choices, radio=True, about=about)
        hint = say.text("All three of you can, by what you have told me.")
        if found.is_outside:
            hint = say.text(
                "Both can, by what they have told me. It is outside your working hours: inside them I find no time that suits both."
            )
        blocks.append(kit.field("slot", say.text("When?"), pick, hint=hint))
    else:
        told = say.text(
            "In the next two weeks I find no time that suits all three of you. Please choose a day and time; I ask them."
        )
        blocks.append(kit.section("no_slots", told))
    blocks += meetings.when_and_where(
        say,
        timezone,
        minutes=found.planned.minutes if found.planned else USUAL[True],
        place=found.planned.place if found.planned else "",
        places=places,
        is_open=bool(choices),
    )
    return kit.modal(
        ids.MODAL_INTRODUCTION,
        say.text("The introduction"),
        blocks,
        submit=say.text("Ask both"),
        close=say.text("Cancel"),
        meta={"team": found.team_id},
    )


def _theirs(found: ToPlan, at: datetime, timezone: str, say: Speech) -> str:
    """What the clock of each shows, where it is another than hers."""
    here = at.astimezone(zone(timezone)).replace(tzinfo=None)
    told = []
    for theirs, sentence in (
        (found.her_zone, say.text("for the student {time}")),
        (found.his_zone, say.text("for the buddy {time}")),
    ):
        there = at.astimezone(zone(theirs)).replace(tzinfo=None)
        if there != here:
            shown = say.time(at, theirs) if there.date() == here.date() else say.short_moment(at, theirs)
            told.append(sentence.format(time=shown))
    return say.row(told)


def proposed(meeting: Planned, timezone: str, language: str, place: Question | None) -> Message:
    """The answer to the manager. `place`: what somebody is asked of it."""
    say = speech(language)
    text = say.text(
        "I have asked <@{student}> and <@{buddy}>:", student=meeting.student_id, buddy=meeting.buddy_id
    )
    rest = say.text("When both have said yes, all of you get the invitation.")
    lines = [text, meetings.facts(meeting, [timezone], say), venues.place_line(place, say), rest]
    return Message("\n".join(line for line in lines if line))


def ask(
    meeting: Planned,
    reader: str,
    timezone: str,
    language: str,
    *,
    place: Question | None = None,
    own: Own = NONE,
) -> Message:
    """To each of the two. `place`: see `proposed`; `own`: the programme's own words."""
    say = speech(language)
    other = next(one for one in meeting.members if one != reader)
    text = said(own, OwnText.INTRODUCTION, say, leader=f"<@{meeting.planned_by}>", partner=f"<@{other}>")
    facts, sure = meetings.facts(meeting, [timezone], say), venues.place_line(place, say)
    text = "\n".join(line for line in (text, facts, sure, say.text("Can you come?")) if line)
    value = mark(meeting)
    yes = kit.button(say.text("Yes, I can come"), ids.INTRODUCTION_YES, value, "primary")
    no = kit.button(say.text("I can't then"), ids.INTRODUCTION_NO, value)
    return Message(text, (kit.section("ask", text), kit.buttons("ask_do", yes, no)))


def mark(meeting: Planned) -> str:
    """Which date of which meeting a button is about."""
    return f"{meeting.id}:{meeting.sequence}"


def agreed(meeting: Planned, reader: str, timezone: str, language: str) -> Message:
    """In place of the question, to the one who can come."""
    say = speech(language)
    shown = meetings.facts(meeting, [timezone], say)
    if meeting.state is MeetingState.CONFIRMED:
        rest = say.text("You have said yes. Everybody can come, so the invitation is on its way.")
        return _settled(f"{shown}\n{rest}")
    other = next(one for one in meeting.members if one != reader)
    rest = say.text("You have said yes. When <@{other}> has, too, you get the invitation.", other=other)
    no = kit.button(say.text("I can't then"), ids.INTRODUCTION_NO, mark(meeting))
    text = f"{shown}\n{rest}"
    return Message(text, (kit.section("ask", text), kit.buttons("ask_do", no)))


def cannot(meeting: Planned, language: str) -> Message:
    """In place of the question, to the one who cannot."""
    text = speech(language).text(
        "Thank you for saying so. <@{leader}> chooses another time, and I ask you again.",
        leader=meeting.planned_by,
    )
    return _settled(text)


def taken(meeting: Planned, language: str, *, in_calendars: bool) -> Message:
    """To the manager who led it: another one has planned it anew, or has her role."""
    say = speech(language)
    text = say.text(
        "<@{leader}> leads the introduction of <@{student}> and <@{buddy}> now. You do not need to come.",
        leader=meeting.planned_by,
        student=meeting.student_id,
        buddy=meeting.buddy_id,
    )
    out = say.text("The file below takes it out of your calendar.")
    return Message(f"{text} {out}" if in_calendars else text)


def led(meeting: Planned, reader: str, before: str, timezone: str, language: str) -> Message:
    """Another manager leads it now, at the same time: to her, and to each of the two."""
    say = speech(language)
    at = meetings.when(meeting.starts_at, [timezone], say)
    if reader == meeting.planned_by:
        text = say.text(
            "You lead the introduction of <@{student}> and <@{buddy}> now: {when}.",
            student=meeting.student_id,
            buddy=meeting.buddy_id,
            when=at,
        )
        do = kit.buttons("introduction_do", plan_button(meeting.team_id, say))
        return Message(text, (kit.section("introduction", text), do))
    text = say.text(
        "<@{leader}> leads your introduction now, not <@{before}>. The time stays: {when}.",
        leader=meeting.planned_by,
        before=before,
        when=at,
    )
    return Message(text, (kit.section("introduction", text),))


def unplanned(meeting: Planned, timezone: str, language: str) -> Message:
    """To the manager who leads it now: the time that was chosen before does not hold."""
    say = speech(language)
    if meeting.state is MeetingState.CANCELLED:
        sentence = say.text(
            "You lead the introduction of <@{student}> and <@{buddy}> now. The time {when} was called off. Please choose another one; I ask both."
        )
    else:
        sentence = say.text(
            "You lead the introduction of <@{student}> and <@{buddy}> now. The time {when} is over, and not both had said yes. Please choose another one; I ask both."
        )
    at = meetings.when(meeting.starts_at, [timezone], say)
    text = sentence.format(student=meeting.student_id, buddy=meeting.buddy_id, when=at)
    do = kit.buttons("introduction_do", plan_button(meeting.team_id, say))
    return Message(text, (kit.section("introduction", text), do))


def other_time(meeting: Planned, language: str) -> Message:
    """In place of a question whose time holds no more."""
    text = speech(language).text(
        "This time does not hold any more. <@{leader}> chooses another one, and I ask you again.",
        leader=meeting.planned_by,
    )
    return _settled(text)


def choose_anew(meeting: Planned, by: str, timezone: str, language: str) -> Message:
    """To the manager: one of the two cannot come."""
    say = speech(language)
    other = next(one for one in meeting.members if one != by)
    text = say.text(
        "<@{user}> can't come to the introduction on {when}. Please choose another time; I ask <@{user}> and <@{other}> again.",
        user=by,
        when=meetings.when(meeting.starts_at, [timezone], say),
        other=other,
    )
    return Message(
        text,
        (
            kit.section("introduction", text),
            kit.buttons("introduction_do", plan_button(meeting.team_id, say)),
        ),
    )


def unanswered(meeting: Planned, timezone: str, language: str) -> Message:
    """To the manager, before a time that not both have said yes to."""
    say = speech(language)
    open_yet = say.list(f"<@{one}>" for one in meeting.members if one not in meeting.agreed)
    text = say.text(
        "The introduction on {when} is not agreed yet: I have no answer from {people}. Perhaps a short message helps, or another time.",
        when=meetings.when(meeting.starts_at, [timezone], say),
        people=open_yet,
    )
    do = kit.buttons("introduction_do", plan_button(meeting.team_id, say))
    return Message(text, (kit.section("introduction", text), do))


def have_met(meeting: Planned, language: str) -> Message:
    """To the manager, after it."""
    say = speech(language)
    text = say.text(
        "The introduction of <@{student}> and <@{buddy}> should be over now. Have you met?",
        student=meeting.student_id,
        buddy=meeting.buddy_id,
    )
    done = kit.button(say.text("We have met"), ids.INTRODUCTION_DONE, meeting.team_id, "primary")
    anew = kit.button(say.text("Plan it anew"), ids.INTRODUCTION_PLAN, meeting.team_id)
    return Message(text, (kit.section("introduction", text), kit.buttons("introduction_do", done, anew)))


def _settled(text: str) -> Message:
    return Message(text, (kit.section("ask", text),))


def formed(partner: str, leader: str | None, language: str) -> Message:
    """To each of the two, where their channel comes after the introduction."""
    say = speech(language)
    lines = [say.text("<@{partner}> and you are a buddy team.", partner=partner)]
    if leader is not None:
        lines.append(
            say.text("Next: <@{leader}> proposes a time to introduce you to each other.", leader=leader)
        )
    lines.append(
        say.text(
            "After that I open a private channel for you. Meanwhile you can write to each other directly."
        )
    )
    return Message(" ".join(lines))


def hello(team: Launching, reader: str, language: str, own: Own = NONE) -> Message:
    """To one of the two: to begin. The other is not blamed."""
    say = speech(language)
    other = team.buddy_id if reader == team.student_id else team.student_id
    text = said(own, OwnText.HELLO, say, channel=f"<#{team.channel_id}>", partner=f"<@{other}>")
    done = kit.button(say.text("We have said hello"), ids.HELLO_SAID, team.id, "primary")
    plan = kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, team.id)
    return Message(text, (kit.section("hello", text), kit.buttons("hello_do", done, plan)))


def said_hello(language: str) -> Message:
    return Message(
        speech(language).text(
            "How nice. I ask no more. When you have a day, you can plan it here: /codebuddy plan"
        )
    )
