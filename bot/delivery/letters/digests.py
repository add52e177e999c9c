"""The weekly digest to a manager, drawn from what is true when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.clock import zone
from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, in_open_hours
from bot.services import digests, people
from bot.views import digest as views
from bot.views.answer import Message
from models.store import Db


def digest(db: Db, due: Due, now: datetime) -> Message:
    if due.target not in digests.readers(db):
        raise Dropped("no_manager_any_more")
    in_open_hours(due, now, zone(people.timezone_of(db, due.target)))
    return views.digest(digests.digest(db, now, due.target), people.language_of(db, due.target))


KINDS: dict[str, Kind] = {digests.KIND: Post(digest, Unknown.DROP)}
