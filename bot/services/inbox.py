"""Deliveries that have taken effect, and what they were answered, so that a second one changes nothing."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select

from bot.vault import WorkspaceVault
from models import Inbox
from models.store import Db, add_once

KEPT = timedelta(days=7)
"""Slack sends an event again for up to 24 hours ("Delayed Events"); a week leaves room for a long outage."""
_PLACE = "inbox.answer"


def keep(db: Db, vault: WorkspaceVault, delivery_id: str, answer: str, now: datetime) -> bool:
    """Keep a delivery with its answer, in the transaction of its effect. False if it was here before."""
    key = vault.hash("delivery", delivery_id)
    return add_once(db, Inbox, key=key, received_at=now, answer=vault.seal(_PLACE, key, answer))


def earlier(db: Db, vault: WorkspaceVault, *delivery_ids: str) -> str | None:
    """What the first of these that came before was answered; None if none has taken effect."""
    keys = [vault.hash("delivery", one) for one in dict.fromkeys(delivery_ids)]
    found = {row.key: row.answer for row in db.scalars(select(Inbox).where(Inbox.key.in_(keys)))}
    answer = next(((key, found[key]) for key in keys if key in found), None)
    if answer is None:
        return None
    return vault.open(_PLACE, *answer) if answer[1] else ""  # emptied: somebody was erased since


def old(now: datetime) -> ColumnElement[bool]:
    """For the daily sweep: what no delivery can come for any more."""
    return Inbox.received_at < now - KEPT
