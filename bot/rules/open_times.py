"""When a nudge may come: not in class hours, not at night, not at a weekend, not on a public holiday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import local_moment
from bot.rules import open_hours
from bot.rules.holidays import is_holiday
from bot.rules.open_hours import HOUR, OpenHours

_DAY = timedelta(days=1)
_FRIDAY = 4
LOOKS_AHEAD = 60
"""Days in which an open moment is looked for: no programme closes for longer without a break in its settings."""


@dataclass(frozen=True)
class ClassHours:
    """When the programme teaches: weekdays (0 is Monday), and minutes after midnight; none where `weekdays` is empty."""

    weekdays: tuple[int, ...] = ()
    begins: int = 0
    ends: int = 0


NONE = ClassHours()


def leaves_an_hour(classes: ClassHours, weekday: int, minute: int, hours: OpenHours) -> bool:
    """Whether these class hours leave an open hour in a week without holidays, from this moment of it on."""
    return any(
        ends - max(begins, minute if day == weekday else 0) >= HOUR
        for day in range(weekday, _FRIDAY + 1)
        for begins, ends in _outside(day, classes, hours)
    )


def _outside(weekday: int, classes: ClassHours, hours: OpenHours) -> list[tuple[int, int]]:
    """Open minutes of a weekday."""
    if weekday not in classes.weekdays:
        return [(hours.opens, hours.closes)]
    before = (hours.opens, min(classes.begins, hours.closes))
    after = (max(classes.ends, hours.opens), hours.closes)
    return [(begins, ends) for begins, ends in (before, after) if begins < ends]


@dataclass(frozen=True)
class OpenTimes:
    """The open hours of one zone. `country`, `region`: see `rules.holidays`."""

    where: ZoneInfo
    country: str = ""
    region: str = ""
    classes: ClassHours = NONE
    hours: OpenHours = open_hours.USUAL

    def next_open(self, moment: datetime) -> datetime:
        """The moment, or the next one that is open, in UTC; the moment itself where none is within `LOOKS_AHEAD`."""
        for begins, ends in self._spans(moment):
            if ends > moment:
                return max(begins, moment)
        return moment

    def late_from(self, due_at: datetime) -> datetime:
        """The moment at which `late_after` of open time has passed since `due_at`; in UTC."""
        left = self.hours.late_after
        for begins, ends in self._spans(due_at):
            begins = max(begins, due_at)
            if begins + left <= ends:
                return begins + left
            left -= max(ends - begins, timedelta(0))
        return due_at + LOOKS_AHEAD * _DAY

    def is_late(self, due_at: datetime, now: datetime) -> bool:
        """Whether a nudge has missed its moment."""
        return now > self.late_from(due_at)

    def _spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Open times from this moment's day on, in order, in UTC."""
        first = since.astimezone(self.where).date()
        for number in range(LOOKS_AHEAD):
            day = first + number * _DAY
            for begins, ends in self._minutes(day):
                yield local_moment(day, begins, self.where), local_moment(day, ends, self.where)

    def _minutes(self, day: date) -> list[tuple[int, int]]:
        if day.weekday() > _FRIDAY or is_holiday(day, self.country, self.region):
            return []
        return _outside(day.weekday(), self.classes, self.hours)
