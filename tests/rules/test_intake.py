"""What a manager may write into the settings: lists, one entry a line, and numbers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.errors import UserError, Wrong
from bot.rules.intake import BLOCKS, LIST_MAX, OPTION_MAX, OPTIONS_MAX, Group, fold, read
from bot.rules.open_hours import USUAL

NAMES = {"html and css": "html_css", "html y css": "html_css", "react": "react"}


def wrongs(group: Group, names: dict[str, str] | None = None, **entered: str) -> dict[str | None, Wrong]:
    with pytest.raises(UserError) as error:
        read(group, entered, NAMES if names is None else names, USUAL)
    return {one.block: one.what for one in (error.value, *error.value.others)}


def test_a_list_is_read_line_by_line_and_known_names_are_their_keys() -> None:
    text = "  React \n\nHTML   y CSS\r\nWeb  design\n"
    assert read(Group.TOPICS, {"topics": text}, NAMES, USUAL) == {
        "topics": ["react", "html_css", "Web design"]
    }
    assert read(Group.TRAITS, {"traits": " \n"}, NAMES, USUAL) == {"traits": []}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", Wrong.NO_ENTRY),
        ("React\nHTML and CSS\nhtml y css", Wrong.LINE_TWICE),
        ("Straße\nSTRASSE", Wrong.LINE_TWICE),
        ("x" * (OPTION_MAX + 1), Wrong.LINE_TOO_LONG),
        ("\n".join(f"{n}" for n in range(OPTIONS_MAX + 1)), Wrong.TOO_MANY_LINES),
        ("\n".join(f"{n} ".ljust(70, "x") for n in range(LIST_MAX // 70 + 1)), Wrong.TEXT_TOO_LONG),
    ],
)
def test_a_list_that_cannot_be(text: str, wrong: Wrong) -> None:
    assert wrongs(Group.TOPICS, topics=text) == {"topics": wrong}


NUMBERS: list[tuple[Group, tuple[str, ...], dict[str, Wrong]]] = [
    (Group.PROMISE, ("0", "10", "14"), {"still": Wrong.WHOLE_NUMBER}),
    (Group.PROMISE, ("7", "10", "91"), {"overdue": Wrong.WHOLE_NUMBER}),
    (Group.PROMISE, ("7", "7", "7"), {"listed": Wrong.NOT_MORE, "overdue": Wrong.NOT_MORE}),
    (Group.PROMISE, ("-3", "20", "14"), {"still": Wrong.WHOLE_NUMBER, "overdue": Wrong.NOT_MORE}),
    (Group.PROMISE, ("7.5", "", "１４"), dict.fromkeys(("still", "listed", "overdue"), Wrong.WHOLE_NUMBER)),
    (Group.ANSWERS, ("72", "72", "72"), {"pass_on": Wrong.NOT_MORE}),
    (Group.ANSWERS, ("48", "337", "0"), {"pass_on": Wrong.WHOLE_NUMBER, "student": Wrong.WHOLE_NUMBER}),
    (Group.IDLE, ("366", "9" * 40), {"idle": Wrong.WHOLE_NUMBER, "answer": Wrong.WHOLE_NUMBER}),
    (Group.MINORS, ("perhaps",), {"minors": Wrong.UNKNOWN_CHOICE}),
    (
        Group.EMERGENCY,
        ("", "", "1", "١٢٣", "x" * 151),
        {
            "country": Wrong.NOTHING_WRITTEN,
            **dict.fromkeys(("danger", "suicide", "partner"), Wrong.NO_TELEPHONE),
            "outside": Wrong.TEXT_TOO_LONG,
        },
    ),
    (
        Group.EMERGENCY,
        ("x" * 41, "1" * 21, "", "", ""),
        {"country": Wrong.TEXT_TOO_LONG, "danger": Wrong.NO_TELEPHONE},
    ),
]


@pytest.mark.parametrize(("group", "typed", "wrong"), NUMBERS)
def test_a_number_that_cannot_be_is_told_at_its_field(
    group: Group, typed: tuple[str, ...], wrong: dict[str, Wrong]
) -> None:
    assert wrongs(group, **dict(zip(BLOCKS[group], typed, strict=True))) == wrong


@pytest.mark.parametrize(
    ("group", "typed", "read_as"),
    [
        (Group.PROMISE, ("1", "2", "90"), {"promise_days": [1, 2, 90]}),
        (Group.ANSWERS, ("1", "336", "336"), {"offer_hours": [1, 336], "student_hours": 336}),
        (Group.IDLE, ("14", "14"), {"idle_days": [14, 14]}),
        (Group.MINORS, ("yes",), {"has_minors": True}),
        (
            Group.EMERGENCY,
            (" Chile ", "+56-133 0", "", "1455", " a  b "),
            {
                "emergency": {
                    "country": "Chile",
                    "danger": "+56-133 0",
                    "suicide": "",
                    "partner": "1455",
                    "outside": "a b",
                }
            },
        ),
    ],
)
def test_numbers_are_read(group: Group, typed: tuple[str, ...], read_as: dict[str, Any]) -> None:
    assert read(group, dict(zip(BLOCKS[group], typed, strict=True)), {}, USUAL) == read_as


@given(some.text())
def test_whatever_is_typed_fits_into_a_menu_or_is_refused(text: str) -> None:
    try:
        entries = read(Group.TOPICS, {"topics": text}, NAMES, USUAL)["topics"]
    except UserError:
        return
    assert 1 <= len(entries) <= OPTIONS_MAX
    assert all(1 <= len(one) <= OPTION_MAX for one in entries)
    assert len({fold(one) for one in entries}) == len(entries)


LANGUAGES = {"welsh": "cy", "portuguese": "pt", "português": "pt", "pt": "pt", "dar": "dar", "cy": "cy"}


@pytest.mark.parametrize(
    ("typed", "line", "word", "like"),
    [
        ("Welsh\n\nPortugese", 3, "Portugese", "pt"),
        ("Elvish", 1, "Elvish", ""),
        ("Dari", 1, "Dari", ""),
        ("pt\nOne\nTwo", 2, "One", ""),
        ("x " * 30, 1, ("x " * 20).strip() + " ", ""),
    ],
)
def test_the_first_line_that_names_no_language_is_said_and_what_it_is_like(
    typed: str, line: int, word: str, like: str
) -> None:
    with pytest.raises(UserError) as error:
        read(Group.LANGUAGES, {"languages": typed}, LANGUAGES, USUAL)
    assert (error.value.what, error.value.block) == (Wrong.LINE_NO_LANGUAGE, "languages")
    assert error.value.values == {"line": line, "word": word, "like": like}


def test_languages_are_codes_however_they_are_written() -> None:
    typed = {"languages": "PORTUGUÊS\n  welsh "}
    assert read(Group.LANGUAGES, typed, LANGUAGES, USUAL) == {"languages": ["pt", "cy"]}
    assert wrongs(Group.LANGUAGES, LANGUAGES, languages="pt\nPortuguese") == {"languages": Wrong.LINE_TWICE}
    assert wrongs(Group.LANGUAGES, LANGUAGES, languages=" ") == {"languages": Wrong.NO_ENTRY}
