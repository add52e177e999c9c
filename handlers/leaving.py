"""The workspace takes the program out, or revokes its token; or its organisation does, or takes it back from some."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlalchemy import select

from bot.services import grants, leaving, organisations
from handlers.door import Door
from handlers.inbound import Event
from handlers.whose import GIVEN, REVOKED, TAKEN_BACK, UNINSTALLED
from models import Installation, Workspace
from models.store import Db

log = structlog.get_logger()


def uninstalled(db: Db, now: datetime, said: Event) -> None:
    """Where it may be the organisation that has taken it out, only what a workspace has installed by itself goes."""
    if said.perhaps_of is not None and db.scalars(select(Installation.installed_at)).first() is None:
        return
    if leaving.leave(db, now):
        organisations.taken_out(said.workspace_id, now)


def revoked(db: Db, now: datetime, said: Event) -> None:
    """A person's token is none of the program's: only the bot's counts."""
    tokens = said.event.get("tokens")
    bots = tokens.get("bot") if isinstance(tokens, dict) else None
    mine = db.scalars(select(Workspace.bot_user_id)).one()
    if isinstance(bots, list) and mine in bots:
        uninstalled(db, now, said)


def given(db: Db, now: datetime, said: Event) -> None:
    organisations.give(db, said.teams)
    grants.told(db, now)


def taken_back(db: Db, now: datetime, said: Event) -> None:
    organisations.take_back(db, said.teams)
    grants.told(db, now)


def register(door: Door) -> None:
    def settled(said: Event) -> None:
        """The next token is read from the store, which knows whether there is one. An organisation that may be meant is
        asked about."""
        if door.deps.tokens is not None:
            door.deps.tokens.forget(said.workspace_id)
            organisations.settle(door.deps, said.workspace_id)
        if said.perhaps_of is not None:
            with door.deps.store.begin(said.perhaps_of) as db:
                grants.refused(db, door.deps.clock.now())

    door.happening(UNINSTALLED, uninstalled, after=settled)
    door.happening(REVOKED, revoked, after=settled)
    door.happening(GIVEN, given, after=settled)
    door.happening(TAKEN_BACK, taken_back, after=settled)
