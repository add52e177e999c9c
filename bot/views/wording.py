"""What the sentences about what is wrong are made of."""

from __future__ import annotations

from collections.abc import Callable

from bot.speech import Speech

Wording = Callable[[Speech, dict[str, object]], str]
"""A sentence in a language, with the plain values of what went wrong."""


def plain(sentence: Callable[[Speech], str]) -> Wording:
    """A sentence that needs no values."""
    return lambda say, values: sentence(say)
