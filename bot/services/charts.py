"""Whether a workspace takes Slack's charts yet: one that has refused them is not tried again for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.services import people
from models.store import Db

PLAIN = "plain"
"""In the progress of a notice: it goes on without its charts."""
REFUSED_FOR = timedelta(days=30)
"""Slack brings a new block to one workspace after the other; a month later it is worth another try."""


def may_draw(db: Db, now: datetime) -> bool:
    refused_at = people.programme(db).charts_refused_at
    return refused_at is None or now - refused_at >= REFUSED_FOR


def refused(db: Db, now: datetime) -> None:
    """Slack has not taken a message because of a chart in it."""
    people.programme_locked(db).charts_refused_at = now
    db.flush()
