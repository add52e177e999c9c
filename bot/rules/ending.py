"""How a team ends: which reasons are good news, which mean a new search, and when what follows comes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.clock import local_moment
from bot.rules.open_hours import OpenHours
from models.enums import ChannelWish, EndReason

HAPPY = (EndReason.GRADUATED, EndReason.FOUND_JOB)
"""Good news, which the other may hear in any case."""
REMATCH = (EndReason.NEW_BUDDY, EndReason.BUDDY_LEFT)
"""The student looks for a buddy again, at once and at her old place."""
UNDO = timedelta(hours=24)
"""How long whoever ended a team can take it back, as with a request that is withdrawn."""
ANNOUNCED = timedelta(days=14)
"""So long before the last day of a planned end both hear of it: time for a last meeting."""
EVENING = 20 * 60
"""Minutes after midnight of the team's zone: when a planned end comes."""
FARTHEST = timedelta(days=366)
CHANNEL_WAITS = timedelta(days=30)
MONTH = timedelta(days=30)
NOTE_MAX, THANKS_MAX, SENTENCE_MAX, NAME_MAX = 1000, 1000, 500, 60


def is_said(reason: EndReason, may_be_said: bool) -> bool:
    """Whether the other of the two reads why."""
    return reason in HAPPY or may_be_said


def announced_at(last: date, now: datetime, hours: OpenHours, where: ZoneInfo) -> datetime:
    """When both hear of a planned end: two weeks before, or at the next open moment where that is over."""
    return hours.next_open(max(now, hours.opening(last - ANNOUNCED, where)), where)


def ends_at(last: date, hours: OpenHours, where: ZoneInfo) -> datetime:
    """The evening of the last day, while both may still hear of it."""
    return local_moment(last, hours.within(EVENING), where)


def months_later(ended_at: datetime, months: int, hours: OpenHours, where: ZoneInfo) -> datetime:
    """A morning so many months later, on the same day of the month or the month's last."""
    day = ended_at.astimezone(where).date()
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return hours.opening(date(year, month, min(day.day, last)), where)


def channel_of_two(wishes: Collection[ChannelWish | None], *, is_over: bool) -> ChannelWish | None:
    """What becomes of the channel. One wish to keep it keeps it; both must wish it archived, or one, and the other has
    not answered in time. Where nobody says anything it stays: nobody has asked for its end.

    `is_over`: the time for an answer.
    """
    said = [one for one in wishes if one is not None]
    if ChannelWish.KEEP in said:
        return ChannelWish.KEEP
    if len(said) == len(wishes) or (is_over and said):
        return ChannelWish.ARCHIVE
    return ChannelWish.KEEP if is_over else None
