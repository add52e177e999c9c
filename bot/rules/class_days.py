"""When one class begins, ends and is taught, as a manager writes it; each may stay open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.errors import UserError, Wrong
from bot.rules import open_times
from bot.rules.open_hours import OpenHours
from bot.rules.open_times import ClassHours
from bot.rules.reminders import class_hours

BLOCKS = ("first_day", "last_day", "class_days", "class_from", "class_to")
"""The fields of the form; days as ISO, `class_days` as `0,1`, times as `HH:MM`."""
LONGEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class ClassDays:
    """`first`, `last`: days of the programme's calendar; `hours`: empty where those of the programme count."""

    first: date | None = None
    last: date | None = None
    hours: ClassHours = open_times.NONE

    def is_over(self, today: date) -> bool:
        return self.last is not None and self.last < today


UNKNOWN = ClassDays()


def read(
    entered: Mapping[str, str], since: tuple[int, int], open_: OpenHours, wrongs: list[UserError]
) -> ClassDays:
    """What the form says; everything that cannot be is added to `wrongs`, each at its field.

    `since`: weekday and minute of the weekly reminder, to which its hours must leave one.
    """
    first, last = (_day(block, entered.get(block, ""), wrongs) for block in ("first_day", "last_day"))
    if first is not None and last is not None and last < first:
        wrongs.append(UserError(Wrong.BREAK_ENDS_BEFORE, block="last_day"))
    elif first is not None and last is not None and last - first > LONGEST:
        wrongs.append(UserError(Wrong.CLASS_TOO_LONG, block="last_day"))
    kept = class_hours(entered, since, open_, wrongs)
    hours = ClassHours(tuple(kept["weekdays"]), kept["begins"], kept["ends"]) if kept else ClassHours()
    return ClassDays(first, last, hours)


def _day(block: str, text: str, wrongs: list[UserError]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        wrongs.append(UserError(Wrong.NO_DAY, block=block))
        return None
