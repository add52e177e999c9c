"""Weekly moments in every zone of the tz database, across every change of its clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import SteeredClock, iso_week, local_moment, next_weekly, zone
from bot.rules.hours import monday_of

HARD = (
    "Europe/Madrid",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "America/Nuuk",
    "America/St_Johns",
)
ZONES = st.sampled_from(HARD) | st.sampled_from(sorted(available_timezones()))
DAYS = st.dates(date(1972, 1, 10), date(2100, 1, 1))


def _changes() -> list[tuple[str, date]]:
    """Days on which the clocks of the hard zones change, 2005-2037."""
    found = []
    for name in HARD:
        noons = [datetime(2005, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(33 * 365)]
        offsets = [noon.astimezone(ZoneInfo(name)).utcoffset() for noon in noons]
        found += [(name, noons[n].date()) for n in range(1, len(noons)) if offsets[n] != offsets[n - 1]]
    return found


ANY_DAY = st.tuples(ZONES, DAYS) | st.sampled_from(_changes())
MINUTES = st.integers(0, 1439) | st.sampled_from([0, 30, 60, 120, 150, 1439])


@pytest.mark.parametrize(
    ("where", "day", "minute", "expected"),
    [
        ("Europe/Madrid", date(2026, 3, 5), 17 * 60, "2026-03-05T16:00"),
        ("Europe/Madrid", date(2026, 3, 29), 2 * 60 + 15, "2026-03-29T01:00"),  # gap 2:00-3:00 → 3:00
        ("Europe/Madrid", date(2026, 10, 25), 2 * 60 + 30, "2026-10-25T00:30"),  # fold: the first 2:30
        ("Africa/Cairo", date(2026, 4, 24), 15, "2026-04-23T22:00"),  # gap 0:00-1:00 → 1:00
        ("Africa/Casablanca", date(2026, 2, 15), 2 * 60 + 30, "2026-02-15T01:30"),  # fold for Ramadan
        ("Africa/Casablanca", date(2026, 3, 22), 2 * 60 + 30, "2026-03-22T02:00"),  # and its gap
        ("Australia/Lord_Howe", date(2026, 10, 4), 2 * 60 + 10, "2026-10-03T15:30"),  # half an hour → 2:30
        ("Australia/Lord_Howe", date(2026, 4, 5), 1 * 60 + 45, "2026-04-04T14:45"),  # and its fold
        ("Asia/Kathmandu", date(2026, 3, 5), 17 * 60, "2026-03-05T11:15"),
        ("Pacific/Apia", date(2011, 12, 30), 17 * 60, "2011-12-30T10:00"),  # no such day → Saturday 0:00
    ],
)
def test_known_days(where: str, day: date, minute: int, expected: str) -> None:
    assert local_moment(day, minute, ZoneInfo(where)) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@given(ANY_DAY, MINUTES)
@settings(max_examples=250, deadline=None)
def test_a_local_moment_is_that_minute_or_the_first_one_after_a_gap(
    there: tuple[str, date], minute: int
) -> None:
    day, where = there[1], ZoneInfo(there[0])
    wall = datetime.combine(day, time(minute // 60, minute % 60))
    moment = local_moment(day, minute, where)
    shown = moment.astimezone(where).replace(tzinfo=None)
    if shown == wall:
        # The first of two: an hour or a day earlier the clocks there show something else.
        for earlier in range(15, 24 * 60 + 1, 15):
            before = (moment - timedelta(minutes=earlier)).astimezone(where).replace(tzinfo=None)
            assert before != wall
    else:
        # A minute before, the clocks there had not come to this minute: there was nothing in between.
        before = (moment - timedelta(minutes=1)).astimezone(where).replace(tzinfo=None)
        assert before < wall < shown


@given(ANY_DAY, st.integers(0, 6), MINUTES, st.integers(0, 7 * 24 * 60))
@settings(max_examples=120, deadline=None)
def test_a_slot_comes_once_in_every_local_week(
    there: tuple[str, date], weekday: int, minute: int, begins: int
) -> None:
    day, where = there[1], ZoneInfo(there[0])
    after = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=begins)
    first = moment = next_weekly(after, weekday, minute, where)
    assert moment > after
    assert moment - after <= timedelta(days=9)  # a week and a skipped day
    weeks = [monday_of(moment.astimezone(where).date())]
    for _ in range(60):
        following = next_weekly(moment, weekday, minute, where)
        assert following > moment
        # Asked at any time in between, it is the same one: nothing is skipped and nothing comes twice.
        assert next_weekly(moment + (following - moment) / 2, weekday, minute, where) == following
        assert next_weekly(following - timedelta(seconds=1), weekday, minute, where) == following
        moment = following
        weeks.append(monday_of(moment.astimezone(where).date()))
    assert weeks == [weeks[0] + timedelta(weeks=number) for number in range(61)]
    assert local_moment(weeks[0] + timedelta(days=weekday), minute, where) == first


@pytest.mark.parametrize("name", [None, "", "Europe", "Nowhere/Atlantis", "../x", "x\0y", "a" * 300])
def test_a_zone_nobody_knows_is_the_other_one(name: str | None) -> None:
    assert zone(name, "Europe/Madrid").key == "Europe/Madrid"


def test_iso_weeks_change_at_new_year_as_iso_says() -> None:
    assert iso_week(date(2026, 12, 31)) == "2026-W53"
    assert iso_week(date(2027, 1, 3)) == "2026-W53"
    assert iso_week(date(2024, 12, 30)) == "2025-W01"


def test_a_steered_clock_stands_where_it_is_put_and_never_goes_back_by_itself() -> None:
    clock = SteeredClock()
    there = datetime(2026, 3, 5, 16, tzinfo=UTC)
    clock.set(there)
    clock.forward(there - timedelta(hours=1))
    assert clock.now() == there
    clock.forward(there + timedelta(hours=1))
    assert clock.now() == there + timedelta(hours=1)
    with pytest.raises(ValueError, match="aware"):
        clock.set(there.replace(tzinfo=None))
