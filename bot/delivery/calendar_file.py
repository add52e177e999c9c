"""A meeting as an entry for calendars (`.ics`). It names nobody.

Times are UTC, so that no list of zones travels with them. The entry keeps its id at every change; `SEQUENCE` says
which of two is the newer one, and `CANCEL` takes it away.
"""

from __future__ import annotations

from datetime import UTC

from icalendar import Calendar, Event, vUri

from bot.services.planned import Planned
from models.enums import MeetingState

NOBODY = "invalid:nomail"
"""Calendars want an organizer; who it is they need not know."""


def name(meeting: Planned) -> str:
    """Of the file."""
    return "cancelled.ics" if meeting.state is MeetingState.CANCELLED else "meeting.ics"


def content(meeting: Planned, workspace_id: str, title: str) -> bytes:
    """The entry as it stands; of a cancelled meeting, its end. The same meeting makes the same bytes."""
    is_off = meeting.state is MeetingState.CANCELLED
    entry = Event()
    entry.add("uid", f"{workspace_id}-{meeting.id}@codebuddies".lower())
    entry.add("sequence", meeting.revision)
    entry.add("dtstamp", meeting.planned_at.astimezone(UTC))
    entry.add("dtstart", meeting.starts_at.astimezone(UTC))
    entry.add("dtend", meeting.ends_at.astimezone(UTC))
    entry.add("summary", title)
    if meeting.place:
        entry.add("location", meeting.place)
    entry.add("organizer", vUri(NOBODY))
    entry.add("status", "CANCELLED" if is_off else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", "-//CodeBuddies//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    calendar.add_component(entry)
    made: bytes = calendar.to_ical()
    return made
