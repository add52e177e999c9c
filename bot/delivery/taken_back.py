"""What somebody was sent as a manager gets other words when she is one no more: one message after the other, of any age."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery import queue
from bot.delivery.kinds import LOOK_AGAIN, Call, Dropped, Due, NotYet, Unknown, progressed
from bot.services import people, where_named
from bot.services.manager_cards import ENDS, HERS, OF_MANAGERS, OF_READERS
from bot.services.notices import PRIVATE
from bot.views import setup as views
from models import Notice
from models.enums import NoticeState
from models.store import Db

DONE = "done"
"""In its progress: how many have other words by now."""
GONE = frozenset(
    (
        *("message_not_found", "channel_not_found", "is_inactive", "is_archived", "not_in_channel"),
        *("cant_update_message", "edit_window_closed"),
    )
)
"""She has deleted it, or nobody may change it any more."""
SOON = timedelta(seconds=5)
"""A call takes seconds; where its worker has died, half a minute is waited for."""


@dataclass(frozen=True)
class TakeBack:
    """Where they are is gathered first: from notices, beside what is kept of those that are forgotten. What is on its way
    to her is waited for; what only waits is not sent to her any more, and is gone past.

    What is `GONE` is left as it is. Whatever else goes wrong passes, or is mended: then it goes on.
    """

    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False
    overtakes: bool = True

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        whose = _whose(db, due)
        if not whose:
            raise Dropped("role_given_back")
        if DONE not in due.progress:
            if _is_sent_something(db, due.target):
                raise NotYet(now + SOON)
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
        if error not in GONE:
            _behind(db, due, now + LOOK_AGAIN)
            raise NotYet(now + LOOK_AGAIN)
        if not self._went_on(db, due, call, now):
            raise Dropped(error)
        return True

    def _went_on(self, db: Db, due: Due, call: Call, now: datetime) -> bool:
        """One is done. Whether more are left."""
        where_named.emptied(db, due.target, str(call.arguments["channel"]), str(call.arguments["ts"]))
        progressed(db, due, **{DONE: due.progress.get(DONE, 0) + 1})
        _behind(db, due, now)
        return where_named.first(db, due.target, _whose(db, due)) is not None


def _behind(db: Db, due: Due, moment: datetime) -> None:
    """What else she is sent until then goes before it."""
    db.scalars(select(Notice).where(Notice.id == due.id)).one().due_at = moment
    db.flush()


def _is_sent_something(db: Db, user_id: str) -> bool:
    """Whether a call is under way that may leave a message of hers open. Rows that another worker has just taken are
    waited for: what it does with them is not to be seen before. Nothing is asked of private cases, which tell nothing.
    """
    hers = queue.unsent(Notice) & (Notice.target == user_id) & ~Notice.kind.startswith(PRIVATE)
    rows = select(Notice.state).where(hers).order_by(Notice.id)
    return NoticeState.SENDING in db.scalars(rows.with_for_update()).all()


def _whose(db: Db, due: Due) -> tuple[str, ...]:
    """Which of `HERS` she has lost, and has not got again. Whoever is no manager is none who reads what was said in
    private, either.
    """
    lost = (OF_READERS,) if due.about.get(ENDS) == OF_READERS else (OF_MANAGERS, OF_READERS)
    return tuple(one for one in lost if due.target not in people.present(db, *HERS[one]))
