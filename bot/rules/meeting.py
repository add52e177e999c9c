"""Meetings: when one can be, which moments belong to it, and what a form says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from bot.clock import local_moment
from bot.errors import UserError, Wrong, refuse_all
from bot.rules import open_hours
from bot.rules.duty import Duty
from bot.rules.grid import PARTS, WEEKDAYS, Times
from bot.rules.hours import Span, is_in
from bot.rules.open_hours import OpenHours

LENGTHS = (15, 30, 45, 60, 90, 120, 180)
"""Minutes that can be chosen."""
USUAL = {True: 30, False: 60}
"""Of an introduction; of the two's own meeting."""
OFFERED = 3
"""Times that are proposed for an introduction."""
AHEAD = timedelta(days=14)
NOTICE = timedelta(hours=24)
"""How long before an introduction everybody should know of it."""
FARTHEST = timedelta(days=366)
EVERY = 30
"""Minutes between beginnings that are looked at."""
APART = timedelta(hours=2)
"""Between two proposed times of one day."""
PLACE_MAX = 200
SOON = timedelta(hours=3)
"""Before it begins, when somebody may know already that she will be late."""
LATE = (10, 20, 30)
GOOGLE = "https://calendar.google.com/calendar/render?"
"""A form there, filled in by what follows."""
_MINUTE = timedelta(minutes=1)


class Step(IntEnum):
    """What time does for a meeting, one after the other."""

    DAY = 0
    HOUR = 1
    AFTER = 2
    DONE = 3


def moment(starts_at: datetime, minutes: int, step: Step) -> datetime | None:
    """When a step is due: a day before, an hour before, at the end. None: no step follows."""
    if step is Step.DAY:
        return starts_at - timedelta(hours=24)
    if step is Step.HOUR:
        return starts_at - timedelta(hours=1)
    return starts_at + minutes * _MINUTE if step is Step.AFTER else None


def first_step(starts_at: datetime, minutes: int, now: datetime) -> Step:
    """The first step that is still to come: nobody is reminded of tomorrow for what begins in an hour."""
    return next(step for step in Step if (at := moment(starts_at, minutes, step)) is None or at > now)


@dataclass(frozen=True)
class Free:
    """When one person can: ticked parts of days in her own zone. Nothing ticked: any day, in the open hours."""

    times: Times
    where: ZoneInfo
    rests: tuple[Span, ...] = ()
    """Days of her own on which nothing is asked of her: away, a break, a public holiday."""
    hours: OpenHours = open_hours.USUAL

    def can(self, starts_at: datetime, minutes: int) -> bool:
        """Whether she is free for the whole of it."""
        begin = starts_at.astimezone(self.where)
        end = (starts_at + (minutes - 1) * _MINUTE).astimezone(self.where)
        return begin.date() == end.date() and all(
            self._is_free(begin.date(), at.hour * 60 + at.minute) for at in (begin, end)
        )

    def _is_free(self, day: date, minute: int) -> bool:
        if is_in(day, self.rests):
            return False
        if not self.times:
            return self.hours.opens <= minute < self.hours.closes
        parts = (part for part, (begins, ends) in PARTS.items() if begins * 60 <= minute < ends * 60)
        return any(f"{WEEKDAYS[day.weekday()]}_{part}" in self.times for part in parts)


def proposals(hers: Free, his: Free, leader: Duty, minutes: int, now: datetime) -> tuple[datetime, ...]:
    """Times of the next two weeks at which all three can, in UTC; at most `OFFERED`, on different days first.

    Args:
        leader: in whose working hours, and not on whose days away, it must lie.
    """
    found: list[datetime] = []
    later: list[datetime] = []
    today = now.astimezone(leader.hours.where).date()
    for number in range(AHEAD.days + 1):
        of_day = _of_day(today + timedelta(days=number), hers, his, leader, minutes, now)
        found += of_day[:1]
        later += of_day[1:]
    return tuple(sorted([*found, *later][:OFFERED]))


def at_any_hour(leader: Duty, open_: OpenHours) -> Duty:
    """The same person, beyond her working hours: any day, and never at night."""
    wide = replace(leader.hours, weekdays=tuple(range(len(WEEKDAYS))), opens=open_.opens, closes=open_.closes)
    return replace(leader, hours=wide)


def suits(wanted: Wanted, hers: Free, his: Free, leader: Duty) -> bool:
    """Whether all three can for the whole of it."""
    begin, minutes = wanted.starts_at, wanted.minutes
    day = begin.astimezone(leader.hours.where).date()
    opens, closes = leader.hours.of(day)
    is_there = closes is not None and opens <= begin and begin + minutes * _MINUTE <= closes
    return is_there and not leader.is_away(begin) and hers.can(begin, minutes) and his.can(begin, minutes)


def _of_day(day: date, hers: Free, his: Free, leader: Duty, minutes: int, now: datetime) -> list[datetime]:
    hours, found = leader.hours, list[datetime]()
    _, closes = hours.of(day)
    if closes is None or (leader.away and leader.away.first <= day <= leader.away.last):
        return []
    for minute in range(hours.opens + -hours.opens % EVERY, hours.closes, EVERY):
        at = local_moment(day, minute, hours.where)
        fits = now + NOTICE <= at <= now + AHEAD and at + minutes * _MINUTE <= closes
        if found and at < found[-1] + APART:
            continue
        if fits and hers.can(at, minutes) and his.can(at, minutes):
            found.append(at)
    return found


@dataclass(frozen=True)
class Wanted:
    """What a form says: when it begins, how long it is, and where; an empty place is agreed on later."""

    starts_at: datetime
    minutes: int
    place: str


def read(entered: Mapping[str, str], where: ZoneInfo, now: datetime, slot: str = "") -> Wanted:
    """What a form says of a meeting, in the zone of whoever fills it in.

    Args:
        entered: `day` (ISO), `time` (`HH:MM`), `minutes`, `place`.
        slot: a proposed time instead of day and time (ISO, with its offset).

    Raises:
        UserError: everything that cannot be, each at its field.
    """
    wrongs: list[UserError] = []
    starts_at = _slot(slot) if slot else _typed(entered, where, wrongs)
    block = "slot" if slot else "day"
    if slot and starts_at is None:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block=block))
    if starts_at is not None and starts_at <= now:
        wrongs.append(UserError(Wrong.MEETING_PAST, block=block))
    elif starts_at is not None and starts_at > now + FARTHEST:
        wrongs.append(UserError(Wrong.MEETING_FAR, block=block))
    minutes = entered.get("minutes", "")
    if minutes not in map(str, LENGTHS):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="minutes"))
    place = " ".join(entered.get("place", "").split())
    if len(place) > PLACE_MAX:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": PLACE_MAX}, block="place"))
    refuse_all(wrongs)
    assert starts_at is not None  # noqa: S101 - without one there was something to refuse
    return Wanted(starts_at, int(minutes), place)


def overlap(one: datetime, minutes: int, other: datetime, others: int) -> bool:
    """Whether two meetings share a minute."""
    return one < other + others * _MINUTE and other < one + minutes * _MINUTE


def _slot(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _typed(entered: Mapping[str, str], where: ZoneInfo, wrongs: list[UserError]) -> datetime | None:
    day: date | None = None
    try:
        day = date.fromisoformat(entered.get("day", ""))
    except ValueError:
        wrongs.append(UserError(Wrong.NO_DAY, block="day"))
    hour, colon, minute = entered.get("time", "").partition(":")
    is_time = (
        colon and len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit()
    )
    if not is_time or int(hour) > 23 or int(minute) > 59:
        wrongs.append(UserError(Wrong.NO_TIME, block="time"))
    elif day is not None and day.year < 9999:
        return local_moment(day, int(hour) * 60 + int(minute), where)
    return None
