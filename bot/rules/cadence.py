"""Whether a team hears from us this week, or whether a human should. Kind by rule: rarely, and never in a row."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.clock import local_moment
from bot.rules.hours import Tally

MAX_IN_A_ROW = 2
"""Nudges that nobody answered by logging a session; then a person looks, and the pair is left in peace."""
OPENS, CLOSES = 9 * 60, 21 * 60
"""Minutes after midnight in the reader's zone, any day; outside them nobody hears of what was held up."""
LATE_AFTER = timedelta(hours=12)
"""Open time after which a nudge or digest has missed its moment, and is counted instead of sent."""
PROMPT = timedelta(hours=1)
_DAY = timedelta(days=1)


class Decision(StrEnum):
    """What one week brings for one team."""

    NOT_NEEDED = "not_needed"
    SEND = "send"
    LATE = "late"
    """It would have been sent, but its moment was missed (the program was off)."""
    HAND_OVER = "hand_over"
    """A task for the managers, once; the pair hears nothing."""
    HANDED_OVER = "handed_over"
    """The managers know; the pair hears nothing until it has logged a session."""


def nudge_due(tally: Tally, unanswered: int, *, late: bool = False) -> Decision:
    """Decide about a team's week.

    Args:
        tally: how the team stands in the week of its slot, in its own days.
        unanswered: nudges since the last logged session; one more than `MAX_IN_A_ROW` once handed over.
        late: `is_late`, of the slot.
    """
    if not tally.is_under:
        return Decision.NOT_NEEDED
    if unanswered > MAX_IN_A_ROW:
        return Decision.HANDED_OVER
    if unanswered == MAX_IN_A_ROW:
        return Decision.HAND_OVER
    return Decision.LATE if late else Decision.SEND


def is_late(due_at: datetime, now: datetime, where: ZoneInfo) -> bool:
    """Whether something due has missed its moment; nights do not count."""
    return now > late_from(due_at, where)


def late_from(due_at: datetime, where: ZoneInfo) -> datetime:
    """The moment at which `LATE_AFTER` of open time has passed since `due_at`; in UTC."""
    day, left = due_at.astimezone(where).date(), LATE_AFTER
    while True:
        begins, closes = max(due_at, local_moment(day, OPENS, where)), local_moment(day, CLOSES, where)
        if begins + left <= closes:
            return begins + left
        left -= max(closes - begins, timedelta(0))
        day += _DAY


def morning_for(due_at: datetime, now: datetime, where: ZoneInfo) -> datetime | None:
    """The morning, in UTC, for which something that was held up waits; None: it may come now.

    What is on time never waits: its hour was chosen.
    """
    if now - due_at <= PROMPT:
        return None
    day = now.astimezone(where).date()
    if now >= local_moment(day, CLOSES, where):
        return local_moment(day + _DAY, OPENS, where)
    opens = local_moment(day, OPENS, where)
    return opens if now < opens else None


def next_open(moment: datetime, where: ZoneInfo) -> datetime:
    """`moment`, or the morning after it, in UTC, where it is night there."""
    day = moment.astimezone(where).date()
    if moment >= local_moment(day, CLOSES, where):
        day += _DAY
    return max(moment, local_moment(day, OPENS, where))
