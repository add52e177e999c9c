"""What a programme may write in its own words: never longer than Slack takes, never a call, never half filled in."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.rules import own_texts as rule
from bot.rules.emergency import Emergency
from bot.rules.own_texts import OwnText, Variable
from bot.services.channels import Launching
from bot.services.contacts import Contacts
from bot.speech import LANGUAGES, speech
from bot.views import own_text_screens, own_texts, teams
from tests.contract import read
from tests.limits import over_the_limits
from tests.six_languages import SIX

NOBODY = Contacts(None, None, (), (), None, Emergency("Spain", "112"))
PIECES = [
    *(f"{{{one}}}" for one in Variable),
    "{",
    "}",
    "{mentor}",
    "<!channel>",
    "<@U1>",
    "&",
    "é",
    "\n",
    "*",
]
VALUES = {str(one): f"<@{'U' * 32}>" for one in Variable}
WORDS = st.lists(st.sampled_from([*PIECES, "word "]) | st.text(max_size=9), max_size=40).map("".join)


@given(st.sampled_from(OwnText), WORDS)
def test_what_is_taken_is_filled_in_whole_calls_nobody_and_is_short_enough(key: OwnText, words: str) -> None:
    words = rule.tidy(words)
    try:
        rule.check(key, words)
    except UserError:
        return
    filled = own_texts.said({key: {"en": words}}, key, speech("en"), **VALUES)
    assert 0 < len(filled) <= rule.SHAPES[key].most
    assert not re.search(r"[{}]", filled)
    assert set(re.findall(r"<[^>]*>", filled)) <= set(VALUES.values())
    assert all(VALUES[one] in filled for one in rule.SHAPES[key].must)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", [one for one in OwnText if one is not OwnText.HOUSE_NOTE])
def test_the_programs_own_words_are_what_a_manager_could_write(key: OwnText, language: str) -> None:
    """So a reset, or a small change of them, is never refused."""
    assert rule.fits(key, own_texts.default(key, language, ""))


@pytest.mark.parametrize("key", OwnText)
def test_as_long_as_it_may_be_it_is_never_cut(key: OwnText) -> None:
    shape = rule.SHAPES[key]
    must = "".join(f"{{{one}}}" for one in shape.must)
    words = must + "x" * (shape.most - len(shape.must) * rule.LONGEST)
    rule.check(key, words)
    with pytest.raises(UserError):
        rule.check(key, words + "x")
    team = Launching(1, "U" * 32, "B" * 32, "C1", None, "en", 2400, introduced=False, house_note="n" * 500)
    own = {key: dict.fromkeys(LANGUAGES, words)}
    message = teams.welcome(team, NOBODY, "L" * 32, LANGUAGES, own)
    assert "…" not in str([block for block in message.blocks if "guidelines" in block["block_id"]])


def test_a_note_in_one_language_stands_in_the_place_of_the_one_for_all() -> None:
    team = Launching(1, "US", "UB", "C1", None, "en", 120, introduced=False, house_note="For all")
    own = {"house_note": {"es": "Solo aquí"}}
    both = {
        block["block_id"]: str(block) for block in teams.welcome(team, NOBODY, "UL", ["en", "es"], own).blocks
    }
    assert "For all" in both["note_en"]
    assert "Solo aquí" in both["note_es"]
    assert "For all" not in both["note_es"]


def test_a_word_of_every_language_stands_in_each_text() -> None:
    """Letters of any script count as one character each."""
    for language in SIX:
        words = language * 3
        for key in OwnText:
            must = " ".join(f"{{{one}}}" for one in rule.SHAPES[key].must)
            assert rule.fits(key, f"{words} {must}".strip())


def test_the_screens_keep_slacks_limits_with_every_text_at_its_longest() -> None:
    limits = read("block-limits.json")
    own = {
        str(key): {one: "".join(f"{{{v}}}" for v in shape.must) + "x" * (shape.most - 40 * len(shape.must))}
        for key, shape in rule.SHAPES.items()
        for one in LANGUAGES
    }
    for language in LANGUAGES:
        views = [own_text_screens.listed(own, language)]
        views += [own_text_screens.one_text(own, key, "n" * 500, language, told="x") for key in OwnText]
        for view in views:
            assert not list(over_the_limits(view, limits))
            assert len(view["blocks"]) <= 100
