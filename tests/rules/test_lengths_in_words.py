"""Hours and minutes in words, with a day and a topic: exactly what was meant is read, or the form opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Wrong
from bot.rules.parsing import SessionText, parse_duration, parse_session
from tests.six_languages import SIX

TODAY = date(2026, 11, 20)
"""A Friday."""


@dataclass(frozen=True)
class Said:
    """One language. `numbers`: minutes in words; `joins`: what stands before minutes, with its space."""

    hours: dict[str, int]
    numbers: dict[str, int]
    joins: tuple[str, ...]
    units: tuple[str, ...]
    days: dict[str, int]
    topics: tuple[str, ...]


SAID = {
    "en": Said(
        {"an hour": 60, "one hour": 60, "two hours": 120, "three hours": 180, "1 hour": 60, "2 hours": 120},
        {"five": 5, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "twenty-two": 22, "twenty five": 25,
         "thirty": 30, "thirty-five": 35, "forty": 40, "forty-five": 45, "fifty": 50, "fifty five": 55},
        ("", "and ", ", "), ("minutes", "min", "mins"), {"yesterday": 1, "on Tuesday": 3, "3 days ago": 3},
        ("react", "questions about css", "a new page"),
    ),
    "es": Said(
        {"una hora": 60, "dos horas": 120, "tres horas": 180, "1 hora": 60, "media hora": 30, "2 horas": 120},
        {"cinco": 5, "diez": 10, "doce": 12, "quince": 15, "veinte": 20, "veintidós": 22, "veinticinco": 25,
         "treinta": 30, "treinta y cinco": 35, "cuarenta": 40, "cuarenta y cinco": 45, "cincuenta": 50},
        ("", "y ", ", "), ("minutos", "min"), {"ayer": 1, "el martes": 3, "hace tres días": 3},
        ("react", "preguntas de css", "una página", "ejercicios"),
    ),
    "ca": Said(
        {"una hora": 60, "dues hores": 120, "tres hores": 180, "2 hores": 120, "mitja hora": 30},
        {"cinc": 5, "deu": 10, "dotze": 12, "quinze": 15, "vint": 20, "vint-i-dos": 22, "vint-i-cinc": 25,
         "trenta": 30, "trenta-cinc": 35, "quaranta": 40, "quaranta-cinc": 45, "cinquanta": 50},
        ("", "i ", ", "), ("minuts", "min"), {"ahir": 1, "dimarts": 3, "fa tres dies": 3},
        ("react", "preguntes de css", "una pàgina", "exercicis"),
    ),
    "fr": Said(
        {"une heure": 60, "deux heures": 120, "trois heures": 180, "2 heures": 120, "une demi-heure": 30},
        {"cinq": 5, "dix": 10, "douze": 12, "quinze": 15, "vingt": 20, "vingt-deux": 22, "vingt-cinq": 25,
         "trente": 30, "trente-cinq": 35, "quarante": 40, "quarante-cinq": 45, "cinquante": 50, "vingt et un": 21},
        ("", "et ", ", "), ("minutes", "min"), {"hier": 1, "mardi": 3, "il y a trois jours": 3},
        ("react", "questions de css", "une page", "exercices"),
    ),
    "uk": Said(
        {"година": 60, "годину": 60, "одна година": 60, "дві години": 120, "5 годин": 300, "півгодини": 30},
        {"п'ять": 5, "десять": 10, "дванадцять": 12, "п'ятнадцять": 15, "двадцять": 20, "двадцять дві": 22,
         "двадцять п'ять": 25, "тридцять": 30, "сорок": 40, "сорок п'ять": 45, "п'ятдесят": 50},
        ("", "і ", "та ", ", "), ("хвилин", "хв", "хв."), {"вчора": 1, "у вівторок": 3, "три дні тому": 3},
        ("react", "питання про css", "одна сторінка", "вправи"),
    ),
    "ar": Said(
        {"ساعة": 60, "ساعتين": 120, "ثلاث ساعات": 180, "ساعة واحدة": 60, "3 ساعات": 180, "نصف ساعة": 30},
        {"خمس": 5, "عشر": 10, "عشرين": 20, "خمس عشرة": 15, "خمسة وعشرين": 25, "ثلاثين": 30, "أربعين": 40,
         "خمسة وثلاثين": 35, "خمسة وأربعين": 45, "خمسين": 50, "٢٠": 20},
        ("و", "و ", ""), ("دقيقة", "دقائق"), {"أمس": 1, "يوم الثلاثاء": 3, "قبل ثلاثة أيام": 3},
        ("react", "أسئلة عن css", "واجهة المستخدم", "تمارين"),
    ),
}  # fmt: skip
THREE = ("три", "ثلاثة")
DIGITS = {f"{number:02}": number for number in (10, 12, 20, 25, 45, 59)}


@pytest.mark.parametrize("language", SIX)
def test_hours_and_minutes_are_read_exactly_or_the_form_opens(language: str) -> None:
    said = SAID[language]

    @given(*(st.sampled_from(sorted(table.items())) for table in (said.hours, {**said.numbers, **DIGITS})),
           st.sampled_from(said.joins), st.sampled_from(("", *said.units)), st.sampled_from(["", *said.days]),
           st.sampled_from(["", *said.topics]), st.sampled_from(["ldt", "dlt", "ltd"]))  # fmt: skip
    @settings(max_examples=400, deadline=None)
    def holds(
        hour: tuple[str, int],
        beside: tuple[str, int],
        join: str,
        unit: str,
        day: str,
        topic: str,
        order: str,
    ) -> None:
        gap = "" if join.startswith(",") else " "
        length = f"{hour[0]}{gap}{join}{beside[0]} {unit}".strip()
        typed = " ".join({"l": length, "d": day, "t": topic}[one] for one in order)
        read = parse_session(typed, TODAY)
        meant = TODAY - timedelta(days=said.days[day]) if day else None
        both = SessionText(hour[1] + beside[1], meant, topic)
        if read.doubt is None and join.startswith(",") and not unit:  # "una hora, veinte preguntas"
            assert topic
            assert read == SessionText(hour[1], meant, f"{beside[0]} {topic}"), typed
        elif read.doubt is None:
            assert read == both, typed
        closes = not topic or (day and order == "ldt")
        if day.split(" ")[0] in THREE and not unit and not join.startswith(","):
            closes = False  # "twenty three days ago" is another day
        if order != "ltd" and (unit or (closes and not join.startswith(","))):
            assert read.doubt is None, f"{typed!r} is clear"

    holds()


PARTS = {
    "una hora menos cuarto": 45, "dos horas menos diez": 110, "una hora menos diez minutos": 50,
    "una hora y tres cuartos": 105, "1 hora y tres cuartos": 105, "media hora y diez minutos": 40, "1h menos 10": 50,
    "una hora menys quart": 45, "una hora i tres quarts": 105, "dues hores menys deu": 110, "una hora tres quarts": 105,
    "une heure trois quarts": 105, "une heure et trois quarts": 105, "deux heures moins dix": 110,
    "une heure moins le quart": 45, "an hour and three quarters": 105, "two hours minus ten": 110,
    "an hour and a quarter": 75, "година і три чверті": 105, "годину без чверті": 45, "дві години без десяти": None,
    "ساعة إلا ربع": 45, "ساعتين إلا عشر دقائق": 110, "ساعة وثلاثة أرباع": 105, "ساعة إلا ٥ دقائق": 55,
    "soixante-quinze minutes": 75, "quatre-vingt-dix minutes": 90, "seventy-five minutes": 75, "1:30 h": 90, "3/4 hour": 45,
    "ساعة ونصف الساعة": 90, "ساعة وتلاتين دقيقة": 90, "ساعة وخمسطعش دقيقة": 75, "сорок пять хвилин": 45,
    "1h veinte": 80, "1h thirty minutes": 90, "2 hrs five": 125,
}  # fmt: skip


@pytest.mark.parametrize("text", PARTS)
def test_parts_of_an_hour_and_less_than_one(text: str) -> None:
    minutes = PARTS[text]
    read = parse_session(text, TODAY)
    assert (read.minutes, read.topic) == ((minutes, "") if minutes else (None, text))
    assert (read.doubt is None) == (minutes is not None)
    if minutes:
        assert parse_duration(text) == minutes


IN_DOUBT = (
    "una hora veinte react", "dos horas quince preguntas", "una hora cinco ejercicios", "una hora y pico",
    "1 hora veinte css", "una hora menos algo", "una hora y 3 ejercicios", "una hora 20 ejercicios",
    "dues hores i set exercicis", "une heure vingt exercices", "une heure et quelques minutes", "an hour three",
    "годину двадцять вправ", "годину без малого", "an hour ten exercises", "an hour twenty react", "an hour 5",
    "an hour and a bit", "1h and 20 exercises", "1h and 3 exercises", "1h ten exercises", "1h veinte react", "1h 5",
    "ساعة وعشرين تمرين", "ساعة و3 تمارين", "ساعة عشر تمارين", "ساعة إلا شوي", "ساعة وتسعطعش دقيقة",
    "1.5 min", "1:30 minutes", "una hora, veinte", "media hora y diez preguntas", "tuesday an hour ten tips",
    "1 hour ninety", "1h 90 min", "une heure quatre-vingt-dix", "1h menos veinte preguntas", "2h 1/2", "1h y 1/2",
    "una hora con quince", "an hour or two", "una hora o dos de css", "ساعة أو ساعتين", "годину чи дві", "1h -30",
    "una hora y media y diez", "1h30 y diez", "ساعة ونصف وخمس", "20 min and ten", "une heure ou deux",
    "ساعة ونص الا خمسة", "an hour thirty-odd minutes", "una hora y pico minutos",
)  # fmt: skip


@pytest.mark.parametrize("text", IN_DOUBT)
def test_a_number_beside_an_hour_that_may_be_minutes_is_asked_about(text: str) -> None:
    read = parse_session(text, TODAY)
    assert read == SessionText(None, None, text, read.doubt)
    assert read.doubt in (Wrong.WHICH_LENGTH, Wrong.TWO_LENGTHS)


@pytest.mark.parametrize(
    ("text", "topic"), [("90 hooks", "hooks"), ("90 html", "html"), ("90 mixins hier", "mixins")]
)
def test_a_unit_is_a_whole_word(text: str, topic: str) -> None:
    read = parse_session(text, TODAY)
    assert (read.minutes, read.topic, read.doubt) == (90, topic, None)
    assert parse_session("90 hier", TODAY) == SessionText(90, TODAY - timedelta(days=1), "")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("una hora, veinte preguntas", "veinte preguntas"),
        ("una hora dos ejercicios", "dos ejercicios"),
        ("una hora una página", "una página"),
        ("1h cinco ejercicios", "cinco ejercicios"),
        ("1h set", "set"),
        ("una hora con dos compañeras", "con dos compañeras"),
        ("one hour fifteen-minute break", "fifteen-minute break"),
        ("an hour once more", "once more"),
        ("an hour set state", "set state"),
        ("une heure un projet", "un projet"),
        ("ساعة واجهة", "واجهة"),
        ("ساعة ورشة", "ورشة"),
    ],
)
def test_what_is_no_minute_beside_an_hour_is_the_topic(text: str, topic: str) -> None:
    assert parse_session(text, TODAY) == SessionText(60, None, topic)
