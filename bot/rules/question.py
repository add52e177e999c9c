"""A question to the help channel: its three parts, and how long an answer is waited for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import UserError, Wrong, refuse_all

PART_MAX = 1500
"""Characters of each part, and of an answer."""
ANSWERED_IN = timedelta(hours=4)
"""Of the programme's working time; then a manager is told."""
FORGOTTEN_AFTER = timedelta(days=30)
"""After an answer, who asked is forgotten."""
NAMED, UNNAMED = "named", "unnamed"


@dataclass(frozen=True, repr=False)
class Words:
    """What somebody asks. `tried` and `happened` may be empty."""

    want: str
    tried: str = ""
    happened: str = ""


def read(entered: Mapping[str, str]) -> Words:
    """What the form says. Raises `UserError`: everything that cannot be, each at its field."""
    words = Words(*(entered.get(part, "").strip() for part in ("want", "tried", "happened")))
    wrongs = [
        UserError(Wrong.TEXT_TOO_LONG, {"most": PART_MAX}, block=part)
        for part, text in vars(words).items()
        if len(text) > PART_MAX
    ]
    if not words.want:
        wrongs.append(UserError(Wrong.NOTHING_WRITTEN, block="want"))
    refuse_all(wrongs)
    return words


def read_answer(text: str) -> str:
    """Raises `UserError`."""
    words = text.strip()
    if not words:
        raise UserError(Wrong.NOTHING_WRITTEN, block="answer")
    if len(words) > PART_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": PART_MAX}, block="answer")
    return words


def is_named(choice: str) -> bool:
    """Whether it is asked with a name. Raises `UserError` for what is neither."""
    if choice not in (NAMED, UNNAMED):
        raise UserError(Wrong.UNKNOWN_CHOICE, block="name")
    return choice == NAMED
