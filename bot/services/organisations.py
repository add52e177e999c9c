"""An organisation installs the program once and gives it to some of its workspaces, or takes it back from one.

Which ones stands in the organisation's own installation, by Slack's word. `settle` makes the workspaces agree with it:
each is a school of its own like any other, and only the token is the organisation's. What was cut off in between is
found at the next tick (`unsettled`), by any process.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import structlog
from sqlalchemy import bindparam, func, select

from bot.deps import Deps
from bot.services import leaving, workspaces
from models import Installation, Workspace
from models.prepared import Moment, Whole
from models.store import Db, Store

log = structlog.get_logger()


def mark(db: Db) -> None:
    """Who has just installed it is an organisation: nobody works in it."""
    found = db.scalars(select(Workspace).with_for_update(key_share=True)).one()
    found.organisation_id = found.id
    db.flush()


def give(db: Db, workspace_ids: Iterable[str]) -> None:
    """The organisation of this session gives the program to these of its workspaces, too."""
    _change(db, more=frozenset(workspace_ids))


def take_back(db: Db, workspace_ids: Iterable[str]) -> None:
    _change(db, less=frozenset(workspace_ids))


def _change(db: Db, more: frozenset[str] = frozenset(), less: frozenset[str] = frozenset()) -> None:
    db.scalars(select(Workspace.id).with_for_update(key_share=True)).one()
    row = db.scalars(select(Installation).with_for_update()).first()
    if row is not None:
        row.workspaces = sorted({*row.workspaces, *more} - less - {db.workspace_id})
        db.flush()


def settle(deps: Deps, workspace_id: str, now: datetime) -> None:
    """Make the workspaces of an organisation (this one, or the one that this workspace is of) what it has given."""
    with deps.store.read(workspace_id) as db:
        organisation_id = db.scalars(select(Workspace.organisation_id)).first()
    if organisation_id is not None:
        agree(deps, deps.store, organisation_id, now)


def agree(deps: Deps, store: Store, organisation_id: str, now: datetime) -> None:
    """In short transactions, each of one workspace; done again, it changes nothing. One to which it is given begins like
    one that has installed it; one from which it is taken back is like one that has taken it out.
    """
    with store.everywhere_reading() as db:
        found = _differences(db)[organisation_id]
    for one in found.of_another:
        log.warning("another_organisation", workspace=one)
    changed = [one for one in found.taken_back if _withdraw(store, one, organisation_id, now)]
    changed += [
        one for one in found.given if _begin(deps, store, one, organisation_id, found.bot_user_id, now)
    ]
    for one in changed:
        if deps.tokens is not None:
            deps.tokens.forget(one)


def are_there(db: Db) -> bool:
    """Whether the store knows any organisation; of an unbound session."""
    return _FIRST.moment(db) is not None


def unsettled(db: Db) -> list[str]:
    """Organisations of which a workspace is not what they have given; of an unbound session."""
    return sorted(one for one, found in _differences(db).items() if found.taken_back or found.given)


class _Row(NamedTuple):
    """A workspace of an organisation, or one itself (`id` is `organisation_id`)."""

    id: str
    organisation_id: str
    left_at: datetime | None
    bot_user_id: str
    installed_at: datetime | None
    given: list[str] | None


@dataclass
class _Differences:
    """Workspaces that are not what their organisation has given. `of_another`: it counts there until it is taken back."""

    bot_user_id: str = ""
    taken_back: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    of_another: list[str] = field(default_factory=list)


def _differences(db: Db) -> Mapping[str, _Differences]:
    found: defaultdict[str, _Differences] = defaultdict(_Differences)
    rows = [_Row(*row) for row in _EACH.rows(db)]
    organisations = {row.id: row for row in rows if row.id == row.organisation_id}
    within = {row.id: row for row in rows if row.id != row.organisation_id}
    given = {row.id: frozenset(row.given or ()) for row in organisations.values() if row.installed_at}
    for row in within.values():
        if row.id not in given.get(row.organisation_id, ()):
            found[row.organisation_id].taken_back.append(row.id)
    for one, its in given.items():
        found[one].bot_user_id = bot = organisations[one].bot_user_id
        for workspace_id in sorted(its - organisations.keys()):
            known = within.get(workspace_id)
            other = None if known is None or known.organisation_id == one else known.organisation_id
            if other is not None and workspace_id in given.get(other, ()):
                found[one].of_another.append(workspace_id)
            elif other is not None or not _is_served(known, bot):
                found[one].given.append(workspace_id)
    return found


def _is_served(known: _Row | None, bot_user_id: str) -> bool:
    """One that has installed it by itself, too, has a bot of its own."""
    if known is None or known.left_at is not None:
        return False
    return known.installed_at is not None or known.bot_user_id == bot_user_id


_FIRST = Moment(select(func.min(Workspace.created_at)).where(Workspace.organisation_id.is_not(None)))
_EACH = Whole(
    select(
        Workspace.id,
        Workspace.organisation_id,
        Workspace.left_at,
        Workspace.bot_user_id,
        Installation.installed_at,
        Installation.workspaces,
    )
    .outerjoin(Installation, Installation.workspace_id == Workspace.id)
    .where(Workspace.organisation_id.is_not(None))
    .order_by(Workspace.id)
)
_OF_ONE = Whole(
    select(Installation.installed_at, Installation.workspaces).where(
        Installation.workspace_id == bindparam("which")
    )
)


def _begin(
    deps: Deps, store: Store, workspace_id: str, organisation_id: str, bot_user_id: str, now: datetime
) -> bool:
    """False where it is taken back meanwhile, or another organisation has given it to this workspace: then that one
    counts until it takes it back.
    """
    with store.read(workspace_id) as db:
        has_own = db.scalars(select(Installation.installed_at)).first() is not None
    if not has_own:
        workspaces.arrive(deps, workspace_id, bot_user_id, now)
    with store.everywhere() as db:
        is_given = workspace_id in _given(db, organisation_id)
        found = _locked(db, workspace_id)
        if found is None:
            return False
        has_own, other = _has_own(db, workspace_id), found.organisation_id
        if not is_given and other is None and not has_own:
            found.left_at = found.left_at or now  # it has come for nothing, and goes in its time
        if not is_given or (other not in (None, organisation_id) and workspace_id in _read(db, other)):
            return False
        found.organisation_id, found.left_at = organisation_id, None
    if not has_own:
        log.info("installed", workspace=workspace_id)
    return True


def _withdraw(store: Store, workspace_id: str, organisation_id: str, now: datetime) -> bool:
    """One that has installed it by itself, too, goes on with that. False where it is given again meanwhile."""
    with store.everywhere() as db:
        if workspace_id in _given(db, organisation_id):
            return False
        found = _locked(db, workspace_id)
        if found is None or found.organisation_id != organisation_id:
            return False
        found.organisation_id = None
        leaves = found.left_at is None and not _has_own(db, workspace_id)
        if leaves:
            found.left_at = now
    if leaves:
        taken_out(workspace_id, now)
    return True


def _given(db: Db, organisation_id: str) -> frozenset[str]:
    """What it has given: nobody changes that before this transaction ends. Always its row before a workspace's."""
    _locked(db, organisation_id)
    return _read(db, organisation_id)


def _read(db: Db, organisation_id: str | None) -> frozenset[str]:
    return frozenset(one for _, its in _OF_ONE.rows(db, which=organisation_id) for one in its or ())


def _locked(db: Db, workspace_id: str) -> Workspace | None:
    """Whoever adds rows of it meanwhile is not held up."""
    return db.scalars(
        select(Workspace).where(Workspace.id == workspace_id).with_for_update(key_share=True)
    ).first()


def _has_own(db: Db, workspace_id: str) -> bool:
    return bool(_OF_ONE.rows(db, which=workspace_id))


def taken_out(workspace_id: str, now: datetime) -> None:
    """For the log: since when, and until when its data stay."""
    log.warning("taken_out", workspace=workspace_id, data_go_at=(now + leaving.KEPT).isoformat())
