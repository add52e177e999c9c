"""Long lists on a screen: the first of them, and how many more there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block

SHOWN = 10
"""Lines of a list; the rest is counted. A Home tab has at most 100 blocks."""
T = TypeVar("T")


def first(several: Sequence[T], most: int = SHOWN) -> tuple[Sequence[T], int]:
    """What is shown of a list, and how many more there are."""
    return several[:most], max(0, len(several) - most)


def more_of(block_id: str, number: int, say: Speech) -> list[Block]:
    if not number:
        return []
    return [kit.context(block_id, say.count(number, "and one more", "and {n} more"))]
