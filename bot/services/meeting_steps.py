"""What time does to a meeting: a reminder a day and an hour before, and after it the question whether they met.

A step is done in the transaction that moves its meeting on: swept twice, by two at once or after a crash, nobody
hears twice. What is too late is owed all the same, and counted where it is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, func, select

from bot.errors import UserError
from bot.rules import meeting as rule
from bot.rules.meeting import Step
from bot.services import notices, planned
from bot.services.meetings import LOG_CARD
from models import Meeting, Team
from models.enums import MeetingKind, MeetingState
from models.prepared import Moment
from models.store import Db

DAY, HOUR, MET = "meeting_day", "meeting_hour", "introduction_met"
UNANSWERED = "introduction_unanswered"
_NEXT = Moment(select(func.min(Meeting.due_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When a step of any meeting is due next; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and number of each meeting with a step due, the longest due first; of an unbound session."""
    found = select(Meeting.workspace_id, Meeting.id).where(Meeting.due_at <= now)
    return db.execute(found.order_by(Meeting.due_at, Meeting.id)).all()


def take_due(db: Db, now: datetime, meeting_id: int) -> None:
    """Do the steps of one meeting that are due, if nobody was faster. One whose team has ended has no more."""
    try:
        row, team = planned.locked(db, meeting_id)
    except UserError:
        _stop(db, meeting_id)
        return
    while row.due_at is not None and row.due_at <= now:
        if row.state is MeetingState.CONFIRMED:
            _do(db, row, team, Step(row.step), row.due_at)
            row.step += 1
        else:
            if row.state is MeetingState.PROPOSED:
                _tell_unanswered(db, row, row.due_at)
            row.step = int(Step.DONE)
        row.due_at = rule.moment(row.starts_at, row.minutes, Step(row.step))
    db.flush()


def _stop(db: Db, meeting_id: int) -> None:
    row = db.scalars(select(Meeting).where(Meeting.id == meeting_id)).first()
    if row is not None:
        row.step, row.due_at = int(Step.DONE), None
        db.flush()


def _tell_unanswered(db: Db, row: Meeting, at: datetime) -> None:
    """A day or an hour before an introduction not both have answered: its manager decides."""
    key, about = f"{row.id}:{row.sequence}", {"meeting": row.id, "sequence": row.sequence}
    notices.owe_each_at(db, UNANSWERED, [(row.planned_by, key, at, about)])


def _do(db: Db, row: Meeting, team: Team, step: Step, at: datetime) -> None:
    found = planned.seen(row, team)
    if step is not Step.AFTER:
        kind, readers = (DAY if step is Step.DAY else HOUR), found.concerned
    elif row.kind is MeetingKind.INTRODUCTION:
        kind, readers = MET, (row.planned_by,)
    else:
        kind, readers = LOG_CARD, found.members
    owed = (
        (reader, f"{row.id}:{row.sequence}:{reader}", at, {"meeting": row.id, "sequence": row.sequence})
        for reader in readers
    )
    notices.owe_each_at(db, kind, owed)
