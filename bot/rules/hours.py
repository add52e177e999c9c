"""Weeks and hours, in the team's own days. Durations are whole minutes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS_IN_AVERAGE = 4
"""The programme asks for hours "on average"; four weeks is long enough to forgive one and short enough to act."""


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def window_start(today: date) -> date:
    """The first day that still counts in the average: four finished weeks before this one."""
    return monday_of(today) - timedelta(weeks=WEEKS_IN_AVERAGE)


def finished_weeks(launched_on: date, today: date) -> int:
    """How many finished weeks count, at most four; the week of the launch does not."""
    return max(0, min(WEEKS_IN_AVERAGE, (monday_of(today) - monday_of(launched_on)).days // 7 - 1))


@dataclass(frozen=True)
class Tally:
    """How a team stands. `average`: of so many `weeks`, the full ones that count; None while there is none."""

    week: int
    target: int
    average: int | None
    weeks: int = 0

    @property
    def to_go(self) -> int:
        return max(0, self.target - self.week)

    @property
    def is_under(self) -> bool:
        """Below the target on average and this week; a team with no finished week never is."""
        return self.average is not None and self.average < self.target and self.week < self.target


def tally(week: int, before: int, target: int, launched_on: date, today: date) -> Tally:
    """`week`: minutes this week; `before`: minutes of the finished weeks that count."""
    weeks = finished_weeks(launched_on, today)
    return Tally(week, target, round(before / weeks) if weeks else None, weeks)


def tally_of_days(days: Iterable[tuple[date, int]], target: int, launched_on: date, today: date) -> Tally:
    """The same from minutes by day; days before the window or in the week of the launch are not averaged."""
    monday = monday_of(today)
    first = max(window_start(today), monday_of(launched_on) + timedelta(weeks=1))
    week = before = 0
    for day, minutes in days:
        if day >= monday:
            week += minutes
        elif day >= first:
            before += minutes
    return tally(week, before, target, launched_on, today)
