"""Managers are told while nobody is behind a door of "I need help"; looked at again when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, by_day
from bot.rules.access import MANAGERS
from bot.services import doors, people
from bot.views import doors as views
from bot.views.answer import Message
from models.store import Db


def warning(db: Db, due: Due, now: datetime) -> Message:
    if due.target not in doors.readers(db):
        raise Dropped("no_manager_any_more")
    by_day(db, due, now)
    lacking = doors.found(db, now)
    if not lacking:
        raise Dropped("somebody_is_there")
    is_manager = due.target in people.present(db, *MANAGERS)
    return views.warning(lacking, people.language_of(db, due.target), is_manager=is_manager)


KINDS: dict[str, Kind] = {doors.KIND: Post(warning, Unknown.RESEND)}
