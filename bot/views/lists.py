"""Long lists on a screen: the first of them, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from bot.speech import Speech
from bot.views import kit
from bot.views.answer import Block

SHOWN = 10
"""Lines of a list; the rest is counted. A Home tab has at most 100 blocks."""
LABEL = 68
"""Characters of a button's label, of Slack's 75: room for the number that tells it from its like."""
T = TypeVar("T")


def first(several: Sequence[T], most: int = SHOWN) -> tuple[Sequence[T], int]:
    """What is shown of a list, and how many more there are."""
    return several[:most], max(0, len(several) - most)


def in_room(every: Sequence[str], most: int, room: int, say: Speech) -> list[str]:
    """The first ones, in so many characters at most, and how many more there are."""
    lengths = accumulate(len(one) for one in every)
    shown = [one for one, length in zip(every, lengths, strict=True) if length <= room][:most]
    more = len(every) - len(shown)
    return [*shown, *([say.count(more, "and one more", "and {n} more")] if more > 0 else [])]


@dataclass(frozen=True, repr=False)
class Item:
    """What belongs together on a screen. `counts`: something to be done, unlike a title or what is left out."""

    blocks: Sequence[Block]
    counts: bool = True


def numbered(items: Sequence[Item], before: int = 0, *, is_alone: bool = True) -> list[Block]:
    """The blocks of several items, each with its number in its first line and on its buttons: "2. Done".

    No two buttons of a list have the same text then. One item alone has none.

    Args:
        before: how many stand before these.
        is_alone: nothing comes after them.
    """
    number = before
    one_alone = is_alone and before + sum(item.counts for item in items) <= 1
    blocks: list[Block] = []
    for item in items:
        number += item.counts
        blocks += _with_number(item.blocks, f"{number}. ") if item.counts and not one_alone else item.blocks
    return blocks


def _with_number(item: Sequence[Block], mark: str) -> Iterator[Block]:
    is_first = True
    for block in item:
        named = dict(block)
        if is_first and block["type"] == "section":
            named["text"] = {**block["text"], "text": f"{mark}{block['text']['text']}"}
            is_first = False
        if "accessory" in block:
            named["accessory"] = _marked(block["accessory"], mark)
        if "elements" in block and block["type"] == "actions":
            named["elements"] = [_marked(one, mark) for one in block["elements"]]
        yield named


def _marked(element: Block, mark: str) -> Block:
    if element["type"] != "button":
        return element
    return {**element, "text": {**element["text"], "text": f"{mark}{element['text']['text']}"}}


def apart(label: str, taken: set[str]) -> str:
    """The label of a button, numbered where one like it is on the screen; `taken`: those so far, and this one then."""
    short = found = kit.cut(label, LABEL)
    number = 1
    while found in taken:
        number += 1
        found = f"{short} ({number})"
    taken.add(found)
    return found


def more_of(block_id: str, number: int, say: Speech) -> list[Block]:
    if not number:
        return []
    return [kit.context(block_id, say.count(number, "and one more", "and {n} more"))]
