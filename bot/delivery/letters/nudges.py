"""The weekly nudge in a team's channel, looked at again when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.clock import zone
from bot.delivery.kinds import Dropped, Due, Kind, NotYet, Post, Unknown
from bot.rules.hours import monday_of
from bot.services import channels, nudges, people, slots
from bot.services.sessions import OwnTeam
from bot.views import nudges as views
from bot.views.answer import Message
from models.store import Db


def nudge(db: Db, due: Due, now: datetime) -> Message:
    team = nudges.team_now(db, _team_id(due), now)
    if team is None:
        raise Dropped("ended")
    if monday_of(team.today) != monday_of(due.due_at.astimezone(zone(team.timezone)).date()):
        raise Dropped("week_over")
    if not team.tally.is_under:
        raise Dropped("logged")
    _at_an_open_hour(db, due, now, team)
    return views.nudge(team, channels.readers_languages(db, team))


def _at_an_open_hour(db: Db, due: Due, now: datetime, team: OwnTeam) -> None:
    """What was held up does not come in class, at night, at a weekend or on a holiday, nor when its moment is over."""
    open_ = slots.open_times(people.programme(db), team.timezone)
    if open_.is_late(due.due_at, now):
        raise Dropped("too_late")
    at = open_.next_open(now)
    if at > now:
        raise NotYet(at)


def came(db: Db, due: Due, now: datetime) -> None:
    nudges.sent(db, _team_id(due))


def _team_id(due: Due) -> int:
    return int(due.target.removeprefix("team:"))


KINDS: dict[str, Kind] = {nudges.KIND: Post(nudge, Unknown.DROP, on_sent=came)}
