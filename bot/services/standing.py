"""How the whole installation stands, counted over all workspaces at work: a few questions, however many they are.

No person, no workspace, no word. What is asked in confidence is left out: a number that moves would be a sign of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, case, func, literal, or_, select

from bot.services.checkup import IN_CONFIDENCE
from models import HelpRequest, Notice, Workspace
from models.base import UtcDateTime
from models.enums import HelpState, NoticeState
from models.prepared import Everywhere
from models.store import Db, database_now

NOTICES = ("due", "later", "retried", "sending")
"""What is not sent yet: due now; at a moment to come; tried in vain, and to be tried again; being sent."""
WORKSPACES = ("at_work", "held", "taken_out")
PROMISE = ("running", "over")
SLACK = timedelta(minutes=5)
"""A step that is due is taken within seconds; after this it was not."""
_NOW = bindparam("now", type_=UtcDateTime)
_UNSENT = (NoticeState.PENDING, NoticeState.SENDING)
_STATE = case(
    (Notice.state == NoticeState.SENDING, literal("sending")),
    (Notice.not_before <= _NOW, literal("due")),
    (Notice.attempts > 0, literal("retried")),
    else_=literal("later"),
)
_NOTICES = Everywhere(
    select(_STATE, func.count(), func.min(Notice.not_before), func.count(func.distinct(Notice.workspace_id)))
    .where(
        Notice.state.in_(bindparam(None, _UNSENT, expanding=True, literal_execute=True)),
        Notice.kind.not_like(IN_CONFIDENCE),
    )
    .group_by(_STATE)
)
_OVER = or_(
    HelpRequest.step > HelpRequest.steps_before + 1,
    HelpRequest.next_step_at < bindparam("late", type_=UtcDateTime),
)
_HELP = Everywhere(
    select(case((_OVER, literal("over")), else_=literal("running")), func.count())
    .where(HelpRequest.state == HelpState.OPEN)
    .group_by(_OVER)
)
_WORKSPACES = Everywhere(
    select(
        func.sum(case((and_(Workspace.left_at.is_(None), Workspace.held_at.is_(None)), 1), else_=0)),
        func.sum(case((and_(Workspace.left_at.is_(None), Workspace.held_at.is_not(None)), 1), else_=0)),
        func.sum(case((Workspace.left_at.is_not(None), 1), else_=0)),
        database_now(),
    )
    .select_from(Workspace)
    .where(or_(Workspace.organisation_id.is_(None), Workspace.organisation_id != Workspace.id))
)
"""Without organisations, in which nobody works."""


@dataclass(frozen=True)
class Standing:
    """Counts at one moment.

    Attributes:
        notices: by `NOTICES`.
        oldest_due: how long the notice that is due longest waits for its turn; zero where none is due.
        lanes: workspaces with something due.
        help: calls for more support that nobody looks after, by `PROMISE`: over where the first who was asked has not
            answered in the time that the form named.
        workspaces: by `WORKSPACES`.
        database_clock: what time it is for the database, in UTC.
    """

    notices: Mapping[str, int]
    oldest_due: timedelta
    lanes: int
    help: Mapping[str, int]
    workspaces: Mapping[str, int]
    database_clock: datetime


def read(db: Db, now: datetime) -> Standing:
    """Of an unbound session."""
    notices, oldest, lanes = dict.fromkeys(NOTICES, 0), timedelta(0), 0
    for state, count, first, here in _NOTICES.rows(db, now=now):
        notices[state] = count
        if state == "due":
            oldest, lanes = max(now - first, timedelta(0)), here
    *spaces, theirs = _WORKSPACES.rows(db)[0]
    return Standing(
        notices=notices,
        oldest_due=oldest,
        lanes=lanes,
        help=dict.fromkeys(PROMISE, 0) | dict(_HELP.rows(db, late=now - SLACK)),
        workspaces=dict(zip(WORKSPACES, (count or 0 for count in spaces), strict=True)),
        database_clock=theirs,
    )
