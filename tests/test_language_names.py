"""The names of languages: every one that there is can be written as it is read, in each language of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.rules.intake import LIST_MAX, OPTION_MAX, OPTIONS_MAX, Group, fold, read
from bot.rules.open_hours import USUAL
from bot.speech import LANGUAGES, alphabetic, known_languages, speech
from bot.views.programme import language_keys
from models.people import FIRST_LANGUAGES
from tests.six_languages import SIX, speaking

KNOWN = sorted(known_languages())


def test_those_that_a_programme_begins_with_are_among_them_and_what_is_no_language_is_not() -> None:
    assert set(FIRST_LANGUAGES) <= known_languages()
    assert {"ary", "arz", "arq", "rif", "luo", "sw", "ckb"} <= known_languages()
    assert not {"mul", "und", "zxx", "zh-Hans", "en_GB"} & known_languages()


def test_a_language_without_a_country_is_none_and_an_old_code_goes_by_the_new_one() -> None:
    assert not {"tlh", "tok", "vo", "zbl"} & known_languages()
    assert {"tw", "fat", "sh", "eo", "rom", "la"} <= known_languages()


@pytest.mark.parametrize("language", SIX)
def test_names_of_our_own_are_there_in_each_language(language: str, tmp_path: Path) -> None:
    say = speaking(tmp_path, language)
    assert not [code for code in ("ary", "arq", "arz", "rif") if say.language_in_text(code) == code]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_is_found_by_the_name_that_it_is_shown_with(language: str) -> None:
    say = speech(language)
    keys = language_keys([], say)
    names = {code: say.language_name(code) for code in KNOWN}
    assert all(keys[fold(name)] == code for code, name in names.items())
    assert len({alphabetic(name) for name in names.values()}) == len(KNOWN)
    longest = sorted(names.values(), key=len)[-OPTIONS_MAX:]
    assert len(longest[-1]) <= OPTION_MAX
    assert len("\n".join(longest)) <= LIST_MAX
    typed = {"languages": "\n".join(longest)}
    found = read(Group.LANGUAGES, typed, keys, USUAL)["languages"]
    assert [names[code] for code in found] == longest


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ARABIC", "ar"),
        ("arabe", "ar"),
        ("العربية", "ar"),
        ("so", "so"),
        ("Makua", "vmw"),
        ("ga", "gaa"),
        ("Irish", "ga"),
        ("farsi", "fa"),
        ("Dari", "fa"),
        ("Bengali", "bn"),
        ("Swahili", "sw"),
        ("suahili", "sw"),
    ],
)
def test_capitals_accents_other_languages_and_codes(typed: str, code: str) -> None:
    assert language_keys([], speech("es"))[fold(typed)] == code


def test_what_is_offered_already_can_be_saved_again_though_it_has_no_name_any_more() -> None:
    assert language_keys(["qqq"], speech("es"))[fold("Qqq")] == "qqq"
