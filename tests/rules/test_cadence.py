"""How often a team may hear from us, over any history of weeks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import local_moment
from bot.rules.cadence import (
    CLOSES,
    LATE_AFTER,
    MAX_IN_A_ROW,
    OPENS,
    Decision,
    is_late,
    late_from,
    morning_for,
    nudge_due,
)
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


MADRID, AUCKLAND = ZoneInfo("Europe/Madrid"), ZoneInfo("Pacific/Auckland")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "now", "morning"),
    [
        ("2026-03-05T16:00", "2026-03-05T16:00", None),
        ("2026-03-05T16:00", "2026-03-05T19:59", None),  # 20:59 in Madrid
        ("2026-03-05T16:00", "2026-03-05T20:00", "2026-03-06T08:00"),
        ("2026-03-05T16:00", "2026-03-05T23:30", "2026-03-06T08:00"),  # after midnight there
        ("2026-03-05T16:00", "2026-03-06T07:59", "2026-03-06T08:00"),
        ("2026-03-05T16:00", "2026-03-06T08:00", None),
        ("2026-03-05T21:30", "2026-03-05T21:30", None),  # a programme that chose 22:30
        ("2026-03-05T21:30", "2026-03-05T22:31", "2026-03-06T08:00"),
        ("2026-03-28T16:00", "2026-03-28T20:30", "2026-03-29T07:00"),  # the clocks go forward that night
        ("2026-10-24T15:00", "2026-10-24T20:30", "2026-10-25T08:00"),  # and back
    ],
)
def test_what_was_held_up_waits_for_the_morning(due: str, now: str, morning: str | None) -> None:
    assert morning_for(utc(due), utc(now), MADRID) == (utc(morning) if morning else None)


def test_night_is_where_the_team_is() -> None:
    due = utc("2026-03-05T04:00")  # 17:00 in Auckland
    assert morning_for(due, due + timedelta(hours=3), AUCKLAND) is None
    assert morning_for(due, due + timedelta(hours=5), AUCKLAND) == utc("2026-03-05T20:00")


@pytest.mark.parametrize(
    ("due", "late"),
    [
        ("2026-03-05T16:00", "2026-03-06T16:00"),  # four hours on Thursday, eight on Friday
        ("2026-03-02T08:00", "2026-03-02T20:00"),  # 9:00 to 21:00
        ("2026-03-05T21:30", "2026-03-06T20:00"),  # 22:30: only the next day counts
        ("2026-03-06T03:00", "2026-03-06T20:00"),
        ("2026-03-28T16:00", "2026-03-29T15:00"),  # the clocks go forward that night
        ("2026-10-24T15:00", "2026-10-25T16:00"),  # and back
    ],
)
def test_twelve_hours_are_open_hours(due: str, late: str) -> None:
    assert late_from(utc(due), MADRID) == utc(late)
    assert not is_late(utc(due), utc(late), MADRID)
    assert is_late(utc(due), utc(late) + timedelta(seconds=1), MADRID)


@given(
    st.integers(0, 10 * 365 * 24 * 60),
    st.sampled_from(
        ["Europe/Madrid", "Pacific/Auckland", "Africa/Cairo", "America/St_Johns", "Asia/Kathmandu"]
    ),
)
@settings(max_examples=300)
def test_open_hours_since_it_was_due_are_twelve_whatever_the_night(minutes: int, name: str) -> None:
    due, where = utc("2020-01-01T00:00") + timedelta(minutes=minutes), ZoneInfo(name)
    end = late_from(due, where)
    first = due.astimezone(where).date()
    passed = timedelta(0)
    for days in range(4):
        opens, closes = (local_moment(first + timedelta(days), minute, where) for minute in (OPENS, CLOSES))
        passed += max(timedelta(0), min(end, closes) - max(due, opens))
    assert passed == LATE_AFTER
    morning = morning_for(due, end, where)
    assert morning is None or end == local_moment(end.astimezone(where).date(), CLOSES, where)
