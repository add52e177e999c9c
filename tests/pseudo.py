"""A language that nobody speaks, in place of English: each sentence longer, accented and isolated as from the right.

The whole program speaks it, the sandbox measures it as Slack would, and only then is it read as English again, so that
the stories can be told in it as they are. What reaches the sandbox without its accents has passed no catalogue.
"""

from __future__ import annotations

import gettext
import re
from collections import Counter
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import catalogues, speech
from bot.catalogues import SOURCE, Catalogue
from sandbox.blockkit import check
from sandbox.client import Wire

ACCENTED = str.maketrans("aeiouAEIOU", "ȧḛḭȯṵȦḚḬȮṴ")
PLAIN = str.maketrans("ȧḛḭȯṵȦḚḬȮṴ", "aeiouAEIOU", "ˑ\u200f\u2066\u2068\u2069")
LONGER = 0.35
"""German and French are a third longer than English, as a rule."""
STEPS = (24, 30, 75, 100, 150, 300, 2000, 3000)
"""Slack's lengths: a sentence that fits into one is not made longer than that, as a translator would not."""
KEPT = re.compile(r"\{[^{}]*\}|<[^<>]*>|`[^`]*`|:[a-z_]+:|/[a-z]+(?: [a-z]+)?|https?://\S+")
SPOKEN = ("title", "submit", "close", "label", "hint", "placeholder")
"""Where nothing stands but what the program says."""


def pseudo(text: str) -> str:
    at, parts = 0, []
    for kept in KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(ACCENTED), kept[0]]
        at = kept.end()
    said = "".join([*parts, text[at:].translate(ACCENTED)])
    room = next((step for step in STEPS if step >= len(text)), len(text)) - len(text)
    return said + "ˑ" * min(room, round(len(text) * LONGER))


class Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


def unspoken(part: Any) -> Iterator[str]:
    """What stands where the program alone speaks, and has passed no catalogue."""
    if isinstance(part, list):
        for one in part:
            yield from unspoken(one)
    if not isinstance(part, dict):
        return
    for name, value in part.items():
        if isinstance(value, dict):
            is_spoken = name in SPOKEN or (name == "text" and part.get("type") in ("button", "header"))
            text = str(value.get("text", ""))
            if is_spoken and text == text.translate(PLAIN) and re.search("[aeiou]", text):
                yield text
        yield from unspoken(value)


def same(part: Any) -> list[str]:
    """Buttons of one screen that say the same, to the eye and aloud."""
    counted = Counter(_buttons(part))
    return [text for (text, _), times in counted.items() if times > 1]


def _buttons(part: Any) -> Iterator[tuple[str, str]]:
    if isinstance(part, dict) and part.get("type") == "button":
        yield part["text"]["text"], str(part.get("accessibility_label"))
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from _buttons(one)


def made_plain(part: Any) -> Any:
    """In place, for dictionaries and lists."""
    if isinstance(part, str):
        return part.translate(PLAIN)
    if isinstance(part, list):
        part[:] = [made_plain(one) for one in part]
    if isinstance(part, dict):
        for name, value in part.items():
            part[name] = made_plain(value)
    return part


@contextmanager
def spoken_everywhere(allowed: Container[str] = ()) -> Iterator[list[str]]:
    """Gives what has passed no catalogue, and buttons that cannot be told apart; but for what is allowed."""
    found: list[str] = []

    def measured(problems: Callable[[Any], list[str]]) -> Callable[[Any], list[str]]:
        def look(part: Any) -> list[str]:
            found.extend(text for text in unspoken(part) if text not in allowed)
            found.extend(f"twice: {text}" for text in same(part) if text not in allowed)
            told = problems(part)
            made_plain(part)
            return told

        return look

    def right(language: str, *, from_the_right: bool) -> Catalogue:
        return Catalogue(language, from_the_right=from_the_right or language == SOURCE)

    def read(language: str, folder: Path) -> gettext.NullTranslations:
        return Pseudo() if language == SOURCE else as_it_is(language, folder)

    as_it_is = catalogues._read

    def plainly(ask: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args, **more: made_plain(ask(*args, **more))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogues, "_read", read)
        patch.setattr(speech, "Catalogue", right)
        patch.setattr(check, "message_problems", measured(check.message_problems))
        patch.setattr(check, "view_problems", measured(check.view_problems))
        for name in ("get", "post"):
            patch.setattr(Wire, name, plainly(getattr(Wire, name)))
        speech.speech.cache_clear()
        try:
            yield found
        finally:
            speech.speech.cache_clear()
