"""Weeks, what is owed in them, and averages, against the plainest way of counting them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.holidays import between
from bot.rules.hours import Owing, Tally, monday_of, tally, window_start

THURSDAY = date(2026, 3, 5)
MONDAY = date(2026, 3, 2)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
LONG_AGO = date(2025, 1, 6)


def two_hours(launched_on: date = LONG_AGO, *rests: tuple[date, date]) -> Owing:
    return Owing(launched_on, ((launched_on, 120),), rests)


@pytest.mark.parametrize(
    ("launched_on", "weeks"),
    [
        (date(2026, 3, 20), 0),  # a day that has not come
        (date(2026, 3, 5), 0),  # today
        (date(2026, 3, 2), 0),  # this Monday
        (date(2026, 3, 1), 0),  # last Sunday: its first week was too short to count
        (date(2026, 2, 27), 0),
        (date(2026, 2, 26), 1),  # Thursday: four days of it
        (date(2026, 2, 22), 1),
        (date(2026, 2, 19), 2),
        (date(2026, 2, 1), 4),
        (date(2025, 9, 1), 4),
    ],
)
def test_at_most_four_finished_weeks_count(launched_on: date, weeks: int) -> None:
    assert two_hours(launched_on).window(MONDAY).weeks == weeks


@pytest.mark.parametrize(
    ("owing", "minutes"),
    [
        (two_hours(), 120),
        (two_hours(date(2026, 3, 6)), 50),  # begun on Friday: three of seven days, 51 minutes, rounded down
        (two_hours(date(2026, 3, 8)), 15),
        (two_hours(date(2026, 3, 9)), 0),
        (two_hours(LONG_AGO, (date(2026, 3, 3), date(2026, 3, 4))), 85),
        (two_hours(LONG_AGO, (date(2026, 3, 3), date(2026, 3, 4)), (date(2026, 3, 4), date(2026, 3, 4))), 85),
        (two_hours(LONG_AGO, (date(2026, 2, 20), date(2026, 3, 30))), 0),
        (Owing(LONG_AGO, ((LONG_AGO, 15),), ((date(2026, 3, 2), date(2026, 3, 7)),)), 5),
        (Owing(LONG_AGO, ((LONG_AGO, 100), (date(2026, 3, 2), 210))), 210),
        (Owing(LONG_AGO, ((LONG_AGO, 140), (date(2026, 3, 5), 280))), 220),  # three days and four
        (Owing(LONG_AGO, ((LONG_AGO, 127),)), 127),  # a whole week is not rounded
    ],
)
def test_a_week_owes_the_days_that_are_not_rested(owing: Owing, minutes: int) -> None:
    assert owing.in_week(MONDAY) == minutes


def test_a_week_of_rest_is_no_week_of_the_average_and_an_earlier_one_stands_in() -> None:
    away = (date(2026, 2, 9), date(2026, 2, 22))  # the third and the fourth week back
    window = two_hours(LONG_AGO, away).window(MONDAY)
    assert (window.first, window.weeks, window.owed) == (MONDAY - 6 * WEEK, 4, 480)


def test_what_the_two_did_on_holiday_helps_them() -> None:
    away = (date(2026, 2, 9), date(2026, 2, 22))
    owing = two_hours(LONG_AGO, away)
    assert tally(owing, [(date(2026, 2, 10), 480)], THURSDAY).is_under is False
    assert tally(owing, [(date(2026, 2, 10), 479)], THURSDAY).is_under is True


def test_after_months_of_rest_a_team_begins_anew() -> None:
    owing = two_hours(LONG_AGO, (date(2025, 10, 1), date(2026, 3, 1)))
    assert tally(owing, [], THURSDAY) == Tally(0, 120)
    assert tally(owing, [], THURSDAY).is_under is False


def test_past_weeks_are_judged_by_the_target_that_held_then() -> None:
    owing = Owing(LONG_AGO, ((LONG_AGO, 60), (date(2026, 2, 23), 240)))
    standing = tally(owing, [], THURSDAY)
    assert (standing.target, standing.owed, standing.usual) == (240, 60 * 3 + 240, 105)


@pytest.mark.parametrize(
    ("week", "before", "under"),
    [(0, 480, False), (0, 479, True), (119, 0, True), (120, 0, False)],
)
def test_under_its_hours_is_below_on_average_and_this_week(week: int, before: int, under: bool) -> None:
    days = [(MONDAY - DAY, before), (MONDAY, week)]
    assert tally(two_hours(), days, THURSDAY).is_under is under


def test_a_team_with_no_finished_week_is_never_under() -> None:
    standing = tally(two_hours(MONDAY), [], THURSDAY)
    assert (standing.average, standing.is_under, standing.to_go) == (None, False, 120)


def test_to_go_is_never_negative() -> None:
    assert Tally(week=150, target=120).to_go == 0


def test_a_public_holiday_is_a_day_on_which_nothing_is_owed() -> None:
    easter = between(date(2026, 3, 30), date(2026, 4, 12), "ES", "CT")
    assert {first for first, _ in easter} == {date(2026, 4, 3), date(2026, 4, 6)}
    assert two_hours(LONG_AGO, *easter).in_week(date(2026, 3, 30)) == 100
    assert between(date(2026, 3, 30), date(2026, 4, 12), "XX", "") == ()


@given(
    DAYS,
    st.integers(0, 90),
    st.lists(st.tuples(st.integers(0, 80), st.integers(5, 720)), max_size=30),
    st.lists(st.tuples(st.integers(-10, 80), st.integers(0, 20)), max_size=3),
    st.lists(st.tuples(st.integers(0, 70), st.integers(15, 600)), max_size=3),
)
@settings(max_examples=300)
def test_a_tally_is_what_counting_on_the_fingers_gives(
    today: date,
    age: int,
    held: list[tuple[int, int]],
    away: list[tuple[int, int]],
    changes: list[tuple[int, int]],
) -> None:
    launched_on = today - age * DAY
    days = [(today - ago * DAY, minutes) for ago, minutes in held if ago <= age]
    rests = [(today - ago * DAY, today - ago * DAY + length * DAY) for ago, length in away]
    targets = sorted({launched_on: 120, **{today - ago * DAY: m for ago, m in changes if ago < age}}.items())
    standing = tally(Owing(launched_on, tuple(targets), tuple(rests)), days, today)

    def owed(day: date) -> int:
        if day < launched_on or any(first <= day <= last for first, last in rests):
            return 0
        return next(minutes for since, minutes in reversed(targets) if since <= day)

    def of_week(monday: date) -> int:
        each = [owed(monday + n * DAY) for n in range(7)]
        whole = sum(each) // 7
        return whole if len(set(each)) == 1 else max(5, whole - whole % 5)

    monday, weeks = monday_of(today), []
    earlier = monday
    while len(weeks) < 4 and earlier > launched_on and earlier > window_start(today):
        earlier -= WEEK
        is_short = (launched_on - earlier).days > 3
        weeks += [earlier] if of_week(earlier) and not is_short else []
    assert standing.week == sum(m for day, m in days if monday_of(day) == monday)
    assert standing.target == of_week(monday)
    assert standing.weeks == len(weeks)
    assert standing.owed == sum(of_week(week) for week in weeks)
    assert standing.before == sum(m for day, m in days if earlier <= day < monday)
