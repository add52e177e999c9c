"""What has changed with requests, possible teams and offers: who did it, from what to what, and why.

Only words of the program are in its rows; a manager's reason for a choice is read from the possible team itself.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from bot.rules.access import Acting, require_manager
from bot.services import board, chosen_why, own_pairs
from bot.services.proposals import CHOSEN
from bot.vault import WorkspaceVault
from models import BuddyRequest, History, Proposal
from models.store import Db

REQUEST, PROPOSAL, OFFER = "request", "proposal", "volunteer"
SUBJECTS = (REQUEST, PROPOSAL, OFFER)
SHOWN = 30


@dataclass(frozen=True, repr=False)
class Change:
    """One row, as plain values.

    Attributes:
        actor_id: None: the program.
        student_id: of a request or a possible team; `volunteer_id`: of an offer or a possible team.
        was, becomes, why: words of the program, where they were noted.
        day: of the promise, for its steps.
        reason: where a manager chose a pair against a rule: what she wrote, word for word; for managers alone.
    """

    at: datetime
    actor_id: str | None
    subject: str
    event: str
    student_id: str | None
    volunteer_id: str | None
    was: str | None
    becomes: str | None
    why: str | None
    day: int | None
    reason: str = ""


@dataclass(frozen=True, repr=False)
class Log:
    """The newest changes, newest first. `about`: the one person asked for; `more`: how many older ones there are."""

    about: str | None
    changes: tuple[Change, ...]
    more: int


def newest(db: Db, vault: WorkspaceVault, who: Acting, about: str | None = None) -> Log:
    """The newest changes, of everybody or of one student (or volunteer).

    Raises:
        UserError: she is no manager.
    """
    require_manager(who)
    which = History.subject.in_(SUBJECTS) if about is None else _of(db, about)
    if own := own_pairs.hidden(db, who.user_id):
        which &= _but(own)
    rows = db.scalars(
        select(History).where(which).order_by(History.at.desc(), History.id.desc()).limit(SHOWN)
    ).all()
    number = db.scalars(select(func.count(History.id)).where(which)).one()
    pairs = _pairs(db, rows)
    why = _chosen_why(db, vault, rows)
    changes = tuple(
        _change(row, *pairs.get((row.subject, row.subject_id), (None, None)), why.get(row.id, ""))
        for row in rows
    )
    return Log(about, changes, number - len(changes))


def _but(proposal_ids: Collection[int]) -> ColumnElement[bool]:
    """Nothing of these possible teams, and no step of a request that came of one of them."""
    of_pair = (History.subject == PROPOSAL) & History.subject_id.in_([str(one) for one in proposal_ids])
    because = func.coalesce(History.details["proposal"].as_integer(), 0).in_(proposal_ids)
    return ~of_pair & ~((History.subject == REQUEST) & because)


def _chosen_why(db: Db, vault: WorkspaceVault, rows: Iterable[History]) -> dict[int, str]:
    """Row's id → what the manager wrote who chose that pair by hand, where she wrote something."""
    chosen = {
        row.id: int(row.subject_id)
        for row in rows
        if (row.subject, row.event, row.details.get("why")) == (PROPOSAL, "proposed", CHOSEN)
    }
    words = chosen_why.of(db, vault, list(chosen.values()))
    return {row_id: words.get(number, "") for row_id, number in chosen.items()}


def _of(db: Db, user_id: str) -> ColumnElement[bool]:
    """Whatever has to do with one person's requests, possible teams and offer."""
    hers = [str(one) for one in db.scalars(_requests_of(user_id))]
    theirs = select(Proposal.id).where(
        (Proposal.volunteer_id == user_id) | Proposal.request_id.in_(_requests_of(user_id))
    )
    possible = [str(one) for one in db.scalars(theirs)]
    return (
        ((History.subject == REQUEST) & History.subject_id.in_(hers))
        | ((History.subject == PROPOSAL) & History.subject_id.in_(possible))
        | ((History.subject == OFFER) & (History.subject_id == user_id))
    )


def _requests_of(user_id: str) -> Any:
    return select(BuddyRequest.id).where(BuddyRequest.student_id == user_id)


def _pairs(db: Db, rows: Iterable[History]) -> dict[tuple[str, str], tuple[str | None, str | None]]:
    """Whom each row is about: two queries for all of them."""
    named: dict[str, set[int]] = {REQUEST: set(), PROPOSAL: set()}
    found: dict[tuple[str, str], tuple[str | None, str | None]] = {}
    for row in rows:
        if row.subject == OFFER:
            found[OFFER, row.subject_id] = (None, row.subject_id)
        else:
            named[row.subject].add(int(row.subject_id))
    asked = select(BuddyRequest.id, BuddyRequest.student_id).where(BuddyRequest.id.in_(named[REQUEST]))
    for number, student_id in db.execute(asked):
        found[REQUEST, str(number)] = (student_id, None)
    possible = (
        select(Proposal.id, BuddyRequest.student_id, Proposal.volunteer_id)
        .join(BuddyRequest, board.REQUEST_OF)
        .where(Proposal.id.in_(named[PROPOSAL]))
    )
    for number, student_id, volunteer_id in db.execute(possible):
        found[PROPOSAL, str(number)] = (student_id, volunteer_id)
    return found


def _change(row: History, student_id: str | None, volunteer_id: str | None, reason: str) -> Change:
    day = row.details.get("day")
    return Change(
        at=row.at,
        actor_id=row.actor_id,
        subject=row.subject,
        event=row.event,
        student_id=student_id,
        volunteer_id=volunteer_id,
        was=_word(row.details, "was"),
        becomes=_word(row.details, "becomes"),
        why=_word(row.details, "why"),
        day=day if isinstance(day, int) else None,
        reason=reason,
    )


def _word(details: dict[str, Any], key: str) -> str | None:
    value = details.get(key)
    return value if isinstance(value, str) else None
