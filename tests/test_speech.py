"""Dates, hours, lists and languages read as people write them, in each language of the programme."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.catalogues import found, mark
from bot.rules.class_days import ClassDays
from bot.rules.open_times import ClassHours
from bot.services.classes import SchoolClass
from bot.speech import LANGUAGES, alphabetic, escape, speech, spoken, without_unseen
from bot.views import class_days, kit, programme
from tests.house import sentences
from tests.six_languages import SIX, bare, speaking, write


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        (("es-ES",), "es"),
        (("es_419", "en"), "es"),
        (("tlh-KX", "es"), "es"),
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
def test_hours(minutes: int, said: str, tmp_path: Path) -> None:
    for language in ("en", "es", "ca", "fr"):
        assert " ".join(speaking(tmp_path, language).hours(minutes).split()) == said


def test_hours_in_other_letters(tmp_path: Path) -> None:
    uk, ar = speaking(tmp_path, "uk"), speaking(tmp_path, "ar")
    assert [uk.hours(minutes) for minutes in (45, 120, 95)] == ["45 хв", "2 год", "1 год 35 хв"]
    assert [ar.hours(minutes) for minutes in (45, 120, 95)] == ["45 د", "2 س", "1 س و35 د"]


DAYS = {
    "en": ("Monday 2 March", "2 March 2026", "2 Mar, 13:00"),
    "es": ("lunes 2 de marzo", "2 de marzo de 2026", "2 mar, 13:00"),
    "ca": ("dilluns 2 de març", "2 de març del 2026", "2 de març, 13:00"),
    "fr": ("lundi 2 mars", "2 mars 2026", "2 mars, 13:00"),
    "ar": ("الاثنين، 2 مارس", "2 مارس 2026", "2 مارس، 13:00"),
    "uk": ("понеділок, 2 березня", "2 березня 2026 р.", "2 бер., 13:00"),
}


@pytest.mark.parametrize("language", SIX)
def test_a_day_in_each_language(language: str, tmp_path: Path) -> None:
    say, day = speaking(tmp_path, language), date(2026, 3, 2)
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
    said = (say.day(day), say.day_and_year(day), say.short_moment(noon, "Europe/Madrid"))
    assert tuple(" ".join(one.split()) for one in said) == DAYS[language]


LISTS = {
    "en": ("a, b, and c", "a or b", "a, b", "1,200"),
    "es": ("a, b y c", "a o b", "a, b", "1.200"),
    "ca": ("a, b i c", "a o b", "a, b", "1.200"),
    "fr": ("a, b et c", "a ou b", "a, b", "1 200"),
    "ar": ("a وb وc", "a أو b", "a، b", "1,200"),
    "uk": ("a, b і c", "a або b", "a, b", "1 200"),
}


@pytest.mark.parametrize("language", SIX)
def test_a_list_and_a_number_in_each_language(language: str, tmp_path: Path) -> None:
    say = speaking(tmp_path, language)
    said = (say.list("abc"), say.any_of("ab"), say.row("ab"), say.number(1200))
    assert tuple(" ".join(without_unseen(one).split()) for one in said) == LISTS[language]


FORMS = {
    "en": (),
    "es": ("{n} sesión", "{n} sesiones"),
    "ca": ("{n} sessió", "{n} sessions"),
    "fr": ("{n} séance", "{n} séances"),
    "uk": ("{n} зустріч", "{n} зустрічі", "{n} зустрічей"),
    "ar": ("لا جلسات", "جلسة واحدة", "جلستان", "{n} جلسات", "{n} جلسة (100)", "{n} جلسة"),
}
COUNTED = {
    "en": "0 sessions, 1 session, 2 sessions, 3 sessions, 5 sessions, 11 sessions, 100 sessions",
    "es": "0 sesiones, 1 sesión, 2 sesiones, 3 sesiones, 5 sesiones, 11 sesiones, 100 sesiones",
    "ca": "0 sessions, 1 sessió, 2 sessions, 3 sessions, 5 sessions, 11 sessions, 100 sessions",
    "fr": "0 séance, 1 séance, 2 séances, 3 séances, 5 séances, 11 séances, 100 séances",
    "uk": "0 зустрічей, 1 зустріч, 2 зустрічі, 3 зустрічі, 5 зустрічей, 11 зустрічей, 100 зустрічей",
    "ar": "لا جلسات, جلسة واحدة, جلستان, 3 جلسات, 5 جلسات, 11 جلسة, 100 جلسة (100)",
}


@pytest.mark.parametrize("language", SIX)
def test_each_number_has_the_form_of_its_language(language: str, tmp_path: Path) -> None:
    one, many = "{n} session", "{n} sessions"
    say = speaking(tmp_path, language, {(one, many): FORMS[language]} if FORMS[language] else None)
    said = ", ".join(say.count(number, one, many) for number in (0, 1, 2, 3, 5, 11, 100))
    assert without_unseen(said) == COUNTED[language]


def test_what_is_filled_into_a_text_from_the_right_turns_nothing_around_it(tmp_path: Path) -> None:
    sentence = "<@{buddy}> at {time} in <#{channel}>: `/logsession {text}`, or /codebuddy plan"
    say = speaking(tmp_path, "ar", {sentence: f"قال {sentence} وأكثر"})
    said = say.text(sentence, buddy="U1", time="17:00", channel="C1", text="1h30 react")
    assert said == (
        "قال \u2068<@U1>\u2069 at \u206817:00\u2069 in \u2068<#C1>\u2069: "
        "\u2066`/logsession 1h30 react`\u2069, or \u2066/codebuddy plan\u2069 وأكثر"
    )
    assert speaking(tmp_path, "ar").list(["<@U1>", "<@U2>"]) == "\u2068<@U1>\u2069 و\u2068<@U2>\u2069"
    assert kit.cut(f"قال {say.list(['Inés María'])}", 10) == "قال \u2068Iné…\u2069"
    assert "\u2068" not in speaking(tmp_path, "uk").text(sentence, buddy="U1", time="", channel="", text="")


@pytest.mark.parametrize(
    "broken", ["Hola {nmae}", "Hola {name", "Hola {}", "Hola {name.x}", "{name!r}", "{name:>9}"]
)
def test_a_broken_placeholder_falls_back_to_english_and_is_said_once(broken: str, tmp_path: Path) -> None:
    say = speaking(
        tmp_path, "es", {"Hello {name}": broken, ("{n} day", "{n} days"): (broken, broken), "Yes": "Sí"}
    )
    with capture_logs() as logs:
        for _ in range(3):
            assert say.text("Hello {name}", name="Samira") == "Hello Samira"
            assert [say.count(days, "{n} day", "{n} days") for days in (1, 4)] == ["1 day", "4 days"]
    assert [(one["event"], one["language"], one["sentence"]) for one in logs] == [
        ("broken_translation", "es", mark("Hello {name}")),
        ("broken_translation", "es", mark("{n} day")),
        ("broken_translation", "es", mark("{n} day")),
    ]
    assert "Samira" not in str(logs)
    assert say.text("Yes") == "Sí"


def test_a_translation_that_leaves_out_what_is_filled_in_falls_back_to_english(tmp_path: Path) -> None:
    """But for the number, in a form that stands for one number alone: French says zero as it says one."""
    one, many = "{n} day for {name}", "{n} days for {name}"
    lacking = {(one, many): ("un jour pour {name}", "{n} jours pour {name}")}
    assert speaking(tmp_path, "fr", lacking).count(0, one, many, name="Inés") == "0 days for Inés"
    found = {(one, many): ("un día para {name}", "{n} días para {name}")}
    assert speaking(tmp_path, "es", found).count(1, one, many, name="Inés") == "un día para Inés"
    nobody = {(one, many): ("un dia", "{n} dies"), "See you {when}": "Fins aviat"}
    say = speaking(tmp_path, "ca", nobody)
    assert say.text("See you {when}", when="17:00") == "See you 17:00"
    assert say.count(1, one, many, name="Inés") == "1 day for Inés"


SPOILED: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda whole: b"",
    "cut in its head": lambda whole: whole[:10],
    "cut in the middle": lambda whole: whole[:40],
    "cut at its end": lambda whole: whole[:-9],
    "in unknown letters": lambda whole: whole.replace(b"charset=utf-8", b"charset=utf-z"),
    "in other letters": lambda whole: whole.replace("Sí".encode(), b"S\xff\xff"),
}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED)
def test_a_catalogue_that_cannot_be_read_leaves_english(
    spoiled: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    write(tmp_path, "es", {"Yes": "Sí"})
    file = tmp_path / "es" / "LC_MESSAGES" / "messages.mo"
    whole = file.read_bytes()
    file.write_bytes(spoiled(whole))
    assert file.read_bytes() != whole
    with capture_logs() as logs:
        say = speaking(tmp_path, "es")
        assert [say.text("Yes"), say.text("Yes"), say.count(2, "{n} day", "{n} days")] == [
            "Yes",
            "Yes",
            "2 days",
        ]
    assert [one["event"] for one in logs] == ["catalogue_not_read"]


def test_a_language_is_a_folder_with_a_compiled_catalogue(tmp_path: Path) -> None:
    for language in ("uk", "ca", "zz"):
        write(tmp_path, language, {"Yes": "…"})
    (tmp_path / "fr" / "LC_MESSAGES").mkdir(parents=True)
    assert found(tmp_path) == ("en", "ca", "uk")


def test_lists() -> None:
    assert speech("en").list(["a", "b", "c"]).replace(",", "") == "a b and c"
    assert speech("es").list(["a", "b", "c"]) == "a, b y c"
    assert speech("es").any_of(["a", "b"]) == "a o b"
    assert speech("es").list(["árabe", "español", "inglés"]) == "árabe, español e inglés"
    assert speech("es").list(["miel", "hielo"]) == "miel y hielo"
    assert speech("es").list(["padres", "*hijos*"]) == "padres e *hijos*"
    assert speech("es").any_of(["inglés", "otro"]) == "inglés u otro"
    assert speech("es").list(["inglés"]) == "inglés"
    assert speech("ca").list(["castellà", "italià"]) == "castellà i italià"


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


def test_words_stand_in_the_order_of_their_alphabet() -> None:
    ukrainian = [
        "Ґава",
        "Галка",
        "Ефес",
        "Єва",
        "Жар",
        "Англійська",
        "Йод",
        "Індія",
        "Їжак",
        "Ирій",
        "Китайська",
        "Юрта",
        "Якір",
        "Щур",
        "Ьо",
    ]
    assert sorted(ukrainian, key=alphabetic) == (
        [
            "Англійська",
            "Галка",
            "Ґава",
            "Ефес",
            "Єва",
            "Жар",
            "Ирій",
            "Індія",
            "Їжак",
            "Йод",
            "Китайська",
            "Щур",
            "Ьо",
            "Юрта",
            "Якір",
        ]
    )
    assert sorted(["Zulú", "Árabe", "Catalán", "alemán"], key=alphabetic) == [
        "alemán",
        "Árabe",
        "Catalán",
        "Zulú",
    ]


def test_names_beside_one_another_turn_no_line(tmp_path: Path) -> None:
    """What stands outside the isolates gives the line its direction: in Arabic from the right, whoever is named first."""
    arabic, english = speaking(tmp_path, "ar"), speaking(tmp_path, "en")
    assert english.joined(": ", "Web Evening", "تطوير") == "Web Evening: تطوير"
    assert arabic.joined(": ", "Web Evening", "تطوير") == "\u2068Web Evening\u2069: \u200f\u2068تطوير\u2069"
    assert arabic.joined(" · ", "*Inés*", "9") == "*\u2068Inés\u2069* · \u200f\u20689\u2069"
    assert arabic.isolated("*<@U1>*") == "*\u2068<@U1>\u2069*"


FROM_THE_LEFT = re.compile(r"[A-Za-z]{2,}|<@")
RIGHT = [one for one in LANGUAGES if speech(one).isolated("a") != "a"]


@pytest.mark.parametrize("language", RIGHT)
@pytest.mark.parametrize("name", ["", "Evening"])
@pytest.mark.parametrize("is_open", [True, False])
def test_in_a_line_from_the_right_each_name_is_isolated(language: str, name: str, is_open: bool) -> None:
    say = speech(language)
    days = ClassDays(date(2026, 3, 2), None, ClassHours((0, 2), 540, 780))
    one = SchoolClass("k", "Web Development", "es", name, is_open, days)
    line = class_days.line(one, say)
    assert not FROM_THE_LEFT.search(bare(line)), line


SIGN = re.compile(r"(:|,| ·| →) $")


def test_a_sign_between_two_things_is_said_by_the_language() -> None:
    """`f"{name}: {what}"` would be in disorder where one is written from the left, the other from the right."""
    found = [
        str(place)
        for place in sentences.places(*sentences.SPEAKING)
        if isinstance(place.node, ast.JoinedStr)
        for first, sign, second in zip(
            place.node.values, place.node.values[1:], place.node.values[2:], strict=False
        )
        if isinstance(first, ast.FormattedValue)
        and isinstance(second, ast.FormattedValue)
        and isinstance(sign, ast.Constant)
        and SIGN.search(sign.value)
    ]
    assert found == []
