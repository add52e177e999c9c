"""Who was asked and does not answer: a reminder, then the next volunteer; and a manager hears of a silent student.

the volunteer is asked ── offer_hours[0] ──→ reminded ── offer_hours[1] ──→ somebody else is asked
the student is asked ── student_hours ──→ a task for managers, once
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select

from bot.services import notices, people, proposals
from bot.services.proposals import Ended, Rows
from models import Proposal
from models.enums import ProposalState, TaskKind
from models.store import Db

ASKED = (ProposalState.APPROVED, ProposalState.ACCEPTED)


def next_due(db: Db, now: datetime) -> datetime | None:
    """When somebody's silence comes to its next step; of an unbound session."""
    return db.scalars(select(func.min(Proposal.next_step_at)).where(Proposal.state.in_(ASKED))).one()


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and proposal of each step that is due; of an unbound session."""
    is_due = (Proposal.next_step_at <= now) & Proposal.state.in_(ASKED)
    return db.execute(select(Proposal.workspace_id, Proposal.id).where(is_due).order_by(Proposal.id)).all()


def take_due(db: Db, now: datetime, proposal_id: int) -> None:
    """Take the step that is due, if it still is: an answer may have come meanwhile."""
    rows = proposals.locked(db, proposal_id)
    step = rows.proposal.next_step_at
    if step is None or step > now:
        return
    if rows.proposal.state is ProposalState.ACCEPTED:
        _tell_a_manager(db, now, rows)
    elif rows.proposal.state is ProposalState.APPROVED and rows.proposal.step:
        proposals.move(db, now, None, rows, ProposalState.WITHDRAWN, ended=Ended.NO_ANSWER)
    elif rows.proposal.state is ProposalState.APPROVED:
        _remind(db, now, rows)


def count_anew(db: Db, now: datetime) -> None:
    """The programme's hours are others: whoever was asked has them from the question on, and at the earliest now.

    Their cards say so. A volunteer who was reminded keeps the time that the reminder named.
    """
    programme = people.programme(db)
    hours = {
        ProposalState.APPROVED: programme.offer_hours[0],
        ProposalState.ACCEPTED: programme.student_hours,
    }
    asked = select(Proposal).where(
        Proposal.state.in_(ASKED), Proposal.step == 0, Proposal.next_step_at.is_not(None)
    )
    for one in db.scalars(asked).all():
        since = one.decided_at or one.proposed_at
        one.next_step_at = max(now, since + timedelta(hours=hours[ProposalState(one.state)]))
        db.flush()
        proposals.refresh_cards(db, now, proposals.locked(db, one.id))


def _remind(db: Db, now: datetime, rows: Rows) -> None:
    """A reminder comes before the end in any case, and leaves the time that was meant to be between them."""
    first, last = people.programme(db).offer_hours[:2]
    number, volunteer = rows.proposal.id, rows.volunteer.user_id
    rows.proposal.step, rows.proposal.next_step_at = 1, now + timedelta(hours=max(1, last - first))
    db.flush()
    proposals.refresh_cards(db, now, rows)
    key = f"{number}:{volunteer}"
    notices.owe(db, "offer_reminder", to=volunteer, key=key, now=now, proposal=number)
    notices.record(db, None, now, "proposal", number, "reminded")


def _tell_a_manager(db: Db, now: datetime, rows: Rows) -> None:
    number = rows.proposal.id
    rows.proposal.step, rows.proposal.next_step_at = 1, None
    db.flush()
    notices.task(db, TaskKind.STUDENT_SILENT, str(number), now, proposal=number)
    notices.record(db, None, now, "proposal", number, "student_silent")
    proposals.refresh_cards(db, now, rows)
