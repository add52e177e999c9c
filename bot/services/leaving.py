"""A workspace takes the program out: its tokens go at once, nothing more is sent, and its data go 30 days later.

Installed again before that, everything is as it was. A session of no workspace sees none that has left (`models.store`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, delete, func, select, tuple_

from bot.rules.retention import LEFT_DAYS
from models import Base, Installation, Workspace
from models.prepared import Moment
from models.store import Db, Store

KEPT = timedelta(days=LEFT_DAYS)
"""After it was taken out; said at installing, in `/codebuddy privacy` and in docs/PRIVACY.md."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""Slack's clock and ours: where they did by more, nothing that Slack signs would be heard."""
PART = 500
"""Rows a transaction."""
_FIRST = Moment(select(func.min(Workspace.left_at)))


def is_meant(installed: Installation | None, at: datetime | None) -> bool | None:
    """Whether Slack's word of `at`, that the program was taken out, is about what is installed now, or about what was
    before: the word may be late. None: that cannot be told, and Slack must be asked. A token that is renewed may be newer
    than any word.
    """
    if installed is None or at is None:
        return None
    if at < installed.installed_at - CLOCKS_DIFFER:
        return False
    is_later = at > installed.installed_at + CLOCKS_DIFFER
    return True if is_later and installed.refresh_token is None else None


def leave(db: Db, now: datetime, ends: Callable[[Installation | None], object] = lambda _: True) -> bool:
    """The program has no token here any more. True where that is new.

    `ends`: whether it is this one that has ended; nobody installs another one before this transaction does.
    """
    workspace = db.scalars(
        select(Workspace).with_for_update(key_share=True)
    ).one()  # two words of it come at once
    if not ends(db.scalars(select(Installation)).first()):
        return False
    db.execute(delete(Installation).execution_options(synchronize_session=False))
    if workspace.left_at is not None:
        return False
    workspace.left_at = now
    db.flush()
    return True


def come_back(db: Db) -> None:
    """It is installed again, and there is a token that works."""
    workspace = db.scalars(select(Workspace).with_for_update(key_share=True)).one()
    workspace.left_at = None
    db.flush()


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the data of the next one go; of an unbound session."""
    first = _FIRST.moment(db)
    return first + KEPT if first is not None else None


def due(db: Db, now: datetime) -> list[Row[str]]:
    """Workspaces whose data are to go; of an unbound session."""
    return list(
        db.execute(select(Workspace.id).where(Workspace.left_at <= now - KEPT).order_by(Workspace.left_at))
    )


def erase(store: Store, workspace_id: str, now: datetime) -> bool:
    """Every row of it, in short transactions, and the workspace itself last. False where it has come back meanwhile.

    Cut off anywhere, it goes on where it was; two at once do each other no harm.
    """
    for table in _tables():
        more = True
        while more:
            with store.everywhere() as db:
                if not _is_over(db, workspace_id, now):
                    return False
                more = _erase_part(db, table, workspace_id)
    with store.everywhere() as db:
        if not _is_over(db, workspace_id, now):
            return False
        db.execute(delete(Workspace).where(Workspace.id == workspace_id))
    return True


def is_over(store: Store, workspace_id: str, now: datetime) -> bool:
    """Whether it was taken out so long ago that its data are to go."""
    with store.read(workspace_id) as db:
        return db.scalars(select(Workspace.id).where(Workspace.left_at <= now - KEPT)).first() is not None


def _is_over(db: Db, workspace_id: str, now: datetime) -> bool:
    """Nobody installs it again before this transaction ends."""
    found = select(Workspace.left_at).where(Workspace.id == workspace_id).with_for_update()
    left_at = db.scalars(found).first()
    return left_at is not None and left_at <= now - KEPT


def _tables() -> Iterator[Table]:
    """Whoever names another row comes first."""
    for table in reversed(Base.metadata.sorted_tables):
        if "workspace_id" in table.columns:
            yield table


def _erase_part(db: Db, table: Table, workspace_id: str) -> bool:
    """The newest rows first: what corrects another is newer than that. True where there may be more."""
    keys = list(table.primary_key)
    mine = table.c.workspace_id == workspace_id
    newest = select(*keys).where(mine).order_by(*(key.desc() for key in keys)).limit(PART)
    found: list[Any] = [tuple(row) for row in db.execute(newest)]
    if found:
        db.execute(delete(table).where(mine, tuple_(*keys).in_(found)))
    return len(found) == PART
