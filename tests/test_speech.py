"""Dates, hours, lists and languages read as people write them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.speech import LANGUAGES, alphabetic, escape, speech, spoken
from bot.views import programme


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (("es-ES",), "es"),
        (("es_419", "en"), "es"),
        (("ca-ES", "es"), "es"),
        ((None, ""), "en"),
        (("zz",), "en"),
    ],
)
def test_the_first_wish_that_is_spoken(wishes: tuple[str | None, ...], expected: str) -> None:
    assert spoken(*wishes) == expected


def test_days_and_moments() -> None:
    day, noon = date(2026, 3, 2), datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    assert speech("en").day(day) == "Monday 2 March"
    assert speech("es").day(day) == "lunes 2 de marzo"
    assert speech("en").moment(noon, "Europe/Madrid") == "Monday 2 March, 13:00"
    assert speech("es").moment(noon, "America/Bogota") == "lunes 2 de marzo, 07:00"


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (120, "2 h"), (95, "1 h 35"), (61, "1 h 01")]
)
def test_hours(minutes: int, said: str) -> None:
    assert {speech(language).hours(minutes) for language in LANGUAGES} == {said}


def test_lists() -> None:
    assert speech("en").list(["a", "b", "c"]).replace(",", "") == "a b and c"
    assert speech("es").list(["a", "b", "c"]) == "a, b y c"
    assert speech("es").any_of(["a", "b"]) == "a o b"


def test_languages_stand_alone_with_a_capital_and_in_a_sentence_as_that_language_has_it() -> None:
    assert speech("es").language_name("ar") == "Árabe"
    assert speech("es").language_in_text("ar") == "árabe"
    assert speech("en").language_in_text("ar") == "Arabic"
    assert programme.languages(["es", "ar"], speech("es")) == "español y árabe"
    assert programme.languages(["es", "ar"], speech("en")) == "Spanish and Arabic"
    assert programme.class_name("Web Development", "es", speech("es")) == "Web Development en español"


def test_accents_do_not_put_a_word_at_the_end() -> None:
    assert sorted(["Zulú", "Árabe", "Alemán", "Bengalí"], key=alphabetic) == [
        "Alemán",
        "Árabe",
        "Bengalí",
        "Zulú",
    ]


def test_plurals_follow_the_number() -> None:
    say = speech("es")
    one, many = "Saved. One person is on your list.", "Saved. {n} people are on your list."
    assert say.count(1, one, many) == "Guardado. Hay una persona en tu lista."
    assert say.count(3, one, many) == "Guardado. Hay 3 personas en tu lista."


def test_what_somebody_wrote_comes_alive_nowhere() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
