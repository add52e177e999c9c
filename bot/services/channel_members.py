"""Who leaves a team's channel by hand, or is taken out of it: a task for managers, mended in one click.

What the program does itself (somebody no longer stands in, a team has ended) is none: whoever is taken out then belongs
in the channel no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager
from bot.services import channels, managers, notices, tasks
from models import Person, Task, Team, Workspace
from models.enums import TaskKind, TeamState
from models.store import Db

TOLD, AGAIN = "left_channel", "invite_again"
"""Kinds of notices: to managers, and the invitation."""
PERHAPS_BACK = timedelta(minutes=2)
"""Taken out by mistake and added again, or about to be deactivated: managers hear nothing of it."""
INVITED = (TaskKind.LEFT_CHANNEL, TaskKind.REFUSED_INVITE)
"""Tasks that an invitation mends."""


@dataclass(frozen=True)
class Invited:
    """Whom a manager has had invited again, and where."""

    user_id: str
    channel_id: str


def left(db: Db, now: datetime, channel_id: str, user_id: str | None) -> None:
    """Slack says that somebody is out of a private channel. `user_id`: None for the program itself.

    Others than a running team's are ignored, and who does not belong there.
    """
    team = _team_of(db, channel_id)
    if team is None:
        return
    if user_id in (None, _bot(db)):
        channels.closed(db, now, channel_id, "removed")
        return
    belongs = channels.launching(db, team.id)
    if belongs is None or user_id not in channels.members(db, belongs) or _is_gone(db, str(user_id)):
        return
    if open_of(db, str(user_id), team.id, (TaskKind.LEFT_CHANNEL,)):
        return
    key = f"{channel_id}:{user_id}:{now:%Y%m%dT%H%M%S}"
    notices.task(db, TaskKind.LEFT_CHANNEL, key, now, team=team.id, user=user_id)
    notices.record(db, None, now, "team", team.id, "left_channel", user=user_id)
    if user_id in (team.student_id, team.buddy_id):
        managers.tell_each(db, TOLD, [(key, now + PERHAPS_BACK, {"team": team.id, "user": user_id})])


def joined(db: Db, now: datetime, channel_id: str, user_id: str) -> None:
    """Slack says that somebody is in a private channel: what managers should do about it is done."""
    if user_id == _bot(db):
        channels.found_again(db, now, channel_id)
        return
    team = _team_of(db, channel_id)
    if team is not None:
        _settle(db, now, open_of(db, user_id, team.id))


def has_left_workspace(db: Db, now: datetime, user_id: str) -> None:
    """Whoever is out of the workspace cannot be invited: managers have another task of it."""
    _settle(db, now, open_of(db, user_id))


def again(db: Db, now: datetime, who: Acting, task_id: int) -> Invited:
    """A manager wants somebody back in the channel: invited, and the task is done.

    Raises:
        UserError: she is no manager, somebody was faster, or there is nothing to mend any more.
    """
    require_manager(who)
    row = db.scalars(select(Task).where(Task.id == task_id, Task.kind.in_(INVITED))).first()
    team = None if row is None else channels.launching(db, int(row.about["team"]))
    if row is None or team is None:
        raise UserError(Wrong.GONE)
    user_id = str(row.about.get("user"))
    if team.channel_id is None or user_id not in channels.members(db, team):
        raise UserError(Wrong.STALE)
    tasks.done(db, now, who, row.id)
    key = f"{row.id}:{now.isoformat()}"
    notices.owe(db, AGAIN, to=f"team:{team.id}", key=key, now=now, team=team.id, user=user_id)
    return Invited(user_id, team.channel_id)


def task_of(db: Db, user_id: str, team_id: int, kind: TaskKind) -> int | None:
    """The task of managers, while they still have to decide."""
    return next((task.id for task in open_of(db, user_id, team_id, (kind,))), None)


def open_of(
    db: Db, user_id: str, team_id: int | None = None, kinds: Sequence[TaskKind] = INVITED
) -> list[Task]:
    """Open tasks to bring this person back, of one team or of all."""
    found = select(Task).where(Task.kind.in_(kinds), Task.done_at.is_(None)).order_by(Task.id)
    return [
        task
        for task in db.scalars(found)
        if task.about.get("user") == user_id and team_id in (None, task.about.get("team"))
    ]


def _settle(db: Db, now: datetime, open_ones: Sequence[Task]) -> None:
    for task in open_ones:
        notices.task_over(db, now, task)
    db.flush()


def _team_of(db: Db, channel_id: str) -> Team | None:
    return db.scalars(
        select(Team).where(Team.channel_id == channel_id, Team.state != TeamState.ENDED)
    ).first()


def _bot(db: Db) -> str:
    return db.scalars(select(Workspace.bot_user_id)).one()


def _is_gone(db: Db, user_id: str) -> bool:
    return bool(db.scalars(select(Person.is_gone).where(Person.user_id == user_id)).first())
