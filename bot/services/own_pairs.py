"""A manager who is a volunteer or a student, too: about a pair that she is one of, somebody else decides.

Until it is a team she reads nowhere as a manager that there is one: each line and each number is as if there were none,
for what is missing would tell her who it is. Where nobody else runs the programme she decides herself, for nobody
else could; the student's note stays closed to the volunteer all the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from bot.errors import UserError, Wrong
from bot.rules import matching as rule
from bot.rules.access import MANAGERS, Acting
from bot.rules.matching import AvoidedPair, Helper, Waiting, WhyWaiting
from bot.services import board, people
from models import BuddyRequest, Proposal, Task, Team
from models.enums import OPEN_PROPOSAL, ProposalState, RequestState, TaskKind
from models.prepared import Bound
from models.store import Db

KNOWN = "known"
"""In a proposal's reasons: as a manager, its volunteer has read who the student is."""
IN_PRIVATE = (TaskKind.ANOTHER_BUDDY, TaskKind.TALK, TaskKind.CHECK_IN)
"""Tasks about how it is going; their keys begin with the team."""
_OWN = Bound(
    select(Proposal.id)
    .join(BuddyRequest, board.REQUEST_OF)
    .where(
        or_(
            Proposal.volunteer_id == bindparam("user_id"),
            BuddyRequest.student_id == bindparam("user_id"),
        ),
        Proposal.state != ProposalState.LAUNCHED,
    )
)


def deciders(db: Db, *pair_ids: str) -> list[str]:
    """The managers who get the card of a pair: as `proposals.deciders`, but neither of the two where anybody else is."""
    by_role = [people.present(db, role) for role in MANAGERS]
    others = ([one for one in users if one not in pair_ids] for users in by_role)
    themselves = next(
        (found for users in by_role if (found := [one for one in users if one in pair_ids])), []
    )
    return next((users for users in others if users), themselves)


def is_for_others(db: Db, user_id: str) -> bool:
    """Whether somebody else can decide about the pairs of this person."""
    return any(one != user_id for one in people.present(db, *MANAGERS))


def refuse(db: Db, who: Acting, *pair_ids: str, block: str | None = None) -> None:
    """Raises `UserError` for a manager's own pair, where somebody else can decide."""
    if who.user_id in pair_ids and is_for_others(db, who.user_id):
        raise UserError(Wrong.OWN_PAIR, block=block)


def hidden(db: Db, user_id: str) -> frozenset[int]:
    """Possible teams that she is one of, and of which she reads nothing as a manager: all that did not become a team."""
    return db.once((hidden, user_id), lambda: _hidden(db, user_id))


def _hidden(db: Db, user_id: str) -> frozenset[int]:
    if db.new or db.dirty:
        db.flush()
    found = frozenset(number for (number,) in _OWN.rows(db, user_id=user_id))
    return found if found and is_for_others(db, user_id) else frozenset()


def requests(db: Db, user_id: str) -> frozenset[int]:
    """Whose open possible team is one of `hidden`: to her they wait as if there were none."""
    return db.once((requests, user_id), lambda: _requests(db, user_id))


def _requests(db: Db, user_id: str) -> frozenset[int]:
    hers = hidden(db, user_id)
    return frozenset(db.scalars(select(Proposal.request_id).where(_open(hers)))) if hers else frozenset()


def wait(own: Collection[int]) -> ColumnElement[bool]:
    """Who waits without a possible team. `own`: `requests` of the reader, who wait all the same."""
    waiting = BuddyRequest.state == RequestState.WAITING
    return or_(waiting, BuddyRequest.id.in_(own)) if own else waiting


def taken(db: Db, user_id: str) -> Counter[str]:
    """As `board.taken`, to this manager: no place is kept by an open one of `hidden`."""
    has, hers = board.taken(db), hidden(db, user_id)
    if hers:
        kept = select(Proposal.volunteer_id, func.count(Proposal.id)).where(_open(hers))
        has.subtract({str(user): int(n) for user, n in db.execute(kept.group_by(Proposal.volunteer_id))})
    return has


def helpers(db: Db, user_id: str, found: Iterable[Helper]) -> list[Helper]:
    """With as many places taken as `taken` says."""
    has = taken(db, user_id)
    return [replace(one, taken=has[one.user_id]) for one in found]


def otherwise(
    db: Db, now: datetime, student: Waiting, helper: Helper, avoided: Collection[AvoidedPair]
) -> WhyWaiting:
    """As `rule.why_apart`, by what is stored now."""
    declined = board.declined(db, student_id=student.student_id)
    everybody = board.helpers(db, whoever=True)
    return rule.why_apart(student, helper.user_id, everybody, declined, avoided, now=now)


def kept_before(db: Db, user_id: str, volunteer_id: str, number: int) -> int:
    """How many of this volunteer's places were kept by `hidden` when a possible team came to be: its card counts them."""
    hers = hidden(db, user_id) - {number}
    if not hers:
        return 0
    this = aliased(Proposal)
    kept = (
        select(func.count(Proposal.id))
        .join(this, (this.workspace_id == Proposal.workspace_id) & (this.id == number))
        .where(
            Proposal.id.in_(hers),
            Proposal.volunteer_id == volunteer_id,
            Proposal.id < number,
            or_(Proposal.state.in_(OPEN_PROPOSAL), Proposal.decided_at > this.proposed_at),
        )
    )
    return db.scalars(kept).one()


def _open(numbers: Collection[int]) -> ColumnElement[bool]:
    return Proposal.id.in_(numbers) & Proposal.state.in_(OPEN_PROPOSAL)


def hidden_tasks(db: Db, user_id: str) -> frozenset[str]:
    """Keys of the managers' tasks about them, and of those about how it is going in a team that she is in."""
    kinds = (TaskKind.STUDENT_SILENT, TaskKind.STUDENT_DECLINED)
    proposed = frozenset(f"{kind}:{number}" for number in hidden(db, user_id) for kind in kinds)
    return proposed | _of_own_teams(db, user_id)


def _of_own_teams(db: Db, user_id: str) -> frozenset[str]:
    """What one of the two says in private is for others, whoever runs the programme."""
    return db.once((_of_own_teams, user_id), lambda: _said_in_own_teams(db, user_id))


def _said_in_own_teams(db: Db, user_id: str) -> frozenset[str]:
    own = db.scalars(select(Team.id).where(or_(Team.student_id == user_id, Team.buddy_id == user_id))).all()
    about = [Task.dedupe_key.like(f"{kind}:{team}:%") for team in own for kind in IN_PRIVATE]
    return frozenset(db.scalars(select(Task.dedupe_key).where(or_(*about)))) if about else frozenset()


def known(db: Db, user_id: str, proposal_ids: Collection[int]) -> None:
    """She gets the cards of these; where she is the volunteer, she knows from now on who the student is."""
    own = select(Proposal).where(Proposal.id.in_(proposal_ids), Proposal.volunteer_id == user_id)
    for row in db.scalars(own):
        row.reasons = {**row.reasons, KNOWN: True}
    db.flush()
