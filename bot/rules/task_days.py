"""By when a manager should have done a task, and on which day one that she puts off comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from models.enums import TaskKind

WEEK = timedelta(weeks=1)
SOON = timedelta(days=2)
"""Somebody waits, or was not reached."""
_DAYS = {
    TaskKind.INTRODUCTION: WEEK,
    TaskKind.CHECK_IN: WEEK,
    TaskKind.FEEDBACK: WEEK,
    TaskKind.CLASS_NUMBERS: WEEK,
}
"""An introduction is late a week after the launch; what comes by itself has as long."""
MOST = timedelta(days=92)
"""So long can a task be put off."""


class Later(StrEnum):
    """What can be chosen without a calendar."""

    TOMORROW = "tomorrow"
    WORKING_DAY = "working_day"
    NEXT_WEEK = "next_week"


def due(kind: TaskKind, since: date) -> date:
    """The last day on which it is in time."""
    return since + _DAYS.get(kind, SOON)


def comes_back(later: Later, today: date, is_free: Callable[[date], bool]) -> date:
    """The day on which it is on the list again. `is_free`: a day on which nobody works, besides weekends."""
    if later is Later.NEXT_WEEK:
        return today + timedelta(days=7 - today.weekday())
    day = today + timedelta(days=1)
    while later is Later.WORKING_DAY and (day.weekday() >= 5 or is_free(day)):
        day += timedelta(days=1)
    return day
