"""Every sentence is in the catalogues, in every language, whole, and as short as Slack wants it."""

from __future__ import annotations

import ast
import io
import re
import string
from collections import Counter
from gettext import c2py  # type: ignore[attr-defined]
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

from bot import ids
from bot.catalogues import SOURCE
from bot.speech import LANGUAGES, speech
from bot.views import kit
from bot.views.settings import group_name
from bot.views.settings_forms import MODALS
from tests.house import sentences
from tests.house.sentences import LOCALES, SILENT, SPEAKING

TRANSLATIONS = sorted(folder.name for folder in LOCALES.iterdir() if folder.is_dir())
"""Every folder, whether it is offered yet or not. The source's own language needs no catalogue."""
WAITING = sorted(file.stem for file in sentences.WAITING.glob("*.po"))
"""Languages that are translated and not offered yet: what stands there is right, and some may be missing."""
MISSING_MOST = 120
COMMANDS = (ids.CODEBUDDY, ids.LOG_SESSION, ids.ESCALATE)


def file_of(language: str, ending: str) -> Path:
    if language in WAITING:
        return sentences.WAITING / f"{language}.{ending}"
    return LOCALES / language / "LC_MESSAGES" / f"messages.{ending}"


def catalogue(language: str) -> Catalog:
    with file_of(language, "po").open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def messages(found: Catalog) -> list[Message]:
    return [message for message in found if message.id]


def translated(language: str) -> list[Message]:
    """Without what is still to be translated."""
    return [message for message in messages(catalogue(language)) if all(forms(message.string))]


def forms(value: object) -> tuple[str, ...]:
    return tuple(str(form) for form in value) if isinstance(value, tuple | list) else (str(value),)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    source = {message.id for message in messages(sentences.extracted())}
    known = catalogue(language)
    assert len(source) > 20, "the sentences were not found in the source"
    missing = [message for message in source if not _translated(known, message)]
    assert not missing, f"{len(missing)} to translate (make i18n shows them in {file_of(language, 'po')})"
    assert {message.id for message in messages(known)} - source == set(), "no longer said: make i18n"
    assert not known.obsolete, "no longer said: make i18n"
    assert [message.id for message in messages(known) if message.fuzzy] == []


@pytest.mark.parametrize("language", WAITING)
def test_little_is_missing_in_a_language_that_waits(language: str) -> None:
    """It is offered when nothing is: docs/LANGUAGES.md."""
    known = catalogue(language)
    missing = [one.id for one in messages(sentences.extracted()) if not _translated(known, one.id)]
    print(f"{language}: {len(missing)} sentences are to be translated")  # noqa: T201 - the figure is to be seen
    assert len(missing) <= MISSING_MOST, missing


def _translated(known: Catalog, message: str | tuple[str, ...]) -> bool:
    found = known.get(message if isinstance(message, str) else message[0])
    return found is not None and found.id == message and all(forms(found.string))


@pytest.mark.parametrize("language", [*TRANSLATIONS, *WAITING])
def test_a_translation_fills_in_the_same_values(language: str) -> None:
    """`{n}` may be left out of a form that stands for one number alone: "one day", but never for 1, 21 and 31."""
    known = catalogue(language)
    of_form = Counter(c2py(known.plural_expr)(number) for number in range(201))
    for message in translated(language):
        wanted = fields(forms(message.id)[-1])
        for at, form in enumerate(forms(message.string)):
            needless = {"n"} if isinstance(message.id, tuple) and of_form[at] == 1 else set()
            assert wanted - needless <= fields(form) <= wanted, (message.id, at)


@pytest.mark.parametrize("language", [*TRANSLATIONS, *WAITING])
def test_plural_forms_are_those_of_the_language(language: str) -> None:
    known, rule = catalogue(language), get_plural(language)
    assert (known.num_plurals, known.plural_expr) == (rule.num_plurals, rule.plural_expr)
    counted = [message for message in messages(known) if isinstance(message.id, tuple)]
    assert {len(forms(message.string)) for message in counted} == {rule.num_plurals}


def test_a_language_is_offered_as_soon_as_it_has_a_folder() -> None:
    assert ("en", *TRANSLATIONS) == LANGUAGES


@pytest.mark.parametrize("language", [*TRANSLATIONS, *WAITING])
def test_a_translation_keeps_commands_mentions_and_marks(language: str) -> None:
    for message in translated(language):
        for said in forms(message.string):
            assert _kept(said) == _kept(forms(message.id)[-1]), message.id


def _kept(text: str) -> Counter[str]:
    """Commands, mentions and channels, and the marks that make a text bold, italic or code."""
    marks = [char for char in text if char in "*`<>"] + re.findall(r"(?<!\w)_|_(?!\w)", text)
    return Counter(re.findall("|".join(COMMANDS), text) + re.findall(r"<[@#!][^>]*>", text) + marks)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_compiled_catalogue_is_fresh(language: str) -> None:
    """The program runs from a checkout without a build step, so what it reads is kept beside the source."""
    fresh = io.BytesIO()
    write_mo(fresh, catalogue(language))
    assert file_of(language, "mo").read_bytes() == fresh.getvalue(), "run: make i18n"


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_program_finds_the_catalogue(language: str) -> None:
    assert speech(language).text("Close") != "Close"


def test_what_slack_limits_is_found_in_the_source() -> None:
    whats = {shown.what for shown in sentences.limited()}
    assert {"modal(1)", "modal(close)", "button(0)"} <= whats, whats


@pytest.mark.parametrize("language", [*LANGUAGES, *WAITING])
def test_titles_and_buttons_are_as_short_as_slack_wants_them(language: str) -> None:
    known = Catalog() if language == SOURCE else catalogue(language)
    too_long = []
    for shown in sentences.limited():
        found = known.get(shown.message)
        for said in forms(found.string) if found is not None else (shown.message,):
            if len(said) > shown.limit:
                too_long.append(f"{shown.place} {shown.what} {len(said)} > {shown.limit}: {said}")
    assert too_long == []


def test_sentences_are_literals_so_that_they_can_be_collected() -> None:
    calls = [place for place in sentences.places(*SPEAKING) if sentences.is_saying(place.node)]
    assert len(calls) > 20
    for place in calls:
        assert isinstance(place.node, ast.Call)
        for part in sentences.sentences(place.node):
            assert isinstance(part, ast.Constant), f"{place}: not a literal sentence"
            assert isinstance(part.value, str), f"{place}: not a literal sentence"


def test_every_sentence_is_collected() -> None:
    """Babel sees no call inside an f-string (before Python 3.12): such a sentence would never be translated."""
    collected = {form for message in messages(sentences.extracted()) for form in forms(message.id)}
    lost = [
        f"{place}: {part.value!r}"
        for place in sentences.places(*SPEAKING)
        if sentences.is_saying(place.node) and isinstance(place.node, ast.Call)
        for part in sentences.sentences(place.node)
        if isinstance(part, ast.Constant) and part.value not in collected
    ]
    assert lost == []


def test_nothing_is_said_past_the_catalogues() -> None:
    assert [f"{place}: {place.node.value!r}" for place in sentences.forgotten(SPEAKING)] == []  # type: ignore[attr-defined]
    assert [str(place) for place in sentences.forgotten(("bot/delivery",))] == []


@pytest.mark.parametrize(
    "source",
    [
        'kit.button("delete", ids.DELETE)',
        'kit.section("a", "gone")',
        'say.text("{x}", x="Words nobody translated")',
        'raise Refuse("Two words")',
        'Message("Two words")',
    ],
)
def test_what_was_forgotten_is_found(source: str) -> None:
    assert sentences.forgotten_in(sentences.places_of(source)) != []


def test_what_is_translated_or_shown_to_nobody_is_not() -> None:
    for source in ('kit.button(say.text("delete"), "x")', 'raise ValueError("no address for a file")'):
        assert sentences.forgotten_in(sentences.places_of(source)) == []


def test_listeners_and_the_clock_hold_no_words() -> None:
    assert [str(place) for place in sentences.forgotten(("handlers", "scheduler"))] == []


def test_only_views_and_letters_speak() -> None:
    letters = sentences.ROOT / "bot" / "delivery" / "letters"
    speaking = [
        place
        for place in sentences.places(*SILENT, "bot/delivery")
        if sentences.is_saying(place.node) and letters not in place.path.parents
    ]
    assert [str(place) for place in speaking] == []
    shown = [
        place
        for place in sentences.places("handlers", "scheduler")
        if sentences.name_of(place.node) in ("Message", "Refuse", "button", "section", "modal")
        and any(isinstance(arg, ast.Constant | ast.JoinedStr) and _has_words(arg) for arg in place.node.args)  # type: ignore[attr-defined]
    ]
    assert [str(place) for place in shown] == []


def _has_words(node: ast.AST) -> bool:
    parts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
    return any(isinstance(part, str) and sentences.WORDS.search(part) for part in parts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_name_of_each_part_of_the_settings_is_a_title(language: str) -> None:
    """It comes from a table, where the test of literals above does not see it."""
    names = [group_name(group, speech(language)) for group in MODALS]
    assert [name for name in names if len(name) > kit.TITLE] == []
