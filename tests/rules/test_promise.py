"""The days of waiting and their moments, over zones, clock changes and pauses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import promise
from bot.rules.promise import Step

DAYS = (7, 10, 14)
_zones = st.sampled_from(
    ["UTC", "Europe/Madrid", "America/New_York", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe"]
).map(ZoneInfo)
_asked = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
_pauses = st.integers(0, 60 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes))
_steps = st.sampled_from([Step.NONE, Step.STILL_LOOKING, Step.LISTED])


@given(_asked, _pauses, _steps, _zones)
def test_a_step_is_due_at_nine_on_its_day_and_not_a_day_earlier(
    asked_at: datetime, paused: timedelta, step: Step, where: ZoneInfo
) -> None:
    due = promise.moment(asked_at, paused, DAYS, step, where)
    assert due is not None
    assert due.tzinfo is UTC
    assert due.astimezone(where).strftime("%H:%M") == "09:00"
    assert promise.day(asked_at, paused, due, where) == DAYS[step]
    assert promise.day(asked_at, paused, due - timedelta(hours=10), where) == DAYS[step] - 1


@given(_asked, _pauses, _steps, _zones)
def test_a_pause_moves_everything_by_exactly_itself(
    asked_at: datetime, paused: timedelta, step: Step, where: ZoneInfo
) -> None:
    later = asked_at + paused
    nothing = timedelta(0)
    moved = promise.moment(asked_at, paused, DAYS, step, where)
    assert moved == promise.moment(later, nothing, DAYS, step, where)
    before = promise.moment(asked_at, nothing, DAYS, step, where)
    assert moved is not None
    assert before is not None
    by_calendar = (later.astimezone(where).date() - asked_at.astimezone(where).date()).days
    assert (moved.astimezone(where).date() - before.astimezone(where).date()).days == by_calendar


@given(_asked, _asked, _pauses, _pauses, _zones)
def test_who_asked_or_was_paused_later_never_hears_earlier(
    one: datetime, other: datetime, short: timedelta, long: timedelta, where: ZoneInfo
) -> None:
    (first, last), (short, long) = sorted((one, other)), sorted((short, long))
    moments = [promise.moment(first, short, DAYS, step, where) for step in Step]
    later = [promise.moment(last, long, DAYS, step, where) for step in Step]
    for here, there in zip(moments[:-1], later[:-1], strict=True):
        assert here is not None
        assert there is not None
        assert here <= there
    assert moments[:-1] == sorted(moments[:-1])  # type: ignore[type-var]
    assert promise.day(first, long, last, where) <= promise.day(first, short, last, where)


def test_after_the_last_step_nothing_is_due() -> None:
    where, asked_at = ZoneInfo("Europe/Madrid"), datetime(2026, 3, 20, 22, 59, tzinfo=UTC)
    assert promise.moment(asked_at, timedelta(0), DAYS, Step.OVERDUE, where) is None
    assert promise.moment(asked_at, timedelta(0), DAYS[:1], Step.STILL_LOOKING, where) is None


@pytest.mark.parametrize(
    ("asked_at", "due"),
    [
        # 23:59 in Madrid, then a minute later: a day apart. Both over the change of clocks on 29 March
        (datetime(2026, 3, 22, 22, 59, tzinfo=UTC), datetime(2026, 3, 29, 7, 0, tzinfo=UTC)),
        (datetime(2026, 3, 22, 23, 0, tzinfo=UTC), datetime(2026, 3, 30, 7, 0, tzinfo=UTC)),
    ],
)
def test_days_are_counted_by_the_calendar_there(asked_at: datetime, due: datetime) -> None:
    where = ZoneInfo("Europe/Madrid")
    assert promise.moment(asked_at, timedelta(0), DAYS, Step.NONE, where) == due
    assert promise.day(asked_at, timedelta(0), asked_at, where) == 0
