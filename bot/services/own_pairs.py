"""A manager who is a volunteer, too: about a pair that she is one of, somebody else decides.

Until the student has said yes she reads nowhere who that is, as any volunteer. Where nobody else runs the
programme she decides herself, for nobody else could; the student's note stays closed to her all the same.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from bot.errors import UserError, Wrong
from bot.rules.access import MANAGERS, Acting
from bot.services import people
from models import Proposal, Task, Team
from models.enums import OPEN_PROPOSAL, ProposalState, TaskKind
from models.store import Db

KNOWN = "known"
"""In a proposal's reasons: as a manager, its volunteer has read who the student is."""
IN_PRIVATE = (TaskKind.ANOTHER_BUDDY, TaskKind.TALK, TaskKind.CHECK_IN)
"""Tasks about how it is going; their keys begin with the team."""


def deciders(db: Db, volunteer_id: str) -> list[str]:
    """The managers who get the card of a pair: as `proposals.deciders`, but not its volunteer where anybody else is."""
    by_role = [people.present(db, role) for role in MANAGERS]
    others = ([one for one in users if one != volunteer_id] for users in by_role)
    herself = [volunteer_id] if any(volunteer_id in users for users in by_role) else []
    return next((users for users in others if users), herself)


def is_for_others(db: Db, user_id: str) -> bool:
    """Whether somebody else can decide about the pairs of this volunteer."""
    return any(one != user_id for one in people.present(db, *MANAGERS))


def refuse(db: Db, who: Acting, volunteer_id: str, *, block: str | None = None) -> None:
    """Raises `UserError` for a manager's own pair, where somebody else can decide."""
    if who.user_id == volunteer_id and is_for_others(db, who.user_id):
        raise UserError(Wrong.OWN_PAIR, block=block)


def hidden(db: Db, user_id: str) -> frozenset[int]:
    """Possible teams of this volunteer of which she reads nothing as a manager: all that did not become a team."""
    own = select(Proposal.id).where(
        Proposal.volunteer_id == user_id, Proposal.state != ProposalState.LAUNCHED
    )
    found = frozenset(db.scalars(own))
    return found if found and is_for_others(db, user_id) else frozenset()


def requests(db: Db, user_id: str) -> frozenset[int]:
    """Whose open possible team is one of `hidden`: to her they wait as if there were none."""
    hers = hidden(db, user_id)
    is_open = Proposal.id.in_(hers) & Proposal.state.in_(OPEN_PROPOSAL)
    return frozenset(db.scalars(select(Proposal.request_id).where(is_open))) if hers else frozenset()


def hidden_tasks(db: Db, user_id: str) -> frozenset[str]:
    """Keys of the managers' tasks about them, and of those about how it is going in a team that she is in."""
    kinds = (TaskKind.STUDENT_SILENT, TaskKind.STUDENT_DECLINED)
    proposed = frozenset(f"{kind}:{number}" for number in hidden(db, user_id) for kind in kinds)
    return proposed | _of_own_teams(db, user_id)


def _of_own_teams(db: Db, user_id: str) -> frozenset[str]:
    """What one of the two says in private is for others, whoever runs the programme."""
    own = db.scalars(select(Team.id).where(or_(Team.student_id == user_id, Team.buddy_id == user_id))).all()
    about = [Task.dedupe_key.like(f"{kind}:{team}:%") for team in own for kind in IN_PRIVATE]
    return frozenset(db.scalars(select(Task.dedupe_key).where(or_(*about)))) if about else frozenset()


def known(db: Db, user_id: str, proposal_ids: Collection[int]) -> None:
    """She gets the cards of these; where she is the volunteer, she knows from now on who the student is."""
    own = select(Proposal).where(Proposal.id.in_(proposal_ids), Proposal.volunteer_id == user_id)
    for row in db.scalars(own):
        row.reasons = {**row.reasons, KNOWN: True}
    db.flush()
