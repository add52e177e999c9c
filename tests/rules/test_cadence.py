"""How often a team may hear from us, over any history of weeks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.cadence import MAX_IN_A_ROW, Decision, nudge_due
from bot.rules.hours import Tally

UNDER = Tally(week=30, target=120, before=240, owed=480, weeks=4)


@pytest.mark.parametrize(
    "fine",
    [
        Tally(week=120, target=120, before=0, owed=480, weeks=4),
        Tally(week=0, target=120, before=480, owed=480, weeks=4),
        Tally(week=0, target=120),
    ],
)
@pytest.mark.parametrize("unanswered", [0, 2, 3])
def test_a_team_that_is_not_under_its_hours_hears_nothing(fine: Tally, unanswered: int) -> None:
    assert nudge_due(fine, unanswered) is Decision.NOT_NEEDED


@pytest.mark.parametrize(
    ("unanswered", "late", "decision"),
    [
        (0, False, Decision.SEND),
        (1, False, Decision.SEND),
        (2, False, Decision.HAND_OVER),
        (3, False, Decision.HANDED_OVER),
        (7, False, Decision.HANDED_OVER),
        (0, True, Decision.LATE),
        (1, True, Decision.LATE),
        (2, True, Decision.HAND_OVER),  # a manager's list is read at any hour
        (3, True, Decision.HANDED_OVER),
    ],
)
def test_what_a_week_under_the_hours_brings(unanswered: int, late: bool, decision: Decision) -> None:
    assert nudge_due(UNDER, unanswered, late=late) is decision


@given(
    st.lists(
        st.tuples(st.integers(0, 200), st.integers(0, 200), st.booleans(), st.booleans(), st.booleans()),
        max_size=60,
    )
)
@settings(max_examples=300)
def test_never_three_in_a_row_and_one_task_for_each_silence(
    weeks: list[tuple[int, int, bool, bool, bool]],
) -> None:
    """Each week: minutes logged this week and on average, whether a session was logged, whether we are late,
    and whether a nudge came in the end; one that did not counts for nothing.
    """
    unanswered = row = handed = 0
    for week, average, logged, late, came in weeks:
        if logged:
            unanswered = row = handed = 0
        decision = nudge_due(Tally(week, 120, average, 120, 1), unanswered, late=late)
        sent = decision is Decision.SEND and came
        if sent or decision is Decision.HAND_OVER:
            unanswered += 1
        row += sent
        handed += decision is Decision.HAND_OVER
        assert row <= MAX_IN_A_ROW
        assert handed <= 1
        assert decision is not Decision.HANDED_OVER or handed == 1
        assert decision is not Decision.HAND_OVER or row == MAX_IN_A_ROW
        assert (decision is Decision.NOT_NEEDED) == (week >= 120 or average >= 120)
