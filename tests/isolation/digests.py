"""The week's figures for others, called with ids of the other workspace, which has somebody on its list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot import ids
from bot.services import digest_content, figures
from models import FiguresReader
from models.store import Db
from tests import texts

Call = Callable[..., Any]
OF_DIGESTS_BUTTONS = (ids.FIGURES_OPEN, ids.FIGURES_STOP, ids.BROADCAST_OPEN, ids.BROADCAST_UNDO)
OF_DIGESTS_FORMS: dict[str, tuple[str, ...]] = {
    ids.MODAL_FIGURES: ("readers",),
    ids.MODAL_BROADCAST: ("audience", "class", "language"),
    ids.MODAL_BROADCAST_SEND: (),
}
OF_DIGESTS: dict[str, Call] = {
    "figures.made_by": lambda db, now, vault, who, far: figures.made_by(db, far.people["olu"]),
}
NAMES_OF_DIGESTS: dict[str, Call] = {
    "digest_content.digest": lambda db, now, vault, who, far: digest_content.digest(
        db, now, far.people["petra"]
    ),
    "figures.figures": lambda db, now, vault, who, far: figures.figures(db, now, far.people["olu"]),
}


def plant(db: Db, now: datetime, named: dict[str, str], number: int) -> int:
    """Olu is on the list, and a text to many is to leave; its id."""
    db.add(FiguresReader(user_id=named["olu"], made_by=named["petra"], made_at=now))
    return texts.planned(db, now, named["petra"], number)
