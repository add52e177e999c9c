"""Tasks about what somebody has said in private: for the two who run the programme, not for a backup."""

from __future__ import annotations

from collections.abc import Collection

from bot.errors import UserError, Wrong
from bot.rules.access import READERS, Acting
from bot.services import own_pairs, people
from models import Task
from models.enums import TaskKind
from models.store import Db

KINDS = (*own_pairs.IN_PRIVATE, TaskKind.FEEDBACK)


def closed_kinds(db: Db, user_id: str) -> Collection[TaskKind]:
    """Kinds of which this manager reads nothing."""
    return () if user_id in people.holders(db, *READERS) else KINDS


def refuse(db: Db, who: Acting, task: Task) -> None:
    """Raises `UserError` where somebody else looks after this task."""
    if task.kind in closed_kinds(db, who.user_id):
        raise UserError(Wrong.FOR_READERS)
    if task.dedupe_key in own_pairs.hidden_tasks(db, who.user_id):
        raise UserError(Wrong.OWN_PAIR)
