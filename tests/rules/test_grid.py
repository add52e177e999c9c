"""When two people can meet, against a walk through the calendar, quarter by quarter."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from bot.rules import grid
from tests.rules.lists import LATER_WEEK, NOW, THIS_WEEK, ZONES, in_common, minutes


def test_the_slots_are_three_parts_of_seven_days() -> None:
    assert len(grid.SLOTS) == 21
    assert (grid.SLOTS[0], grid.SLOTS[2], grid.SLOTS[-1]) == ("mon_morning", "mon_evening", "sun_evening")


def _two(seed: int) -> tuple[tuple[str, ...], str, tuple[str, ...], str]:
    chance = random.Random(seed)

    def some() -> tuple[str, ...]:
        return tuple(chance.sample(grid.SLOTS, chance.randint(0, 9)))

    return some(), chance.choice(ZONES), some(), chance.choice(ZONES)


def test_shared_hours_are_those_of_the_calendar_in_any_zone_and_over_the_end_of_the_week() -> None:
    for seed in range(500):
        two = _two(seed)
        weeks = in_common(*two)
        assert grid.shared_hours(*two, NOW) == min(weeks) / 4
        assert grid.cannot_meet(*two, NOW) is bool(two[0] and two[2] and max(weeks) < 4)
        assert grid.shared_hours(*two[2:], *two[:2], NOW) == min(weeks) / 4


def test_all_at_once_is_the_same_as_one_by_one() -> None:
    pairs = [_two(seed) for seed in range(40)]
    hers, his = [two[:2] for two in pairs], [two[2:] for two in pairs]
    together, most = grid.shared_matrices(hers, his, NOW)
    assert together.shape == (40, 40)
    for row, she in enumerate(hers):
        for column, he in enumerate(his):
            assert together[row, column] == grid.shared_quarters(*she, *he, NOW)
            assert most[row, column] == max(in_common(*she, *he))


def test_parts_count_her_own_slots_that_share_an_hour() -> None:
    for seed in range(300):
        hers, her_zone, his, his_zone = two = _two(seed)
        expected = dict.fromkeys(grid.PARTS, 0)
        now, later = in_common(*two)
        week = THIS_WEEK if now <= later else LATER_WEEK
        for slot in hers:
            common = len(minutes((slot,), her_zone, week) & minutes(his, his_zone, week))
            expected[slot.split("_")[1]] += common >= 4
        found = grid.shared_parts(*two, NOW)
        assert dict(found) == {part: many for part, many in expected.items() if many}
        assert [many for _, many in found] == sorted((many for _, many in found), reverse=True)


@pytest.mark.parametrize(
    ("month", "day", "hours"),
    [
        (2, 20, 0),
        (3, 2, 1),
        (3, 9, 0),
        (3, 27, 0),
        (3, 30, 1),
        (6, 1, 1),
        (10, 19, 1),
        (10, 26, 0),
        (11, 2, 1),
    ],
)
def test_the_weeks_between_two_changes_of_clocks_forbid_nothing_and_promise_nothing(
    month: int, day: int, hours: float
) -> None:
    """New York's Monday morning has an hour of Madrid's evening, but for the weeks when only one has changed clocks."""
    now = datetime(2026, month, day, 12, tzinfo=UTC)
    two = (("mon_morning",), "America/New_York", ("mon_evening",), "Europe/Madrid")
    assert grid.shared_hours(*two, now) == hours
    assert grid.shared_slots(*two, now) == (("mon_morning",) if hours else ())
    assert not grid.cannot_meet(*two, now)
    assert grid.cannot_meet(*two[:2], ("tue_evening",), "Europe/Madrid", now)


def test_words_name_the_most_frequent_part_first() -> None:
    hers = ("mon_morning", "mon_evening", "tue_evening", "wed_afternoon")
    assert grid.shared_parts(hers, "UTC", hers, "UTC", NOW) == (
        ("evening", 2),
        ("morning", 1),
        ("afternoon", 1),
    )


def test_an_evening_and_a_morning_far_away_meet_by_a_quarter_of_an_hour() -> None:
    """Kathmandu is 5:45 ahead: its Monday evening is Monday 12:15 to 16:15 in Reykjavik, where no clock is changed."""
    assert (
        grid.shared_hours(("mon_evening",), "Asia/Kathmandu", ("mon_morning",), "Atlantic/Reykjavik", NOW)
        == 0.75
    )
    assert grid.cannot_meet(("mon_evening",), "Asia/Kathmandu", ("mon_morning",), "Atlantic/Reykjavik", NOW)


@pytest.mark.parametrize(
    "name", ["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
def test_the_offset_is_that_of_the_week(name: str) -> None:
    """The same from Monday to Sunday, and right on its Wednesday, all through a year."""
    for monday in (datetime(2026, 1, 5, tzinfo=UTC) + timedelta(weeks=weeks) for weeks in range(52)):
        wednesday = (monday + timedelta(days=2, hours=12)).astimezone(grid.zone(name))
        ahead = wednesday.utcoffset()
        assert ahead is not None
        for hours in (0, 84, 167):
            assert grid.offset(name, monday + timedelta(hours=hours)) * timedelta(minutes=15) == ahead
