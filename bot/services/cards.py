"""Cards of possible teams and offers: owed to those who decide, and kept up to date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, literal, select

from bot.clock import local_moment
from bot.services import notices
from models import Notice, Proposal
from models.enums import ProposalState
from models.store import Db


def owe_proposals(db: Db, now: datetime, proposal_ids: Iterable[int], manager: str) -> None:
    """Once for each manager."""
    cards = ((manager, f"{one}:{manager}", {"proposal": one}) for one in proposal_ids)
    notices.owe_each(db, "proposal", cards, now)


def owe_offers(db: Db, now: datetime, user_ids: Iterable[str], manager: str) -> None:
    """The cards of volunteers who wait for approval; once for each manager."""
    cards = ((manager, f"{one}:{manager}", {"volunteer": one}) for one in user_ids)
    notices.owe_each(db, "volunteer", cards, now)


def count_days(db: Db, now: datetime, where: ZoneInfo, managers: Iterable[str]) -> None:
    """Owe an edit, once a day of `where`, of each card that says how long a student has waited and still waits itself."""
    today = now.astimezone(where).date()
    begun = local_moment(today, 0, where)
    for manager in managers:
        key = literal("proposal:") + cast(Proposal.id, String) + literal(f":{manager}")
        old = (
            select(Proposal.id, Notice.dedupe_key)
            .join(Notice, (Notice.workspace_id == Proposal.workspace_id) & (Notice.dedupe_key == key))
            .where(Proposal.state == ProposalState.PROPOSED, Proposal.proposed_at < begun)
            .order_by(Proposal.id)
        )
        edits = (
            (manager, f"{one}:{manager}:{today}", {"proposal": one, "notice": card})
            for one, card in db.execute(old).all()
        )
        notices.owe_each(db, "proposal_edit", edits, now)


def edit(
    db: Db, now: datetime, kind: str, subject: object, state: str, readers: list[str], **about: Any
) -> None:
    """Owe an edit of each card `kind:subject:reader` that was owed to one of these readers."""
    edit_each(db, now, kind, [(subject, state, about)], readers)


def edit_each(
    db: Db,
    now: datetime,
    kind: str,
    subjects: Iterable[tuple[object, str, dict[str, Any]]],
    readers: list[str],
) -> None:
    """As `edit`, for each `(subject, state, about)`, in two statements."""
    cards = {
        f"{kind}:{subject}:{reader}": (reader, f"{subject}:{reader}:{state}:{now:%Y%m%dT%H%M%S%f}", about)
        for subject, state, about in subjects
        for reader in readers
    }
    if not cards:
        return
    there = db.scalars(select(Notice.dedupe_key).where(Notice.dedupe_key.in_(cards))).all()
    edits = ((to, key, {"notice": card, **about}) for card in there for to, key, about in [cards[card]])
    notices.owe_each(db, f"{kind}_edit", edits, now)
