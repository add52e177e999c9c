"""What a team's channel hears of days away, looked at again when it is sent."""

from __future__ import annotations

from datetime import date, datetime

from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, by_day
from bot.delivery.running import team_of
from bot.services import away, channels, people, stand_ins
from bot.views import away as views
from bot.views.answer import Message
from models.store import Db


def went(db: Db, due: Due, now: datetime) -> Message:
    team, days = team_of(db, due), away.told(db, now, int(due.about["rest"]))
    if days is None:
        raise Dropped("over")
    is_buddy = days.user_id == team.buddy_id
    return views.told(
        days,
        is_buddy=is_buddy,
        support=people.programme(db).support_channel_id,
        languages=channels.readers_languages(db, team),
        student=team.student_id,
        mark=stand_ins.open_mark(db, team.id, days.rest_id) if is_buddy else None,
    )


def over(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    user = str(due.about["user"])
    by_day(db, due, now, people.timezone_of(db, user))
    if away.is_away(db, now, user):
        raise Dropped("away_again")
    return views.over(user, team.id, channels.readers_languages(db, team))


def stays(db: Db, due: Due, now: datetime) -> Message:
    team = team_of(db, due)
    first, last = (date.fromisoformat(str(due.about[day])) for day in ("first", "last"))
    return views.stays(str(due.about["user"]), first, last, channels.readers_languages(db, team))


KINDS: dict[str, Kind] = {
    away.KIND: Post(went, Unknown.RESEND),
    away.OVER: Post(over, Unknown.DROP),
    away.STAYS: Post(stays, Unknown.RESEND),
}
