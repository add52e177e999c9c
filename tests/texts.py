"""A text to many, as a manager has entered it, and one that has not begun to leave."""

from __future__ import annotations

from datetime import datetime, timedelta

from models import Broadcast
from models.enums import Audience
from models.store import Db

ENTERED = {"audience": "both", "class": "all", "language": "en", "words": "x"}
"""The form, by its fields."""


def planned(db: Db, now: datetime, by: str, number: int | None = None) -> int:
    """It leaves in an hour. `number`: its id."""
    row = Broadcast(
        id=number,
        made_by=by,
        made_at=now,
        audience=Audience.BOTH,
        language="en",
        sealed=None,
        begins_at=now + timedelta(hours=1),
        look_at=None,
    )
    db.add(row)
    db.flush()
    return row.id
