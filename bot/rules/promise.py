"""The programme's promise: on which day of her waiting a student hears from us, and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from bot.clock import days_between, local_moment

MORNING = 9 * 60
"""Minutes after midnight in the programme's zone at which a step is due."""


class Step(IntEnum):
    """What was done last for somebody who waits."""

    NONE = 0
    STILL_LOOKING = 1
    """She heard that we have not forgotten her."""
    LISTED = 2
    """Managers saw her on their list."""
    OVERDUE = 3
    """The promised days are over."""


def day(asked_at: datetime, paused: timedelta, now: datetime, where: ZoneInfo) -> int:
    """Which day of waiting it is: 0 on the day she asked, by the calendar of `where`.

    `paused`: how long we waited for her; it moves the day on which she asked.
    """
    return days_between(asked_at + paused, now, where)


def is_over(day: int, last: int) -> bool:
    """Whether the promised time is over, for everybody who reads of it alike: from the last promised day on.

    `day`: of waiting (see `day`); `last`: the day of the last step.
    """
    return day >= last


def moment(
    asked_at: datetime, paused: timedelta, days: Sequence[int], step: Step, where: ZoneInfo
) -> datetime | None:
    """When the step after `step` is due: at 9:00 of `where`, in UTC; None after the last.

    `days`: for each step the day of waiting (see `day`) on which it is due, rising.
    """
    if step >= len(days):
        return None
    asked_on = (asked_at + paused).astimezone(where).date()
    return local_moment(asked_on + timedelta(days=days[step]), MORNING, where)
