"""What a week brings for a team, worked out a second time: day by day and quarter by quarter of an hour.

Slow, plain, and nothing of it is the program's: it imports no rule and asks no database. Histories are held against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

DAY, WEEK, QUARTER = timedelta(days=1), timedelta(weeks=1), timedelta(minutes=15)
"""Clocks change, and slots begin, at a quarter of an hour."""
MORNING, NIGHT = 9 * 60, 21 * 60
PATIENCE = 48
"""Open quarters after which a reminder has missed its moment."""
AT_MOST = 2
"""Reminders in a row."""
Span = tuple[date, date]


@dataclass(frozen=True)
class Hours:
    """Where and when a programme's reminders may come. `classes`: weekdays, first and last minute of the day."""

    zone_name: str
    country: str = ""
    region: str = ""
    weekday: int = 3
    minute: int = 17 * 60
    classes: tuple[tuple[int, ...], int, int] = ((), 0, 0)


@cache
def _holidays(country: str, region: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=region or None, years=range(2023, 2031))


def is_holiday(hours: Hours, day: date) -> bool:
    return bool(hours.country) and day in _holidays(hours.country, hours.region)


def wall(moment: datetime, zone_name: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone_name)).replace(tzinfo=None)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week(day: date) -> str:
    return f"{day:%G-W%V}"


def is_open(hours: Hours, moment: datetime) -> bool:
    here = wall(moment, hours.zone_name)
    minute, (days, begins, ends) = here.hour * 60 + here.minute, hours.classes
    if here.weekday() > 4 or is_holiday(hours, here.date()):
        return False
    return MORNING <= minute < NIGHT and not (here.weekday() in days and begins <= minute < ends)


@cache
def first_open(hours: Hours, moment: datetime) -> datetime:
    return next(quarter for quarter in _quarters(moment) if is_open(hours, quarter))


@cache
def late_from(hours: Hours, due: datetime) -> datetime:
    """The end of the last quarter in which a reminder may still come."""
    opened = (quarter for quarter in _quarters(due) if is_open(hours, quarter))
    return [next(opened) for _ in range(PATIENCE)][-1] + QUARTER


def _quarters(since: datetime) -> Iterator[datetime]:
    while True:
        yield since
        since += QUARTER


@cache
def slot_after(hours: Hours, after: datetime) -> datetime:
    """The next moment of reminders: the chosen one of some week, or the first open one later in that week."""
    begins = monday(wall(after, hours.zone_name).date()) - WEEK
    while True:
        at = datetime.combine(begins + hours.weekday * DAY, datetime.min.time())
        at += timedelta(minutes=hours.minute)
        utc = at.replace(tzinfo=UTC) - DAY
        chosen = next(one for one in _quarters(utc) if wall(one, hours.zone_name) >= at)
        opens = first_open(hours, chosen)
        if opens > after and monday(wall(opens, hours.zone_name).date()) == begins:
            return opens
        begins += WEEK


def slot_following(hours: Hours, slot: datetime, now: datetime) -> datetime:
    """The next one after a slot that is worked off `now`, those left out that are missed by then."""
    following = slot_after(hours, slot)
    while now > late_from(hours, following):
        following = slot_after(hours, following)
    return following


@dataclass
class Pair:
    """A team in the plainest form.

    Attributes:
        targets: minutes a week, by their first day.
        rests: its own days off; those of its programme are given each time.
        unanswered: reminders that came, or may have, since a session was logged, and the handing over.
    """

    id: int
    workspace_id: str
    zone_name: str
    launched_on: date
    targets: dict[date, int]
    rests: list[Span] = field(default_factory=list)
    days: list[tuple[date, int]] = field(default_factory=list)
    unanswered: int = 0
    quiet_until: date = date.min
    has_ended: bool = False

    def today(self, now: datetime) -> date:
        return wall(now, self.zone_name).date()

    def target_on(self, day: date) -> int:
        return self.targets[max(since for since in self.targets if since <= max(day, min(self.targets)))]

    def rests_on(self, day: date, hours: Hours, breaks: list[Span]) -> bool:
        off = any(first <= day <= last for first, last in (*self.rests, *breaks))
        return off or is_holiday(hours, day)

    def owed(self, begins: date, hours: Hours, breaks: list[Span]) -> int:
        """Minutes of one week: a seventh of the target for each day that counts, in steps of five minutes."""
        days = [begins + n * DAY for n in range(7)]
        counts = [day for day in days if day >= self.launched_on and not self.rests_on(day, hours, breaks)]
        targets = [self.target_on(day) for day in counts]
        if not targets:
            return 0
        if len(targets) == 7 and min(targets) == max(targets):
            return targets[0]
        return max(5, sum(targets) // 35 * 5)

    def is_under(self, day: date, hours: Hours, breaks: list[Span]) -> bool:
        """Less than agreed in this week, and on average in the last four that count of the eight before it."""
        begins = this = monday(day)
        counted: list[int] = []
        while len(counted) < 4 and begins > self.launched_on and begins > this - 8 * WEEK:
            begins -= WEEK
            owed = self.owed(begins, hours, breaks)
            if owed and self.launched_on < begins + 4 * DAY:
                counted.append(owed)
        before = sum(minutes for held, minutes in self.days if begins <= held < this)
        here = sum(minutes for held, minutes in self.days if this <= held < this + WEEK)
        return before < sum(counted) and here < self.owed(this, hours, breaks)

    def decision(self, slot: datetime, now: datetime, hours: Hours, breaks: list[Span]) -> str | None:
        """What the slot's week brings; None: nothing."""
        day = self.today(slot)
        if self.has_ended or day < self.quiet_until or self.rests_on(day, hours, breaks):
            return None
        if not self.is_under(day, hours, breaks):
            return None
        if self.unanswered > AT_MOST:
            return "handed_over"
        if self.unanswered == AT_MOST:
            return "hand_over"
        return "late" if now > late_from(hours, slot) else "send"

    def may_hear(self, due: datetime, now: datetime, hours: Hours, breaks: list[Span]) -> bool | None:
        """Whether a reminder may come now that was due then; None: not any more."""
        today = self.today(now)
        is_over = self.has_ended or monday(today) != monday(self.today(due)) or today < self.quiet_until
        if is_over or self.rests_on(today, hours, breaks) or not self.is_under(today, hours, breaks):
            return None
        if now > late_from(hours, due):
            return None
        return is_open(hours, now)
