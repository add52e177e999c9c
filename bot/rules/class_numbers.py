"""What a manager reads off the list of a class: how many there were, are, and have graduated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import UserError, Wrong, refuse_all

MOST = 9999
BLOCKS = ("students", "attending", "graduated")
OPTIONAL = "with_buddy"
FRESH = timedelta(days=92)
"""Numbers that are older than this at the end of a report's time are not used for it."""


@dataclass(frozen=True)
class Numbers:
    """See `rules.figures.Roster`."""

    students: int
    attending: int
    graduated: int
    with_buddy: int | None


def read(entered: Mapping[str, str]) -> Numbers:
    """Raises `UserError` for everything that cannot be, each at its field."""
    wrongs: list[UserError] = []
    students, attending, graduated = (_number(block, entered, wrongs) for block in BLOCKS)
    with_buddy = _number(OPTIONAL, entered, wrongs) if entered.get(OPTIONAL) else None
    if not wrongs and attending + graduated > students:
        wrongs.append(UserError(Wrong.CLASS_NUMBERS_FIT, {"students": students}, block="graduated"))
    elif not wrongs and with_buddy is not None and with_buddy > attending + graduated:
        wrongs.append(UserError(Wrong.CLASS_NUMBERS_FIT, {"students": attending + graduated}, block=OPTIONAL))
    refuse_all(wrongs)
    return Numbers(students, attending, graduated, with_buddy)


def _number(block: str, entered: Mapping[str, str], wrongs: list[UserError]) -> int:
    text = entered.get(block, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1
    if not 0 <= number <= MOST:
        wrongs.append(UserError(Wrong.WHOLE_NUMBER, {"least": 0, "most": MOST}, block=block))
    return number


def is_fresh(as_of: date, last: date) -> bool:
    """Whether numbers of a day may be used for a time that ends on `last`."""
    return as_of <= last <= as_of + FRESH
