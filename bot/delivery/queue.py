"""Which notice is next, and which are nobody's any more: the questions to the table of notices."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Float,
    bindparam,
    case,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from bot.delivery.kinds import CountsDoubt, Due, Kind, Overtakes, Unknown
from bot.services.notices import PRIVATE
from models import Notice, Workspace
from models.base import UtcDateTime
from models.enums import NoticeState
from models.prepared import HERE, Bound, Change, Everywhere, Rows
from models.store import IS_SILENT, Db, database_later, database_now

log = structlog.get_logger()

RECLAIMED_AT_ONCE = 500
"""Rows a transaction: some 50 ms of SQLite's write lock."""


def goes_apart(row: Notice | Due) -> bool:
    """It is of a private case: no line of the log, no pace and no number of others tells that there is one."""
    return row.kind.startswith(PRIVATE)


def reclaim(db: Db, kinds: Mapping[str, Kind], *, all_leases: bool = False) -> int:
    """Decide about notices whose worker died: sent again or dropped, by kind. Returns how many.

    Args:
        all_leases: at the start of the one process that owns an SQLite store: no lease has a worker.
    """
    expired = select(Notice).where(unsent(Notice), Notice.state == NoticeState.SENDING)
    if not all_leases:
        expired = expired.where(Notice.lease_until < database_now())
    rows = db.scalars(expired.limit(RECLAIMED_AT_ONCE).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.owner = row.lease_until = None
        kind = kinds.get(row.kind)
        if kind is not None and kind.unknown is Unknown.DROP:
            row.state, row.reason = NoticeState.DROPPED, "outcome_unknown"
            if isinstance(kind, CountsDoubt):
                kind.in_doubt(db, row.target, row.progress)
        else:
            row.state = NoticeState.PENDING
            row.attempts += 1
            row.progress = {**row.progress, "maybe_seen": True}
        if not goes_apart(row):
            log.info("reclaimed", notice=row.id, dropped=row.state is NoticeState.DROPPED)
    return len(rows)


def take_up_again(db: Db, now: datetime, codes: Collection[str]) -> None:
    """A call has succeeded: what waits because Slack would take none (`codes`) waits no more, and no check-up tells it."""
    if not _waits_for_slack(tuple(codes)).rows(db):
        return
    change(db, Notice.reason.in_(codes), reason=None, not_before=now)


def change(db: Db, which: ColumnElement[bool], **values: Any) -> None:
    """Change those that wait; rows that another worker is looking at are left to it, so that two never wait for each
    other.
    """
    waits = select(Notice.id).where(unsent(Notice), Notice.state == NoticeState.PENDING, which)
    db.execute(
        update(Notice).where(Notice.id.in_(waits.with_for_update(skip_locked=True))).values(**values),
        execution_options={"synchronize_session": False},
    )


@cache
def _waits_for_slack(codes: tuple[str, ...]) -> Bound:
    of_them = (Notice.state == NoticeState.PENDING) & Notice.reason.in_(codes)
    return Bound(select(Notice.id).where(unsent(Notice), of_them).limit(1))


def expired(db: Db, now: datetime) -> list[tuple[str]]:
    """Workspaces where a lease ran out: asked at every tick, without the write lock."""
    return [(workspace_id,) for (workspace_id,) in _EXPIRED.rows(db)]


def unsent(notice: type[Notice]) -> ColumnElement[bool]:
    """Pending or being sent, written into the statement: the indexes over these few rows are used only when
    the database sees the words themselves (SQLite, 500 pending of 3,000: 900 ms a look without, 8 with them).
    """
    return _is_one_of(notice.state, (NoticeState.PENDING, NoticeState.SENDING))


def _is_one_of(column: Any, words: tuple[str, ...]) -> ColumnElement[bool]:
    """The words stand in the statement. Given anew at each question, some twenty kinds made it too long for the driver
    to know it again, and a twentieth of a delivery's processor time went into reading it.
    """
    found: ColumnElement[bool] = column.in_(bindparam(None, words, expanding=True, literal_execute=True))
    return found


_EXPIRED = Everywhere(
    select(Notice.workspace_id)
    .where(unsent(Notice), Notice.state == NoticeState.SENDING, Notice.lease_until < database_now())
    .distinct()
)


class Looks:
    """The questions asked at every step and at every tick, built once: building them costs more than asking."""

    def __init__(self, urgent: tuple[str, ...], overtaking: tuple[str, ...]) -> None:
        is_next = _is_next((*urgent, *overtaking))
        pending = unsent(Notice) & (Notice.state == NoticeState.PENDING) & is_next
        now: BindParameter[datetime] = bindparam("now", type_=UtcDateTime)
        due = pending & (Notice.not_before <= now)
        self.next_moment = Everywhere(select(func.min(Notice.not_before)).where(pending))
        self.workspaces = Everywhere(select(Notice.workspace_id).where(due).distinct())
        self.next_one = Rows(
            select(Notice)
            .where(due, ~exists(select(Workspace.id).where(Workspace.id == HERE, IS_SILENT)))
            .order_by(case((_is_one_of(Notice.kind, urgent), 0), else_=1), Notice.due_at, Notice.id)
            .limit(1)
            .with_for_update(skip_locked=True, of=Notice)
        )
        """Urgent ones first, then the oldest; none of a workspace that is held or has taken the program out."""


_looks = cache(Looks)


def looks(kinds: Mapping[str, Kind]) -> Looks:
    urgent = tuple(name for name, kind in kinds.items() if kind.urgent)
    return _looks(urgent, tuple(name for name, kind in kinds.items() if isinstance(kind, Overtakes)))


def _is_next(overtaking: tuple[str, ...]) -> ColumnElement[bool]:
    """No earlier notice to the same place is still ahead of it; or it does not wait for any.

    For one of a private case only others of these wait: any other that did would show that there is one.
    """
    ahead = aliased(Notice)
    blocked = exists().where(
        ahead.workspace_id == Notice.workspace_id,
        ahead.target == Notice.target,
        unsent(ahead),
        or_(~ahead.kind.startswith(PRIVATE), Notice.kind.startswith(PRIVATE)),
        or_(ahead.due_at < Notice.due_at, (ahead.due_at == Notice.due_at) & (ahead.id < Notice.id)),
    )
    return or_(_is_one_of(Notice.kind, overtaking), ~blocked)


def lease(db: Db, number: int, owner: str, span: timedelta) -> None:
    """It is this worker's for so long, on the database's clock."""
    _LEASED.run(db, number=number, owner=owner, seconds=span.total_seconds())


def sent(db: Db, number: int, owner: str, **values: Any) -> bool:
    """Settle it as sent, with these values. False, and nothing is changed, where it is this worker's no more."""
    return bool(_sent(frozenset(values)).run(db, number=number, whose=owner, **values))


_LEASED = Change(
    update(Notice)
    .where(Notice.id == bindparam("number"))
    .values(
        state=NoticeState.SENDING,
        owner=bindparam("owner"),
        lease_until=database_later(bindparam("seconds", type_=Float)),
    )
)


@cache
def _sent(columns: frozenset[str]) -> Change:
    given: dict[str, Any] = {
        name: bindparam(name, type_=getattr(Notice, name).type) for name in sorted(columns)
    }
    is_mine = (Notice.owner == bindparam("whose")) & (Notice.state == NoticeState.SENDING)
    return Change(
        update(Notice)
        .where(Notice.id == bindparam("number"), is_mine)
        .values(
            state=NoticeState.SENT,
            owner=null(),
            lease_until=null(),
            reason=null(),
            attempts=literal(0),
            **given,
        )
    )
