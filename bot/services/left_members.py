"""One of a team has left the workspace or is a guest now, or has come back. The team goes on until somebody decides: it
is people's.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.services import channel_members, managers, notices
from models import Person, Task, Team
from models.enums import TaskKind, TeamState
from models.store import Db

TOLD = "member_gone"


def standing(db: Db, user_id: str) -> tuple[bool, bool]:
    """Whether somebody has left, and whether she is a guest: where neither is other than before, nothing is `changed`."""
    row = db.execute(select(Person.is_gone, Person.is_guest).where(Person.user_id == user_id)).one()
    return row.is_gone, row.is_guest


def changed(db: Db, now: datetime, user_id: str) -> None:
    """Slack says so: managers have a task of it for each running team; who is back takes the task off the list."""
    is_gone, is_guest = standing(db, user_id)
    if is_gone:
        channel_members.has_left_workspace(db, now, user_id)
    hers = (Team.student_id == user_id) | (Team.buddy_id == user_id)
    running = select(Team.id).where(hers, Team.state != TeamState.ENDED).order_by(Team.id)
    for team_id in db.scalars(running).all():
        if is_gone or is_guest:
            _gone(db, now, team_id, user_id)
        else:
            _back(db, now, team_id, user_id)


def still_open(db: Db, task_key: str) -> int | None:
    """The task of managers, while they still have to decide."""
    key = f"{TaskKind.MEMBER_GONE}:{task_key}"
    return db.scalars(select(Task.id).where(Task.dedupe_key == key, Task.done_at.is_(None))).first()


def _gone(db: Db, now: datetime, team_id: int, user_id: str) -> None:
    """Once each time that she leaves or becomes a guest: a task that was done and is right again is a new one."""
    if _tasks(db, team_id, user_id):
        return
    key = f"{team_id}:{user_id}:{now:%Y%m%dT%H%M%S}"
    notices.task(db, TaskKind.MEMBER_GONE, key, now, team=team_id, user=user_id)
    managers.tell_each(db, TOLD, [(key, now, {"team": team_id, "user": user_id, "task": key})])


def _back(db: Db, now: datetime, team_id: int, user_id: str) -> None:
    for task in _tasks(db, team_id, user_id):
        notices.task_over(db, now, task)
    db.flush()


def _tasks(db: Db, team_id: int, user_id: str) -> list[Task]:
    prefix = f"{TaskKind.MEMBER_GONE}:{team_id}:{user_id}:"
    mine = select(Task).where(Task.dedupe_key.startswith(prefix, autoescape=True), Task.done_at.is_(None))
    return list(db.scalars(mine.order_by(Task.id).with_for_update()))
