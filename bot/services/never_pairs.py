"""Whom somebody must never be paired with: known to that person and to matching, and to nobody else.

Who, and whose list it is, is sealed under the workspace's key. It is never named as a reason, never overridden,
and the history says what it says of any change: whoever is on a list is simply not available.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_set_up
from bot.services import decisions, notices, proposals
from bot.services.proposals import Ended, NoReason, Shown
from bot.services.requests import OWN_WISH
from bot.vault import WorkspaceVault
from models import BuddyRequest, NeverPair, Volunteer
from models.enums import OPEN_REQUEST, ProposalState
from models.store import Db

MOST = 20
"""People on one list."""
_PLACE = "never_pairs.sealed"

Pairs = frozenset[tuple[str, str]]
"""Two user ids, in both orders."""


def own(db: Db, vault: WorkspaceVault, user_id: str) -> tuple[str, ...]:
    """The list of a person; empty where there is none."""
    row = db.scalars(select(NeverPair).where(NeverPair.owner_hash == _hash(vault, user_id))).first()
    return () if row is None else _opened(vault, row)[1]


def keep(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, never: tuple[str, ...]) -> None:
    """Replace her list. A possible team with somebody on it ends; a running team goes on.

    Where she is the one who was asked, it is a no like any other; else the pair is not possible any more, as for
    any other reason. A volunteer who was asked about somebody unnamed sees nothing happen: a card that ends at
    once, or stays, would tell who the student is. Such a pair ends at its usual hour, or when he says yes.

    Raises:
        UserError: nothing is set up, or more than `MOST` people are named (at its field).
    """
    require_set_up(who)
    if len(never) > MOST:
        raise UserError(Wrong.TOO_MANY, {"most": MOST}, block="never")
    proposals.alone(db)
    wanted = tuple(dict.fromkeys(one for one in never if one != who.user_id))
    owner = _hash(vault, who.user_id)
    db.execute(delete(NeverPair).where(NeverPair.owner_hash == owner))
    if wanted:
        text = json.dumps({"owner": who.user_id, "never": wanted})
        db.add(NeverPair(owner_hash=owner, sealed=vault.seal(_PLACE, owner, text)))
    db.flush()
    _record(db, now, who)
    for one in proposals.open_of(db, now, student_id=who.user_id):
        if one.volunteer_id in wanted:
            if one.state is ProposalState.ACCEPTED:
                decisions.student_declines(db, now, who, one.id)
            else:
                proposals.withdraw(db, now, None, one.id, Ended.NOT_AVAILABLE)
    for one in proposals.open_of(db, now, volunteer_id=who.user_id):
        if one.student_id in wanted:
            if one.state is ProposalState.APPROVED and one.unnamed:
                continue
            if one.state is ProposalState.APPROVED:
                decisions.volunteer_declines(db, now, who, one.id, NoReason.OTHER)
            else:
                proposals.withdraw(db, now, None, one.id, Ended.NOT_AVAILABLE)
    proposals.soon(db, now)


def volunteer_accepts(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """As `decisions.volunteer_accepts`; the pair ends as not available where the two are never to be paired.

    Raises:
        UserError: he is not the one who was asked, or it is not there.
        KeyLost: a list does not open.
    """
    asked = decisions.asked_of(db, now, who, proposal_id)
    if asked.state is ProposalState.APPROVED and (asked.student_id, asked.volunteer_id) in pairs(db, vault):
        proposals.withdraw(db, now, None, proposal_id, Ended.NOT_AVAILABLE)
        return proposals.show(db, now, proposal_id)
    return decisions.volunteer_accepts(db, now, who, proposal_id)


def _record(db: Db, now: datetime, who: Acting) -> None:
    """The line that any change of a request or an offer writes: its absence beside the end of a pair would tell."""
    request = db.scalars(
        select(BuddyRequest).where(
            BuddyRequest.student_id == who.user_id, BuddyRequest.state.in_(OPEN_REQUEST)
        )
    ).first()
    if request is not None:
        same = {"was": str(request.state), "becomes": str(request.state), "why": OWN_WISH, "changed": []}
        notices.record(db, who, now, "request", request.id, "changed", **same)
    offer = db.scalars(select(Volunteer).where(Volunteer.user_id == who.user_id)).first()
    if offer is not None:
        state = str(offer.state)
        notices.record(db, who, now, "volunteer", who.user_id, "changed", was=state, becomes=state)


def pairs(db: Db, vault: WorkspaceVault) -> Pairs:
    """Everybody's lists, for matching and for choosing by hand.

    Raises:
        KeyLost: a list does not open; then nobody may be paired, rather than the wrong two.
    """
    lists = (_opened(vault, row) for row in db.scalars(select(NeverPair)))
    return frozenset(
        pair for owner, never in lists for other in never for pair in ((owner, other), (other, owner))
    )


def lists_with(db: Db, vault: WorkspaceVault, user_id: str) -> list[tuple[str]]:
    """The keys of lists that hold somebody: her own, and those that she is on. Raises `KeyLost`."""
    held = ((row.owner_hash, *_opened(vault, row)) for row in db.scalars(select(NeverPair)))
    return [(key,) for key, owner, never in held if user_id in (owner, *never)]


def take_out(db: Db, vault: WorkspaceVault, user_id: str, keys: Sequence[str]) -> None:
    """Somebody is erased: her own list goes, and she is taken off those of others."""
    for row in db.scalars(select(NeverPair).where(NeverPair.owner_hash.in_(keys)).with_for_update()):
        owner, never = _opened(vault, row)
        left = [one for one in never if one != user_id]
        if owner == user_id or not left:
            db.delete(row)
        else:
            row.sealed = vault.seal(_PLACE, row.owner_hash, json.dumps({"owner": owner, "never": left}))
    db.flush()


def _opened(vault: WorkspaceVault, row: NeverPair) -> tuple[str, tuple[str, ...]]:
    kept = json.loads(vault.open(_PLACE, row.owner_hash, row.sealed))
    return str(kept["owner"]), tuple(str(one) for one in kept["never"])


def _hash(vault: WorkspaceVault, user_id: str) -> str:
    return vault.hash("never_pair", user_id)
