"""Meetings for calendars: an `.ics` entry, and a link that fills in Google's form. Neither names anybody.

Times are UTC, so that no list of zones travels with them. The entry keeps its id at every change; `SEQUENCE` says
which of two is the newer one, and `CANCEL` takes it away.
"""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlencode

from icalendar import Calendar, Event, vUri

from bot.services.planned import Planned
from bot.speech import Speech, speech
from models.enums import MeetingState

NOBODY = "invalid:nomail"
"""Calendars want an organizer; who it is they need not know."""


def file(meeting: Planned, workspace_id: str, language: str) -> bytes:
    """The entry as it stands; of a cancelled meeting, its end."""
    say = speech(language)
    is_off = meeting.state is MeetingState.CANCELLED
    entry = Event()
    entry.add("uid", f"{workspace_id}-{meeting.id}@codebuddies".lower())
    entry.add("sequence", meeting.sequence)
    entry.add("dtstamp", meeting.planned_at.astimezone(UTC))
    entry.add("dtstart", meeting.starts_at.astimezone(UTC))
    entry.add("dtend", meeting.ends_at.astimezone(UTC))
    entry.add("summary", title(meeting, say))
    entry.add("location", meeting.place)
    entry.add("organizer", vUri(NOBODY))
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//CodeBuddies//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(entry)
    content: bytes = calendar.to_ical()
    return content


def link(meeting: Planned, say: Speech) -> str:
    """Google's form for a new entry, filled in. Nothing is sent before somebody presses it."""
    day = "%Y%m%dT%H%M%SZ"
    begins, ends = (at.astimezone(UTC).strftime(day) for at in (meeting.starts_at, meeting.ends_at))
    filled = {
        "action": "TEMPLATE",
        "text": title(meeting, say),
        "dates": f"{begins}/{ends}",
        "location": meeting.place,
    }
    return f"https://calendar.google.com/calendar/render?{urlencode(filled)}"


def title(meeting: Planned, say: Speech) -> str:
    if meeting.is_introduction:
        return say.text("CodeBuddies: introduction")
    return say.text("CodeBuddies: meeting of two")


def name(meeting: Planned) -> str:
    """Of the file."""
    return "cancelled.ics" if meeting.state is MeetingState.CANCELLED else "meeting.ics"
