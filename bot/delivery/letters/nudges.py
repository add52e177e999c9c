"""The weekly nudge in a team's channel, looked at again when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.clock import zone
from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, in_open_hours
from bot.rules.hours import monday_of
from bot.services import channels, nudges
from bot.views import nudges as views
from bot.views.answer import Message
from models.store import Db


def nudge(db: Db, due: Due, now: datetime) -> Message:
    team = nudges.team_now(db, _team_id(due), now)
    if team is None:
        raise Dropped("ended")
    where = zone(team.timezone)
    if monday_of(team.today) != monday_of(due.due_at.astimezone(where).date()):
        raise Dropped("week_over")
    if not team.tally.is_under:
        raise Dropped("logged")
    in_open_hours(due, now, where)
    return views.nudge(team, channels.readers_languages(db, team))


def came(db: Db, due: Due, now: datetime) -> None:
    nudges.sent(db, _team_id(due))


def _team_id(due: Due) -> int:
    return int(due.target.removeprefix("team:"))


KINDS: dict[str, Kind] = {nudges.KIND: Post(nudge, Unknown.DROP, on_sent=came)}
