"""The week's figures for others, called with ids of the other workspace, which has somebody on its list."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot import ids
from bot.services import digest_content, digests, figures, notices, tasks
from models import FiguresReader, Notice
from models.enums import NoticeState
from models.store import Db
from tests import texts

Call = Callable[..., Any]
OF_DIGESTS_BUTTONS = (ids.FIGURES_OPEN, ids.FIGURES_STOP, ids.BROADCAST_OPEN, ids.BROADCAST_UNDO)
OF_DIGESTS_FORMS: dict[str, tuple[str, ...]] = {
    ids.MODAL_FIGURES: ("readers",),
    ids.MODAL_BROADCAST: ("audience", "class", "language"),
    ids.MODAL_BROADCAST_SEND: (),
}
PLACE = {"slack_channel": "D0DIGEST", "slack_ts": "1772438400.000100"}
OF_DIGESTS: dict[str, Call] = {
    "digests.in_message": lambda db, now, vault, who, far: digests.in_message(
        db, far.people["petra"], *PLACE.values()
    ),
    "digests.of_notice": lambda db, now, vault, who, far: digests.of_notice(
        db, far.people["petra"], f"{digests.ON_DEMAND}:planted"
    ),
    "tasks.just_done": lambda db, now, vault, who, far: tasks.just_done(db, far.people["petra"], now),
    "figures.made_by": lambda db, now, vault, who, far: figures.made_by(db, far.people["olu"]),
}
NAMES_OF_DIGESTS: dict[str, Call] = {
    "digest_content.digest": lambda db, now, vault, who, far: digest_content.digest(
        db, now, far.people["petra"]
    ),
    "digest_content.again": lambda db, now, vault, who, far: digest_content.again(
        db, now, far.people["petra"], now, None
    ),
    "figures.figures": lambda db, now, vault, who, far: figures.figures(db, now, far.people["olu"]),
}


def plant(db: Db, now: datetime, named: dict[str, str], number: int) -> int:
    """Olu is on the list, Petra has a digest, and a text to many is to leave; its id."""
    db.add(FiguresReader(user_id=named["olu"], made_by=named["petra"], made_at=now))
    notices.owe(db, digests.ON_DEMAND, to=named["petra"], key="planted", now=now)
    db.flush()
    sent = db.scalars(select(Notice).where(Notice.dedupe_key == f"{digests.ON_DEMAND}:planted")).one()
    sent.state, sent.sent_at = NoticeState.SENT, now
    sent.slack_channel, sent.slack_ts = PLACE.values()
    return texts.planned(db, now, named["petra"], number)
