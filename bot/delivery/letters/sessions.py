"""What a team's channel hears of logged sessions."""

from datetime import datetime

from sqlalchemy import select

from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown
from bot.views import sessions as views
from bot.views.answer import Message
from models import BuddySession, Team
from models.store import Db


def session(db: Db, due: Due, now: datetime) -> Message:
    held, language = _held(db, due)
    if held.undone_at is not None:
        raise Dropped("undone")
    return views.told(held.logged_by, held.minutes, held.held_on, held.topic, language)


def session_undone(db: Db, due: Due, now: datetime) -> Message:
    held, language = _held(db, due)
    return views.told_undone(held.logged_by, held.minutes, held.held_on, language)


def _held(db: Db, due: Due) -> tuple[BuddySession, str]:
    found = db.execute(
        select(BuddySession, Team.language)
        .join(Team, (Team.workspace_id == BuddySession.workspace_id) & (Team.id == BuddySession.team_id))
        .where(BuddySession.id == due.about["session"])
    ).first()
    if found is None:
        raise Dropped("gone")
    return found[0], found[1]


KINDS: dict[str, Kind] = {
    "session": Post(session, Unknown.DROP),
    "session_undone": Post(session_undone, Unknown.DROP),
}
