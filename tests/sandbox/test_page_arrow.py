"""The arrow of a form that lies on another one says what it does, and is not taken for the program's own Back."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sandbox.page import drawing, words

LEAVES = "Leave this form: what you wrote in it is not kept"


@pytest.mark.parametrize("locale", ["en-GB", "es-ES"])
def test_the_arrow_says_that_it_leaves_the_form(locale: str) -> None:
    texts = dict.fromkeys(("title", "content", "submit", "close", "trouble"), "")
    texts |= dict.fromkeys(("submit_url", "keep_url", "close_url", "page", "hash", "id"), "")
    modal = SimpleNamespace(**texts, warnings=(), depth=2, refused=0)
    screen = SimpleNamespace(
        key="k", side="left", spoken="en", modal=modal, ui=lambda said: words.said(said, locale)
    )
    module = drawing._TEMPLATES.get_template("parts.html").make_module({"space": None})
    drawn = vars(module)["overlay"](screen)
    assert f'aria-label="{words.said(LEAVES, locale)}"' in drawn
    assert (words.said(LEAVES, locale) == LEAVES) is locale.startswith("en")
