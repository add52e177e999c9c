"""What people tell the managers, whenever they like: with their name, or without, and then nothing says who it was."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.rules.access import READERS, Acting
from bot.services import notices, people
from bot.vault import WorkspaceVault
from models import Feedback
from models.enums import TaskKind
from models.store import Db

KIND = "feedback"
_WORDS = "feedback.words"


@dataclass(frozen=True, repr=False)
class Said:
    """`said_by`: None without a name."""

    said_by: str | None
    words: str


def readers(db: Db) -> list[str]:
    """Who reads it, as a message and on their list; named in the form before it is sent."""
    return people.present(db, *READERS)


def say(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, words: str, *, named: bool) -> None:
    """Keep it, put it on the list of its readers and tell its readers."""
    feedback_id = secrets.token_hex(16)
    db.add(
        Feedback(
            id=feedback_id,
            said_by=who.user_id if named else None,
            words=vault.seal(_WORDS, feedback_id, words),
            said_at=now,
        )
    )
    db.flush()
    notices.task(db, TaskKind.FEEDBACK, feedback_id, now, feedback=feedback_id)
    for manager in readers(db):
        key = f"{feedback_id}:{manager}"
        notices.owe(db, KIND, to=manager, key=key, now=now, feedback=feedback_id)


def find(db: Db, vault: WorkspaceVault, feedback_id: str) -> Said | None:
    row = db.scalars(select(Feedback).where(Feedback.id == feedback_id)).first()
    return None if row is None else Said(row.said_by, vault.open(_WORDS, row.id, row.words))
