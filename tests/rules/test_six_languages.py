"""Lengths, days that are over and days to come, as people type them in the six languages; and what the program says."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.rules.coming_days import coming_day
from bot.rules.days import first_day
from bot.rules.parsing import SessionText, parse_duration, parse_session
from bot.speech import without_unseen
from tests.six_languages import SIX, speaking

TODAY = date(2026, 3, 2)
"""A Monday."""
LENGTHS = {
    "en": {
        "1h30": 90, "1 h 30": 90, "two hours": 120, "seven hours": 420, "an hour": 60, "half an hour": 30,
        "two and a half hours": 150, "an hour and a half": 90, "a quarter of an hour": 15,
        "three quarters of an hour": 45, "90 minutes": 90, "1 hour 30 minutes": 90, "2.5 hours": 150,
        "thirty minutes": 30,
    },
    "es": {
        "una hora": 60, "dos horas": 120, "dos horas y media": 150, "media hora": 30, "hora y media": 90,
        "una hora y media": 90, "un cuarto de hora": 15, "tres cuartos de hora": 45, "90 minutos": 90,
        "siete horas": 420, "1 hora 30 minutos": 90, "1 hora y 30 minutos": 90, "una hora y cuarto": 75, "1 hora y cuarto": 75, "una hora treinta minutos": 90,
        "treinta minutos": 30, "2,5 horas": 150,
    },
    "ca": {
        "una hora": 60, "dues hores": 120, "2 hores": 120, "dues hores i mitja": 150, "mitja hora": 30,
        "hora i mitja": 90, "una hora i mitja": 90, "un quart d'hora": 15, "tres quarts d'hora": 45,
        "90 minuts": 90, "1 hora i 30 minuts": 90, "tres hores": 180, "1 hora 30": 90, "45 min": 45,
        "una hora i quart": 75, "2 hores i quart": 135, "cinc hores": 300, "trenta minuts": 30,
    },
    "fr": {
        "une heure": 60, "deux heures": 120, "2 heures": 120, "deux heures et demie": 150, "une demi-heure": 30,
        "demi-heure": 30, "une heure et demie": 90, "1 heure et demie": 90, "un quart d'heure": 15,
        "un quart d’heure": 15, "trois quarts d'heure": 45, "90 minutes": 90, "1 heure 30": 90,
        "1 heure et 30 minutes": 90, "1h30": 90, "1 h 30": 90, "2,5 heures": 150, "1 heure 30 minutes": 90,
        "une heure et quart": 75, "1 heure et quart": 75, "une heure trente minutes": 90, "deux heures moins le quart": 105,
        "trente minutes": 30, "1h30min": 90, "sept heures": 420,
    },
    "uk": {
        "година": 60, "1 година": 60, "одна година": 60, "одну годину": 60, "2 години": 120, "дві години": 120,
        "п'ять годин": 300, "5 годин": 300, "пів години": 30, "півгодини": 30, "півтори години": 90,
        "дві з половиною години": 150, "2 години 30 хвилин": 150, "1 год 30 хв": 90, "45 хв": 45,
        "45 хвилин": 45, "90 хвилин": 90, "1,5 години": 90, "1 година і 30 хвилин": 90, "годину": 60,
        "чверть години": 15, "тридцять хвилин": 30, "1год30хв": 90, "1 год. 30 хв.": 90,
    },
    "ar": {
        "ساعة": 60, "ساعة واحدة": 60, "ساعتان": 120, "ساعتين": 120, "3 ساعات": 180, "٣ ساعات": 180,
        "ثلاث ساعات": 180, "نصف ساعة": 30, "ساعة ونصف": 90, "ساعة و نصف": 90, "ساعتين ونصف": 150,
        "ربع ساعة": 15, "٤٥ دقيقة": 45, "45 دقيقة": 45, "ساعة و30 دقيقة": 90, "ساعة و 30 دقيقة": 90,
        "1 س و30 د": 90, "1 س": 60, "45 د": 45, "ساعة وربع": 75, "٩٠ دقيقة": 90, "١٫٥ ساعة": 90, "1,5 ساعة": 90,
        "٩٠": 90, "١:٣٠": 90, "ثلاثين دقيقة": 30, "ساعة إلا ربع": 45, "11 ساعة": 660,
        "ساعة ونص": 90, "ساعتين ونص": 150, "ساعة وثلث": 80, "ساعه ونص": 90, "ساعة واحدة ونصف": 90, "3 ساعات وربع": 195,
    },
}  # fmt: skip
"""In minutes."""
AGO = {
    "en": {
        "today": 0, "yesterday": 1, "the day before yesterday": 2, "day before yesterday": 2, "3 days ago": 3,
        "three days ago": 3, "a week ago": 7, "two weeks ago": 14, "on Thursday": 4, "Thursday": 4,
        "last Thursday": 4, "on thu": 4, "Thursday 26 February": 4, "26 February": 4, "26th of February": 4,
        "on the 26th of February": 4, "thurs": 4, "on Tues": 6, "yesterday evening": 1,
    },
    "es": {
        "hoy": 0, "ayer": 1, "anteayer": 2, "antes de ayer": 2, "antier": 2, "hace 3 días": 3,
        "hace tres días": 3, "hace una semana": 7, "hace dos semanas": 14, "el jueves": 4, "jueves": 4,
        "el jueves pasado": 4, "el pasado jueves": 4, "el 26 de febrero": 4, "26 de febrero": 4,
        "jueves 26 de febrero": 4, "el jueves 26 de febrero": 4, "anoche": 1, "3 días atrás": 3,
        "dom.": 1, "mar.": 6, "ayer por la tarde": 1,
    },
    "ca": {
        "avui": 0, "ahir": 1, "abans-d'ahir": 2, "abans d'ahir": 2, "despús-ahir": 2, "despús ahir": 2,
        "fa 3 dies": 3, "fa tres dies": 3, "fa una setmana": 7, "fa dues setmanes": 14, "dijous": 4,
        "el dijous": 4, "dijous passat": 4, "el dijous passat": 4, "el 26 de febrer": 4, "26 de febrer": 4,
        "dijous 26 de febrer": 4, "anit": 1, "divendres": 3, "dissabte": 2, "diumenge": 1, "dimarts": 6,
        "dimecres": 5, "dilluns": 7, "5 d'octubre de 2025": 148, "el passat dijous": 4,
        "dj.": 4, "dt.": 6, "dc.": 5, "ahir a la tarda": 1,
    },
    "fr": {
        "aujourd'hui": 0, "aujourd’hui": 0, "hier": 1, "avant-hier": 2, "avant hier": 2, "il y a 3 jours": 3,
        "il y a trois jours": 3, "il y a une semaine": 7, "il y a deux semaines": 14, "jeudi": 4, "le jeudi": 4,
        "jeudi dernier": 4, "le 26 février": 4, "26 février": 4, "jeudi 26 février": 4,
        "le jeudi 26 février": 4, "jeudi passé": 4, "ce jeudi": 4, "y a 3 jours": 3, "le 1er mars": 1,
        "jeu.": 4, "ven.": 3, "dim.": 1, "hier soir": 1,
    },
    "uk": {
        "сьогодні": 0, "вчора": 1, "учора": 1, "позавчора": 2, "3 дні тому": 3, "три дні тому": 3,
        "5 днів тому": 5, "п'ять днів тому": 5, "тиждень тому": 7, "два тижні тому": 14, "2 тижні тому": 14,
        "день тому": 1, "у четвер": 4, "в четвер": 4, "четвер": 4, "минулого четверга": 4,
        "у минулий четвер": 4, "26 лютого": 4, "четвер, 26 лютого": 4, "у четвер 26 лютого": 4, "у п'ятницю": 3,
        "у пʼятницю": 3, "в суботу": 2, "у неділю": 1, "у понеділок": 7, "у вівторок": 6, "в середу": 5,
        "минулої суботи": 2, "минулої середи": 5, "минулої п'ятниці": 3, "минулої неділі": 1,
        "минулого понеділка": 7, "минулого вівторка": 6, "чт": 4, "у пн": 7, "передвчора": 2, "вчора ввечері": 1,
    },
    "ar": {
        "اليوم": 0, "أمس": 1, "امس": 1, "البارحة": 1, "مبارح": 1, "أول أمس": 2, "اول امس": 2, "قبل أمس": 2,
        "أول البارحة": 2, "قبل 3 أيام": 3, "قبل ٣ أيام": 3, "منذ 3 أيام": 3, "منذ ثلاثة أيام": 3,
        "قبل ثلاثة أيام": 3, "قبل يومين": 2, "منذ يومين": 2, "قبل أسبوع": 7, "منذ أسبوع": 7, "قبل أسبوعين": 14,
        "منذ أسبوعين": 14, "الخميس": 4, "يوم الخميس": 4, "الخميس الماضي": 4, "يوم الخميس الماضي": 4,
        "26 فبراير": 4, "٢٦ فبراير": 4, "٢٦/٢": 4, "الخميس 26 فبراير": 4, "يوم الخميس 26 فبراير": 4, "الأحد": 1,
        "الاحد": 1, "الإثنين": 7, "الاثنين": 7, "الثلاثاء": 6, "الأربعاء": 5, "الاربعاء": 5, "الجمعة": 3,
        "السبت": 2, "٢٠٢٦-٠٢-٢٦": 4, "امبارح": 1, "إمبارح": 1, "البارح": 1, "التلات": 6, "26 شباط": 4, "٢٦ شباط": 4,
        "12 نونبر 2025": 110, "1 كانون الثاني 2026": 60, "النهاردة": 0,
    },
}  # fmt: skip
"""Days ago."""
TO_COME = {
    "en": {
        "until Friday": 4, "tomorrow": 1, "until tomorrow": 1, "until 15 March": 13, "in 3 days": 3,
        "in two weeks": 14,
    },
    "es": {
        "hasta el viernes": 4, "mañana": 1, "hasta mañana": 1, "pasado mañana": 2, "hasta el 15 de marzo": 13,
        "en 3 días": 3, "dentro de dos semanas": 14, "el 15 de marzo": 13,
    },
    "ca": {
        "fins divendres": 4, "fins al divendres": 4, "demà": 1, "fins demà": 1, "demà passat": 2,
        "fins al 15 de març": 13, "d'aquí a 3 dies": 3, "en 3 dies": 3, "fins el 15 de març": 13,
    },
    "fr": {
        "jusqu'à vendredi": 4, "jusqu’à vendredi": 4, "jusqu'au 15 mars": 13, "demain": 1, "jusqu'à demain": 1,
        "après-demain": 2, "dans 3 jours": 3, "dans deux semaines": 14,
    },
    "uk": {
        "до п'ятниці": 4, "до пʼятниці": 4, "завтра": 1, "до завтра": 1, "післязавтра": 2, "до 15 березня": 13,
        "через 3 дні": 3, "через два тижні": 14, "до понеділка": 7, "до вівторка": 1, "до середи": 2,
        "до четверга": 3, "до суботи": 5, "до неділі": 6, "через тиждень": 7, "по п'ятницю": 4,
    },
    "ar": {
        "حتى الجمعة": 4, "حتى يوم الجمعة": 4, "غدا": 1, "غدًا": 1, "حتى الغد": 1, "بعد غد": 2,
        "حتى 15 مارس": 13, "إلى 15 مارس": 13, "بعد 3 أيام": 3, "بعد أسبوعين": 14, "بعد أسبوع": 7,
        "حتى ١٥ مارس": 13,
    },
}  # fmt: skip
"""In so many days."""


def each(table: dict[str, dict[str, int]]) -> list[tuple[str, int]]:
    assert set(table) == set(SIX)
    return [(text, number) for texts in table.values() for text, number in texts.items()]


@pytest.mark.parametrize(("text", "minutes"), each(LENGTHS))
def test_a_length(text: str, minutes: int) -> None:
    assert parse_session(f"{text} react", TODAY) == SessionText(minutes, None, "react")
    assert parse_duration(text.upper()) == minutes


@pytest.mark.parametrize(("text", "days"), each(AGO))
def test_a_day_that_is_over(text: str, days: int) -> None:
    day = TODAY - timedelta(days=days)
    if days <= 60:
        assert parse_session(f"1h30 {text} react", TODAY) == SessionText(90, day, "react")
    assert first_day(text.split(), TODAY).day == day  # type: ignore[union-attr]


@pytest.mark.parametrize(("text", "days"), each(TO_COME))
def test_a_day_to_come(text: str, days: int) -> None:
    assert coming_day(text, TODAY) == TODAY + timedelta(days=days)
    assert parse_session(f"1h {text} react", TODAY).day is None


@pytest.mark.parametrize("language", SIX)
def test_what_the_program_says_can_be_typed_back(language: str, tmp_path: Path) -> None:
    """A length stands in a form's field as the program writes it, and a day is copied from a message."""
    say = speaking(tmp_path, language)
    for minutes in (5, 45, 60, 61, 90, 120, 305, 660):
        assert parse_duration(say.hours(minutes)) == minutes
    for ago in (0, 1, 9, 40, 59):
        day = TODAY - timedelta(days=ago)
        for said in (say.day(day), say.day_and_year(day).removesuffix(" р.")):
            assert first_day(without_unseen(said).split(), TODAY).day == day, said  # type: ignore[union-attr]


def test_digits_of_arabic_stay_as_they_were_typed_in_the_topic() -> None:
    assert parse_session("٩٠ د فصل ١٢", TODAY) == SessionText(90, None, "فصل ١٢")
    assert parse_session("ساعة أمس، فصل ١٢، ص ٣", TODAY).topic == "فصل ١٢، ص ٣"
