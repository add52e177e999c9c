"""The workspace takes the program out, or revokes its token."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import select

from bot.services import leaving
from handlers.door import Door
from handlers.inbound import Event
from models import Workspace
from models.store import Db

log = structlog.get_logger()


def uninstalled(db: Db, now: datetime, said: Event) -> None:
    if leaving.leave(db, now):
        log.warning("taken_out", workspace=said.workspace_id, data_go_at=(now + leaving.KEPT).isoformat())


def revoked(db: Db, now: datetime, said: Event) -> None:
    """A person's token is none of the program's: only the bot's counts."""
    tokens = said.event.get("tokens")
    bots = tokens.get("bot") if isinstance(tokens, dict) else None
    mine = db.scalars(select(Workspace.bot_user_id)).one()
    if isinstance(bots, list) and mine in bots:
        uninstalled(db, now, said)


def register(door: Door) -> None:
    def forgotten(db: Db, now: datetime, said: Event) -> None:
        _forget(door, said)
        uninstalled(db, now, said)

    def maybe_forgotten(db: Db, now: datetime, said: Event) -> None:
        _forget(door, said)
        revoked(db, now, said)

    door.happening("app_uninstalled", forgotten)
    door.happening("tokens_revoked", maybe_forgotten)


def _forget(door: Door, said: Event) -> None:
    """The next one is read from the store, which knows whether there is one."""
    if door.deps.tokens is not None:
        door.deps.tokens.forget(said.workspace_id)
