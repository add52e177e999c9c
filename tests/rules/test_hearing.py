"""Behind `/codebuddy`: the names of buttons, commands, and words of need."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.hearing import hear
from bot.rules.need import CALLS, NEED
from bot.rules.words import SYNONYMS, plain
from bot.speech import LANGUAGES, speech
from bot.views import names

NAMES = [
    (label, word)
    for language in LANGUAGES
    for word, labels in names.of(speech(language)).items()
    for label in labels
]


def heard(text: str) -> tuple[str | None, str]:
    found = hear(text, names.known(), SYNONYMS)
    return found.word, found.rest


@pytest.mark.parametrize(("label", "word"), NAMES)
def test_the_name_of_each_button_is_a_command_in_every_language(label: str, word: str) -> None:
    assert heard(label) == (word, "")
    assert heard(label.upper() + " !")[0] == word


def test_no_name_of_several_words_is_two_commands() -> None:
    found: dict[tuple[str, ...], set[str]] = {}
    for label, word in NAMES:
        found.setdefault(tuple(filter(None, map(plain, label.split()))), set()).add(word)
    assert all(len(words) == 1 for words in found.values())


@pytest.mark.parametrize(
    "text", sorted({one for some in (NEED, CALLS) for each in some.values() for one in each})
)
def test_each_word_of_need_opens_the_way_to_help_with_all_that_was_typed(text: str) -> None:
    if heard(text) != ("help", ""):  # alone, the list of commands, which begins with help
        assert heard(text) == ("support", text)
    if text != "por":
        assert heard(f"my {text} now") == ("support", f"my {text} now")


@pytest.mark.parametrize(
    "text",
    [
        "I am afraid of my buddy",
        "necesito ayuda con mi buddy",
        "help me, I am scared",
        "buddy hits me",
        "pedir ayuda",
        "stop I feel unsafe",
        "tinc por",
        "j'ai peur",
        "أنا خائف",
        "мені страшно",
    ],
)
def test_who_is_in_need_is_heard(text: str) -> None:
    assert heard(text) == ("support", text)


@pytest.mark.parametrize(
    ("text", "word", "rest"),
    [
        ("", "help", ""),
        ("help", "help", ""),
        ("ayuda", "help", ""),
        ("help away", "help", "away"),
        ("support I am afraid", "support", "I am afraid"),
        ("ask help with danger", "ask", "help with danger"),
        ("feedback I was afraid at first", "feedback", "I was afraid at first"),
        ("settings help", "settings", "help"),
        ("no estoy mañana", "away", "mañana"),
        ("No hi soc demà", "away", "demà"),
        ("log a session 1h30 yesterday", "log", "1h30 yesterday"),
        ("ask for a buddy", "request", ""),
        ("gracias por todo", None, ""),
        ("xylophone about my secret", None, ""),
    ],
)
def test_a_command_stays_one(text: str, word: str | None, rest: str) -> None:
    assert heard(text) == (word, rest)


@settings(max_examples=300)
@given(st.text(max_size=400))
def test_whatever_is_typed_is_heard_or_left_open(text: str) -> None:
    assert heard(text)[0] in {None, *SYNONYMS, names.BACK, names.NEVER, names.PRIVATE}
