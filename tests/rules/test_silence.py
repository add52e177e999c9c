"""Reminders and what follows them, over zones and changes of the clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.rules import silence
from bot.rules.open_hours import OpenHours

_zones = st.sampled_from(
    ["UTC", "Europe/Madrid", "America/New_York", "America/Santiago", "Asia/Kathmandu", "Australia/Lord_Howe"]
).map(ZoneInfo)
_moments = st.integers(0, 2 * 365 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
_hours = st.tuples(st.integers(1, 200), st.integers(0, 200)).map(lambda two: (two[0], two[0] + two[1]))


@given(_moments, _hours, _zones)
def test_a_reminder_comes_by_day_and_at_most_a_night_late(
    asked_at: datetime, hours: silence.Hours, where: ZoneInfo
) -> None:
    at = silence.reminder_at(asked_at, hours, OpenHours(), where)
    assert 9 <= at.astimezone(where).hour < 21
    late = at - asked_at - timedelta(hours=hours[0])
    assert timedelta(0) <= late <= timedelta(hours=13)


@given(_moments, _hours, _zones)
def test_the_end_leaves_time_to_read_the_reminder(
    asked_at: datetime, hours: silence.Hours, where: ZoneInfo
) -> None:
    reminded_at = silence.reminder_at(asked_at, hours, OpenHours(), where)
    over = silence.pass_on_at(reminded_at, hours)
    assert over - reminded_at >= timedelta(hours=silence.LEAST_HOURS)
    assert over >= asked_at + timedelta(hours=hours[1])


def test_the_usual_hours_are_as_they_were_said() -> None:
    asked_at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    where = ZoneInfo("Europe/Madrid")
    assert silence.reminder_at(asked_at, (48, 72), OpenHours(), where) == asked_at + timedelta(hours=48)
    assert silence.pass_on_at(asked_at + timedelta(hours=48), (48, 72)) == asked_at + timedelta(hours=72)
