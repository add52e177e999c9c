"""Behind a task of the managers: what there is to read of it, and their own line about a check-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager
from bot.services import care, feedback, private_tasks, tasks
from bot.services.feedback import Said
from bot.services.tasks import OpenTask
from bot.vault import WorkspaceVault
from models import CheckIn, Task
from models.enums import TaskKind
from models.store import Db

SHOWN = 3
"""Lines of earlier check-ins."""
_WORDS = "check_ins.words"
OPENED = (TaskKind.CHECK_IN, TaskKind.TALK, TaskKind.ANOTHER_BUDDY, TaskKind.FEEDBACK)
"""Tasks with something to read behind them."""


@dataclass(frozen=True, repr=False)
class Line:
    """What a manager wrote, or (`by` None) what the person wrote and lets managers read."""

    at: datetime
    words: str
    by: str | None = None


@dataclass(frozen=True, repr=False)
class Behind:
    """A task and what is behind it. `lines`: newest first."""

    task: OpenTask
    lines: tuple[Line, ...]
    said: Said | None


def behind(db: Db, vault: WorkspaceVault, who: Acting, task_id: int) -> Behind:
    """What a manager reads when she opens a task.

    Raises:
        UserError: it is not for her to read, it is not here, or has nothing behind it.
    """
    task, row = _opened(db, who, task_id)
    if task.kind is TaskKind.FEEDBACK:
        return Behind(task, (), feedback.find(db, vault, str(row.about.get("feedback"))))
    return Behind(task, lines_of(db, vault, int(row.about["team"]), str(row.about["user"])), None)


def lines_of(db: Db, vault: WorkspaceVault, team_id: int, user_id: str) -> tuple[Line, ...]:
    """What a person wrote and lets managers read, and what they noted of a check-in, newest first. The caller has
    checked who reads it.
    """
    wrote = [Line(at, words) for at, words in care.readable(db, vault, team_id, user_id)]
    found = select(CheckIn).where(CheckIn.team_id == team_id, CheckIn.user_id == user_id)
    noted = [
        Line(one.written_at, vault.open(_WORDS, f"{team_id}:{user_id}", one.words), one.written_by)
        for one in db.scalars(found.order_by(CheckIn.id.desc()).limit(SHOWN))
    ]
    return tuple(sorted([*wrote, *noted], key=lambda line: line.at, reverse=True))


def done(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, task_id: int, words: str) -> OpenTask:
    """Mark it as done, with a line about it, if there is one.

    Raises:
        UserError: as `behind`, or somebody was faster.
    """
    _, row = _opened(db, who, task_id)
    if words and row.kind is not TaskKind.FEEDBACK:
        team_id, user_id = int(row.about["team"]), str(row.about["user"])
        sealed = vault.seal(_WORDS, f"{team_id}:{user_id}", words)
        db.add(
            CheckIn(team_id=team_id, user_id=user_id, written_by=who.user_id, written_at=now, words=sealed)
        )
    return tasks.done(db, now, who, task_id)


def _opened(db: Db, who: Acting, task_id: int) -> tuple[OpenTask, Task]:
    require_manager(who)
    row = db.scalars(select(Task).where(Task.id == task_id)).first()
    if row is None or row.kind not in OPENED:
        raise UserError(Wrong.GONE)
    private_tasks.refuse(db, who, row)
    return tasks.one(db, row), row
