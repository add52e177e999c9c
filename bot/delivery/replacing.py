"""The program's own messages that hold somebody's name or words get other content, one after the other; files go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery.kinds import Call, Dropped, Due, Unknown
from bot.services.erasing_messages import FILE, HOME, LEFT, Place
from bot.views import erasing as views
from models import Notice
from models.store import Db


@dataclass(frozen=True)
class Replace:
    """Its progress: `left`, what is still to do (`Place`). When it is over, nothing of that is kept.

    What Slack refuses (a message that somebody has deleted, a channel that is gone, one who has left) is left out.
    """

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        left = due.progress.get(LEFT)
        return _call(Place.read(left[0])) if left else None

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return not _took(db, due)

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if not _took(db, due):
            raise Dropped("nothing_left")
        return True


def _call(place: Place) -> Call:
    if place.what == FILE:
        return Call("files.delete", {"file": place.where})
    if place.what == HOME:
        return Call("views.publish", {"user_id": place.where, "view": views.empty_home(place.languages[0])})
    message = views.done(place.languages[0]) if place.done else views.replaced(place.languages)
    return Call("chat.update", {"channel": place.where, "ts": place.ts, "blocks": [], **message.payload})


def _took(db: Db, due: Due) -> list[Any]:
    """One is done; what is left. It may have grown since."""
    row = db.scalars(select(Notice).where(Notice.id == due.id)).one()
    done = due.progress[LEFT][0]
    left = [one for one in row.progress.get(LEFT, []) if one != done]
    row.progress = {LEFT: left} if left else {}
    db.flush()
    return left
