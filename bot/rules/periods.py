"""The time that a report is of: quarters, years, months, days; and how it is cut into steps. Days are the programme's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.hours import Span, monday_of

YEARS_MAX = 5
EARLIEST = date(2015, 1, 1)
WEEKS_SHOWN, MONTHS_SHOWN = 18, 20
"""A report is cut into weeks, or into months, where it has no more of them than a chart has room for; else quarters."""
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)


class When(StrEnum):
    """What a form offers."""

    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    COURSE = "course"
    """From the first to the last day of the classes that run."""
    DAYS = "days"


class Unit(StrEnum):
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True)
class Period:
    """A first and a last day, both included; the last may be yet to come."""

    first: date
    last: date

    @property
    def span(self) -> Span:
        return self.first, self.last

    def until(self, today: date) -> date:
        """The last day of it of which something is known."""
        return min(self.last, today)


def quarter(year: int, number: int) -> Period:
    """`number`: 1 to 4."""
    return Period(date(year, 3 * number - 2, 1), _month_end(year, 3 * number))


def year(number: int) -> Period:
    return Period(date(number, 1, 1), date(number, 12, 31))


def month(year: int, number: int) -> Period:
    return Period(date(year, number, 1), _month_end(year, number))


def quarter_of(day: date) -> Period:
    return quarter(day.year, (day.month + 2) // 3)


def before(period: Period) -> Period:
    """The quarter before a quarter."""
    return quarter_of(period.first - _DAY)


def named(when: When, today: date, course: Period | None) -> Period | None:
    """The days that are meant; None for those that must be entered, or of a course whose days nobody has entered."""
    this = quarter_of(today)
    return {
        When.THIS_QUARTER: this,
        When.LAST_QUARTER: before(this),
        When.THIS_YEAR: year(today.year),
        When.LAST_YEAR: year(today.year - 1),
        When.COURSE: course,
        When.DAYS: None,
    }[when]


def chosen(when: When, first: date | None, last: date | None, today: date, course: Period | None) -> Period:
    """What the form says: a ready-made time without days, or two days.

    Raises:
        UserError: at the fields `when`, `first` and `last`.
    """
    ready = named(when, today, course)
    if ready is None and when is When.COURSE:
        raise UserError(Wrong.UNKNOWN_CHOICE, block="when")
    if ready is None:
        return check(first, last, today)
    if first is not None or last is not None:
        raise UserError(Wrong.REPORT_DAYS_UNUSED, block="when")
    return ready


def check(first: date | None, last: date | None, today: date) -> Period:
    """A period of these days. Raises `UserError` for what cannot be, at the fields `first` and `last`."""
    wrongs = []
    if first is None:
        wrongs.append(UserError(Wrong.REPORT_NO_DAY, block="first"))
    elif first > today:
        wrongs.append(UserError(Wrong.REPORT_OF_FUTURE, block="first"))
    elif first < EARLIEST:
        wrongs.append(UserError(Wrong.REPORT_TOO_LONG, {"years": YEARS_MAX}, block="first"))
    if last is None:
        wrongs.append(UserError(Wrong.REPORT_NO_DAY, block="last"))
    elif first is not None and last < first:
        wrongs.append(UserError(Wrong.BREAK_ENDS_BEFORE, block="last"))
    elif first is not None and (last - first).days > YEARS_MAX * 366:
        wrongs.append(UserError(Wrong.REPORT_TOO_LONG, {"years": YEARS_MAX}, block="last"))
    refuse_all(wrongs)
    assert first is not None and last is not None  # noqa: S101, PT018 - refused above
    return Period(first, last)


def weeks_of(period: Period, today: date) -> Span | None:
    """The Monday of the first and the Sunday of the last week that is judged: a week belongs to the period in which
    its Thursday lies, and is over. None: there is none."""
    first = monday_of(period.first + 3 * _DAY)
    last = min(monday_of(period.last - 3 * _DAY), monday_of(today) - _WEEK)
    return (first, last + 6 * _DAY) if first <= last else None


def steps(period: Period, today: date) -> tuple[Unit, tuple[Span, ...]]:
    """What the hours of a period are shown by: its weeks, months or quarters, the first and last cut to the period."""
    last = period.until(today)
    for unit, most in ((Unit.WEEK, WEEKS_SHOWN), (Unit.MONTH, MONTHS_SHOWN), (Unit.QUARTER, None)):
        found, day = list[Span](), period.first
        while day <= last and (most is None or len(found) <= most):
            end = min(_end(day, unit), last)
            found.append((day, end))
            day = end + _DAY
        if most is None or len(found) <= most:
            return unit, tuple(found)
    raise AssertionError("quarters have no end")


def _end(day: date, unit: Unit) -> date:
    if unit is Unit.WEEK:
        return monday_of(day) + 6 * _DAY
    if unit is Unit.MONTH:
        return _month_end(day.year, day.month)
    return quarter_of(day).last


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + 4 * _DAY).replace(day=1) - _DAY
