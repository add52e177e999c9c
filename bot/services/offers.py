"""Who was asked and does not answer: a reminder, then the next volunteer; and managers hear of each silence.

the volunteer is asked ── offer_hours[0] ──→ reminded ── rules.silence.pass_on_at ──→ somebody else is looked for
the student is asked ── student_hours ──→ managers are told, once

Time runs from the moment at which a question has reached its reader: while it is still owed, nothing is due. One
that cannot be delivered stops the clock, and managers are told.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, func, select, update

from bot.clock import zone
from bot.rules import silence
from bot.services import managers, notices, patience, people, proposals
from bot.services.proposals import NOT_REACHED, STUDENT_SILENT, Ended, Rows
from models import Notice, Proposal
from models.enums import NoticeState, ProposalState, TaskKind
from models.prepared import Moment
from models.store import Db

ASKED = (ProposalState.APPROVED, ProposalState.ACCEPTED)
PASSED_ON = "passed_on"
"""What managers are told when somebody else is looked for."""
LOOK_AGAIN = timedelta(hours=1)
"""After which it is looked at again whether a question has been delivered."""
_SINCE = func.coalesce(Proposal.decided_at, Proposal.proposed_at)
"""When it was decided to ask."""
_OWED = (NoticeState.PENDING, NoticeState.SENDING)


_NEXT_STEP = Moment(select(func.min(Proposal.next_step_at)).where(Proposal.state.in_(ASKED)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When somebody's silence comes to its next step; of an unbound session."""
    return _NEXT_STEP.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and proposal of each step that is due; of an unbound session."""
    is_due = (Proposal.next_step_at <= now) & Proposal.state.in_(ASKED)
    found = select(Proposal.workspace_id, Proposal.id).where(is_due)
    return db.execute(found.order_by(Proposal.next_step_at, Proposal.id)).all()


def take_due(db: Db, now: datetime, proposal_id: int) -> None:
    """Take the step that is due, if it still is: an answer may have come meanwhile."""
    rows = proposals.locked(db, proposal_id)
    step = rows.proposal.next_step_at
    if step is None or step > now:
        return
    is_marked = step <= _since(rows.proposal)
    if rows.proposal.state is ProposalState.ACCEPTED:
        _student_is_silent(db, now, rows)
    elif rows.proposal.state is ProposalState.APPROVED and rows.proposal.step:
        _pass_on(db, now, rows)
    elif rows.proposal.state is ProposalState.APPROVED:
        _remind(db, now, rows)
    if is_marked and rows.proposal.step == 0:
        proposals.refresh_cards(db, now, rows)


def not_reached(db: Db, now: datetime, proposal_id: int) -> None:
    """The question cannot be delivered to the volunteer: no time runs against him, and managers decide."""
    rows = proposals.locked(db, proposal_id)
    if rows.proposal.state is not ProposalState.APPROVED or rows.proposal.step:
        return
    rows.proposal.next_step_at = None
    rows.proposal.reasons = {**rows.proposal.reasons, "unreached": True}
    db.flush()
    notices.record(db, None, now, "proposal", proposal_id, NOT_REACHED)
    managers.tell_of_pair(db, now, NOT_REACHED, proposal_id, rows.request.student_id, rows.volunteer.user_id)
    proposals.refresh_cards(db, now, rows)


def count_anew(db: Db, now: datetime) -> None:
    """The programme's hours are others: whoever was asked has them from the question on, and at the earliest now.

    Here they are only marked, in one statement: as due at the moment of the question, which no step is ever planned
    for. `take_due` then plans each anew, and its cards say so. Who was reminded keeps the time that the reminder named.
    """
    asked = Proposal.state.in_(ASKED) & (Proposal.step == 0) & Proposal.next_step_at.is_not(None)
    db.execute(
        update(Proposal).where(asked).values(next_step_at=_SINCE).execution_options(synchronize_session=False)
    )


def _remind(db: Db, now: datetime, rows: Rows) -> None:
    """The reminder is owed for an hour at which he is awake, also where the program comes back by night."""
    number, volunteer, hours = rows.proposal.id, rows.volunteer.user_id, _hours(db, rows)
    where, open_ = zone(people.timezone_of(db, volunteer)), people.open_hours(db)
    if not _has_had(
        db, now, rows, f"offer:{number}:{volunteer}", lambda at: silence.reminder_at(at, hours, open_, where)
    ):
        return
    at, hours = open_.next_open(now, where), patience.name(rows.proposal, people.programme(db))
    rows.proposal.step, rows.proposal.next_step_at = 1, silence.pass_on_at(at, hours)
    db.flush()
    proposals.refresh_cards(db, now, rows)
    notices.owe(
        db, "offer_reminder", to=volunteer, key=f"{number}:{volunteer}", now=now, at=at, proposal=number
    )
    notices.record(db, None, now, "proposal", number, "reminded")


def _pass_on(db: Db, now: datetime, rows: Rows) -> None:
    number, volunteer, hours = rows.proposal.id, rows.volunteer.user_id, _hours(db, rows)
    reminder = f"offer_reminder:{number}:{volunteer}"
    if _has_had(db, now, rows, reminder, lambda at: silence.pass_on_at(at, hours)):
        proposals.move(db, now, None, rows, ProposalState.WITHDRAWN, ended=Ended.NO_ANSWER)
        managers.tell_of_pair(db, now, PASSED_ON, number, rows.request.student_id, volunteer)


def _student_is_silent(db: Db, now: datetime, rows: Rows) -> None:
    number, time = rows.proposal.id, timedelta(hours=people.programme(db).student_hours)
    if not _has_had(db, now, rows, f"buddy:{number}:{rows.request.student_id}", lambda at: at + time):
        return
    rows.proposal.step, rows.proposal.next_step_at = 1, None
    db.flush()
    notices.task(db, TaskKind.STUDENT_SILENT, str(number), now, proposal=number)
    notices.record(db, None, now, "proposal", number, "student_silent")
    managers.tell_of_pair(db, now, STUDENT_SILENT, number, rows.request.student_id, rows.volunteer.user_id)
    proposals.refresh_cards(db, now, rows)


def _hours(db: Db, rows: Rows) -> silence.Hours:
    return patience.hours(rows.proposal, people.programme(db))


def _since(proposal: Proposal) -> datetime:
    return proposal.decided_at or proposal.proposed_at


def _has_had(
    db: Db, now: datetime, rows: Rows, question: str, over_at: Callable[[datetime], datetime]
) -> bool:
    """Whether the time to answer is over, counted from when the question reached its reader; else it is put off.

    For one that was dropped, or forgotten since, it is counted from the decision to ask it.
    """
    owed = select(Notice.state, Notice.sent_at).where(Notice.dedupe_key == question)
    state, sent_at = db.execute(owed).first() or (None, None)
    over = now + LOOK_AGAIN if state in _OWED else over_at(sent_at or _since(rows.proposal))
    if over <= now:
        return True
    rows.proposal.next_step_at = over
    db.flush()
    return False
