"""An id that stands for nobody: hers gives way to it where rows stay as numbers."""

from __future__ import annotations

import secrets
from datetime import datetime

from bot.rules.erasing import NOBODY
from models import Person
from models.store import Db


def make(db: Db, facts_at: datetime) -> str:
    """A new one, made by chance, among the people of the workspace: gone, with no right and no language."""
    user_id = NOBODY + secrets.token_hex(8).upper()
    db.add(Person(user_id=user_id, is_admin=False, is_guest=False, is_gone=True, facts_at=facts_at))
    db.flush()
    return user_id
