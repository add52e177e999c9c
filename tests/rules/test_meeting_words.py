"""When a meeting is to be, as people type it behind "plan"."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.meeting_words import NO_WHEN, When, read_when

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


@pytest.mark.parametrize(
    ("text", "day", "time"),
    [
        ("tomorrow 18:00", TUESDAY, "18:00"),
        ("2026-03-20 17:45", date(2026, 3, 20), "17:45"),
        ("20/3 17.45", date(2026, 3, 20), "17:45"),
        ("18:00 tomorrow", TUESDAY, "18:00"),
        ("today at 18:00", MONDAY, "18:00"),
        ("friday 6pm", FRIDAY, "18:00"),
        ("on friday, 6:30 pm at the library", FRIDAY, "18:30"),
        ("friday 12 am", FRIDAY, "00:00"),
        ("friday 12pm", FRIDAY, "12:00"),
        ("mañana 18:00", TUESDAY, "18:00"),
        ("mañana a las 10:00 de la mañana", TUESDAY, "10:00"),
        ("el viernes a las 6 de la tarde", FRIDAY, "18:00"),
        ("el viernes por la mañana", FRIDAY, None),
        ("demà a les 18:00", TUESDAY, "18:00"),
        ("divendres a les 7 de la tarda", FRIDAY, "19:00"),
        ("demain à 18h", TUESDAY, "18:00"),
        ("vendredi 18h30", FRIDAY, "18:30"),
        ("vendredi à 6h du soir", FRIDAY, "18:00"),
        ("غدا الساعة 18:00", TUESDAY, "18:00"),
        ("الجمعة ٦ مساء", FRIDAY, "18:00"),
        ("завтра о 18:00", TUESDAY, "18:00"),
        ("у п'ятницю о 6 вечора", FRIDAY, "18:00"),
        ("friday 06:30", FRIDAY, "06:30"),
        ("friday 6:30", FRIDAY, None),  # may be the evening
        ("friday 18:00 1h", FRIDAY, "18:00"),
        ("friday 18:00 or 19:00", FRIDAY, None),
        ("tuesday or friday 18:00", None, "18:00"),
        ("monday 18:00", None, "18:00"),  # today, or in a week
        ("5 march", date(2026, 3, 5), None),
        ("5 march 18:00", date(2026, 3, 5), "18:00"),
        ("18:00", None, "18:00"),
        ("25:00", None, None),
        ("soon", None, None),
    ],
)
def test_day_and_time_as_far_as_they_are_sure(text: str, day: date | None, time: str | None) -> None:
    assert read_when(text, MONDAY) == When(day, time)


def test_nothing_typed_is_nothing_said() -> None:
    assert read_when("", MONDAY) == NO_WHEN


@given(st.text(max_size=200))
def test_whatever_is_typed_is_a_time_of_the_day_or_none(text: str) -> None:
    time = read_when(text, MONDAY).time
    assert time is None or (len(time) == 5 and int(time[:2]) < 24 and int(time[3:]) < 60)
