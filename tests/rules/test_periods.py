"""Which days a report is of: what people type for them, and how they are cut into weeks, months and quarters."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError, Wrong
from bot.rules import periods
from bot.rules.hours import monday_of
from bot.rules.period_words import Form, understand
from bot.rules.periods import Period, Unit

TODAY = date(2026, 11, 28)
COURSE = Period(date(2026, 9, 1), date(2026, 12, 20))
Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))
Q4 = Period(date(2026, 10, 1), date(2026, 12, 31))
AUTUMN = Period(date(2026, 9, 1), date(2026, 11, 30))
DAY = timedelta(days=1)
DAYS = st.dates(date(2015, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        ("quarter", Q4),
        ("this quarter", Q4),
        ("trimestre", Q4),
        ("este trimestre", Q4),
        ("last quarter", Q3),
        ("el último trimestre", Q3),
        ("trimestre pasado", Q3),
        ("Q3 2026", Q3),
        ("q3", Q3),
        ("q 3 2026", Q3),
        ("2026-q3", Q3),
        ("T3/2026", Q3),
        ("3T 2026", Q3),
        ("quarter 3 2026", Q3),
        ("tercer trimestre de 2026", Q3),
        ("the third quarter of 2026", Q3),
        ("q4", Q4),
        ("course", COURSE),
        ("this course", COURSE),
        ("el curso", COURSE),
        ("2026-09-01 2026-11-30", AUTUMN),
        ("2026-09-01 to 2026-11-30", AUTUMN),
        ("2026-09-01–2026-11-30", AUTUMN),
        ("from 1/9/2026 until 30.11.2026", AUTUMN),
        ("del 1/9/2026 al 30/11/2026", AUTUMN),
        ("desde 2026-09-01 hasta 2026-11-30", AUTUMN),
        ("2026", periods.year(2026)),
        ("this year", periods.year(2026)),
        ("last year", periods.year(2025)),
        ("año pasado", periods.year(2025)),
        ("marzo 2026", periods.month(2026, 3)),
        ("March", periods.month(2026, 3)),
        ("december", periods.month(2025, 12)),
        ("2026-03", periods.month(2026, 3)),
        ("last month", periods.month(2026, 10)),
    ],
)
def test_what_people_type_for_a_time(typed: str, period: Period) -> None:
    asked = understand(typed, TODAY, COURSE)
    assert (asked.period, asked.is_sure) == (period, True)


def test_in_the_first_quarter_the_last_one_is_of_the_year_before() -> None:
    asked = understand("last quarter", date(2026, 2, 3), None)
    assert asked.period == Period(date(2025, 10, 1), date(2025, 12, 31))
    assert understand("q3", date(2026, 2, 3), None).period == Period(date(2025, 7, 1), date(2025, 9, 30))
    assert understand("mes pasado", date(2026, 1, 3), None).period == periods.month(2025, 12)


@pytest.mark.parametrize(
    ("typed", "form"),
    [
        ("q3 2026 xlsx", Form.XLSX),
        ("last quarter as excel", Form.XLSX),
        ("trimestre csv", Form.CSV),
        ("2026-09-01 2026-11-30 CSV", Form.CSV),
        ("message q3", Form.MESSAGE),
        ("json", Form.JSON),
        ("q3 2026", None),
    ],
)
def test_the_form_may_stand_beside_the_time(typed: str, form: Form | None) -> None:
    asked = understand(typed, TODAY, None)
    assert (asked.form, asked.is_sure) == (form, True)


@pytest.mark.parametrize(
    "typed",
    [
        "banana",
        "q3 banana",
        "q5 2026",
        "quarter 2026",
        "last 2026",
        "month year",
        "2026-13",
        "2026-09-01",
        "q3 march",
    ],
)
def test_what_is_not_sure_is_not_guessed(typed: str) -> None:
    asked = understand(typed, TODAY, COURSE)
    assert (asked.period, asked.is_sure) == (None, False)


def test_days_that_were_named_are_kept_for_the_form() -> None:
    one = understand("since 2026-09-01", TODAY, None)
    assert (one.first, one.last, one.is_sure) == (date(2026, 9, 1), None, False)
    turned = understand("2026-11-30 2026-09-01 xlsx", TODAY, None)
    assert (turned.first, turned.last, turned.form) == (date(2026, 11, 30), date(2026, 9, 1), Form.XLSX)
    none = understand("2026-02-31 2026-03-02", TODAY, None)
    assert (none.first, none.last, none.is_sure) == (None, date(2026, 3, 2), False)
    assert understand("course", TODAY, None).wants_course
    assert understand("", TODAY, None) == understand("please", TODAY, None)


@given(st.text(max_size=300))
def test_any_text_is_read_or_not_and_never_fails(typed: str) -> None:
    asked = understand(typed, TODAY, COURSE)
    assert asked.period is None or asked.is_sure


def test_days_that_cannot_be_a_report() -> None:
    for first, last, what in (
        (None, TODAY, Wrong.REPORT_NO_DAY),
        (TODAY, None, Wrong.REPORT_NO_DAY),
        (TODAY + DAY, TODAY + DAY, Wrong.REPORT_OF_FUTURE),
        (TODAY, TODAY - DAY, Wrong.BREAK_ENDS_BEFORE),
        (date(2016, 1, 1), TODAY, Wrong.REPORT_TOO_LONG),
        (date(2014, 1, 1), date(2014, 2, 1), Wrong.REPORT_TOO_LONG),
    ):
        with pytest.raises(UserError) as refused:
            periods.check(first, last, TODAY)
        assert refused.value.what is what
    assert periods.check(TODAY, date(2027, 1, 1), TODAY).until(TODAY) == TODAY


@given(DAYS, st.integers(0, 1830), st.integers(-400, 2200))
def test_steps_cover_each_day_of_what_is_known_once_and_fit_into_a_chart(
    first: date, days: int, ahead: int
) -> None:
    period, today = Period(first, first + days * DAY), max(first, first + ahead * DAY)
    unit, steps = periods.steps(period, today)
    assert len(steps) <= 21
    assert (steps[0][0], steps[-1][1]) == (first, min(period.last, today))
    assert all(one[1] + DAY == other[0] for one, other in pairwise(steps))
    begins = {Unit.WEEK: lambda day: day.weekday() == 0, Unit.MONTH: lambda day: day.day == 1}.get(
        unit, lambda day: day.day == 1 and day.month in (1, 4, 7, 10)
    )
    assert all(begins(start) for start, _ in steps[1:])


@given(DAYS, st.integers(0, 800), DAYS)
def test_a_week_is_judged_in_the_one_time_that_has_its_thursday(first: date, days: int, today: date) -> None:
    period = Period(first, first + days * DAY)
    judged = periods.weeks_of(period, today)
    found = set()
    monday = monday_of(first) - 14 * DAY
    while monday <= period.last + 14 * DAY:
        if first <= monday + 3 * DAY <= period.last and monday + 6 * DAY < today - (today.weekday() * DAY):
            found.add(monday)
        monday += 7 * DAY
    assert (judged is None) == (not found)
    if judged:
        assert judged == (min(found), max(found) + 6 * DAY)
        assert len(found) * 7 == (judged[1] - judged[0]).days + 1
