"""Weeks and averages, against the plainest way of counting them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.hours import Tally, finished_weeks, monday_of, tally, tally_of_days, window_start

THURSDAY = date(2026, 3, 5)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))
WEEK = timedelta(weeks=1)


@pytest.mark.parametrize(
    ("launched_on", "weeks"),
    [
        (date(2026, 3, 5), 0),  # today
        (date(2026, 3, 2), 0),  # this Monday
        (date(2026, 3, 1), 0),  # last Sunday: its week was the first, and that does not count
        (date(2026, 2, 23), 0),
        (date(2026, 2, 22), 1),
        (date(2026, 2, 15), 2),
        (date(2026, 2, 1), 4),
        (date(2025, 9, 1), 4),
        (date(2026, 3, 20), 0),  # a day that has not come
    ],
)
def test_the_week_of_the_launch_does_not_count_and_at_most_four_do(launched_on: date, weeks: int) -> None:
    assert finished_weeks(launched_on, THURSDAY) == weeks


@pytest.mark.parametrize(
    ("week", "before", "target", "under"),
    [
        (0, 480, 120, False),  # just enough on average
        (0, 479, 120, False),  # less than half a minute a week short is rounded away
        (0, 470, 120, True),
        (119, 0, 120, True),
        (120, 0, 120, False),  # this week's hours are enough, whatever was before
    ],
)
def test_under_its_hours_is_below_on_average_and_this_week(
    week: int, before: int, target: int, under: bool
) -> None:
    assert tally(week, before, target, date(2026, 1, 1), THURSDAY).is_under is under


def test_a_team_with_no_finished_week_is_never_under() -> None:
    standing = tally(0, 0, 120, date(2026, 2, 25), THURSDAY)
    assert (standing.average, standing.is_under, standing.to_go) == (None, False, 120)


def test_to_go_is_never_negative() -> None:
    assert Tally(week=150, target=120, average=None).to_go == 0


@given(DAYS)
def test_the_window_is_four_whole_weeks(today: date) -> None:
    assert monday_of(today) <= today < monday_of(today) + WEEK
    assert monday_of(today).weekday() == 0
    assert monday_of(today) - window_start(today) == 4 * WEEK


@given(DAYS, st.integers(0, 90), st.lists(st.tuples(st.integers(0, 80), st.integers(5, 720)), max_size=30))
@settings(max_examples=200)
def test_a_tally_is_what_counting_on_the_fingers_gives(
    today: date, age: int, held: list[tuple[int, int]]
) -> None:
    launched_on = today - timedelta(days=age)
    days = [(today - timedelta(days=ago), minutes) for ago, minutes in held if ago <= age]
    standing = tally_of_days(days, 120, launched_on, today)

    weeks = []  # Mondays of the finished weeks that count
    monday = monday_of(launched_on) + WEEK
    while monday < monday_of(today):
        weeks.append(monday)
        monday += WEEK
    weeks = weeks[-4:]
    sums = [sum(m for day, m in days if monday_of(day) == monday) for monday in weeks]
    assert standing.week == sum(m for day, m in days if monday_of(day) == monday_of(today))
    assert standing.average == (round(sum(sums) / len(sums)) if sums else None)
