"""The weekly digest to a manager, drawn from what is true when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.clock import zone
from bot.delivery.kinds import Dropped, Due, Kind, Unknown, in_open_hours
from bot.delivery.pictured import Pictured
from bot.rules.access import MANAGERS
from bot.services import digest_content, digests, people
from bot.views import digest as views
from bot.views.answer import Message
from models.store import Db


def digest(db: Db, due: Due, now: datetime) -> Message:
    if due.target not in digests.readers(db):
        raise Dropped("no_manager_any_more")
    in_open_hours(due, now, zone(people.timezone_of(db, due.target)))
    return _drawn(db, due, now)


def now_asked(db: Db, due: Due, now: datetime) -> Message:
    if due.target not in people.present(db, *MANAGERS):
        raise Dropped("no_manager_any_more")
    return _drawn(db, due, now)


def _drawn(db: Db, due: Due, now: datetime) -> Message:
    found = digest_content.digest(db, now, due.target)
    return views.digest(found, people.language_of(db, due.target), charts=True)


KINDS: dict[str, Kind] = {
    digests.KIND: Pictured(digest, Unknown.DROP),
    digests.ON_DEMAND: Pictured(now_asked, Unknown.DROP),
}
