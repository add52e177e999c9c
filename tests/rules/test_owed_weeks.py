"""What many teams owed, counted once for all that are alike: the same as week by week, as each team's Home counts it."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules.hours import Owing
from bot.rules.owed_weeks import Owed, Weeks

DAY = timedelta(days=1)
BEGIN = date(2026, 1, 5)
OFFSET = st.integers(-30, 150)
SPANS = st.lists(st.tuples(OFFSET, st.integers(0, 12)), max_size=3)


def spans(made: list[tuple[int, int]]) -> tuple[tuple[date, date], ...]:
    return tuple((BEGIN + first * DAY, BEGIN + (first + more) * DAY) for first, more in made)


@given(
    st.tuples(st.integers(0, 10), st.integers(1, 14)),
    SPANS,
    OFFSET,
    st.one_of(st.none(), st.integers(0, 90)),
    SPANS,
    st.lists(st.tuples(st.integers(1, 80), st.sampled_from((45, 90, 240))), max_size=2),
)
def test_it_is_what_each_week_owes(
    weeks: tuple[int, int],
    everybody: list[tuple[int, int]],
    launch: int,
    lasts: int | None,
    own: list[tuple[int, int]],
    changes: list[tuple[int, int]],
) -> None:
    first = BEGIN + 7 * weeks[0] * DAY
    last = first + (7 * weeks[1] - 1) * DAY
    launched_on = BEGIN + launch * DAY
    until = date.max if lasts is None else launched_on + lasts * DAY
    targets = [(launched_on, 120), *sorted((launched_on + day * DAY, minutes) for day, minutes in changes)]
    counted = Weeks(first, last, spans(everybody)).owed(launched_on, until, targets, spans(own))
    ended = () if lasts is None else ((until + DAY, date.max),)
    owing = Owing(launched_on, tuple(targets), (*spans(everybody), *spans(own), *ended))
    minutes = number = 0
    for monday in (first + 7 * n * DAY for n in range(weeks[1])):
        begins_late = launched_on > monday + 3 * DAY
        owed = 0 if begins_late or monday > until else owing.in_week(monday)
        minutes, number = minutes + owed, number + bool(owed)
    assert counted == Owed(minutes, number)
