"""Every workspace in a line, for whoever runs the program: counts and moments, no person and no word.

What is asked in confidence is left out, so that nothing here moves because of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.services.checkup import IN_CONFIDENCE
from models import BuddySession, Installation, Notice, Team, Workspace
from models.enums import NoticeState, TeamState
from models.prepared import Whole
from models.store import Db

_UNSENT = Notice.state.in_((NoticeState.PENDING, NoticeState.SENDING))
_TOLD = Notice.kind.not_like(IN_CONFIDENCE)
_WORKSPACES = Whole(
    select(
        Workspace.id,
        Workspace.created_at,
        Workspace.held_at,
        Workspace.left_at,
        Installation.installed_at,
        Workspace.organisation_id,
    )
    .select_from(Workspace)
    .outerjoin(Installation, Installation.workspace_id == Workspace.id)
    .order_by(Workspace.id)
)
_WAITING = Whole(
    select(Notice.workspace_id, func.count(), func.min(Notice.due_at), func.max(Notice.reason))
    .where(_UNSENT, _TOLD)
    .group_by(Notice.workspace_id)
)
_TEAMS = Whole(
    select(Team.workspace_id, func.count()).where(Team.state != TeamState.ENDED).group_by(Team.workspace_id)
)
_SENT = Whole(
    select(Notice.workspace_id, func.max(Notice.sent_at)).where(_TOLD).group_by(Notice.workspace_id)
)
_LOGGED = Whole(
    select(BuddySession.workspace_id, func.max(BuddySession.logged_at)).group_by(BuddySession.workspace_id)
)


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
    organisation: str | None
    """That has given it the program; its own id: it is one itself."""


def every(db: Db) -> list[School]:
    """All of them, also those that are held or have taken the program out; of an unbound session. Five questions,
    however many they are."""
    waiting, teams, sent, logged = (
        {here: rest for here, *rest in question.rows(db)} for question in (_WAITING, _TEAMS, _SENT, _LOGGED)
    )
    found = []
    for here, created_at, held_at, left_at, installed_at, organisation in _WORKSPACES.rows(db):
        count, oldest, trouble = waiting.get(here, (0, None, None))
        moments = (of[here][0] for of in (sent, logged) if here in of)
        found.append(
            School(
                id=here,
                since=installed_at or created_at,
                teams=teams.get(here, [0])[0],
                waiting=count,
                oldest=oldest,
                active=max(filter(None, moments), default=None),
                trouble=trouble,
                held_at=held_at,
                left_at=left_at,
                organisation=organisation,
            )
        )
    return found
