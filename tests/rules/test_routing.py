"""Who is asked next, and when: working hours counted against a count of single minutes, clock changes included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.routing import (
    PATIENCE,
    after_failure,
    after_working_time,
    line,
    next_opening,
    next_step_at,
    step,
)

MADRID = ZoneInfo("Europe/Madrid")
MINUTE = timedelta(minutes=1)
ZONES = ("Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata", "UTC")
CHANGES = [
    datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 6), (3, 27), (4, 3), (10, 23), (10, 30))
]
"""Fridays before the weekends on which clocks change in these zones."""
PEOPLE = st.lists(st.sampled_from(["U1", "U2", "U3", "U4", "U5"]), unique=True).map(tuple)
MOMENTS = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(0, 7 * 24 * 60),
)


def is_working(moment: datetime, where: ZoneInfo) -> bool:
    local = moment.astimezone(where)
    return local.weekday() < 5 and 9 <= local.hour < 18


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-03-02 09:00", "2026-03-02 17:00"),
        ("2026-03-02 10:00", "2026-03-02 18:00"),  # the day's last moment still counts
        ("2026-03-02 10:01", "2026-03-03 09:01"),
        ("2026-03-02 20:00", "2026-03-03 17:00"),
        ("2026-03-06 17:00", "2026-03-09 16:00"),  # over a weekend
        ("2026-03-07 12:00", "2026-03-09 17:00"),  # on a Saturday
        ("2026-03-27 17:00", "2026-03-30 16:00"),  # over the weekend on which Spain puts its clocks forward
        ("2026-10-23 17:00", "2026-10-26 16:00"),  # and back
    ],
)
def test_eight_working_hours_in_madrid(start: str, expected: str) -> None:
    found = after_working_time(datetime.fromisoformat(start).replace(tzinfo=MADRID), PATIENCE, MADRID)
    assert f"{found.astimezone(MADRID):%Y-%m-%d %H:%M}" == expected


@settings(max_examples=60, deadline=None)
@given(start=MOMENTS, name=st.sampled_from(ZONES))
def test_exactly_the_working_minutes_pass(start: datetime, name: str) -> None:
    where = ZoneInfo(name)
    end = after_working_time(start, PATIENCE, where)
    minutes = int((end - start) / MINUTE)
    assert sum(is_working(start + MINUTE * n, where) for n in range(minutes)) == PATIENCE / MINUTE
    assert is_working(end - MINUTE, where), "it ends as soon as they have passed"


@settings(max_examples=60, deadline=None)
@given(after=MOMENTS, name=st.sampled_from(ZONES))
def test_the_next_opening_is_the_first_one(after: datetime, name: str) -> None:
    where = ZoneInfo(name)
    found = next_opening(after, where)
    assert found > after
    assert f"{found.astimezone(where):%H:%M}" == "09:00"
    between = (after + MINUTE * n for n in range(1, int((found - after) / MINUTE)))
    assert not any(is_working(moment, where) and not is_working(moment - MINUTE, where) for moment in between)


def test_the_first_is_asked_and_reminded_then_the_others_one_by_one_then_all() -> None:
    people = ("U1", "U2", "U3")
    asked = [step(people, number) for number in range(6)]
    assert [this.whom for this in asked] == [("U1",), ("U1",), ("U2",), ("U3",), people, people]
    assert [this.is_last for this in asked] == [False] * 4 + [True] * 2
    assert [this.reminds for this in asked] == [False, True, False, False, True, True]


@given(PEOPLE)
def test_everybody_is_asked_before_all_are_asked_again(people: tuple[str, ...]) -> None:
    steps = [step(people, number) for number in range(len(people) + 2)]
    alone = {person for this in steps if not this.is_last for person in this.whom}
    assert alone == set(people)
    assert steps[-1].is_last
    assert steps[-1].whom == people


@given(PEOPLE, st.integers(0, 9), MOMENTS)
def test_there_is_always_a_later_step(people: tuple[str, ...], number: int, now: datetime) -> None:
    due = next_step_at(people, number, now, MADRID)
    assert now < due <= now + timedelta(days=4)


@given(PEOPLE.filter(bool), st.integers(0, 9), st.data())
def test_one_who_is_not_reached_is_passed_over(
    people: tuple[str, ...], number: int, data: st.DataObject
) -> None:
    failed = data.draw(st.sampled_from(step(people, number).whom))
    following = after_failure(people, number, failed)
    if following is None:
        assert step(people, number).is_last or people == (failed,)
    else:
        assert following > number
        assert set(step(people, following).whom) - {failed}


def test_failures_end_with_everybody_asked_and_never_in_a_circle() -> None:
    people = ("U1", "U2", "U3")
    number: int | None = 0
    seen = []
    while number is not None:
        seen.append(number)
        number = after_failure(people, number, step(people, number).whom[0])
    assert seen == [0, 2, 3, 4]


@given(st.lists(st.sampled_from(["U1", "U2", "U3"])), st.sets(st.sampled_from(["U1", "U2", "U3"])))
def test_a_line_has_each_once_and_nobody_who_is_skipped(candidates: list[str], skipped: set[str]) -> None:
    found = line(candidates, skipped)
    assert set(found) == set(candidates) - skipped
    assert len(set(found)) == len(found)
    assert list(found) == sorted(found, key=candidates.index)
