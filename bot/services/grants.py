"""When Slack is asked for its own list of the workspaces to which an organisation has given the program: its events may
be late, in another order, or lost. The list is asked by a notice (`delivery.grants`), so that it waits for its pace.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, func, select

from bot.services import notices, organisations
from models import Installation, Notice, Workspace
from models.prepared import Whole
from models.store import Db

LOOK = "grants"
"""The kind of that notice."""
EVERY = timedelta(days=1)
AFTER_NEWS = timedelta(minutes=1)
"""Slack's list may be behind its own word."""
_TEN_MINUTES = len("2026-03-04T05:0")
"""Of a moment in a key: how often it is asked at most because calls are refused."""


def installed(db: Db, now: datetime) -> None:
    """The organisation of this session has a token, or the next one."""
    _owe(db, now, f"token:{now.isoformat(timespec='seconds')}")


def told(db: Db, now: datetime, workspace_ids: list[str]) -> None:
    """Slack has said that it gives or takes back these: what it says last counts, and not what came last. Each word has a
    look of its own; a list that is asked before that changes nothing about these.
    """
    _owe(db, now, f"told:{now.isoformat(timespec='microseconds')}", now + AFTER_NEWS, word=workspace_ids)


def refused(db: Db, now: datetime) -> None:
    """Slack has refused a call for one of its workspaces."""
    _owe(db, now, f"refused:{now.isoformat()[:_TEN_MINUTES]}")


def _owe(db: Db, now: datetime, key: str, at: datetime | None = None, **about: list[str]) -> None:
    of_all = select(Workspace.id).join(Installation, Installation.workspace_id == Workspace.id)
    if db.scalars(of_all.where(Workspace.organisation_id == Workspace.id)).first() is not None:
        notices.owe(db, LOOK, to=LOOK, key=key, now=now, at=at, **about)


def next_due(db: Db, now: datetime) -> datetime | None:
    """When an organisation is to be looked at, or a workspace of one to be made what it has given; of an unbound
    session."""
    if not organisations.are_there(db):
        return None
    if organisations.unsettled(db):
        return now
    return min((now if last is None else last + EVERY for _, last in _LAST.rows(db)), default=None)


def due(db: Db, now: datetime) -> list[tuple[str, datetime | None]]:
    """Organisations that were not looked at for a day, with when that was; of an unbound session."""
    return [(one, last) for one, last in _LAST.rows(db) if last is None or last + EVERY <= now]


def take_due(db: Db, now: datetime, last: datetime | None) -> None:
    """Owe the day's look; two processes owe the same one. One that nobody could take is owed again."""
    lost = select(func.count()).where(Notice.kind == LOOK, Notice.reason == notices.UNKNOWN)
    again = db.scalars(lost).one()
    _owe(db, now, f"after:{last and last.isoformat(timespec='seconds')}{f':{again}' if again else ''}")


def listed(db: Db, workspace_ids: Iterable[str], due_at: datetime) -> list[str]:
    """Slack's list of now, by the look of `due_at`: what is new there is given. Returns what is given and not in it, to
    be asked about. Neither has any of a word whose own look is still to come: Slack has said it a moment ago, or since.
    """
    newer = db.scalars(select(Notice.about).where(Notice.kind == LOOK, Notice.due_at > due_at))
    open_yet = {one for about in newer for one in about.get("word", ())}
    all_of_it = frozenset(workspace_ids)
    organisations.give(db, all_of_it - open_yet)
    return sorted(set(db.scalars(select(Installation.workspaces)).first() or ()) - all_of_it - open_yet)


_LAST = Whole(
    select(Workspace.organisation_id, func.max(Notice.due_at))
    .outerjoin(
        Notice,
        (Notice.workspace_id == Workspace.id)
        & (Notice.kind == LOOK)
        & Notice.reason.is_distinct_from(notices.UNKNOWN),
    )
    .where(
        Workspace.organisation_id.is_not(None),
        Workspace.organisation_id == Workspace.id,
        exists().where(Installation.workspace_id == Workspace.id),
    )
    .group_by(Workspace.organisation_id)
)
