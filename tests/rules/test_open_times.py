"""When a nudge may come: against the plainest way of looking, minute by minute."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import zone
from bot.rules.holidays import is_holiday
from bot.rules.open_times import ClassHours, OpenTimes
from bot.services import slots

MADRID = zone("Europe/Madrid")
CATALONIA = OpenTimes(MADRID, "ES", "CT")
CLASSES = ClassHours((0, 1, 2, 3, 4), 10 * 60, 18 * 60)


def at(day: str, time: str = "17:00", where: str = "Europe/Madrid") -> datetime:
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone(where)).astimezone(UTC)


@pytest.mark.parametrize(
    ("open_", "moment", "opens"),
    [
        (CATALONIA, at("2026-03-05"), at("2026-03-05")),
        (CATALONIA, at("2026-03-05", "21:00"), at("2026-03-06", "09:00")),
        (CATALONIA, at("2026-03-06", "20:59"), at("2026-03-06", "20:59")),
        (CATALONIA, at("2026-03-07", "12:00"), at("2026-03-09", "09:00")),  # a Saturday
        (CATALONIA, at("2026-04-03", "17:00"), at("2026-04-07", "09:00")),  # Good Friday to Easter Monday
        (OpenTimes(MADRID), at("2026-04-03", "17:00"), at("2026-04-03", "17:00")),  # no calendar chosen
        (OpenTimes(MADRID, classes=CLASSES), at("2026-03-05", "17:00"), at("2026-03-05", "18:00")),
        (OpenTimes(MADRID, classes=CLASSES), at("2026-03-05", "09:30"), at("2026-03-05", "09:30")),
        (OpenTimes(MADRID, classes=ClassHours((3,), 0, 1440)), at("2026-03-05"), at("2026-03-06", "09:00")),
    ],
)
def test_the_next_open_moment(open_: OpenTimes, moment: datetime, opens: datetime) -> None:
    assert open_.next_open(moment) == opens


@pytest.mark.parametrize(
    ("open_", "due", "late"),
    [
        (CATALONIA, at("2026-03-05", "09:00"), at("2026-03-05", "21:00")),
        (CATALONIA, at("2026-03-05"), at("2026-03-06", "17:00")),
        (CATALONIA, at("2026-03-06"), at("2026-03-09", "17:00")),  # four hours on Friday, eight on Monday
        (CATALONIA, at("2026-04-02"), at("2026-04-07", "17:00")),
        (OpenTimes(MADRID, classes=CLASSES), at("2026-03-05", "18:00"), at("2026-03-10", "10:00")),
    ],
)
def test_twelve_open_hours(open_: OpenTimes, due: datetime, late: datetime) -> None:
    assert open_.late_from(due) == late
    assert not open_.is_late(due, late)
    assert open_.is_late(due, late + timedelta(seconds=1))


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),  # noqa: DTZ001 - made aware below
    st.sampled_from(["Europe/Madrid", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu"]),
    st.sets(st.integers(0, 6)),
    st.tuples(st.integers(0, 24), st.integers(0, 24)),
)
@settings(max_examples=60)
def test_it_is_the_first_quarter_of_an_hour_that_is_open(
    naive: datetime, zone_name: str, weekdays: set[int], hours: tuple[int, int]
) -> None:
    begins, ends = (hour * 60 for hour in sorted(hours))
    where = zone(zone_name)
    open_ = OpenTimes(where, "ES", "CT", ClassHours(tuple(weekdays), begins, ends))
    moment = naive.replace(minute=naive.minute // 15 * 15, second=0, microsecond=0, tzinfo=UTC)

    def is_open(then: datetime) -> bool:
        local = then.astimezone(where)
        minute = local.hour * 60 + local.minute
        teaches = local.weekday() in weekdays and begins <= minute < ends
        by_day = 9 * 60 <= minute < 21 * 60 and local.weekday() < 5
        return by_day and not teaches and not is_holiday(local.date(), "ES", "CT")

    found = moment
    while not is_open(found) and found < moment + timedelta(days=70):
        found += timedelta(minutes=15)
    assert open_.next_open(moment) == (found if is_open(found) else moment)


def test_a_weekly_nudge_waits_for_an_open_moment_of_its_week_and_else_for_the_next_week() -> None:
    """Thursday 24 December 2026 is open until 21:00, Friday is Christmas; Friday 1 January 2027 is New Year."""
    thursday = slots.next_nudge(at("2026-12-23"), 3, 17 * 60, CATALONIA)
    assert thursday == at("2026-12-24")
    friday = slots.next_nudge(at("2026-12-18"), 4, 17 * 60, CATALONIA)
    assert friday == at("2027-01-08")
    wednesday = slots.next_nudge(at("2027-01-05"), 2, 17 * 60, CATALONIA)  # Epiphany
    assert wednesday == at("2027-01-07", "09:00")
    assert slots.next_nudge(at("2027-01-06", "18:00"), 2, 17 * 60, CATALONIA) == wednesday  # planned anew
    assert slots.following_nudge(friday, 4, 17 * 60, CATALONIA, at("2027-01-20")) == at("2027-01-22")


def test_a_country_without_a_calendar_has_no_holidays() -> None:
    assert not is_holiday(date(2026, 1, 1), "", "")
    assert not is_holiday(date(2026, 1, 1), "ES", "XX")
    assert is_holiday(date(2026, 9, 11), "ES", "CT")
