"""Times at which three people can meet, and the moments that belong to a meeting, over changes of clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError, Wrong
from bot.rules import meeting
from bot.rules.duty import Away, Duty, Hours
from bot.rules.grid import PARTS, SLOTS, WEEKDAYS
from bot.rules.meeting import Free, Step

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
ZONES = [
    *("Europe/Madrid", "Asia/Kathmandu", "Africa/Cairo", "Africa/Casablanca"),
    *("Australia/Lord_Howe", "America/New_York", "UTC"),
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minute: FIRST + timedelta(minutes=minute))
days = st.integers(0, 2 * 365).map(lambda day: FIRST.date() + timedelta(days=day))
rests = st.lists(days.map(lambda day: (day, day + timedelta(days=3))), max_size=40).map(tuple)
frees = st.builds(Free, st.lists(st.sampled_from(SLOTS), max_size=12, unique=True).map(tuple), zones, rests)
hours = st.builds(Hours, zones, st.sampled_from([(0, 1, 2, 3, 4), (1, 5), (6,)]), st.just(540), st.just(1200))


@given(frees, frees, hours, moments, st.sampled_from(meeting.LENGTHS), st.integers(0, 20))
def test_every_proposed_time_suits_all_three(
    hers: Free, his: Free, leader: Hours, now: datetime, minutes: int, away: int
) -> None:
    first = now.astimezone(leader.where).date() + timedelta(days=away)
    duty = Duty(leader, Away(first, first + timedelta(days=2)))
    found = meeting.proposals(hers, his, duty, minutes, now)
    assert len(found) <= meeting.OFFERED
    assert list(found) == sorted(set(found))
    for at in found:
        assert meeting.suits(meeting.Wanted(at, minutes, ""), hers, his, duty)
        assert now + timedelta(hours=24) <= at <= now + timedelta(days=14)
        for step in range(0, minutes, 5):
            then = at + timedelta(minutes=step)
            assert suits(hers, then)
            assert suits(his, then)
            there = then.astimezone(leader.where)
            assert there.weekday() in leader.weekdays
            assert leader.opens <= there.hour * 60 + there.minute < leader.closes
            assert not duty.is_away(then)


def suits(one: Free, at: datetime) -> bool:
    local = at.astimezone(one.where)
    if any(first <= local.date() <= last for first, last in one.rests):
        return False
    if not one.times:
        return 9 <= local.hour < 21
    ticked = [part for part, (begins, ends) in PARTS.items() if begins <= local.hour < ends]
    return any(f"{WEEKDAYS[local.weekday()]}_{part}" in one.times for part in ticked)


@given(st.lists(st.sampled_from(SLOTS), min_size=8, unique=True), zones, moments)
def test_where_all_have_the_same_times_three_are_found_on_days_of_their_own(
    times: list[str], where: ZoneInfo, now: datetime
) -> None:
    mornings = tuple({slot.partition("_")[0] + "_morning" for slot in times})
    free = Free(mornings, where)
    found = meeting.proposals(free, free, Duty(Hours(where, tuple(range(7)))), 30, now)
    days = {at.astimezone(where).date() for at in found}
    assert len(found) == 3
    assert len(days) == 3 or len(mornings) < 3


@given(moments, st.sampled_from(meeting.LENGTHS), st.timedeltas(timedelta(0), timedelta(days=5)))
def test_steps_come_one_after_the_other_and_never_before_now(
    starts_at: datetime, minutes: int, ahead: timedelta
) -> None:
    now, step = starts_at - ahead, meeting.first_step(starts_at, minutes, starts_at - ahead)
    due = [at for one in Step if one >= step and (at := meeting.moment(starts_at, minutes, one))]
    assert due == sorted(due)
    assert all(at > now for at in due)
    assert due[-1] == starts_at + timedelta(minutes=minutes)
    assert meeting.moment(starts_at, minutes, Step.DONE) is None


@pytest.mark.parametrize(
    ("day", "time", "zone", "begins"),
    [
        ("2026-03-29", "02:30", "Europe/Madrid", "2026-03-29T01:00:00+00:00"),  # no such time: 3:00
        ("2026-10-25", "02:30", "Europe/Madrid", "2026-10-25T00:30:00+00:00"),  # twice: the first
        ("2026-04-24", "00:15", "Africa/Cairo", "2026-04-23T22:00:00+00:00"),  # no midnight: 1:00
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00+00:00"),
        ("2026-03-29", "11:00", "Asia/Kathmandu", "2026-03-29T05:15:00+00:00"),
    ],
)
def test_a_time_by_ones_own_clock(day: str, time: str, zone: str, begins: str) -> None:
    entered = {"day": day, "time": time, "minutes": "60", "place": " the  library "}
    found = meeting.read(entered, ZoneInfo(zone), datetime(2026, 3, 1, tzinfo=UTC))
    assert found == meeting.Wanted(datetime.fromisoformat(begins), 60, "the library")


def test_everything_that_cannot_be_is_said_at_its_field() -> None:
    now = datetime(2026, 3, 1, tzinfo=UTC)
    for entered, wrong in (
        ({}, {"day": Wrong.NO_DAY, "time": Wrong.NO_TIME, "minutes": Wrong.UNKNOWN_CHOICE}),
        ({"day": "someday", "time": "25:00"}, {"day": Wrong.NO_DAY, "time": Wrong.NO_TIME}),
        ({"day": "9999-12-31", "time": "٠٩:٠٠"}, {"time": Wrong.NO_TIME}),
        ({"day": "2026-02-28", "time": "10:00"}, {"day": Wrong.MEETING_PAST}),
        ({"day": "2027-03-05", "time": "10:00"}, {"day": Wrong.MEETING_FAR}),
        ({"place": "x" * 201}, {"place": Wrong.TEXT_TOO_LONG}),
        ({"minutes": "59"}, {"minutes": Wrong.UNKNOWN_CHOICE}),
    ):
        with pytest.raises(UserError) as refused:
            meeting.read(entered, ZoneInfo("UTC"), now)
        told = {one.block: one.what for one in (refused.value, *refused.value.others)}
        assert wrong.items() <= told.items()
    for slot in ("", "soon", "2026-03-05T10:00:00"):
        with pytest.raises(UserError):
            meeting.read({"minutes": "30", "place": "x"}, ZoneInfo("UTC"), now, slot=slot)


def test_meetings_may_touch_but_not_share_a_minute() -> None:
    ten = datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert meeting.overlap(ten, 60, ten + timedelta(minutes=59), 30)
    assert not meeting.overlap(ten, 60, ten + timedelta(minutes=60), 30)
    assert not meeting.overlap(ten, 60, ten - timedelta(minutes=30), 30)
