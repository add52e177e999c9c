"""What a team hears of the days on which a manager lets it rest."""

from __future__ import annotations

from datetime import date, datetime

from bot.delivery.kinds import NO_NEWS_AFTER, Dropped, Due, Kind, Post, Unknown, by_day
from bot.delivery.running import team_of
from bot.services import channels, pauses, people
from bot.services.channels import Launching
from bot.views import pauses as views
from bot.views.answer import Message
from models.store import Db


def begins(db: Db, due: Due, now: datetime) -> Message:
    team = _team(db, due, now)
    found = pauses.now_of(db, now, team.id)
    if found is None or found.goes_on != date.fromisoformat(str(due.about["goes_on"])):
        raise Dropped("changed")
    return views.begins(str(due.about["by"]), found.goes_on, _languages(db, due, team))


def goes_on(db: Db, due: Due, now: datetime) -> Message:
    team = _team(db, due, now)
    if pauses.now_of(db, now, team.id) is not None:
        raise Dropped("changed")
    return views.goes_on(str(due.about["by"]), _languages(db, due, team))


def _team(db: Db, due: Due, now: datetime) -> Launching:
    by_day(db, due, now, people.programme(db).timezone)
    return team_of(db, due)


def _languages(db: Db, due: Due, team: Launching) -> list[str]:
    if due.target.startswith("team:"):
        return channels.readers_languages(db, team)
    return [people.language_of(db, due.target)]


KINDS: dict[str, Kind] = {
    pauses.PAUSED: Post(begins, Unknown.RESEND, late_after=NO_NEWS_AFTER),
    pauses.GOES_ON: Post(goes_on, Unknown.RESEND, late_after=NO_NEWS_AFTER),
}
