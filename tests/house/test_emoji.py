"""Every emoji that the program names is one that the page draws; any other would stand there as its name."""

from __future__ import annotations

import ast

from bot.speech import LANGUAGES
from sandbox.page import emoji
from tests.house.sentences import places
from tests.house.test_catalogues import catalogue, forms, messages


def test_the_page_draws_every_emoji_that_the_program_names() -> None:
    said = {
        place.node.value
        for place in places("bot", "handlers")
        if isinstance(place.node, ast.Constant) and isinstance(place.node.value, str)
    }
    said |= {
        form
        for language in LANGUAGES[1:]
        for one in messages(catalogue(language))
        for form in forms(one.string)
    }
    named = {found[1] for words in said for found in emoji.NAMED.finditer(words)}
    assert "red_circle" in named
    assert named - set(emoji.BY_NAME) == set()
