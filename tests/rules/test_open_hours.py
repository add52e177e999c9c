"""The open hours of a programme: what was held up waits, and what is too late, over nights and changes of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import local_moment
from bot.errors import UserError, Wrong
from bot.rules import open_hours
from bot.rules.open_hours import LEAST, USUAL, OpenHours

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
    assert USUAL.morning_for(utc(due), utc(now), MADRID) == (utc(morning) if morning else None)


def test_night_is_where_the_team_is() -> None:
    due = utc("2026-03-05T04:00")  # 17:00 in Auckland
    assert USUAL.morning_for(due, due + timedelta(hours=3), AUCKLAND) is None
    assert USUAL.morning_for(due, due + timedelta(hours=5), AUCKLAND) == utc("2026-03-05T20:00")


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
    assert USUAL.late_from(utc(due), MADRID) == utc(late)
    assert not USUAL.is_late(utc(due), utc(late), MADRID)
    assert USUAL.is_late(utc(due), utc(late) + timedelta(seconds=1), MADRID)


HOURS = st.tuples(st.integers(0, 1439 - LEAST), st.integers(LEAST, 1439)).filter(
    lambda two: two[1] - two[0] >= LEAST
)


@given(
    st.integers(0, 10 * 365 * 24 * 60),
    st.sampled_from(
        ["Europe/Madrid", "Pacific/Auckland", "Africa/Cairo", "America/St_Johns", "Asia/Kathmandu"]
    ),
    st.just((USUAL.opens, USUAL.closes)) | HOURS,
)
@settings(max_examples=300)
def test_open_hours_since_it_was_due_are_twelve_or_a_day_whatever_the_night(
    minutes: int, name: str, chosen: tuple[int, int]
) -> None:
    due, where, hours = (
        utc("2020-01-01T00:00") + timedelta(minutes=minutes),
        ZoneInfo(name),
        OpenHours(*chosen),
    )
    end = hours.late_from(due, where)
    first = due.astimezone(where).date()
    passed = timedelta(0)
    for days in range(4):
        opens, closes = (local_moment(first + timedelta(days), minute, where) for minute in chosen)
        passed += max(timedelta(0), min(end, closes) - max(due, opens))
    assert passed == hours.late_after
    morning = hours.morning_for(due, end, where)
    assert morning is None or end == hours.closing(end.astimezone(where).date(), where)


@given(st.integers(0, 2 * 365 * 24 * 60), HOURS)
def test_the_next_open_moment_is_open_and_none_is_before_it(minutes: int, chosen: tuple[int, int]) -> None:
    moment, hours = utc("2026-01-01T00:00") + timedelta(minutes=minutes), OpenHours(*chosen)
    found = hours.next_open(moment, MADRID)
    local = found.astimezone(MADRID)
    assert hours.opens <= local.hour * 60 + local.minute < hours.closes or found == hours.opening(
        local.date(), MADRID
    )
    assert moment <= found < moment + timedelta(days=1, hours=1)
    assert found == moment or found == hours.opening(local.date(), MADRID)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"opens": "08:00", "closes": "12:00"}, None),
        ({"opens": "00:00", "closes": "23:59"}, None),
        ({"opens": "08:00", "closes": "11:59"}, (Wrong.FEW_OPEN_HOURS, "closes")),
        ({"opens": "12:00", "closes": "12:00"}, (Wrong.CLOSES_BEFORE, "closes")),
        ({"opens": "21:00", "closes": "09:00"}, (Wrong.CLOSES_BEFORE, "closes")),
        ({"opens": "", "closes": "09:00"}, (Wrong.NO_TIME, "opens")),
        ({"opens": "09:00"}, (Wrong.NO_TIME, "closes")),
        ({"opens": "9", "closes": "24:00"}, (Wrong.NO_TIME, "opens")),
    ],
)
def test_open_hours_as_somebody_writes_them(typed: dict[str, str], wrong: tuple[Wrong, str] | None) -> None:
    if wrong is None:
        assert open_hours.read(typed)["opens"] == int(typed["opens"][:2]) * 60
        return
    with pytest.raises(UserError) as refused:
        open_hours.read(typed)
    assert (refused.value.what, refused.value.block) == wrong
