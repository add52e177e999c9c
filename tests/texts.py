"""A text to many, as a manager has entered it, and one that has not begun to leave."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from bot.services import drafts
from bot.vault import WorkspaceVault
from models import Broadcast, FiguresReader
from models.enums import Audience, FormKind
from models.store import Db
from tests import stories

ENTERED = {"audience": "both", "class": "all", "language": "en", "words": "x"}
"""The form, by its fields."""
SEEN = drafts.mark(dict(ENTERED))
"""As its preview comes back."""
OWN = {"text": "welcome", "language": "en"}
"""A text in the programme's own words: which."""
OWN_WORDS = "Hello {student} and {buddy}!"
OWN_WAS = hashlib.sha256(b"None").hexdigest()[:16]
"""As its forms come back while nobody has written one."""
OWN_SEEN = drafts.mark({**OWN, "words": OWN_WORDS})
"""As its preview comes back."""


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


def begun(db: Db, vault: WorkspaceVault, now: datetime, named: dict[str, str]) -> None:
    """Everybody has begun each form; the outsider reads the week's figures."""
    db.add(FiguresReader(user_id=named["outsider"], made_by=named["backup"], made_at=now))
    for user_id in named.values():
        drafts.keep(db, vault, now, user_id, FormKind.REQUEST, {"class": "web-en", "fluent": ["en"]})
        drafts.keep(db, vault, now, user_id, FormKind.OFFER, stories.OFFER)
        drafts.keep(db, vault, now, user_id, FormKind.BROADCAST, ENTERED)
        drafts.keep(db, vault, now, user_id, FormKind.TEXT, {**OWN, "words": OWN_WORDS})
