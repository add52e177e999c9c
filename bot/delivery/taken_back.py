"""What somebody was sent as a manager gets other words when she is one no more: one message after the other, of any age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery.kinds import Call, Dropped, Due, Unknown, progressed
from bot.services import people, where_named
from bot.services.manager_cards import ENDS, HERS, OF_MANAGERS, OF_READERS
from bot.views import setup as views
from models import Notice
from models.store import Db

DONE = "done"
"""In its progress: how many have other words by now."""


@dataclass(frozen=True)
class TakeBack:
    """Where they are is gathered first: from notices, beside what is kept of those that are forgotten. What was on its way
    to her before this stands there by then: nothing overtakes it.

    What Slack refuses (she has deleted it, or nobody may change it any more) is left as it is.
    """

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False
    """It waits for what was being sent to her."""

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        whose = _whose(due)
        if due.target in people.present(db, *HERS[whose[0]]):
            raise Dropped("role_given_back")
        if DONE not in due.progress:
            where_named.gather(db, due.target, whose)
            progressed(db, due, **{DONE: 0})
        found = where_named.first(db, due.target, whose)
        if found is None:
            return None
        channel, ts = found
        message = views.card_over(people.language_of(db, due.target))
        return Call("chat.update", {"channel": channel, "ts": ts, "blocks": [], **message.payload})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return not self._went_on(db, due, call, now)

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if not call.arguments or not self._went_on(db, due, call, now):
            raise Dropped(error)
        return True

    def _went_on(self, db: Db, due: Due, call: Call, now: datetime) -> bool:
        """One is done. Whether more are left; what else she is sent meanwhile goes before them."""
        where_named.emptied(db, due.target, str(call.arguments["channel"]), str(call.arguments["ts"]))
        progressed(db, due, **{DONE: due.progress.get(DONE, 0) + 1})
        db.scalars(select(Notice).where(Notice.id == due.id)).one().due_at = now
        db.flush()
        return where_named.first(db, due.target, _whose(due)) is not None


def _whose(due: Due) -> tuple[str, ...]:
    """Whoever is no manager is none who reads what was said in private, either."""
    return (OF_READERS,) if due.about.get(ENDS) == OF_READERS else (OF_MANAGERS, OF_READERS)
