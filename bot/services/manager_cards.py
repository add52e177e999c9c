"""Messages that somebody gets for as long as she is a manager: whoever is none any more keeps nothing of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import select

from bot.services import broadcasts, care, digests, feedback, left_members, notices, quiet_teams
from models import Notice
from models.store import Db

OVER: Final = "manager_card_over"
"""Kind of notices: other words stand in the place of such a message."""
KINDS: Final = frozenset(
    (
        *("proposal", "volunteer", "match_report", "student_silent", "not_reached", "passed_on"),
        *("long_wait", "overdue", "task_passed", "not_invited", "no_channel", "channel_gone"),
        *(left_members.TOLD, care.TOLD, care.WORDS, feedback.KIND, quiet_teams.TOLD),
        *(broadcasts.PLANNED, broadcasts.REPORT, digests.KIND, digests.ON_DEMAND),
    )
)
"""Kinds of notices with names, notes or buttons of managers in them."""


def take_back(db: Db, now: datetime, users: Collection[str], mark: str) -> None:
    """They are managers no more: what stands in their chats from that time gets other words."""
    there = select(Notice.target, Notice.dedupe_key).where(
        Notice.target.in_(sorted(users)), Notice.kind.in_(sorted(KINDS)), Notice.slack_ts.is_not(None)
    )
    rows = db.execute(there.order_by(Notice.id)).all()
    notices.owe_each(db, OVER, ((to, f"{key}:{mark}", {"notice": key}) for to, key in rows), now)
