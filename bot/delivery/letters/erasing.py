"""When somebody's data goes, and that it stays after all; and her messages afterwards."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post
from bot.delivery.replacing import Replace
from bot.services import erasing, erasing_messages, people
from bot.views import erasing as views
from bot.views.answer import Message
from models.store import Db


def told(db: Db, due: Due, now: datetime) -> Message:
    user_id = str(due.about["user"])
    row = erasing.waits(db, user_id)
    if row is None or row.due_at <= now:
        raise Dropped("over")
    zone, language = people.timezone_of(db, due.target), people.language_of(db, due.target)
    if erasing.holds(db, user_id):
        held = erasing.held(db, user_id, due.target)
        return views.waits(user_id, held, language, is_own=user_id == due.target)
    if user_id == due.target:
        return views.told(row.due_at, zone, language)
    return views.told_manager(user_id, row.due_at, zone, language)


def kept(db: Db, due: Due, now: datetime) -> Message:
    user_id, language = str(due.about["user"]), people.language_of(db, due.target)
    return views.kept(language) if user_id == due.target else views.kept_gone(user_id, language)


KINDS: dict[str, Kind] = {
    erasing.TOLD: Post(told, urgent=True),
    erasing.KEPT: Edit(kept),
    erasing_messages.KIND: Replace(),
}
