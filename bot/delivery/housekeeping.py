"""What the store need not keep: deliveries that cannot come again, notices long settled, buckets that are full.

Every deletion is a short transaction of its own, so that no click waits for it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, inspect, select, tuple_

from bot.delivery import pace
from bot.rules.retention import MARKED_DAYS
from bot.services import drafts, inbox, notices, team_notes, where_named
from models import Draft, FormerNote, Inbox, Notice, Pace
from models.base import Base
from models.enums import NoticeState
from models.prepared import Moment
from models.store import Db, Store

EDITS_KEPT = timedelta(days=7)
"""Notices that left no message of their own: edits, Home tabs. What was sent goes sooner (`services.retention`)."""
MESSAGES_KEPT = timedelta(days=MARKED_DAYS)
"""Of messages that may be brought up to date still; and what was dropped or given up, which is a record of why, and keeps the same thing from being
owed a second time."""
EVERY = timedelta(days=1)
AT_ONCE = 500
"""Rows a transaction."""
_SETTLED = (NoticeState.SENT, NoticeState.DROPPED, NoticeState.FAILED)


_OLDEST = (
    (Moment(select(func.min(Inbox.received_at))), inbox.KEPT),
    (
        Moment(select(Notice.due_at).where(Notice.state.in_(_SETTLED)).order_by(Notice.id).limit(1)),
        MESSAGES_KEPT,
    ),
    (Moment(select(func.min(Draft.saved_at))), drafts.KEPT),
    (Moment(select(func.min(FormerNote.done_at))), team_notes.PUT_BACK_FOR - EVERY),
)
"""What is the oldest of each kind, and how long it is kept."""


def due(db: Db, now: datetime) -> datetime | None:
    """When something has been kept for a day longer than it must; so it comes once a day, after restarts too. What was
    noted of a team and taken out is kept no longer than it must.
    """
    oldest = ((question.moment(db), kept) for question, kept in _OLDEST)
    return min((since + kept + EVERY for since, kept in oldest if since is not None), default=None)


def run(store: Store, now: datetime) -> None:
    """Forget everything that need not be kept. Nobody is told how much: a number would move with what is private."""
    left_nothing = (Notice.state == NoticeState.SENT) & Notice.slack_ts.is_(None)
    settled = Notice.state.in_(_SETTLED)
    reminded = settled & (Notice.kind == notices.PRIVATE_REMINDER)
    for table, old in (
        (Inbox, inbox.old(now)),
        (Pace, pace.old_channels(now)),
        (Pace, pace.old_methods(now)),
        (Draft, drafts.old(now)),
        (FormerNote, FormerNote.done_at <= now - team_notes.PUT_BACK_FOR),
        (Notice, (left_nothing | reminded) & (Notice.due_at < now - EDITS_KEPT)),
        (Notice, settled & (Notice.due_at < now - MESSAGES_KEPT)),
    ):
        while _forget(store, table, old):
            pass


def _forget(store: Store, table: type[Base], old: ColumnElement[bool]) -> bool:
    """One batch. True when there may be more."""
    key = tuple_(*inspect(table).primary_key)
    with store.everywhere_reading() as db:
        rows = [
            tuple(row) for row in db.execute(select(*inspect(table).primary_key).where(old).limit(AT_ONCE))
        ]
    if rows:
        with store.everywhere() as db:
            these: tuple[ColumnElement[bool], ...] = (key.in_(rows), old)
            if table is Notice:
                these = (Notice.id.in_(where_named.keep(db, *these)),)
            db.execute(delete(table).where(*these).execution_options(synchronize_session=False))
    return len(rows) == AT_ONCE
