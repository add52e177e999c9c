"""Every workspace in a line, for whoever runs the program: counts and moments, no person and no word.

What is asked in confidence is left out, so that nothing here moves because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Table, func, select

from bot.services.checkup import IN_CONFIDENCE
from models import BuddySession, Installation, Notice, Team, Workspace
from models.base import Base
from models.enums import NoticeState, TeamState
from models.store import Db

_UNSENT = (NoticeState.PENDING, NoticeState.SENDING)


@dataclass(frozen=True)
class School:
    """One workspace. Moments are in UTC.

    Attributes:
        since: when it installed the program the last time; of the one workspace with a token of its own, the first.
        teams: that have not ended.
        waiting: notices that are not sent yet, those of a later day too; `oldest`: since when the first is due.
        active: the last session logged or notice sent.
        trouble: Slack's word for why it takes nothing at all there.
    """

    id: str
    since: datetime
    teams: int
    waiting: int
    oldest: datetime | None
    active: datetime | None
    trouble: str | None
    held_at: datetime | None
    left_at: datetime | None


def every(db: Db) -> list[School]:
    """All of them, also those that are held or have taken the program out; of an unbound session. Four questions,
    however many they are."""
    notice, team, session = _table(Notice), _table(Team), _table(BuddySession)
    told = notice.c.kind.not_like(IN_CONFIDENCE)
    waiting = _by_workspace(
        db,
        select(notice.c.workspace_id, func.count(), func.min(notice.c.due_at), func.max(notice.c.reason))
        .where(notice.c.state.in_(_UNSENT), told)
        .group_by(notice.c.workspace_id),
    )
    teams = _by_workspace(
        db,
        select(team.c.workspace_id, func.count())
        .where(team.c.state != TeamState.ENDED)
        .group_by(team.c.workspace_id),
    )
    active = [
        _by_workspace(
            db,
            select(notice.c.workspace_id, func.max(notice.c.sent_at))
            .where(told)
            .group_by(notice.c.workspace_id),
        ),
        _by_workspace(
            db,
            select(session.c.workspace_id, func.max(session.c.logged_at)).group_by(session.c.workspace_id),
        ),
    ]
    home, installed = _table(Workspace), _table(Installation)
    rows = db.execute(
        select(home.c.id, home.c.created_at, home.c.held_at, home.c.left_at, installed.c.installed_at)
        .outerjoin(installed, installed.c.workspace_id == home.c.id)
        .order_by(home.c.id)
    )
    found = []
    for here, created_at, held_at, left_at, installed_at in rows:
        count, oldest, trouble = waiting.get(here, (0, None, None))
        found.append(
            School(
                id=here,
                since=installed_at or created_at,
                teams=teams.get(here, (0,))[0],
                waiting=count,
                oldest=oldest,
                active=max(filter(None, (of.get(here, (None,))[0] for of in active)), default=None),
                trouble=trouble,
                held_at=held_at,
                left_at=left_at,
            )
        )
    return found


def _table(model: type[Base]) -> Table:
    """Past the mapping, which shows an unbound session those at work alone."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model has one
    return table


def _by_workspace(db: Db, question: Select[*tuple[Any, ...]]) -> dict[str, tuple[Any, ...]]:
    return {row[0]: tuple(row[1:]) for row in db.execute(question)}
