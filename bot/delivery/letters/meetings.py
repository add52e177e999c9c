"""What people read of meetings: invitations, reminders, changes. Nothing is reminded of that has begun or is off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery import calendar_file
from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown
from bot.delivery.upload import Attached, WithFile
from bot.services import channels, introductions, meeting_steps, people, planned, venues
from bot.services.meetings import LOG_CARD
from bot.services.planned import Planned
from bot.speech import speech
from bot.views import introductions as first_views
from bot.views import invitations
from bot.views import meetings as views
from bot.views.answer import Message
from bot.views.in_each import in_a_line
from models.enums import MeetingState
from models.store import Db

TEAM = "team:"
ASKED_FOR = timedelta(hours=24)
"""After a meeting it is asked so long whether it should be logged."""
ALMOST = timedelta(minutes=90)
"""Before it begins: the reminder of an hour before is the better one."""


def invitation(db: Db, due: Due, now: datetime) -> Message:
    found = _now(db, due, MeetingState.CONFIRMED)
    if found.ends_at <= now:
        raise Dropped("over")
    require_to_come(due, found)
    place = venues.of_meeting(db, now, found)
    if due.target.startswith(TEAM):
        return views.post(found, zones(db, found), _languages(db, found), place=place)
    here(db, due.target)
    return views.invitation(found, due.target, *_reader(db, due.target), place=place)


def not_in_channel(db: Db, due: Due, now: datetime) -> None:
    """The channel of the two took no message: each hears it directly."""
    if due.target.startswith(TEAM):
        row, team = planned.locked(db, int(due.about["meeting"]))
        planned.invite_directly(db, now, row, team)


def attached(db: Db, due: Due, now: datetime) -> Attached:
    """The entry for calendars, as long as nothing has changed since it was owed."""
    found = of_now(db, due)
    in_channel = due.target.startswith(TEAM)
    languages = _languages(db, found) if in_channel else [people.language_of(db, due.target)]
    title = in_a_line(languages, lambda say: invitations.title(found, say))
    return Attached(calendar_file.name(found), title, calendar_file.content(found, db.workspace_id, title))


def edited(db: Db, due: Due, now: datetime) -> Message:
    """A post in the channel: its meeting is off, or has moved on to a newer post."""
    found = of_now(db, due)
    languages = _languages(db, found)
    if found.state is MeetingState.CONFIRMED:
        return views.moved_post(found, languages)
    return views.post(found, zones(db, found), languages)


def off(db: Db, due: Due, now: datetime) -> Message:
    if "led_by" in due.about:
        return taken(db, due, now, in_calendars=True)
    found = _now(db, due, MeetingState.CANCELLED)
    here(db, due.target)
    if found.ends_at <= now:
        raise Dropped("over")
    timezone, language = _reader(db, due.target)
    return views.off(found, due.target, due.about.get("by"), timezone, language)


def taken(db: Db, due: Due, now: datetime, *, in_calendars: bool = False) -> Message:
    """To whoever led an introduction that another manager has planned anew."""
    found = planned.read(db, int(due.about["meeting"]))
    if found is None:
        raise Dropped("ended")
    if found.planned_by == due.target:
        raise Dropped("changed")
    here(db, due.target)
    return first_views.taken(found, people.language_of(db, due.target), in_calendars=in_calendars)


def taken_out(db: Db, due: Due, now: datetime) -> Attached:
    """The end of an entry, also for who leads it no more while it goes on for the others, be it at the same time."""
    if "led_by" not in due.about:
        return attached(db, due, now)
    found = planned.read(db, int(due.about["meeting"]))
    if found is None:
        raise Dropped("ended")
    gone = replace(found, state=MeetingState.CANCELLED)
    title = invitations.title(gone, speech(people.language_of(db, due.target)))
    return Attached(calendar_file.name(gone), title, calendar_file.content(gone, db.workspace_id, title))


def day_before(db: Db, due: Due, now: datetime) -> Message:
    if now > _begins(db, due) - ALMOST:
        raise Dropped("too_late")
    return _reminder(db, due, now)


def hour_before(db: Db, due: Due, now: datetime) -> Message:
    return _reminder(db, due, now)


def late(db: Db, due: Due, now: datetime) -> Message:
    found = _now(db, due, MeetingState.CONFIRMED)
    if found.ends_at <= now:
        raise Dropped("over")
    here(db, due.target)
    timezone, language = _reader(db, due.target)
    return views.late(found, str(due.about["by"]), int(due.about["minutes"]), timezone, language)


def log_card(db: Db, due: Due, now: datetime) -> Message:
    found = _now(db, due, MeetingState.CONFIRMED)
    if now > found.ends_at + ASKED_FOR:
        raise Dropped("too_late")
    if planned.is_logged(db, found):
        raise Dropped("logged")
    _all_here(db, found)
    return views.log_card(found, due.target, *_reader(db, due.target))


def log_settled(db: Db, due: Due, now: datetime) -> Message:
    found = planned.read(db, int(due.about["meeting"]))
    if found is None:
        raise Dropped("ended")
    return views.log_settled(found, people.language_of(db, due.target))


def _reminder(db: Db, due: Due, now: datetime) -> Message:
    if now >= _begins(db, due):
        raise Dropped("begun")
    found = _now(db, due, MeetingState.CONFIRMED)
    _all_here(db, found)
    require_to_come(due, found)
    timezone, language = _reader(db, due.target)
    place = venues.of_meeting(db, now, found)
    return views.reminder(found, due.target, timezone, now, language, place)


def require_to_come(due: Due, found: Planned) -> None:
    """Raises `Dropped` for whoever led it before, and does not come any more."""
    if found.is_introduction and due.target not in found.concerned:
        raise Dropped("led_by_another")


def _begins(db: Db, due: Due) -> datetime:
    return of_now(db, due).starts_at


def of_now(db: Db, due: Due) -> Planned:
    """The meeting, where it is still the one that was spoken of.

    Raises:
        Dropped: its team has ended, or it has another date by now.
    """
    found = planned.read(db, int(due.about["meeting"]))
    if found is None:
        raise Dropped("ended")
    if found.sequence != int(due.about["sequence"]):
        raise Dropped("changed")
    return found


def _now(db: Db, due: Due, state: MeetingState) -> Planned:
    found = of_now(db, due)
    if found.state is not state:
        raise Dropped(str(found.state))
    return found


def here(db: Db, user_id: str) -> None:
    """Raises `Dropped` for somebody who has left."""
    if not planned.is_here(db, user_id):
        raise Dropped("gone")


def _all_here(db: Db, found: Planned) -> None:
    """Nobody is reminded of meeting somebody who has left."""
    if not planned.all_are_here(db, found):
        raise Dropped("gone")


def zones(db: Db, found: Planned) -> dict[str, str]:
    return {user: people.timezone_of(db, user) for user in found.members}


def _reader(db: Db, user_id: str) -> tuple[str, str]:
    return people.timezone_of(db, user_id), people.language_of(db, user_id)


def _languages(db: Db, found: Planned) -> list[str]:
    return channels.readers_languages(db, found)


KINDS: dict[str, Kind] = {
    planned.INVITATION: WithFile(invitation, attached, on_failed=not_in_channel),
    f"{planned.INVITATION}_edit": Edit(invitation),
    "meeting_off": WithFile(off, taken_out),
    introductions.TAKEN: Post(taken, Unknown.RESEND),
    "meeting_edit": Edit(edited),
    meeting_steps.DAY: Post(day_before, Unknown.DROP),
    meeting_steps.HOUR: Post(hour_before, Unknown.DROP, urgent=True),
    "meeting_late": Post(late, Unknown.RESEND, urgent=True),
    LOG_CARD: Post(log_card, Unknown.DROP),
    f"{LOG_CARD}_edit": Edit(log_settled),
}
