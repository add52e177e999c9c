"""When two people can meet: a weekday and a part of the day, each in one's own time zone."""

from __future__ import annotations

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("morning", "afternoon", "evening")
SLOTS = tuple(f"{day}_{part}" for day in WEEKDAYS for part in PARTS)
