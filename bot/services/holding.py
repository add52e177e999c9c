"""Whoever runs the program holds a workspace: nothing is sent there and nobody answered, and its data stay as they are.

A session of no workspace sees none that is held (`models.store`), so that nothing is due there; the sender looks once
more before each notice, and every act is refused by `people.acting`. What Slack tells of people and channels is noted
all the same, so that what is known is true when the workspace is released.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from models import Workspace
from models.prepared import HERE
from models.store import Db

HELD_AT = select(Workspace.held_at).where(Workspace.id == HERE).scalar_subquery()
"""For a question that is asked of a workspace anyway."""


def hold(db: Db, now: datetime) -> bool:
    """From the end of this transaction on. False where it was held before."""
    workspace = db.scalars(select(Workspace).with_for_update()).one()
    is_new = workspace.held_at is None
    workspace.held_at = workspace.held_at or now
    db.flush()
    return is_new


def release(db: Db) -> bool:
    """What waits is sent again, if it is still true. False where it was not held."""
    workspace = db.scalars(select(Workspace).with_for_update()).one()
    was_held = workspace.held_at is not None
    workspace.held_at = None
    db.flush()
    return was_held


def require_at_work(db: Db) -> None:
    """Raises `UserError` where the workspace is held."""
    if db.scalars(select(Workspace.held_at)).first() is not None:
        raise UserError(Wrong.HELD)
