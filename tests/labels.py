"""Buttons of one screen or message that a person cannot tell apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Button:
    """`aloud`: what a screen reader says; `beside`: it stands beside a paragraph of its own."""

    label: str
    aloud: str
    does: tuple[str, str]
    beside: bool


def alike(shown: dict[str, Any] | list[Any]) -> Iterator[str]:
    """What is wrong with a view, or with the blocks of a message: the same words on buttons that do different things.

    Beside a paragraph of its own each may have the same label, where a screen reader tells them apart.
    """
    seen: dict[str, list[Button]] = {}
    for button in buttons(shown):
        before = seen.setdefault(button.label, [])
        for other in before:
            is_told = button.beside and other.beside and button.aloud != other.aloud
            if other.does != button.does and not is_told:
                yield f"two buttons say {button.label!r}: {other.does} and {button.does}"
                break
        before.append(button)


def buttons(shown: dict[str, Any] | list[Any]) -> Iterator[Button]:
    for block in shown.get("blocks", []) if isinstance(shown, dict) else shown:
        for part in (block.get("accessory"), *(block.get("elements") or [])):
            if isinstance(part, dict) and part.get("type") == "button":
                label = part["text"]["text"]
                does = part.get("action_id", ""), part.get("value", "")
                yield Button(label, part.get("accessibility_label") or label, does, "accessory" in block)
