"""The workspace takes the program out, or revokes its token; or its organisation does, or takes it back from some."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.delivery import turned_out
from bot.services import grants, leaving, organisations
from handlers.door import Door
from handlers.inbound import Event
from handlers.whose import GIVEN, REVOKED, TAKEN_BACK, UNINSTALLED
from models import Installation, Workspace
from models.store import Db


def ended(db: Db, now: datetime, said: Event) -> None:
    if _is_ours(db, said) and leaving.leave(db, now, lambda known: leaving.is_meant(known, said.at)):
        organisations.taken_out(said.workspace_id, now)


def _is_ours(db: Db, said: Event) -> bool:
    """A person's token is none of the program's: only the bot's counts. Where it may be the organisation that has taken
    it out, only what a workspace has installed by itself goes."""
    if said.kind == REVOKED:
        tokens = said.event.get("tokens")
        bots = tokens.get("bot") if isinstance(tokens, dict) else None
        if not isinstance(bots, list) or db.scalars(select(Workspace.bot_user_id)).one() not in bots:
            return False
    return said.perhaps_of is None or db.scalars(select(Installation.installed_at)).first() is not None


def given(db: Db, now: datetime, said: Event) -> None:
    organisations.give(db, said.teams)
    grants.told(db, now, said.teams)


def taken_back(db: Db, now: datetime, said: Event) -> None:
    organisations.take_back(db, said.teams)
    grants.told(db, now, said.teams)


def register(door: Door) -> None:
    deps = door.deps

    def settled(said: Event) -> None:
        """The next token is read from the store, which knows whether there is one. An organisation that may be meant is
        asked about."""
        if deps.tokens is not None:
            deps.tokens.forget(said.workspace_id)
            organisations.settle(deps, said.workspace_id, deps.clock.now())
        if said.perhaps_of is not None:
            with deps.store.begin(said.perhaps_of) as db:
                grants.refused(db, deps.clock.now())

    def asked(said: Event) -> None:
        with deps.store.read(said.workspace_id) as db:
            is_ours = _is_ours(db, said)
        if is_ours:
            turned_out.told(deps, deps.clock.now(), said.workspace_id, said.at)
        settled(said)

    door.happening(UNINSTALLED, ended, after=asked)
    door.happening(REVOKED, ended, after=asked)
    door.happening(GIVEN, given, after=settled)
    door.happening(TAKEN_BACK, taken_back, after=settled)
