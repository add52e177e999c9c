"""What becomes of a question that nobody answers: when somebody is reminded, and when it passes on."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.rules.open_hours import OpenHours

LEAST_HOURS = 12
"""Between a reminder and its end, whatever the programme says: an evening's reminder leaves the night and a morning."""
Hours = tuple[int, int]
"""The programme's: after which a volunteer is reminded, and after which somebody else is looked for."""


def reminder_at(asked_at: datetime, hours: Hours, open_: OpenHours, where: ZoneInfo) -> datetime:
    """When somebody who was asked is reminded, in UTC; by night of `where`, his own zone, the morning after.

    `asked_at`: when the question reached him.
    """
    return open_.next_open(asked_at + timedelta(hours=hours[0]), where)


def hours_left(hours: Hours) -> int:
    """How long a volunteer has after the reminder: the time that was meant to be between the two."""
    return max(LEAST_HOURS, hours[1] - hours[0])


def pass_on_at(reminded_at: datetime, hours: Hours) -> datetime:
    """When somebody else is looked for, if no answer comes.

    Counted from the moment at which the reminder reached him, and not from the question: a reminder that waited for
    the morning, or for Slack, moves the end on by as much, so that `hours_left` to read it are his in any case.
    """
    return reminded_at + timedelta(hours=hours_left(hours))
