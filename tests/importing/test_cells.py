"""What people write into the cells of a spreadsheet, and what is made of it."""

from __future__ import annotations

from datetime import date

import pytest

from bot.importing import words
from bot.importing.times import times
from bot.importing.words import NotUnderstood
from bot.rules.grid import PARTS
from models.enums import Place

OFFERED = ("en", "es", "ar", "uk", "fr", "sw", "bn", "ary")


@pytest.mark.parametrize(
    ("cell", "well", "some"),
    [
        ("Swahili, Bengali, Darija (basic)", ("sw", "bn"), ("ary",)),
        ("Spanish (fluent), English: basic", ("es",), ("en",)),
        ("Español; Árabe (básico)", ("es",), ("ar",)),
        ("العربية and Українська", ("ar", "uk"), ()),
        ("Castellano, inglés", ("es", "en"), ()),
        ("es/en", ("es", "en"), ()),
        ("English (B1), English (native)", ("en",), ()),
        ("French - native", ("fr",), ()),
        ("", (), ()),
    ],
)
def test_languages_with_their_levels(cell: str, well: tuple[str, ...], some: tuple[str, ...]) -> None:
    assert words.languages(cell, OFFERED) == (well, some)


@pytest.mark.parametrize("cell", ["Elvish", "Catalan", "Spanish (perhaps)", "Spanish, ???"])
def test_a_language_or_level_that_is_none_is_said(cell: str) -> None:
    with pytest.raises(NotUnderstood):
        words.languages(cell, OFFERED)


WEEK_EVENINGS = ("mon_evening", "tue_evening", "wed_evening", "thu_evening", "fri_evening")


@pytest.mark.parametrize(
    ("cell", "slots"),
    [
        ("Monday evening", ("mon_evening",)),
        ("Saturdays", ("sat_morning", "sat_afternoon", "sat_evening")),
        ("martes por la tarde; sábado por la mañana", ("tue_afternoon", "sat_morning")),
        ("mornings", tuple(f"{day}_morning" for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))),
        ("fines de semana por las tardes", ("sat_afternoon", "sun_afternoon")),
        ("weekend mornings", ("sat_morning", "sun_morning")),
        ("wed_evening, fri_morning", ("wed_evening", "fri_morning")),
        ("Mon-Fri evenings", WEEK_EVENINGS),
        ("Monday to Friday evening", WEEK_EVENINGS),
        ("from Mon. to Fri. in the evening", WEEK_EVENINGS),
        ("de lunes a viernes por la noche", WEEK_EVENINGS),
        ("del lunes al viernes, sábado", ("all", "mon", "tue", "wed", "thu", "fri", "sat")),
        ("weekdays: evening", WEEK_EVENINGS),
        ("sábado a lunes", ("all", "mon", "sat", "sun")),
        ("Tuesday morning to evening", ("all", "tue")),
        ("Tuesday all day", ("all", "tue")),
        ("Monday and Tuesday evening", ("mon_evening", "tue_evening")),
        ("Mon/Wed evenings", ("mon_evening", "wed_evening")),
        ("lunes por la mañana y por la noche", ("mon_morning", "mon_evening")),
        ("Monday evening and Saturdays", ("mon_evening", "sat_morning", "sat_afternoon", "sat_evening")),
        ("Mon, Tue - evening", ("mon_morning", "mon_afternoon", "mon_evening", "tue_evening")),
        ("every evening on Tuesday", ("tue_evening",)),
        ("", ()),
    ],
)
def test_times_of_the_week(cell: str, slots: tuple[str, ...]) -> None:
    if slots[:1] == ("all",):
        slots = tuple(f"{day}_{part}" for day in slots[1:] for part in PARTS)
    assert times(cell) == slots


def test_a_name_with_an_and_in_it_stands_among_others() -> None:
    topics = {"html_css": ("HTML and CSS", "HTML y CSS"), "git": ("Git",), "react": ("React",)}
    for cell in ("HTML y CSS", "React, HTML and CSS", "react; git and HTML_CSS"):
        assert "html_css" in words.named(cell, topics)
    assert words.named("React, HTML and CSS / Git", topics) == ("react", "html_css", "git")
    with pytest.raises(NotUnderstood, match="Piano"):
        words.named("React, Git and Piano", topics)


@pytest.mark.parametrize(
    "cell",
    ["whenever", "not Tuesday", "Monday not evening", "mornings except Monday", "after 18:00 on Tuesday", "evening to morning",
     "todo menos lunes", "no los martes", "from Monday", "until Friday", "desde el lunes", "Monday to", "Monday to evening",
     "Mon-Fri-Sat evening-Monday", "weekends to Tuesday", "Monday evening Tuesday morning", "evenings – weekdays", "-", "every"],
)  # fmt: skip
def test_times_that_are_half_understood_are_said(cell: str) -> None:
    with pytest.raises(NotUnderstood) as said:
        times(f"Saturday, {cell}")
    assert said.value.word == cell


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-11-21", date(2026, 11, 21)),
        ("2026-11-21T09:30:00.000Z", date(2026, 11, 21)),
        ("2026-11-21 09:30", date(2026, 11, 21)),
        ("3/4/2026", date(2026, 4, 3)),
        ("21.11.2026", date(2026, 11, 21)),
    ],
)
def test_days_have_their_day_before_their_month(cell: str, day: date) -> None:
    assert words.day(cell) == day


@pytest.mark.parametrize("cell", ["11/21/2026", "yesterday", "2026-02-30"])
def test_a_day_that_is_none_is_said(cell: str) -> None:
    with pytest.raises(NotUnderstood):
        words.day(cell)


def test_places_numbers_yes_and_no() -> None:
    assert [words.place(cell) for cell in ("Online", "Presencial", "", "Indiferente")] == [
        Place.REMOTE,
        Place.IN_PERSON,
        Place.EITHER,
        Place.EITHER,
    ]
    assert [words.number(cell) for cell in ("2", "1,5", "3 h", "2.25 hours")] == [2, 1.5, 3, 2.25]
    assert [words.yes(cell) for cell in ("Yes", "sí", "x", "", "No")] == [True, True, True, False, False]
    for wrong, read in (("the moon", words.place), ("a few", words.number), ("perhaps", words.yes)):
        with pytest.raises(NotUnderstood):
            read(wrong)
