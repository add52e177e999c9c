"""Days away, as people type them after "away", in six languages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Wrong
from bot.rules.away_days import Days, days_away

MONDAY = date(2026, 3, 2)
TUESDAY, FRIDAY, SUNDAY = (MONDAY + timedelta(days=later) for later in (1, 4, 6))
TOMORROW = ("tomorrow", "mañana", "demà", "demain", "غدا", "завтра")
TO_FRIDAY = (
    *("until friday", "hasta el viernes", "fins divendres", "jusqu'à vendredi", "حتى الجمعة", "до п'ятниці"),
    *("to friday", "from today to friday", "de hoy al viernes", "من اليوم إلى الجمعة"),
)
APRIL = (
    *("from 1/4 until 5/4", "from 1/4 to 5/4", "1/4-5/4", "1/4 - 5/4", "1/4 – 5/4", "1/4 to 5/4"),
    *("from April 1 to April 5", "from April 1 to 5", "from the 1st to the 5th of April", "1-5 April"),
    *("2026-04-01 - 2026-04-05", "2026-04-01 to 2026-04-05", "from 1 through 5 April"),
    *("del 1 al 5 de abril", "del 1/4 al 5/4", "desde el 1 de abril hasta el 5 de abril", "1/4 a 5/4"),
    *("de l'1 al 5 d'abril", "des de l'1/4 fins al 5/4", "del 1 al 5 d'abril", "des del 1/4 fins el 5/4"),
    *("du 1er au 5 avril", "du 1/4 au 5/4", "de 1/4 à 5/4", "du 1er avril jusqu'au 5 avril"),
    *("من 1/4 إلى 5/4", "من ١/٤ إلى ٥/٤", "من 1 إلى 5 أبريل", "من 1/4 حتى 5/4"),
    *("з 1/4 до 5/4", "з 1 до 5 квітня", "від 1 квітня до 5 квітня", "з 1/4 по 5/4"),
)
TUESDAY_TO_FRIDAY = (
    *("from tuesday to friday", "tuesday-friday", "from tomorrow until friday", "Tue-Fri"),
    *("de martes a viernes", "del martes al viernes", "desde mañana hasta el viernes"),
    *("de dimarts a divendres", "des de demà fins divendres"),
    *("de mardi à vendredi", "du mardi au vendredi", "من الثلاثاء إلى الجمعة", "من الغد حتى الجمعة"),
    *("з вівторка до п'ятниці", "з вівторка по п'ятницю", "від завтра до п'ятниці"),
)
NEXT_WEEK = (
    *("next week", "la semana que viene", "la próxima semana", "la setmana que ve", "la setmana vinent"),
    *("la semaine prochaine", "الأسبوع القادم", "الأسبوع المقبل", "наступного тижня", "наступний тиждень"),
)


@pytest.mark.parametrize("text", TOMORROW)
def test_a_day_alone_is_that_day(text: str) -> None:
    assert days_away(text, MONDAY) == Days(TUESDAY, TUESDAY)


@pytest.mark.parametrize("text", TO_FRIDAY)
def test_until_a_day_is_from_today(text: str) -> None:
    assert days_away(text, MONDAY) == Days(MONDAY, FRIDAY)


@pytest.mark.parametrize("text", APRIL)
def test_a_first_and_a_last_day(text: str) -> None:
    assert days_away(text, MONDAY + timedelta(weeks=2)) == Days(date(2026, 4, 1), date(2026, 4, 5))


@pytest.mark.parametrize("text", TUESDAY_TO_FRIDAY)
def test_a_first_and_a_last_weekday(text: str) -> None:
    assert days_away(text, MONDAY) == Days(TUESDAY, FRIDAY)
    assert days_away(text.upper(), MONDAY) == Days(TUESDAY, FRIDAY)


@pytest.mark.parametrize("text", NEXT_WEEK)
@pytest.mark.parametrize("today", [MONDAY, FRIDAY, SUNDAY])
def test_next_week_is_from_monday_to_sunday(text: str, today: date) -> None:
    assert days_away(text, today) == Days(MONDAY + timedelta(weeks=1), SUNDAY + timedelta(weeks=1))


@pytest.mark.parametrize(
    ("text", "today", "days"),
    [
        ("today", MONDAY, Days(MONDAY, MONDAY)),
        ("until today", MONDAY, Days(MONDAY, MONDAY)),
        ("el lunes", FRIDAY, Days(date(2026, 3, 9), date(2026, 3, 9))),
        ("this week", FRIDAY, Days(FRIDAY, SUNDAY)),
        ("from friday to monday", MONDAY, Days(FRIDAY, date(2026, 3, 9))),
        ("30/12-5/1", date(2026, 12, 1), Days(date(2026, 12, 30), date(2027, 1, 5))),
    ],
)
def test_what_is_sure(text: str, today: date, days: Days) -> None:
    assert days_away(text, today) == days


@pytest.mark.parametrize(
    ("text", "today", "first", "last"),
    [
        ("monday", MONDAY, date(2026, 3, 9), date(2026, 3, 9)),  # or today
        ("monday to friday", MONDAY, date(2026, 3, 9), date(2026, 3, 13)),
        ("1-4", MONDAY, date(2026, 4, 1), date(2026, 4, 1)),  # or the first to the fourth
        ("until friday evening", MONDAY, MONDAY, FRIDAY),
        ("next friday", MONDAY, FRIDAY, FRIDAY),
        ("el viernes que viene", MONDAY, FRIDAY, FRIDAY),
        ("tomorrow morning", MONDAY, TUESDAY, TUESDAY),
        ("mañana por la mañana", MONDAY, TUESDAY, TUESDAY),
        ("from friday", MONDAY, FRIDAY, None),
        ("desde el viernes", MONDAY, FRIDAY, None),
        ("tuesday and friday", MONDAY, TUESDAY, FRIDAY),
        ("from 1/3 to 6/3", MONDAY, MONDAY, date(2026, 3, 6)),
        ("from 1 to 6 March", MONDAY, MONDAY, date(2026, 3, 6)),
        ("1/7 to 15/9", MONDAY, date(2026, 7, 1), date(2026, 9, 15)),
        ("friday to tuesday to sunday", MONDAY, None, None),
    ],
)
def test_what_is_not_sure_leaves_a_doubt_and_what_was_understood(
    text: str, today: date, first: date | None, last: date | None
) -> None:
    assert days_away(text, today) == Days(first, last, Wrong.AWAY_UNSURE)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("soon", Wrong.AWAY_UNREAD),
        ("", Wrong.AWAY_UNREAD),
        ("until", Wrong.AWAY_UNREAD),
        ("from to", Wrong.AWAY_UNREAD),
        ("-", Wrong.AWAY_UNREAD),
        ("por la mañana", Wrong.AWAY_UNREAD),
        ("yesterday", Wrong.AWAY_BEGINS_IN_PAST),
        ("until 1/1/2020", Wrong.AWAY_BEGINS_IN_PAST),
        ("3/2/2026", Wrong.AWAY_BEGINS_IN_PAST),
    ],
)
def test_nothing_to_come_leaves_no_day(text: str, doubt: Wrong) -> None:
    assert days_away(text, MONDAY) == Days(doubt=doubt)


def test_what_is_far_ahead_is_asked_about() -> None:
    assert days_away("until 15/8", MONDAY) == Days(MONDAY, date(2026, 8, 15), Wrong.AWAY_FAR)
    far = Days(date(2026, 8, 1), date(2026, 8, 15), Wrong.AWAY_FAR)
    assert days_away("1/8-15/8", MONDAY) == far


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.integers(1, 40), st.integers(0, 14))
def test_two_days_are_found_however_they_are_written(today: date, ahead: int, more: int) -> None:
    first = today + timedelta(days=ahead)
    last = first + timedelta(days=more)
    for text in (f"from {first} to {last}", f"{first}-{last}", f"{first:%d/%m/%Y}-{last:%d/%m/%Y}"):
        assert days_away(text, today) == Days(first, last), text


@given(st.text(max_size=200), st.dates(date(2024, 1, 1), date(2030, 1, 1)))
def test_whatever_is_typed_is_sure_or_in_doubt(text: str, today: date) -> None:
    days = days_away(text, today)
    assert days.doubt is not None or (
        days.first is not None and days.last is not None and today <= days.first <= days.last
    )
