"""Meetings of the two: the form, the post in their channel, reminders, being late, and the question afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from slackblocks import Button

from bot import ids
from bot.clock import zone
from bot.rules.meeting import LATE, LENGTHS, PLACE_MAX, Step, first_step
from bot.rules.meeting_words import NO_WHEN, When
from bot.rules.venues import Venue, named
from bot.services.meetings import Coming
from bot.services.planned import Planned
from bot.services.sessions import OwnTeam
from bot.services.venues import Question
from bot.speech import Speech, escape, speech
from bot.views import invitations, kit, venues
from bot.views import typed as as_typed
from bot.views.answer import Block, Message, View
from bot.views.in_each import in_each
from models.enums import MeetingState

CANNOT = "cannot"
TEAMS_SHOWN = 10
"""Slack shows ten radio buttons."""
Zones = Mapping[str, str]
"""Whose zone is which: user id → zone."""


def form(
    teams: Sequence[OwnTeam],
    who: str,
    language: str,
    timezone: str,
    now: datetime,
    *,
    places: Sequence[Venue] = (),
    moves: Planned | None = None,
    typed: str = "",
    read: When = NO_WHEN,
) -> View:
    """To plan a meeting, or to move one. With one team, it is that team's form. `places`: of the programme; `typed`:
    behind the command; `read`: what was understood of it."""
    say = speech(language)
    blocks: list[Block] = as_typed.shown(typed, say)
    if len(teams) > 1:
        partners = {str(team.id): f"<@{team.partner_of(who)}>" for team in teams[:TEAMS_SHOWN]}
        blocks.append(kit.field("team", say.text("With whom?"), kit.one_of(partners, radio=True)))
    if moves is not None and moves.starts_at > now:
        local = moves.starts_at.astimezone(zone(timezone))
        read = When(local.date(), f"{local:%H:%M}")
    blocks += when_and_where(
        say,
        timezone,
        read,
        minutes=moves.minutes if moves else 60,
        place=moves.place if moves else "",
        places=places,
    )
    if moves is not None:
        meta: dict[str, object] = {"meeting": moves.id, "sequence": moves.sequence}
    else:
        meta = {"team": teams[0].id} if len(teams) == 1 else {}
    title = say.text("Plan a meeting") if moves is None else say.text("Another time")
    return kit.modal(
        ids.MODAL_PLAN, title, blocks, submit=say.text("Save"), close=say.text("Cancel"), meta=meta
    )


def when_and_where(
    say: Speech,
    timezone: str,
    read: When = NO_WHEN,
    *,
    minutes: int,
    place: str,
    places: Sequence[Venue] = (),
    is_open: bool = False,
) -> list[Block]:
    """The fields of a date. `read`: what is known of it, by this clock; `is_open`: day and time may be left empty."""
    lengths = {str(one): say.hours(one) for one in LENGTHS}
    return [
        kit.field("day", say.text("Which day?"), kit.day(initial=read.day), optional=is_open),
        kit.field(
            "time",
            say.text("At what time?"),
            kit.time(initial=read.time),
            hint=say.text("By your own clock ({place}).", place=say.place_of(timezone)),
            optional=is_open,
        ),
        kit.field("minutes", say.text("How long?"), kit.one_of(lengths, initial=str(minutes))),
        *_where(places, place, say),
    ]


def _where(places: Sequence[Venue], place: str, say: Speech) -> list[Block]:
    """The programme's own places to choose from, and a line for any other, or for the room there."""
    label = say.text("Where?")
    if not places:
        hint = say.text("A place, or the link of a video call. You can leave it empty and agree on it later.")
        typed = kit.line(initial=place, max_length=PLACE_MAX)
        return [kit.field("place", label, typed, hint=hint, optional=True)]
    own = named(places, place)
    line = place[len(own.name) :].lstrip(" ,") if own else place
    choices = {one.key: venues.choice(one, say) for one in places}
    return [
        kit.field("venue", label, kit.one_of(choices, initial=own.key if own else None), optional=True),
        kit.field(
            "place",
            say.text("Another place, or the room there"),
            kit.line(initial=line, max_length=PLACE_MAX),
            hint=say.text("Or the link of a video call. You can leave both empty and agree on it later."),
            optional=True,
        ),
    ]


def when(starts_at: datetime, zones: Iterable[str], say: Speech) -> str:
    """`Tuesday 10 March, 18:30`; where clocks differ, by each of them: `… 18:30 (Madrid), 23:15 (Kathmandu)`."""
    first, *others = list(dict.fromkeys(zones))
    told = say.moment(starts_at, first)
    local = starts_at.astimezone(zone(first)).replace(tzinfo=None)
    rest = []
    for other in others:
        theirs = starts_at.astimezone(zone(other)).replace(tzinfo=None)
        if theirs != local:
            at = say.time(starts_at, other) if theirs.date() == local.date() else say.moment(starts_at, other)
            rest.append(f"{at} ({say.place_of(other)})")
    return say.row([f"{told} ({say.place_of(first)})", *rest]) if rest else told


def facts(meeting: Planned, zones: Iterable[str], say: Speech) -> str:
    """When, how long and where, in two lines."""
    lines = [
        say.joined(" · ", f"*{when(meeting.starts_at, zones, say)}*", say.hours(meeting.minutes)),
        say.text("Where: {place}", place=escape(meeting.place))
        if meeting.place
        else say.text("Where: still open. Please agree on a place, or a call in Slack."),
    ]
    return "\n".join(lines)


def calendar_line(meeting: Planned, say: Speech) -> str:
    """How it comes into a calendar."""
    url = escape(invitations.link(meeting, say))
    return say.text("For your calendar: open the file below, or {link}.", link=f"<{url}|Google Calendar>")


def planned(
    meeting: Planned, who: str, timezone: str, zones: Zones, language: str, place: Question | None = None
) -> Message:
    """The answer to whoever planned it: what was understood. `place`: what somebody is asked of it."""
    say = speech(language)
    other = next(one for one in meeting.members if one != who)
    text = "\n".join(
        [
            say.text("Planned with <@{other}>:", other=other),
            facts(meeting, [timezone, *zones.values()], say),
            _told_and_reminded(meeting, other, say),
        ]
    )
    text = f"{text}\n{venues.place_line(place, say)}".rstrip()
    return Message(text, (kit.section("planned", text), kit.buttons("planned_do", again(meeting, say))))


def _told_and_reminded(meeting: Planned, other: str, say: Speech) -> str:
    """Only the reminders that can still come."""
    step = first_step(meeting.starts_at, meeting.minutes, meeting.planned_at)
    if step is Step.DAY:
        return say.text("I have told <@{other}>, and remind you both a day and an hour before.", other=other)
    if step is Step.HOUR:
        return say.text("I have told <@{other}>, and remind you both an hour before.", other=other)
    return say.text("I have told <@{other}>.", other=other)


def again(meeting: Planned, say: Speech) -> Button:
    return kit.button(say.text("Another time"), ids.PLAN_AGAIN, meeting.id)


def late_button(meeting: Planned, say: Speech) -> Button:
    return kit.button(say.text("Running late / can't come"), ids.LATE_OPEN, meeting.team_id)


def post(
    meeting: Planned,
    zones: Zones,
    languages: Sequence[str],
    *,
    place: Question | None = None,
) -> Message:
    """In the two's channel, in both languages where they read different ones. `place`: see `planned`."""
    blocks: list[Block] = []
    texts: list[str] = []
    for language in languages:
        say = speech(language)
        text = f"{_post(meeting, zones, say)}\n{venues.place_line(place, say)}".rstrip()
        texts.append(text)
        blocks.append(kit.section(f"meeting_{language}", text))
        if meeting.state is MeetingState.CONFIRMED:
            blocks.append(
                kit.buttons(f"meeting_do_{language}", late_button(meeting, say), again(meeting, say))
            )
        elif meeting.state is MeetingState.CANCELLED:
            blocks.append(kit.buttons(f"meeting_do_{language}", again(meeting, say)))
    return Message("\n".join(texts), tuple(blocks))


def _post(meeting: Planned, zones: Zones, say: Speech) -> str:
    shown = facts(meeting, zones.values(), say)
    if meeting.state is MeetingState.CANCELLED:
        off = say.text("This meeting does not take place. You can choose another time.")
        return f"{off}\n~{when(meeting.starts_at, zones.values(), say)}~"
    title = say.text("<@{user}> has planned a meeting:", user=meeting.planned_by)
    if meeting.state is MeetingState.HELD:
        return f"{title}\n{shown}"
    return f"{title}\n{shown}\n{calendar_line(meeting, say)}"


def moved_post(meeting: Planned, languages: Sequence[str]) -> Message:
    """In place of a post whose date holds no more, where a newer one stands below."""
    return in_each(
        languages,
        lambda say: say.text("This meeting has another time now: see my newer message below."),
        "meeting",
    )


def invitation(
    meeting: Planned,
    reader: str,
    timezone: str,
    language: str,
    *,
    place: Question | None = None,
) -> Message:
    """To somebody who comes, alone: of an introduction, or where the two have no channel."""
    say = speech(language)
    if meeting.is_introduction:
        others = say.list(f"<@{one}>" for one in meeting.others(reader))
        title = say.text("The introduction is planned. You meet {people}:", people=others)
    else:
        title = say.text("<@{user}> has planned a meeting:", user=meeting.planned_by)
    text = f"{title}\n{facts(meeting, [timezone], say)}\n{calendar_line(meeting, say)}"
    text = f"{text}\n{venues.place_line(place, say)}".rstrip()
    return Message(text, (kit.section("meeting", text), kit.buttons("meeting_do", late_button(meeting, say))))


def off(meeting: Planned, reader: str, by: str | None, timezone: str, language: str) -> Message:
    """To each who had it in a calendar: it does not take place."""
    say = speech(language)
    at = when(meeting.starts_at, [timezone], say)
    if by is None:
        told = say.text("The meeting on {when} does not take place.", when=at)
    elif by == reader:
        told = say.text("The meeting on {when} is cancelled, as you said.", when=at)
    else:
        told = say.text("<@{user}> can't come on {when}. The meeting is cancelled.", user=by, when=at)
    lines = [told, say.text("The file below takes it out of your calendar.")]
    if meeting.is_introduction:
        return Message(" ".join([*lines, say.text("You will hear of another time.")]))
    told = " ".join(lines)
    blocks = (kit.section("meeting", told), kit.buttons("meeting_do", again(meeting, say)))
    return Message(told, blocks)


def reminder(
    meeting: Planned, reader: str, timezone: str, now: datetime, language: str, place: Question | None
) -> Message:
    """A day before, or an hour before. `place`: see `planned`."""
    say = speech(language)
    others = say.list(f"<@{one}>" for one in meeting.others(reader))
    where = zone(timezone)
    days = (meeting.starts_at.astimezone(where).date() - now.astimezone(where).date()).days
    if days == 1:
        title = say.text("Tomorrow you meet {people}:", people=others)
    elif days == 0:
        title = say.text("Today you meet {people}:", people=others)
    else:
        title = say.text("Soon you meet {people}:", people=others)
    text = f"{title}\n{facts(meeting, [timezone], say)}\n{venues.place_line(place, say)}".rstrip()
    return Message(text, (kit.section("meeting", text), kit.buttons("meeting_do", late_button(meeting, say))))


def late_form(found: Coming, timezone: str, language: str) -> View:
    """Late, or not at all; only what can be said now."""
    say = speech(language)
    meeting = found.meeting
    choices = {
        str(minutes): say.text("I will be {minutes} minutes late", minutes=minutes) for minutes in LATE
    }
    choices = {**(choices if found.is_soon else {}), CANNOT: say.text("I can't come")}
    blocks = [
        kit.section("meeting", facts(meeting, [timezone], say)),
        kit.field(
            "what",
            say.text("What should I tell the others?")
            if meeting.is_introduction
            else say.text("What should I tell the other?"),
            kit.one_of(choices, radio=True),
        ),
    ]
    if not found.is_soon:
        soon = say.text("That you are late can be told from three hours before.")
        blocks.append(kit.context("soon", soon))
    return kit.modal(
        ids.MODAL_LATE,
        say.text("Late, or can't come"),
        blocks,
        submit=say.text("Tell them"),
        close=say.text("Cancel"),
        meta={"meeting": meeting.id, "sequence": meeting.sequence},
    )


def nothing_planned(team_id: int, language: str) -> Message:
    """To whoever would be late, where nothing is planned here."""
    say = speech(language)
    text = say.text("No meeting is planned here now, so nobody waits for you. You can plan one.")
    button = kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, team_id)
    return Message(text, (kit.section("nothing", text), kit.buttons("nothing_do", button)))


def told_late(meeting: Planned, who: str, minutes: int, language: str) -> Message:
    say = speech(language)
    others = say.list(f"<@{one}>" for one in meeting.others(who))
    return Message(
        say.text("I have told {people}: you come {minutes} minutes later.", people=others, minutes=minutes)
    )


def told_off(meeting: Planned, who: str, language: str) -> Message:
    say = speech(language)
    others = say.list(f"<@{one}>" for one in meeting.others(who))
    text = say.text("The meeting is cancelled, and I have told {people}.", people=others)
    if meeting.is_introduction:
        return Message(text)
    return Message(text, (kit.section("off", text), kit.buttons("off_do", again(meeting, say))))


def late(meeting: Planned, by: str, minutes: int, timezone: str, language: str) -> Message:
    """To the others, at once."""
    say = speech(language)
    text = say.text(
        "<@{user}> will be {minutes} minutes late for your meeting at {time}.",
        user=by,
        minutes=minutes,
        time=say.time(meeting.starts_at, timezone),
    )
    if meeting.is_introduction:
        return Message(text)
    return Message(text, (kit.section("late", text), kit.buttons("late_do", again(meeting, say))))


def log_card(meeting: Planned, reader: str, timezone: str, language: str) -> Message:
    """After it: one click logs it."""
    say = speech(language)
    hours = say.hours(meeting.minutes)
    text = say.text(
        "You and <@{other}> had planned to meet on {when}. Have you met? One click logs it.",
        other=meeting.others(reader)[0],
        when=when(meeting.starts_at, [timezone], say),
    )
    one = kit.button(say.text("Log {hours}", hours=hours), ids.MEETING_LOG, meeting.id, "primary")
    form_button = kit.button(say.text("It was longer or shorter"), ids.MEETING_LOG_OPEN, meeting.id)
    no = kit.button(say.text("We did not meet"), ids.MEETING_MISSED, meeting.id)
    return Message(text, (kit.section("log", text), kit.buttons("log_do", one, form_button, no)))


def log_settled(meeting: Planned, language: str) -> Message:
    """In place of the other's card."""
    say = speech(language)
    if meeting.logged_by is not None:
        text = say.text(
            "<@{user}> has logged it: {hours}. Nothing is left to do.",
            user=meeting.logged_by,
            hours=say.hours(meeting.minutes),
        )
        return Message(text, (kit.section("log", text),))
    return _not_met(meeting, say)


def missed(meeting: Planned, language: str) -> Message:
    """In place of her own card."""
    return _not_met(meeting, speech(language))


def _not_met(meeting: Planned, say: Speech) -> Message:
    text = say.text("You did not meet this time. That happens. You can choose another day.")
    button = kit.button(say.text("Plan a meeting"), ids.PLAN_OPEN, meeting.team_id)
    return Message(text, (kit.section("log", text), kit.buttons("log_do", button)))
