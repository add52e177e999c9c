"""Who is asked next, and when: working hours counted against a count of single minutes, clock changes included."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.duty import Away, Duty, Hours, office
from bot.rules.routing import (
    LONGEST,
    PATIENCE,
    TODAY,
    Step,
    after_failure,
    after_working_time,
    in_line,
    line,
    next_opening,
    next_step_at,
    reminded_at,
    step,
)

MADRID = ZoneInfo("Europe/Madrid")
MINUTE = timedelta(minutes=1)
ZONES = ("Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata", "UTC")
CHANGES = [
    datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 6), (3, 27), (4, 3), (10, 23), (10, 30))
]
"""Fridays before the weekends on which clocks change in these zones."""
PEOPLE = st.lists(st.sampled_from(["U1", "U2", "U3", "U4", "U5"]), unique=True).map(tuple)
MOMENTS = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(0, 7 * 24 * 60),
)


def is_working(moment: datetime, where: ZoneInfo) -> bool:
    local = moment.astimezone(where)
    return local.weekday() < 5 and 9 <= local.hour < 18


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-03-02 09:00", "2026-03-02 17:00"),
        ("2026-03-02 10:00", "2026-03-02 18:00"),  # the day's last moment still counts
        ("2026-03-02 10:01", "2026-03-03 09:01"),
        ("2026-03-02 20:00", "2026-03-03 17:00"),
        ("2026-03-06 17:00", "2026-03-09 16:00"),  # over a weekend
        ("2026-03-07 12:00", "2026-03-09 17:00"),  # on a Saturday
        ("2026-03-27 17:00", "2026-03-30 16:00"),  # over the weekend on which Spain puts its clocks forward
        ("2026-10-23 17:00", "2026-10-26 16:00"),  # and back
    ],
)
def test_eight_working_hours_in_madrid(start: str, expected: str) -> None:
    found = after_working_time(datetime.fromisoformat(start).replace(tzinfo=MADRID), PATIENCE, office(MADRID))
    assert f"{found.astimezone(MADRID):%Y-%m-%d %H:%M}" == expected


@settings(max_examples=60, deadline=None)
@given(start=MOMENTS, name=st.sampled_from(ZONES))
def test_exactly_the_working_minutes_pass(start: datetime, name: str) -> None:
    where = ZoneInfo(name)
    end = after_working_time(start, PATIENCE, office(where))
    minutes = int((end - start) / MINUTE)
    assert sum(is_working(start + MINUTE * n, where) for n in range(minutes)) == PATIENCE / MINUTE
    assert is_working(end - MINUTE, where), "it ends as soon as they have passed"


@settings(max_examples=60, deadline=None)
@given(after=MOMENTS, name=st.sampled_from(ZONES))
def test_the_next_opening_is_the_first_one(after: datetime, name: str) -> None:
    where = ZoneInfo(name)
    found = next_opening(after, office(where))
    assert found > after
    assert f"{found.astimezone(where):%H:%M}" == "09:00"
    between = (after + MINUTE * n for n in range(1, int((found - after) / MINUTE)))
    assert not any(is_working(moment, where) and not is_working(moment - MINUTE, where) for moment in between)


def rounds(people: tuple[str, ...], many: int) -> list[Step]:
    """The first steps, with the same line at each."""
    steps: list[Step] = []
    for number in range(many):
        steps.append(step(people, number, {one for this in steps for one in this.whom}))
    return steps


def test_the_first_is_asked_and_reminded_then_the_others_one_by_one_then_all() -> None:
    people = ("U1", "U2", "U3")
    asked = rounds(people, 6)
    assert [this.whom for this in asked] == [("U1",), ("U1",), ("U2",), ("U3",), people, people]
    assert [this.is_last for this in asked] == [False] * 4 + [True] * 2
    assert [this.reminds for this in asked] == [False, True, False, False, True, True]


@given(PEOPLE)
def test_everybody_is_asked_before_all_are_asked_again(people: tuple[str, ...]) -> None:
    steps = rounds(people, len(people) + 2)
    alone = {person for this in steps if not this.is_last for person in this.whom}
    assert alone == set(people)
    assert steps[-1].is_last
    assert steps[-1].whom == people


@given(PEOPLE, st.data())
def test_nobody_is_passed_over_however_the_line_changes_meanwhile(
    people: tuple[str, ...], data: st.DataObject
) -> None:
    asked: set[str] = set()
    for number in range(3 * len(people) + 3):
        here = data.draw(st.lists(st.sampled_from(people), unique=True)) if people else []
        this = step(line(people, set(people) - set(here)), number, asked)
        assert not this.is_last or set(this.whom) <= asked
        asked |= set(this.whom)
    assert step(people, 9, asked).is_last == (set(people) <= asked)


TIMES = st.builds(
    lambda name, days, opens, long: Duty(
        Hours(ZoneInfo(name), tuple(sorted(days)), opens, min(opens + long, 1439))
    ),
    st.sampled_from(ZONES),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 1400),
    st.integers(1, 700),
)


@given(PEOPLE, st.integers(0, 9), MOMENTS, st.data(), st.booleans())
def test_there_is_always_a_later_step_and_it_is_near(
    people: tuple[str, ...], number: int, now: datetime, data: st.DataObject, is_urgent: bool
) -> None:
    """However seldom somebody works, a weekend and two working days are waited at most."""
    duties = {person: data.draw(TIMES) for person in people}
    this = step(people, number, ())
    due = next_step_at(this, duties, now, MADRID, is_urgent=is_urgent)
    assert now < due <= now + timedelta(days=4 if this.is_last or is_urgent else 5)
    if not this.is_last:
        ours = after_working_time(now, TODAY if is_urgent else LONGEST, office(MADRID))
        assert due <= ours


def test_her_own_hours_count_unless_it_is_needed_today() -> None:
    afternoons = Duty(Hours(ZoneInfo("America/New_York"), (1, 2), 13 * 60, 17 * 60))
    usual = Duty(Hours(MADRID))
    monday = datetime(2026, 3, 2, 12, 0, tzinfo=MADRID)
    asks = step(("U1",), 0, ())

    def due(duty: Duty, *, is_urgent: bool = False) -> str:
        found = next_step_at(asks, {"U1": duty}, monday, MADRID, is_urgent=is_urgent)
        return f"{found.astimezone(MADRID):%a %H:%M}"

    assert due(usual) == "Tue 11:00"
    assert due(afternoons) == "Wed 12:00", (
        "two of the programme's working days, and not until Wednesday 23:00"
    )
    assert due(usual, is_urgent=True) == "Mon 14:00"
    assert due(afternoons, is_urgent=True) == "Mon 14:00"


def test_who_goes_away_is_waited_for_until_then() -> None:
    tomorrow = Duty(Hours(MADRID), Away(date(2026, 3, 3), date(2026, 3, 5)))
    monday = datetime(2026, 3, 2, 17, 0, tzinfo=MADRID)
    due = next_step_at(step(("U1",), 0, ()), {"U1": tomorrow}, monday, MADRID)
    assert due == datetime(2026, 3, 3, 0, 0, tzinfo=MADRID)
    duties = {"U1": tomorrow, "U2": Duty(Hours(MADRID))}
    assert in_line(("U1", "U2"), duties, monday) == ("U1", "U2")
    assert in_line(("U1", "U2"), duties, due) == ("U2",)
    assert in_line(("U1", "U2"), duties, datetime(2026, 3, 5, 23, 59, tzinfo=MADRID)) == ("U2",)
    assert in_line(("U1", "U2"), duties, datetime(2026, 3, 6, tzinfo=MADRID)) == ("U1", "U2")


@settings(max_examples=60, deadline=None)
@given(TIMES, MOMENTS)
def test_a_reminder_comes_in_her_working_hours(duty: Duty, now: datetime) -> None:
    moment = duty.hours.next_open(now)
    local = moment.astimezone(duty.hours.where)
    opens, closes = duty.hours.of(local.date())
    assert closes is not None
    assert opens <= moment < closes
    assert now <= moment
    assert reminded_at(duty, now, moment) is None
    assert reminded_at(duty, now, moment + MINUTE) == moment


@given(PEOPLE.filter(bool), st.integers(0, 9), st.data())
def test_one_who_is_not_reached_is_passed_over(
    people: tuple[str, ...], number: int, data: st.DataObject
) -> None:
    asked = {one for this in rounds(people, number) for one in this.whom}
    failed = data.draw(st.sampled_from(step(people, number, asked).whom))
    following = after_failure(people, number, asked, failed)
    if following is None:
        assert step(people, number, asked).is_last or people == (failed,)
    else:
        assert following > number
        assert set(step(people, following, {*asked, failed}).whom) - {failed}


def test_failures_end_with_everybody_asked_and_never_in_a_circle() -> None:
    people = ("U1", "U2", "U3")
    number: int | None = 0
    seen: list[int] = []
    asked: set[str] = set()
    while number is not None:
        seen.append(number)
        [failed, *_] = step(people, number, asked).whom
        following = after_failure(people, number, asked, failed)
        asked.add(failed)
        number = following
    assert seen == [0, 2, 3, 4]


@given(st.lists(st.sampled_from(["U1", "U2", "U3"])), st.sets(st.sampled_from(["U1", "U2", "U3"])))
def test_a_line_has_each_once_and_nobody_who_is_skipped(candidates: list[str], skipped: set[str]) -> None:
    found = line(candidates, skipped)
    assert set(found) == set(candidates) - skipped
    assert len(set(found)) == len(found)
    assert list(found) == sorted(found, key=candidates.index)
