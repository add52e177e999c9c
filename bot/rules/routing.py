"""Who is asked for help, in which order, and when the next one is. Working time is Monday to Friday, 9 to 18.

Steps are counted from 0: the first in line is asked (0), then reminded (1), then one more person at each step
(2, 3, …); when everybody has been asked, all of them are asked again each working day. Nothing ends by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import local_moment

OPENS, CLOSES = 9 * 60, 18 * 60
"""Minutes after midnight in the programme's zone; a holiday counts as a working day."""
PATIENCE = timedelta(hours=8)
"""Working time that a person has to answer before the next step."""
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class Step:
    """One round of asking. `whom` is empty where nobody is left to ask."""

    whom: tuple[str, ...]
    reminds: bool
    """They have been asked before."""
    is_last: bool
    """Everybody has been asked: this round repeats each working day."""


def line(candidates: Iterable[str], skipped: Collection[str]) -> tuple[str, ...]:
    """The people to ask, in order, each once; without those who cannot be or must not be asked."""
    return tuple(dict.fromkeys(person for person in candidates if person not in skipped))


def step(people: tuple[str, ...], number: int) -> Step:
    """What step `number` does, with the line as it is now (it may have changed since the step before)."""
    if number == 0 and people:
        return Step(people[:1], reminds=False, is_last=False)
    if number == 1 and people:
        return Step(people[:1], reminds=True, is_last=False)
    if 1 < number <= len(people):
        return Step(people[number - 1 : number], reminds=False, is_last=False)
    return Step(people, reminds=True, is_last=True)


def after_failure(people: tuple[str, ...], number: int, unreachable: str) -> int | None:
    """The step to take at once because step `number` did not reach a person; None: wait for the next one.

    A round that asks everybody is not hurried: it comes again by itself.
    """
    if step(people, number).is_last:
        return None
    following = range(number + 1, len(people) + 2)
    return next((n for n in following if set(step(people, n).whom) - {unreachable}), None)


def next_step_at(people: tuple[str, ...], number: int, now: datetime, where: ZoneInfo) -> datetime:
    """When the step after `number` is due, if nobody has answered. `now` aware; the answer in UTC."""
    if step(people, number).is_last:
        return next_opening(now, where)
    return after_working_time(now, PATIENCE, where)


def after_working_time(start: datetime, working: timedelta, where: ZoneInfo) -> datetime:
    """The moment at which `working` time has passed since `start`, counted in working hours there; in UTC."""
    day = start.astimezone(where).date()
    left = working
    while True:
        opens, closes = _hours_of(day, where)
        if closes is not None and closes > start:
            begin = max(start, opens)
            if begin + left <= closes:
                return begin + left
            left -= closes - begin
        day += _DAY


def next_opening(after: datetime, where: ZoneInfo) -> datetime:
    """The first moment after `after` at which a working day begins there; in UTC."""
    day = after.astimezone(where).date()
    while True:
        opens, closes = _hours_of(day, where)
        if closes is not None and opens > after:
            return opens
        day += _DAY


def _hours_of(day: date, where: ZoneInfo) -> tuple[datetime, datetime | None]:
    """From when to when people work on a day; no end on a day off."""
    opens = local_moment(day, OPENS, where)
    return opens, (local_moment(day, CLOSES, where) if day.weekday() < _SATURDAY else None)
