"""An organisation installs the program once and gives it to some of its workspaces, or takes it back from one.

Which ones stands in the organisation's own installation, by Slack's word. `settle` makes the workspaces agree with it:
each is a school of its own like any other, and only the token is the organisation's.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog
from sqlalchemy import select

from bot.deps import Deps
from bot.services import leaving, workspaces
from models import Installation, Workspace
from models.store import Db, Store

log = structlog.get_logger()


def mark(db: Db) -> None:
    """Who has just installed it is an organisation: nobody works in it."""
    found = db.scalars(select(Workspace).with_for_update()).one()
    found.organisation_id = found.id
    db.flush()


def give(db: Db, workspace_ids: Iterable[str]) -> None:
    """The organisation of this session gives the program to these of its workspaces, too."""
    _change(db, more=frozenset(workspace_ids))


def take_back(db: Db, workspace_ids: Iterable[str]) -> None:
    _change(db, less=frozenset(workspace_ids))


def _change(db: Db, more: frozenset[str] = frozenset(), less: frozenset[str] = frozenset()) -> None:
    row = db.scalars(select(Installation).with_for_update()).first()
    if row is not None:
        row.workspaces = sorted({*row.workspaces, *more} - less - {db.workspace_id})
        db.flush()


def settle(deps: Deps, workspace_id: str) -> None:
    """Make the workspaces of an organisation (this one, or the one that this workspace is of) what it has given.

    In short transactions, each of one workspace; done again, it changes nothing. One to which it is given begins like
    one that has installed it; one from which it is taken back is like one that has taken it out.
    """
    with deps.store.read(workspace_id) as db:
        organisation_id = db.scalars(select(Workspace.organisation_id)).first()
    if organisation_id is None:
        return
    bot_user_id, given = _given(deps.store, organisation_id)
    of_it = select(Workspace.id, Workspace.left_at, Workspace.bot_user_id).where(
        Workspace.organisation_id == organisation_id, Workspace.id != organisation_id
    )
    with deps.store.everywhere_reading() as db:
        known = {row.id: row.left_at is None and row.bot_user_id == bot_user_id for row in db.execute(of_it)}
    changed = [one for one in sorted(known.keys() - given) if _withdraw(deps, one, organisation_id)]
    wanted = sorted(one for one in given if not known.get(one))
    changed += [one for one in wanted if _begin(deps, one, organisation_id, bot_user_id)]
    for one in changed:
        if deps.tokens is not None:
            deps.tokens.forget(one)


def _given(store: Store, organisation_id: str) -> tuple[str, frozenset[str]]:
    """Its bot, and the workspaces to which it has given the program: none where it has taken it out."""
    found = select(Workspace.bot_user_id, Installation.workspaces).join(
        Installation, Installation.workspace_id == Workspace.id
    )
    with store.read(organisation_id) as db:
        row = db.execute(found).first()
    return ("", frozenset()) if row is None else (row.bot_user_id, frozenset(row.workspaces))


def _begin(deps: Deps, workspace_id: str, organisation_id: str, bot_user_id: str) -> bool:
    """False where another organisation has given it to this workspace: then that one counts until it takes it back."""
    found = select(Workspace.organisation_id, Installation.installed_at).outerjoin(
        Installation, Installation.workspace_id == Workspace.id
    )
    with deps.store.read(workspace_id) as db:
        row = db.execute(found).first()
    other = None if row is None else row.organisation_id
    if other not in (None, organisation_id) and workspace_id in {other, *_given(deps.store, other)[1]}:
        log.warning("another_organisation", workspace=workspace_id)
        return False
    has_own = row is not None and row.installed_at is not None
    if not has_own:
        workspaces.arrive(deps, workspace_id, bot_user_id)
    with deps.store.begin(workspace_id) as db:
        db.scalars(select(Workspace).with_for_update()).one().organisation_id = organisation_id
        leaving.come_back(db)
    log.info("installed", workspace=workspace_id)
    return True


def _withdraw(deps: Deps, workspace_id: str, organisation_id: str) -> bool:
    """One that has installed it by itself, too, goes on with that."""
    now = deps.clock.now()
    with deps.store.begin(workspace_id) as db:
        found = db.scalars(select(Workspace).with_for_update()).one()
        if found.organisation_id != organisation_id:
            return False
        found.organisation_id = None
        db.flush()
        has_own = db.scalars(select(Installation.installed_at)).first() is not None
        if not has_own and leaving.leave(db, now):
            taken_out(workspace_id, now)
    return True


def taken_out(workspace_id: str, now: datetime) -> None:
    """For the log: since when, and until when its data stay."""
    log.warning("taken_out", workspace=workspace_id, data_go_at=(now + leaving.KEPT).isoformat())
