"""Why a manager chose a pair against a rule: sealed, and opened for managers alone.

A version before 0039 wrote it in clear; that is sealed as soon as this one finds it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, func, select, update

from bot.services.proposals import Shown
from bot.vault import WorkspaceVault
from models import Proposal
from models.matching import UNSEALED
from models.prepared import Moment
from models.store import Db

PLACE = "proposals.sealed_why"
"""Where it is sealed; the row is the proposal's number."""
AT_ONCE = 200
"""Rows a transaction."""
_NEXT = Moment(select(func.min(Proposal.proposed_at)).where(UNSEALED))


def keep(db: Db, vault: WorkspaceVault, number: int, why: str) -> None:
    sealed = vault.seal(PLACE, str(number), why) if why else None
    db.execute(update(Proposal).where(Proposal.id == number).values(sealed_why=sealed, chosen_why=""))


def of(db: Db, vault: WorkspaceVault, numbers: Collection[int]) -> dict[int, str]:
    """Number of a proposal → what the manager wrote; none where she wrote nothing, or it is forgotten."""
    found = select(Proposal.id, Proposal.sealed_why, Proposal.chosen_why).where(Proposal.id.in_(numbers))
    read = {
        number: vault.open(PLACE, str(number), sealed) if sealed else clear
        for number, sealed, clear in (db.execute(found) if numbers else ())
    }
    return {number: why for number, why in read.items() if why}


def shown(db: Db, vault: WorkspaceVault, card: Shown) -> Shown:
    """With her reason, for managers."""
    if card.chosen_by is None:
        return card
    return replace(card, chosen_why=of(db, vault, [card.id]).get(card.id, ""))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When something was written in clear; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> list[Row[str]]:
    """The workspaces in which something stands in clear; of an unbound session."""
    clear = select(Proposal.workspace_id).where(UNSEALED, Proposal.proposed_at <= now)
    return list(dict.fromkeys(db.execute(clear.order_by(Proposal.proposed_at)).all()))


def seal(db: Db, vault: WorkspaceVault) -> bool:
    """Some of what stands in clear. True when there may be more."""
    rows = db.scalars(
        select(Proposal).where(UNSEALED).order_by(Proposal.id).limit(AT_ONCE).with_for_update()
    ).all()
    for row in rows:
        row.sealed_why, row.chosen_why = vault.seal(PLACE, str(row.id), row.chosen_why), ""
    db.flush()
    return len(rows) == AT_ONCE
