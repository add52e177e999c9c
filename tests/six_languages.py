"""The six languages with a small catalogue of the tests' own: what holds for a language whatever is translated."""

from __future__ import annotations

import re
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.catalogues import Catalogue
from bot.speech import Speech

SIX = ("en", "es", "ca", "fr", "ar", "uk")
Sentences = dict[str | tuple[str, str], str | tuple[str, ...]]
"""As in a catalogue: sentence → translation, or both forms → the forms of that language."""


def write(folder: Path, language: str, sentences: Sentences) -> None:
    """A compiled catalogue, with the language's own rule for plurals."""
    made = Catalog(locale=language)
    for sentence, translation in sentences.items():
        made.add(sentence, translation)
    file = folder / language / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as out:
        write_mo(out, made)


def speaking(folder: Path, language: str, sentences: Sentences | None = None) -> Speech:
    """As `bot.speech.speech`, from a catalogue with these sentences."""
    if sentences is not None:
        write(folder, language, sentences)
    locale = Locale.parse(language)
    right = locale.text_direction == "rtl"
    return Speech(language, Catalogue(language, from_the_right=right, folder=folder), locale)


ISOLATED = re.compile("[\u2066\u2068][^\u2066-\u2069]*\u2069")


def bare(text: str) -> str:
    """Without what is isolated, however deep."""
    inner = None
    while inner != text:
        inner, text = text, ISOLATED.sub("", text)
    return text
