"""Who says yes or no to a possible team: a manager, then the volunteer, then the student.

Each returns the proposal as it stands after it. A click on a card that is no longer up to date changes
nothing, and its card shows what was decided meanwhile.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager, require_one_of
from bot.services import availability, board, notices, own_pairs, people, proposals, teams, volunteers
from bot.services.proposals import Ended, NoReason, Rows, Shown
from bot.vault import WorkspaceVault
from models import Person
from models.enums import ProposalState, TaskKind
from models.store import Db


def approve(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """A manager approves; the volunteer is asked. As it stands, where it was decided before.

    Raises:
        UserError: she is no manager, it is not there, or it is her own pair and somebody else can decide.
    """
    require_manager(who)
    rows = proposals.locked(db, proposal_id)
    own_pairs.refuse(db, who, rows.request.student_id, rows.volunteer.user_id)
    if rows.proposal.state is ProposalState.PROPOSED and not _impossible(
        db, now, who, rows, ProposalState.APPROVED, ProposalState.ACCEPTED
    ):
        ask(db, now, who, rows)
    return proposals.shown(db, now, rows)


def ask(db: Db, now: datetime, who: Acting, rows: Rows) -> None:
    """A manager has decided for this pair: the volunteer is asked."""
    proposals.move(db, now, who, rows, ProposalState.APPROVED)
    number, volunteer = rows.proposal.id, rows.volunteer.user_id
    own_pairs.known(db, who.user_id, [number])
    notices.owe(db, "offer", to=volunteer, key=f"{number}:{volunteer}", now=now, proposal=number)


def note(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, proposal_id: int) -> tuple[Shown, str]:
    """What the student wrote for managers alone; empty where there is nothing any more.

    Raises:
        UserError: she is no manager, it is not there, or she is the volunteer.
        KeyLost: the key that it was sealed with is not there.
    """
    require_manager(who)
    shown = proposals.show(db, now, proposal_id)
    if shown.volunteer_id == who.user_id:
        raise UserError(Wrong.OWN_NOTE)
    return shown, proposals.note(db, vault, proposal_id)


def reject(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """A manager says: not this pair, before anybody was asked. The student waits on; the pair never comes back.

    Raises:
        UserError: she is no manager, it is not there, or it is her own pair and somebody else can decide.
    """
    return _end_by_manager(db, now, who, proposal_id, (ProposalState.PROPOSED,))


def take_back(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """A manager takes an approved proposal back, say because nobody answers. Else as `reject`.

    Raises:
        UserError: as `reject`.
    """
    return _end_by_manager(db, now, who, proposal_id, (ProposalState.APPROVED, ProposalState.ACCEPTED))


def volunteer_accepts(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """The volunteer says yes and his place is kept; the student decides. Ended as `full` where he has none.

    Raises:
        UserError: he is not the one who was asked, or it is not there.
    """
    rows = proposals.locked(db, proposal_id)
    require_one_of(who, (rows.volunteer.user_id,))
    if rows.proposal.state is ProposalState.APPROVED and not _impossible(
        db, now, who, rows, ProposalState.ACCEPTED
    ):
        volunteers.heard(rows.volunteer, now)
        proposals.move(db, now, who, rows, ProposalState.ACCEPTED)
        student = rows.request.student_id
        notices.owe(db, "buddy", to=student, key=f"{proposal_id}:{student}", now=now, proposal=proposal_id)
    return proposals.shown(db, now, rows)


def asked_of(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """The offer that a volunteer is about to answer, as it stands.

    Raises:
        UserError: he is not the one who was asked, or it is not there.
    """
    found = proposals.show(db, now, proposal_id)
    require_one_of(who, (found.volunteer_id,))
    return found


def volunteer_declines(db: Db, now: datetime, who: Acting, proposal_id: int, why: str) -> Shown:
    """Not this time, for a reason of `NoReason`. As it stands, where it was answered before.

    Raises:
        UserError: he is not the one who was asked, it is not there, or that is no reason he could choose.
    """
    rows = proposals.locked(db, proposal_id)
    require_one_of(who, (rows.volunteer.user_id,))
    if why not in list(NoReason):
        raise UserError(Wrong.UNKNOWN_CHOICE if why else Wrong.NOTHING_CHOSEN, block="reason")
    if rows.proposal.state is ProposalState.APPROVED:
        volunteers.heard(rows.volunteer, now)
        rows.proposal.decline_reason = why
        _decline(db, now, who, rows)
    return proposals.shown(db, now, rows)


def volunteer_is_full(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """No to new students for four weeks, this one too. As it stands, where it was answered before.

    Raises:
        UserError: he is not the one who was asked, or it is not there.
    """
    found = asked_of(db, now, who, proposal_id)
    if found.state is ProposalState.APPROVED:
        found = volunteer_declines(db, now, who, proposal_id, NoReason.FULL)
        availability.full_for_now(db, now, who)
    return found


def student_accepts(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """The student says yes: the team is made, if the place is still free. Ended as `full` where it is not.

    Raises:
        UserError: it is not hers to decide, it is not there, or she has a team already.
    """
    rows = proposals.locked(db, proposal_id)
    require_one_of(who, (rows.request.student_id,))
    if rows.proposal.state is ProposalState.ACCEPTED and not _impossible(db, now, who, rows):
        teams.form(db, now, who, proposal_id)
        proposals.answered(db, now, who, rows)
        proposals.refresh_cards(db, now, rows)
    return proposals.shown(db, now, rows)


def student_declines(db: Db, now: datetime, who: Acting, proposal_id: int) -> Shown:
    """Somebody else, please: no reason is asked. She keeps her place, and a manager may ask how she is.

    Raises:
        UserError: it is not hers to decide, or it is not there.
    """
    rows = proposals.locked(db, proposal_id)
    require_one_of(who, (rows.request.student_id,))
    if rows.proposal.state is ProposalState.ACCEPTED:
        _decline(db, now, who, rows)
        notices.task(db, TaskKind.STUDENT_DECLINED, str(proposal_id), now, proposal=proposal_id)
    return proposals.shown(db, now, rows)


def _end_by_manager(
    db: Db, now: datetime, who: Acting, proposal_id: int, states: tuple[ProposalState, ...]
) -> Shown:
    require_manager(who)
    rows = proposals.locked(db, proposal_id)
    own_pairs.refuse(db, who, rows.request.student_id, rows.volunteer.user_id)
    if rows.proposal.state in states:
        _decline(db, now, who, rows)
    return proposals.shown(db, now, rows)


def _impossible(db: Db, now: datetime, who: Acting, rows: Rows, *keeping: ProposalState) -> bool:
    """End it where one of the two has left, is a guest or is not known well enough where there are minors, or where teams
    and others in `keeping` have all his places."""
    volunteer, request = rows.volunteer, rows.request
    missing = select(Person.is_gone).where(
        Person.user_id.in_((volunteer.user_id, request.student_id)), ~people.HERE
    )
    gone = db.scalars(missing).all()
    asked = rows.proposal.state is not ProposalState.PROPOSED
    ended: Ended | None = None
    if any(gone):
        ended = Ended.LEFT
    elif (
        gone
        or board.is_unknown(people.programme(db), request, volunteer)
        or (not asked and not board.may_be_proposed(db, volunteer.user_id))
    ):
        ended = Ended.NOT_AVAILABLE
    elif proposals.taken(db, volunteer.user_id, keeping, but=rows.proposal.id) >= volunteer.capacity:
        ended = Ended.FULL
    if ended is not None:
        proposals.move(db, now, who, rows, ProposalState.WITHDRAWN, ended=ended)
    return ended is not None


def _decline(db: Db, now: datetime, who: Acting, rows: Rows) -> None:
    rows.proposal.declined_by = who.user_id
    proposals.move(db, now, who, rows, ProposalState.DECLINED)
