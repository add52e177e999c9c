"""`python app.py workspaces`, `hold T…`, `release T…`: for whoever runs the program for many schools, beside it while
it runs. What each command has done is its answer, in words."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog
from sqlalchemy import select

from bot import opening
from bot.clock import SystemClock
from bot.config import StoreSettings, read
from bot.opening import CannotStart
from bot.services import holding, schools
from bot.services.schools import School
from models import Workspace, schema
from models.store import BACKGROUND_PATIENCE, Store

log = structlog.get_logger()

HEAD = ("id", "since", "teams", "waiting", "oldest", "last active", "state")
NUMBERS = ("teams", "waiting")


def listed() -> str:
    """A table of all workspaces; times are in UTC. Raises `CannotStart`, `BadSettings`."""
    with _opened() as store, store.everywhere_reading() as db:
        found = schools.every(db)
    return _table([HEAD, *map(_row, found)]) if found else "No workspace is here."


def hold(workspace_id: str) -> str:
    """From now on nothing is sent in the workspace, and nobody answered. Raises `CannotStart`, `BadSettings`."""
    with _opened() as store:
        if _require(store, workspace_id) == workspace_id:
            raise CannotStart(f"{workspace_id} is an organisation. Hold its workspaces, each by its own id.")
        with store.begin(workspace_id) as db:
            is_new = holding.hold(db, SystemClock().now())
    log.warning("held", workspace=workspace_id)
    return (
        f"{workspace_id} is held{'' if is_new else ' already'}: nothing is sent there, and whoever does something "
        "reads that CodeBuddies is paused. Confidential help stands still, too. Its data stay. "
        f"To end it: python app.py release {workspace_id}"
    )


def release(workspace_id: str) -> str:
    """The workspace goes on. Raises `CannotStart`, `BadSettings`."""
    with _opened() as store:
        _require(store, workspace_id)
        with store.begin(workspace_id) as db:
            was_held = holding.release(db)
    log.warning("released", workspace=workspace_id)
    if not was_held:
        return f"{workspace_id} was not held. Nothing was changed."
    return f"{workspace_id} goes on: what waits is sent now, if it is still true and not too late."


@contextlib.contextmanager
def _opened() -> Iterator[Store]:
    """The store with this version's tables, beside the running program."""
    settings = read(StoreSettings)
    if settings.sqlite_file is not None and not settings.sqlite_file.is_file():
        raise CannotStart(f"There is no store at {settings.sqlite_file}.")
    with opening.trouble(settings):
        store = Store(settings.store_url, patience=BACKGROUND_PATIENCE)
        try:
            if not schema.is_served(store):
                raise opening.other_tables(store)
            yield store
        finally:
            store.close()


def _require(store: Store, workspace_id: str) -> str | None:
    """Its organisation. Raises `CannotStart` where no workspace has this id."""
    with store.everywhere_reading() as db:
        of_it = select(Workspace.organisation_id).where(Workspace.id == workspace_id)
        known = db.execute(of_it).first()
    if known is not None:
        return None if known[0] is None else str(known[0])
    raise CannotStart(f"There is no workspace {workspace_id} here. python app.py workspaces lists them.")


def _row(one: School) -> tuple[str, ...]:
    return (
        one.id,
        f"{one.since:%Y-%m-%d}",
        str(one.teams),
        str(one.waiting),
        _moment(one.oldest),
        _moment(one.active),
        _state(one),
    )


def _moment(at: datetime | None) -> str:
    return "-" if at is None else f"{at:%Y-%m-%d %H:%M}"


def _state(one: School) -> str:
    if one.left_at is not None:
        return f"taken out {_moment(one.left_at)}" + (", held" if one.held_at else "")
    if one.held_at is not None:
        return f"held since {_moment(one.held_at)}"
    if one.trouble is not None:
        return f"calls to Slack fail: {one.trouble}"
    if one.organisation == one.id:
        return "an organisation"
    return "at work" if one.organisation is None else f"at work, of {one.organisation}"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    aligned = (
        [
            cell.rjust(width) if name in NUMBERS else cell.ljust(width)
            for name, cell, width in zip(HEAD, row, widths, strict=True)
        ]
        for row in rows
    )
    return "\n".join("  ".join(cells).rstrip() for cells in aligned)
