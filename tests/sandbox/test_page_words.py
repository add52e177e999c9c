"""Slack's own words on the page: each is there in Spanish, none is forgotten, and the app's words are left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sandbox import fields
from sandbox.page import words

PAGE = Path(words.__file__).parent


def test_every_word_of_the_templates_is_there_in_spanish() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in PAGE.glob("templates/*.html"))
    asked = [found[2] for found in re.finditer(r"\.ui\(([\"'])(.+?)\1[) ]", source)]
    assert len(asked) > 20
    assert set(asked) - set(words.SPANISH) == set()


def test_nothing_is_translated_that_nobody_says() -> None:
    folders = (PAGE, PAGE / "templates", Path(fields.__file__).parent)
    files = {path for folder in folders for path in [*folder.glob("*.py"), *folder.glob("*.html")]}
    source = "\n".join(one.read_text(encoding="utf-8") for one in files - {Path(words.__file__)})
    unsaid = [one for one in words.SPANISH if not all(part.strip() in source for part in one.split("{}"))]
    assert unsaid == []


@pytest.mark.parametrize(
    ("said", "locale", "read"),
    [
        ("At most 3", "es-ES", "3 como máximo"),
        ("Please enter a number of at least -2.", "es-MX", "Escribe un número que sea -2 o más."),
        ("At most 3", "en-GB", "At most 3"),
        ("At most 3", "ar-EG", "At most 3"),
        ("The app's own {words}, 3", "es-ES", "The app's own {words}, 3"),
    ],
)
def test_words_of_slack_are_in_the_language_of_the_reader(said: str, locale: str, read: str) -> None:
    assert words.said(said, locale) == read
