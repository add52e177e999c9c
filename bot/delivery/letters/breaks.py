"""What each team's channel hears of a break of the whole programme."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, Kind, NotYet, Post, Unknown, by_day, progressed
from bot.delivery.running import team_of
from bot.services import breaks, channels, people
from bot.services.channels import Launching
from bot.views import breaks as views
from bot.views.answer import Message
from models.store import Db

_NO_NEWS = timedelta(days=2)
"""Somebody who is back for so long needs no "welcome back"."""


def begins(db: Db, due: Due, now: datetime) -> Message:
    _, languages = _readers(db, due, now)
    span = breaks.is_told(db, int(due.about["break"]), now)
    if span is None:
        raise Dropped("over")
    return views.begins(span, languages)


def over(db: Db, due: Due, now: datetime) -> Message:
    team, languages = _readers(db, due, now)
    if not breaks.is_over(db, int(due.about["break"]), now):
        raise Dropped("break")
    return views.welcome_back(team, languages)


def taken_back(db: Db, due: Due, now: datetime) -> Message:
    """Where a break is on again today, its own news says from when to when."""
    _, languages = _readers(db, due, now)
    if breaks.is_on(db, now):
        raise Dropped("break")
    span = (date.fromisoformat(due.about["first"]), date.fromisoformat(due.about["last"]))
    return views.taken_back(span, languages)


def _readers(db: Db, due: Due, now: datetime) -> tuple[Launching, list[str]]:
    """The team, and what its two read; what was held up does not come at night."""
    team = team_of(db, due)
    by_day(db, due, now, people.programme(db).timezone)
    return team, channels.readers_languages(db, team)


@dataclass(frozen=True)
class InParts:
    """No message: teams are owed theirs, many at a time, each part in a transaction. Its progress: `told`."""

    part: Callable[[Db, datetime, Mapping[str, Any], int], int | None]
    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        told = self.part(db, due.due_at, due.about, int(due.progress.get("told", 0)))
        if told is None:
            return None
        progressed(db, due, told=told)
        raise NotYet(now)

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return True  # there is no call

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        return False


KINDS: dict[str, Kind] = {
    breaks.BEGINS: Post(begins, Unknown.DROP),
    "break_over": Post(over, Unknown.DROP, late_after=_NO_NEWS),
    breaks.OFF_EVERYWHERE: InParts(breaks.tell_off),
    breaks.OFF: Post(taken_back, Unknown.DROP, late_after=_NO_NEWS),
}
