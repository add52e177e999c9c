"""Days to come, as people type them after "away"."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.coming_days import coming_day

THURSDAY = date(2026, 3, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("until friday", date(2026, 3, 6)),
        ("hasta el lunes", date(2026, 3, 9)),
        ("thursday", date(2026, 3, 12)),  # said on a Thursday, it is not today
        ("tomorrow", date(2026, 3, 6)),
        ("hasta mañana", date(2026, 3, 6)),
        ("until 15 March", date(2026, 3, 15)),
        ("5/12", date(2026, 12, 5)),
        ("until 5 January", date(2027, 1, 5)),
        ("4 march", date(2027, 3, 4)),
        ("until 2026-04-01", date(2026, 4, 1)),
        ("friday 13 march", date(2026, 3, 13)),
        ("until friday 13", None),  # which month's is not said
        ("until sunday 1", None),
        ("until 3/3/2026", None),
        ("yesterday", None),
        ("today", None),
        ("29 February", None),
        ("soon", None),
        ("until friday evening", None),
        ("until", None),
        ("", None),
    ],
)
def test_a_day_to_come(text: str, day: date | None) -> None:
    assert coming_day(text, THURSDAY) == day


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 360))
def test_any_day_of_the_coming_year_is_found_however_it_is_written(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert coming_day(f"until {day.isoformat()}", today) == day
    if (day.month, day.day) != (2, 29):
        assert coming_day(f"{day.day}/{day.month}", today) == day
    if ahead <= 7:
        assert coming_day(f"{day:%A}", today) == day
