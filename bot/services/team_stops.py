"""What stops for a team with its end, and begins again where it goes on after all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select

from bot.rules.access import Acting
from bot.services import (
    asking,
    availability,
    first_days,
    left_members,
    planned,
    proposals,
    rematch,
    requests,
    stand_ins,
)
from models import BuddyRequest, Task, Team, Volunteer
from models.enums import OPEN_REQUEST, TaskKind
from models.store import Db

_SETTLED = (
    *(TaskKind.INTRODUCTION, TaskKind.QUIET_TEAM, TaskKind.MEMBER_GONE, TaskKind.CHANNEL_GONE),
    *(TaskKind.NO_CHANNEL, TaskKind.REFUSED_INVITE, TaskKind.LEFT_CHANNEL),
    TaskKind.CHECK_IN,
)
"""What managers need not do any more for a team that has ended."""


def stop(db: Db, now: datetime, team: Team, who: Acting | None) -> None:
    """It has ended: both are free, and what is owed to them, or to others for them, stops."""
    planned.cancel_coming(db, now, team)
    stand_ins.team_ended(db, now, team.id)
    for task in _tasks(db, team.id, Task.done_at.is_(None)):
        task.done_at, task.done_by = now, who.user_id if who and who.is_manager else None
    availability.look_again(db, Volunteer.user_id == team.buddy_id)
    proposals.soon(db, now)
    db.flush()


def go_on(db: Db, now: datetime, who: Acting, team: Team) -> None:
    """It goes on: she looks for nobody else, and is asked again how it is going."""
    hers = select(BuddyRequest).where(
        BuddyRequest.student_id == team.student_id, BuddyRequest.state.in_(OPEN_REQUEST)
    )
    for request in db.scalars(hers).all():
        requests.end(db, now, who, request, rematch.GOES_ON)
    availability.look_again(db, Volunteer.user_id == team.buddy_id)
    asking.go_on(db, now, team.id)


def undo(db: Db, now: datetime, who: Acting, team: Team, ended_at: datetime) -> None:
    """As if it had not ended: besides, what the end has settled for managers is to do again, but for who has come back
    to Slack since, and its first days go on.
    """
    go_on(db, now, who, team)
    first_days.go_on(db, now, team)
    for task in _tasks(db, team.id, Task.done_at == ended_at):
        task.done_at = task.done_by = None
    db.flush()
    for user in (team.student_id, team.buddy_id):
        left_members.changed(db, now, user)


def _tasks(db: Db, team_id: int, standing: ColumnElement[bool]) -> list[Task]:
    found = select(Task).where(Task.kind.in_(_SETTLED), standing).order_by(Task.id)
    return [task for task in db.scalars(found.with_for_update()).all() if task.about.get("team") == team_id]
