"""What a manager reads off the list of a class: how many there were, are, and have graduated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.periods import EARLIEST

MOST = 9999
BLOCKS = ("students", "attending", "graduated")
OPTIONAL = "with_buddy"
DAY = "as_of"
"""The field of the day that the numbers are of; a form of an older version has none."""
FIELDS = (DAY, *BLOCKS, OPTIONAL)
FRESH = timedelta(days=92)
"""Numbers that are older than this at the end of a report's time are not used for it."""


@dataclass(frozen=True)
class Numbers:
    """See `rules.figures.Roster`."""

    students: int
    attending: int
    graduated: int
    with_buddy: int | None


def read(entered: Mapping[str, str], today: date, begins: date | None) -> tuple[date, Numbers]:
    """The numbers, and the day that they are of: today where none was chosen. `begins`: the class; None: not known.

    Raises `UserError` for everything that cannot be, each at its field.
    """
    wrongs = list[UserError]()
    day = _day(entered.get(DAY, ""), today, begins, wrongs)
    found = {block: _number(entered.get(block, "")) for block in BLOCKS}
    if entered.get(OPTIONAL):
        found[OPTIONAL] = _number(entered[OPTIONAL])
    wrongs += [
        UserError(Wrong.WHOLE_NUMBER, {"least": 0, "most": MOST}, block=block)
        for block, number in found.items()
        if number is None
    ]
    read = {block: number for block, number in found.items() if number is not None}
    refuse_all([*wrongs, *_misfits(read)])
    students, attending, graduated = (read[block] for block in BLOCKS)
    return day, Numbers(students, attending, graduated, read.get(OPTIONAL))


def _day(text: str, today: date, begins: date | None, wrongs: list[UserError]) -> date:
    """Today can be chosen even where the class is yet to begin: numbers of an open class are asked for once a month."""
    try:
        day = date.fromisoformat(text) if text else today
    except ValueError:
        wrongs.append(UserError(Wrong.NO_DAY, block=DAY))
        return today
    if day > today:
        wrongs.append(UserError(Wrong.CLASS_NUMBERS_OF_FUTURE, {"today": today}, block=DAY))
    elif day < today and begins is not None and day < begins:
        wrongs.append(UserError(Wrong.CLASS_NUMBERS_TOO_EARLY, {"first": begins}, block=DAY))
    elif day < EARLIEST:
        wrongs.append(UserError(Wrong.CLASS_NUMBERS_TOO_OLD, {"first": EARLIEST}, block=DAY))
    return day


def _misfits(read: Mapping[str, int]) -> list[UserError]:
    """What cannot be beside the other numbers that could be read."""
    most = read.get("students", MOST)
    wrongs = [
        UserError(Wrong.CLASS_NUMBER_ABOVE, {"students": most}, block=block)
        for block in ("attending", "graduated")
        if read.get(block, 0) > most
    ]
    together = read["attending"] + read["graduated"] if {"attending", "graduated"} <= set(read) else most
    if together > most and not wrongs:
        wrongs.append(UserError(Wrong.CLASS_NUMBERS_FIT, {"students": most}, block="graduated"))
    if read.get(OPTIONAL, 0) > min(together, most):
        wrongs.append(UserError(Wrong.CLASS_NUMBER_ABOVE, {"students": min(together, most)}, block=OPTIONAL))
    return wrongs


def _number(text: str) -> int | None:
    """None: it is no whole number, or too large."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else MOST + 1
    return number if number <= MOST else None


def is_fresh(as_of: date, last: date) -> bool:
    """Whether numbers of a day may be used for a time that ends on `last`."""
    return as_of <= last <= as_of + FRESH
