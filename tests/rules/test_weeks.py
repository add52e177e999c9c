"""Whether a team's weeks become more or fewer hours, and for how long there was none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.weeks import Trend, silent_weeks, trend

FULL = [120] * 8


@pytest.mark.parametrize(
    ("minutes", "owed", "expected"),
    [
        ([0, 0, 0, 0, 60, 60, 60, 120], FULL, Trend.UP),
        ([0, 0, 0, 0, 120, 120, 120, 60], FULL, Trend.DOWN),
        ([0, 0, 0, 0, 60, 70, 60, 65], FULL, Trend.SAME),
        ([600, 600, 600, 600, 60, 60, 60, 120], FULL, Trend.UP),  # what is long ago does not count
        ([0, 0, 0, 120, 0, 120, 120, 0], [*[120] * 7, 0], None),  # the newest week was a rest
        ([0, 0, 0, 0, 0, 0, 0, 60], [*[0] * 7, 120], None),  # it has just begun
        ([0, 0, 0, 60, 0, 0, 0, 120], [120, 120, 120, 120, 0, 0, 0, 120], Trend.UP),
    ],
)
def test_the_newest_week_beside_those_before_it(
    minutes: list[int], owed: list[int], expected: Trend | None
) -> None:
    assert trend(minutes, owed) is expected


@given(st.lists(st.integers(0, 300), min_size=8, max_size=8))
def test_turned_round_more_is_less(minutes: list[int]) -> None:
    """With all weeks mirrored about 150, the trend turns."""
    turned = {Trend.UP: Trend.DOWN, Trend.DOWN: Trend.UP, Trend.SAME: Trend.SAME}
    seen = trend(minutes, FULL)
    assert seen is not None
    assert trend([300 - one for one in minutes], FULL) is turned[seen]


def test_silence_counts_weeks_that_owed_hours_and_ends_at_a_session() -> None:
    assert silent_weeks([60, 0, 0, 0], [120] * 4) == 3
    assert silent_weeks([60, 0, 0, 0], [120, 120, 0, 120]) == 2
    assert silent_weeks([60, 0, 0, 15], [120] * 4) == 0
    assert silent_weeks([0, 0], [0, 0]) == 0
