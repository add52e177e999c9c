"""What each team's channel hears of a break of the whole programme."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import zone
from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, by_day
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
    _, languages = _readers(db, due, now)
    span = (date.fromisoformat(due.about["first"]), date.fromisoformat(due.about["last"]))
    return views.taken_back(span, languages)


def _readers(db: Db, due: Due, now: datetime) -> tuple[Launching, list[str]]:
    """The team, and what its two read; what was held up does not come at night."""
    team = team_of(db, due)
    by_day(due, now, zone(people.programme(db).timezone))
    return team, channels.readers_languages(db, team)


KINDS: dict[str, Kind] = {
    "break_begins": Post(begins, Unknown.DROP),
    "break_over": Post(over, Unknown.DROP, late_after=_NO_NEWS),
    "break_off": Post(taken_back, Unknown.DROP, late_after=_NO_NEWS),
}
