"""Weeks and the hours that a team owes in them, in the team's own days. Durations are whole minutes.

A week is Monday to Sunday. Each of its days owes a seventh of the target that holds on it, unless nothing is owed that
day: before the launch, on a day away, in a break, on a public holiday. So no clock is read, and a week in which the
clocks change is a week as any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

WEEKS_IN_AVERAGE = 4
"""The programme asks for hours "on average"; four weeks is long enough to forgive one and short enough to act."""
LOOK_BACK = 8
"""Weeks back in which four that count are looked for. After a longer rest a team begins anew."""
READABLE = 5
"""A part of a week's target is rounded down to so many minutes: nobody plans 1 h 43."""
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)
_MOST_OF_A_WEEK = 4 * _DAY
"""A team's first week counts where it began on Monday to Thursday: who begins on Friday is not behind on Monday."""

Span = tuple[date, date]
"""A first and a last day, both included."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def window_start(today: date) -> date:
    """The first day that can count in an average."""
    return monday_of(today) - LOOK_BACK * _WEEK


@dataclass(frozen=True)
class Window:
    """What a week is judged by. `first`: from this Monday on, up to the week itself, hours count in the average,
    those of days of rest between them, too.

    Attributes:
        weeks: how many finished weeks count, at most four; the others owed nothing.
        owed: minutes owed in them together.
        target: minutes owed in the week itself.
    """

    first: date
    weeks: int
    owed: int
    target: int


@dataclass(frozen=True)
class Owing:
    """What a team has agreed to. `targets`: minutes a week, each with its first day; the first holds from the launch.

    `rests`: days on which nothing is owed, in any order; they may overlap.
    """

    launched_on: date
    targets: tuple[tuple[date, int], ...]
    rests: tuple[Span, ...] = ()

    def in_week(self, monday: date) -> int:
        """Minutes owed in a week. One without a rest owes its target, to the minute; a single day owes something."""
        sunday = monday + 6 * _DAY
        rests = [(first, last) for first, last in self.rests if first <= sunday and monday <= last]
        changes = any(monday < since <= sunday for since, _ in self.targets)
        if not (rests or changes or self.launched_on > monday):
            return self._target(monday)
        days = [monday + n * _DAY for n in range(7)]
        owed = [self._target(day) for day in days if day >= self.launched_on and not is_in(day, rests)]
        if len(owed) == 7 and len(set(owed)) == 1:
            return owed[0]
        return max(READABLE, sum(owed) // 7 // READABLE * READABLE) if owed else 0

    def window(self, monday: date, finished: Sequence[int] | None = None) -> Window:
        """The finished weeks before this one that count: the last four in which something was owed.

        `finished`: what `before` says, where it is known already.
        """
        first, weeks, owed = monday, 0, 0
        while weeks < WEEKS_IN_AVERAGE and first > self.launched_on and monday - first < LOOK_BACK * _WEEK:
            first -= _WEEK
            counts = self.launched_on - first < _MOST_OF_A_WEEK
            known = finished[-((monday - first).days // 7)] if finished else None
            minutes = (self.in_week(first) if known is None else known) if counts else 0
            weeks, owed = weeks + bool(minutes), owed + minutes
        return Window(first, weeks, owed, self.in_week(monday))

    def before(self, monday: date) -> tuple[int, ...]:
        """Minutes owed in each of the `LOOK_BACK` weeks before this one, oldest first."""
        return tuple(self.in_week(monday - number * _WEEK) for number in range(LOOK_BACK, 0, -1))

    def nothing(self) -> Owing:
        """The same team, in a time in which it owes nothing on any day."""
        return replace(self, rests=(*self.rests, (self.launched_on, date.max)))

    def is_resting(self, day: date) -> bool:
        return is_in(day, self.rests)

    def _target(self, day: date) -> int:
        held = self.targets[0][1]
        for since, minutes in self.targets:
            if since <= day:
                held = minutes
        return held


def is_in(day: date, spans: Iterable[Span]) -> bool:
    """Whether a day lies in one of these spans."""
    return any(first <= day <= last for first, last in spans)


@dataclass(frozen=True)
class Tally:
    """How a team stands in a week. `target`: what it owes in it; 0 while it rests.

    Attributes:
        week: minutes together in this week.
        before: minutes together in the finished weeks that count; what was held on days of rest between them, too.
        owed: minutes owed in those weeks.
        weeks: how many they are.
    """

    week: int
    target: int
    before: int = 0
    owed: int = 0
    weeks: int = 0

    @property
    def average(self) -> int | None:
        """Minutes a week in the finished weeks that count; None while there is none."""
        return round(self.before / self.weeks) if self.weeks else None

    @property
    def usual(self) -> int:
        """Minutes owed a week, on average, in the finished weeks that count; else this week's."""
        if not self.weeks:
            return self.target
        return (
            self.owed // self.weeks // READABLE * READABLE
            if self.owed % self.weeks
            else self.owed // self.weeks
        )

    @property
    def to_go(self) -> int:
        return max(0, self.target - self.week)

    @property
    def is_behind(self) -> bool:
        """Below what was owed in the finished weeks that count; a team without one never is."""
        return self.before < self.owed

    @property
    def is_under(self) -> bool:
        """Behind, and this week's hours are not there either."""
        return self.is_behind and self.week < self.target


def tally(owing: Owing, days: Iterable[tuple[date, int]], today: date) -> Tally:
    """How a team stands, from its minutes by day. Days of the week after `today` count, if there are any."""
    monday = monday_of(today)
    window = owing.window(monday)
    week = before = 0
    for day, minutes in days:
        if monday <= day < monday + _WEEK:
            week += minutes
        elif window.first <= day < monday:
            before += minutes
    return Tally(week, window.target, before, window.owed, window.weeks)
