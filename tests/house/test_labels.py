"""The finder of buttons that a person cannot tell apart finds them, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from bot.views import kit
from tests.labels import alike


def row(number: int, label: str, value: str, **more: Any) -> dict[str, Any]:
    return kit.buttons(f"row_{number}", kit.button(label, "do", value, **more))


def beside(number: int, label: str, value: str, **more: Any) -> dict[str, Any]:
    return kit.section(f"beside_{number}", "words", kit.button(label, "do", value, **more))


@pytest.mark.parametrize(
    ("blocks", "is_found"),
    [
        ([row(1, "Done", "1"), row(2, "Done", "2")], True),
        ([row(1, "1. Done", "1"), row(2, "2. Done", "2")], False),
        ([row(1, "Done", "1"), row(2, "Done", "1")], False),
        ([row(1, "Done", "1", aloud="a"), row(2, "Done", "2", aloud="b")], True),
        ([beside(1, "Change", "1", aloud="a"), beside(2, "Change", "2", aloud="b")], False),
        ([beside(1, "Change", "1", aloud="a"), beside(2, "Change", "2", aloud="a")], True),
        ([beside(1, "Change", "1"), beside(2, "Change", "2")], True),
    ],
)
def test_the_same_words_for_two_things_are_found(blocks: list[dict[str, Any]], is_found: bool) -> None:
    assert bool(list(alike(blocks))) is is_found
    assert bool(list(alike({"type": "modal", "blocks": blocks}))) is is_found
