"""The only place that asks what time it is, and the protocol by which a sandbox moves the program's clock.

Program time is everything a person can see, pacing and Retry-After included. Leases use the database's
clock and HTTP timeouts the system's; neither is moved from here.
"""

from __future__ import annotations

import threading
import time as system
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_SLEEP_TOO = getattr(system, "CLOCK_BOOTTIME", None)


def lasting() -> float:
    """Seconds since a moment of the past: for how long something takes, which nobody moves. Where the machine can tell,
    those in which it slept count, too."""
    return system.monotonic() if _SLEEP_TOO is None else system.clock_gettime(_SLEEP_TOO)


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one place


class SteeredClock:
    """A clock under somebody's hand: it stands still, or goes on from where it was set."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._system = SystemClock()
        self._ahead = timedelta(0)
        self._stands_at: datetime | None = None

    def now(self) -> datetime:
        with self._lock:
            return self._stands_at or self._system.now() + self._ahead

    def set(self, now: datetime, *, running: bool = False) -> None:
        """Set to an aware moment; `running`: time goes on from there."""
        if now.tzinfo is None:
            raise ValueError("the clock is set to an aware moment only")
        now = now.astimezone(UTC)
        with self._lock:
            self._ahead = now - self._system.now()
            self._stands_at = None if running else now

    def forward(self, now: datetime) -> None:
        """Set to a later moment, still standing; an earlier one changes nothing."""
        with self._lock:
            if self._stands_at is not None and now > self._stands_at:
                self._stands_at = now.astimezone(UTC)


def zone(name: str | None, otherwise: str = "UTC") -> ZoneInfo:
    """The named zone; `otherwise` where Slack sent none or one that this machine does not know."""
    try:
        return ZoneInfo(name or otherwise)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: "Europe" is a folder of zones
        return ZoneInfo(otherwise)


def local_day(moment: datetime, timezone: str | None) -> date:
    """The calendar day of a moment in the zone of this name; in UTC where it is none."""
    return moment.astimezone(zone(timezone)).date()


def local_moment(day: date, minute: int, where: ZoneInfo) -> datetime:
    """`minute` after midnight on `day` there, in UTC.

    In the spring gap: the first valid minute after it. In the autumn fold: the first occurrence.
    """
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    moment = wall.replace(tzinfo=where, fold=0).astimezone(UTC)
    back = moment.astimezone(where).replace(tzinfo=None)
    if back == wall:
        return moment
    # In a gap, fold=0 reads the offset from before it, which lands after it by the gap's length.
    return _first_minute_after_gap(moment, where)


def _first_minute_after_gap(moment: datetime, where: ZoneInfo) -> datetime:
    offset = moment.astimezone(where).utcoffset()
    step = moment
    while (step - timedelta(minutes=1)).astimezone(where).utcoffset() == offset:
        step -= timedelta(minutes=1)
    return step


def next_weekly(after: datetime, weekday: int, minute: int, where: ZoneInfo) -> datetime:
    """The first moment after `after` that is `weekday` (0 = Monday) at `minute` there, in UTC.

    Followed from one to the next it comes once in every local ISO week: since 1972 no zone has skipped from
    a Sunday into a Monday, so a slot that falls into a gap stays in its week.
    """
    day = after.astimezone(where).date()
    ahead = (weekday - day.weekday()) % 7
    for weeks in (0, 1, 2):
        moment = local_moment(day + timedelta(days=ahead + 7 * weeks), minute, where)
        if moment > after:
            return moment
    raise AssertionError("a weekday comes round within two weeks")


def iso_week(day: date) -> str:
    """`2026-W10`."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02d}"


def days_between(earlier: datetime, later: datetime, where: ZoneInfo) -> int:
    """Days by the calendar there: from one evening to the next morning it is one."""
    return max(0, (later.astimezone(where).date() - earlier.astimezone(where).date()).days)
