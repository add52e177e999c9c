"""What a team hears of logged sessions, and of what was corrected."""

from datetime import datetime

from sqlalchemy import select

from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown
from bot.services import channels
from bot.services.sessions import entry_of
from bot.views import sessions as views
from bot.views.answer import Message
from bot.views.in_each import each_whole
from models import BuddySession, Team
from models.store import Db


def session(db: Db, due: Due, now: datetime) -> Message:
    held, languages = _held(db, due, "session")
    if held.undone_at is not None:
        raise Dropped("undone")
    return each_whole(languages, lambda one: views.told(held.id, held.logged_by, entry_of(held), one))


def session_undone(db: Db, due: Due, now: datetime) -> Message:
    held, languages = _held(db, due, "session")
    by, entry = held.undone_by or held.logged_by, entry_of(held)
    return each_whole(languages, lambda one: views.told_undone(by, held.logged_by, entry, one))


def session_corrected(db: Db, due: Due, now: datetime) -> Message:
    held, languages = _held(db, due, "session")
    was, _ = _held(db, due, "was")
    if held.undone_at is not None:
        raise Dropped("undone")
    before, after = entry_of(was), entry_of(held)
    return each_whole(
        languages,
        lambda one: views.told_corrected(held.id, held.logged_by, was.logged_by, before, after, one),
    )


def struck(db: Db, due: Due, now: datetime) -> Message:
    held, languages = _held(db, due, "session")
    by, entry = held.undone_by or held.logged_by, entry_of(held)
    return each_whole(languages, lambda one: views.struck(by, held.logged_by, entry, one))


def _held(db: Db, due: Due, which: str) -> tuple[BuddySession, list[str]]:
    found = db.execute(
        select(BuddySession, Team)
        .join(Team, (Team.workspace_id == BuddySession.workspace_id) & (Team.id == BuddySession.team_id))
        .where(BuddySession.id == due.about[which])
    ).first()
    if found is None:
        raise Dropped("gone")
    return found[0], channels.readers_languages(db, found[1])


KINDS: dict[str, Kind] = {
    "session": Post(session, Unknown.DROP),
    "session_undone": Post(session_undone, Unknown.DROP),
    "session_corrected": Post(session_corrected, Unknown.RESEND),
    "session_struck": Edit(struck),
}
