"""Texts that a programme may write in its own words: which there are, what each may name, and what cannot be in one.

Nothing of the two doors of help is among them, and no form: only what the program says in the programme's name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.errors import UserError, Wrong

Own = Mapping[str, Mapping[str, str]]
"""Text → language → the programme's own words; a language that is missing has the program's."""
NONE: Own = {}
BLOCK = "words"
"""The field that holds one."""
TOTAL_MAX = 20_000
"""Characters of all of them, in all languages: they are read with the settings, and go into the file of them."""
TYPED_MAX = 2_000
"""Characters that the field takes."""


class OwnText(StrEnum):
    """In the order in which people meet them."""

    REQUEST = "request"
    NEXT_STEPS = "next_steps"
    STILL_LOOKING = "still_looking"
    OFFERED = "offered"
    OFFER = "offer"
    ACCEPTED = "accepted"
    BUDDY_FOUND = "buddy_found"
    WELCOME = "welcome"
    GUIDELINES = "guidelines"
    HOUSE_NOTE = "house_note"
    """Where a language has none: the note that the programme has set for all, or nothing."""
    INTRODUCTION = "introduction"
    HELLO = "hello"
    NUDGE_1 = "nudge_1"
    NUDGE_2 = "nudge_2"
    NUDGE_3 = "nudge_3"
    ENDING = "ending"
    CLOSING = "closing"


class Variable(StrEnum):
    """What is filled in."""

    STUDENT = "student"
    BUDDY = "buddy"
    PARTNER = "partner"
    LEADER = "leader"
    CHANNEL = "channel"
    HOURS = "hours"


LONGEST = 40
"""Characters of what is filled in: an id of Slack has at most 32."""


@dataclass(frozen=True)
class Shape:
    """`most`: characters with everything filled in, as Slack counts them; `may`: what it can name; `must`: of these."""

    most: int = 600
    may: tuple[Variable, ...] = ()
    must: tuple[Variable, ...] = ()


_PAIR = (Variable.STUDENT, Variable.BUDDY)
SHAPES: dict[OwnText, Shape] = {
    **{one: Shape() for one in OwnText},
    OwnText.NEXT_STEPS: Shape(1_200),
    OwnText.OFFER: Shape(may=(Variable.HOURS,), must=(Variable.HOURS,)),
    OwnText.BUDDY_FOUND: Shape(may=(Variable.BUDDY,)),
    OwnText.WELCOME: Shape(may=_PAIR, must=_PAIR),
    OwnText.GUIDELINES: Shape(2_000, (*_PAIR, Variable.HOURS), (Variable.HOURS,)),
    OwnText.HOUSE_NOTE: Shape(500),
    OwnText.INTRODUCTION: Shape(
        may=(Variable.LEADER, Variable.PARTNER), must=(Variable.LEADER, Variable.PARTNER)
    ),
    OwnText.HELLO: Shape(may=(Variable.CHANNEL, Variable.PARTNER), must=(Variable.CHANNEL,)),
    **{one: Shape(may=_PAIR) for one in (OwnText.NUDGE_1, OwnText.NUDGE_2, OwnText.NUDGE_3)},
    OwnText.ENDING: Shape(may=(Variable.PARTNER,), must=(Variable.PARTNER,)),
    OwnText.CLOSING: Shape(may=(Variable.PARTNER,), must=(Variable.PARTNER,)),
}
_FIELD = re.compile(r"\{\s*([^{}]*?)\s*\}")
_CALLS = re.compile(r"<[!@#]|(?<!\w)@(?:channel|here|everyone|canal|aquí|todos)\b", re.IGNORECASE)
"""What would call people: a mention, a channel, a group."""
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")


def tidy(text: str) -> str:
    """What was typed, without spaces around it, with one kind of line break."""
    return _BREAKS.sub("\n", text).strip()


def check(key: OwnText, text: str) -> None:
    """Raises `UserError` at its field, where a text cannot be: empty, broken, naming what it may not, or too long."""
    shape = SHAPES[key]
    if not text:
        raise UserError(Wrong.NOTHING_WRITTEN, block=BLOCK)
    for number, line in enumerate(text.splitlines(), start=1):
        if "{" in (rest := _FIELD.sub("", line)) or "}" in rest:
            raise UserError(Wrong.TEXT_BRACE, {"line": number}, block=BLOCK)
        if any(name not in shape.may for name in _FIELD.findall(line)):
            values = {"line": number, "may": [str(one) for one in shape.may]}
            raise UserError(Wrong.TEXT_UNKNOWN, values, block=BLOCK)
        if _CALLS.search(line):
            raise UserError(Wrong.TEXT_CALLS, {"line": number}, block=BLOCK)
    lacking = [str(one) for one in shape.must if one not in _FIELD.findall(text)]
    if lacking:
        raise UserError(Wrong.TEXT_LACKS, {"must": lacking}, block=BLOCK)
    longest = fill(safe(text), {str(one): "x" * LONGEST for one in shape.may})
    if len(longest) > shape.most:
        raise UserError(Wrong.TEXT_FILLED_TOO_LONG, {"most": shape.most}, block=BLOCK)


@lru_cache(maxsize=4096)
def fits(key: OwnText, text: str) -> bool:
    """Whether this version of the program can say it."""
    try:
        check(key, text)
    except UserError:
        return False
    return text == tidy(text)


def said(own: Own, key: OwnText, language: str) -> str | None:
    """The programme's own words for readers of a language; None where it has none that can be said."""
    text = own.get(key, {}).get(language)
    return text if text is not None and fits(key, text) else None


def safe(text: str) -> str:
    """Without anything that Slack would read as a mention or a link of its own making."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def fill(text: str, values: Mapping[str, str]) -> str:
    """With the values in their places; what is filled in is not looked at again."""
    return _FIELD.sub(lambda found: values.get(found[1], found[0]), text)


def unfit(own: Own) -> list[tuple[str, str]]:
    """Text and language of each that cannot be said any more: another version of the program knew it otherwise."""
    known = {str(one): one for one in OwnText}
    return [
        (key, language)
        for key, by_language in own.items()
        for language, text in by_language.items()
        if key not in known or not fits(known[key], text)
    ]


def length(own: Own) -> int:
    """Characters of all of them."""
    return sum(len(text) for by_language in own.values() for text in by_language.values())
