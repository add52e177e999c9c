"""The word after `/codebuddy`."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.words import SYNONYMS, plain, understand

ALL = frozenset(SYNONYMS)


@pytest.mark.parametrize(
    ("typed", "word", "rest"),
    [
        ("", "help", ""),
        ("   ", "help", ""),
        ("request", "request", ""),
        ("REQUEST please", "request", "please"),
        ("¡Ayuda!", "help", ""),
        ("set up", "setup", ""),
        ("set-up", "setup", ""),
        ("configuración", "setup", ""),
        ("sesión 1h30 ayer", "log", "1h30 ayer"),
        ("support I am  behind", "support", "I am  behind"),
        ("voluntaria", "volunteer", ""),
        ("estado", "status", ""),
    ],
)
def test_words_and_their_synonyms_are_understood(typed: str, word: str, rest: str) -> None:
    heard = understand(typed, ALL)
    assert (heard.word, heard.rest) == (word, rest)


@pytest.mark.parametrize(
    ("typed", "nearest"),
    [
        ("reqest", "request"),
        ("requets", "request"),
        ("volunter", "volunteer"),
        ("suport me", "support"),
        ("contakts", "contacts"),
        ("ayudaa", "help"),
        ("pedirr", "request"),
        ("statsu", "status"),
    ],
)
def test_a_slip_of_the_fingers_finds_the_nearest_word(typed: str, nearest: str) -> None:
    heard = understand(typed, ALL)
    assert (heard.word, heard.nearest) == (None, nearest)


@pytest.mark.parametrize(
    "typed", ["react", "I want to go", "1h30 yesterday", "???", "lorem", "日本語", "<@U1>"]
)
def test_nothing_is_guessed_where_nothing_is_near(typed: str) -> None:
    heard = understand(typed, ALL)
    assert (heard.word, heard.nearest, heard.rest) == (None, None, "")


def test_only_what_is_offered_to_this_person_is_guessed() -> None:
    assert understand("mtch", ALL).nearest == "match"
    assert understand("mtch", ALL - {"match"}).nearest is None


def test_no_two_commands_share_a_word_and_all_are_written_as_they_are_compared() -> None:
    names = [name for word, others in SYNONYMS.items() for name in (word, *others)]
    assert len(names) == len(set(names))
    assert names == [plain(name) for name in names]


@settings(max_examples=300)
@given(st.text(max_size=4000))
def test_whatever_is_typed_is_understood_or_left_open(typed: str) -> None:
    heard = understand(typed, ALL)
    assert heard.word is None or heard.word in ALL
    assert heard.nearest is None or (heard.word is None and heard.nearest in ALL)
    assert heard.rest in typed


@given(st.sampled_from(sorted(ALL)), st.text(alphabet=" \t", max_size=3))
def test_a_known_word_stays_known_in_capitals_and_with_spaces_around(word: str, space: str) -> None:
    assert understand(f"{space}{word.upper()}{space}", ALL).word == word
