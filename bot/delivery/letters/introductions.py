"""What people read of a team's introduction and first days, looked at again when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import NO_NEWS_AFTER, Dropped, Due, Edit, Kind, Post, Unknown, by_day, in_open_hours
from bot.delivery.letters.meetings import here, of_now, require_to_come
from bot.delivery.running import team_of
from bot.services import (
    channels,
    first_days,
    handing,
    introductions,
    meeting_steps,
    minors,
    people,
    planned,
    venues,
)
from bot.services.teams import introducers
from bot.views import introductions as views
from bot.views.answer import Message
from models.enums import OPEN_MEETING, MeetingState
from models.store import Db


def card(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if team.introduced:
        raise Dropped("introduced")
    agreed = minors.agreed_in_teams(db, [team.id]).get(team.id)
    language = people.language_of(db, due.target)
    return views.card(team, language, minor_since=agreed)


def late(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if team.introduced:
        raise Dropped("introduced")
    here(db, due.target)
    by_day(db, due, now)
    return views.late(team, people.language_of(db, due.target))


def ask(db: Db, due: Due, now: datetime) -> Message:
    found = of_now(db, due)
    if found.state is not MeetingState.PROPOSED or due.target in found.agreed:
        raise Dropped(str(found.state))
    if found.starts_at <= now:
        raise Dropped("begun")
    here(db, due.target)
    timezone, language = people.timezone_of(db, due.target), people.language_of(db, due.target)
    place = venues.of_meeting(db, now, found)
    return views.ask(found, due.target, timezone, language, place=place, own=people.programme(db).own_texts)


def ask_edit(db: Db, due: Due, now: datetime) -> Message:
    found = planned.read(db, int(due.about["meeting"]))
    if found is None:
        raise Dropped("ended")
    language = people.language_of(db, due.target)
    asked = f"{introductions.ASK}:{found.id}:{found.sequence}:{due.target}"
    timezone, place = people.timezone_of(db, due.target), venues.of_meeting(db, now, found)
    if due.about["notice"] != asked or found.state not in OPEN_MEETING:
        return views.other_time(found, language)
    if found.state is MeetingState.CONFIRMED or due.target in found.agreed:
        return views.agreed(found, due.target, timezone, language)
    return views.ask(found, due.target, timezone, language, place=place, own=people.programme(db).own_texts)


def cannot(db: Db, due: Due, now: datetime) -> Message:
    found = of_now(db, due)
    if found.state is not MeetingState.CANCELLED:
        raise Dropped(str(found.state))
    here(db, due.target)
    require_to_come(due, found)
    timezone, language = people.timezone_of(db, due.target), people.language_of(db, due.target)
    return views.choose_anew(found, str(due.about["by"]), timezone, language)


def unanswered(db: Db, due: Due, now: datetime) -> Message:
    found = of_now(db, due)
    if found.state is not MeetingState.PROPOSED or found.starts_at <= now:
        raise Dropped(str(found.state))
    here(db, due.target)
    require_to_come(due, found)
    return views.unanswered(found, people.timezone_of(db, due.target), people.language_of(db, due.target))


def have_met(db: Db, due: Due, now: datetime) -> Message:
    found = of_now(db, due)
    if found.state is not MeetingState.CONFIRMED:
        raise Dropped(str(found.state))
    here(db, due.target)
    require_to_come(due, found)
    by_day(db, due, now)
    return views.have_met(found, people.language_of(db, due.target))


def led(db: Db, due: Due, now: datetime) -> Message:
    """Somebody else leads it now: to her, and to the two."""
    found = of_now(db, due)
    if found.state not in OPEN_MEETING or found.planned_by != due.about["by"] or found.starts_at <= now:
        raise Dropped("changed")
    here(db, due.target)
    timezone, language = people.timezone_of(db, due.target), people.language_of(db, due.target)
    return views.led(found, due.target, str(due.about["instead"]), timezone, language)


def unplanned(db: Db, due: Due, now: datetime) -> Message:
    """To whoever leads it now: it was called off before, or its time has passed without an agreement."""
    found = of_now(db, due)
    if found.state not in (MeetingState.PROPOSED, MeetingState.CANCELLED):
        raise Dropped(str(found.state))
    team = channels.launching(db, found.team_id)
    if team is None or team.introduced:
        raise Dropped("introduced")
    here(db, due.target)
    require_to_come(due, found)
    return views.unplanned(found, people.timezone_of(db, due.target), people.language_of(db, due.target))


def formed(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if team.channel_id is not None:
        raise Dropped("has_channel")
    here(db, due.target)
    partner = team.buddy_id if due.target == team.student_id else team.student_id
    leader = next(iter(introducers(db)), None)
    return views.formed(partner, leader, people.language_of(db, due.target))


def hello(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    if not first_days.is_silent(db, team.id):
        raise Dropped("begun")
    here(db, due.target)
    in_open_hours(db, due, now)
    return views.hello(team, due.target, people.language_of(db, due.target), people.programme(db).own_texts)


KINDS: dict[str, Kind] = {
    "introduction": Post(card, Unknown.RESEND),
    first_days.LATE: Post(late, Unknown.DROP, late_after=NO_NEWS_AFTER),
    introductions.ASK: Post(ask, Unknown.RESEND),
    f"{introductions.ASK}_edit": Edit(ask_edit),
    handing.LED: Post(led, Unknown.RESEND),
    handing.UNPLANNED: Post(unplanned, Unknown.RESEND),
    "introduction_cannot": Post(cannot, Unknown.RESEND),
    meeting_steps.UNANSWERED: Post(unanswered, Unknown.DROP),
    meeting_steps.MET: Post(have_met, Unknown.DROP, late_after=NO_NEWS_AFTER),
    "team_formed": Post(formed, Unknown.RESEND),
    first_days.HELLO: Post(hello, Unknown.DROP),
}
