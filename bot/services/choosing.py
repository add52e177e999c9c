"""A manager chooses somebody else for a student: who else there is, what it would cost, and what it would bend.

Whoever could be asked, but for a cause of which managers read nothing here, is refused in one sentence, and as late
as anybody could be, after the rules that the choice bends: nobody learns from it who must never be paired with whom.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.clock import local_day, zone
from bot.errors import UserError, Wrong
from bot.rules import matching as rule
from bot.rules.access import MANAGERS, Acting, require_manager
from bot.rules.matching import Alternative, Bending, Bent, Cost, Helper, Pair, Waiting
from bot.services import board, chosen_why, decisions, never_pairs, own_pairs, people, proposals
from bot.services.proposals import Chosen, Ended, Shown
from bot.vault import WorkspaceVault
from models import BuddyRequest, Volunteer
from models.enums import AT_REST, OPEN_REQUEST, ProposalState, RequestState, VolunteerState
from models.store import Db

WHY_MAX = 300


@dataclass(frozen=True)
class Choice:
    """A volunteer for a request. `instead_of`: the possible team the manager saw; 0: none."""

    request_id: int
    instead_of: int
    volunteer_id: str

    @classmethod
    def of(cls, meta: Mapping[str, Any], volunteer_id: str) -> Choice:
        """From what came back with a form. Raises `UserError` where that is no choice of ours."""
        numbers = (meta.get("request"), meta.get("instead"))
        if not all(isinstance(one, int) and 0 <= one < 2**31 for one in numbers):
            raise UserError(Wrong.GONE)
        return cls(int(numbers[0] or 0), int(numbers[1] or 0), volunteer_id)


@dataclass(frozen=True)
class Others:
    """Who else there is for a student.

    Attributes:
        proposed: the volunteer of the possible team that waits for a manager; None: there is none.
        found: the best others, best first, each with what it costs against `proposed`, or else the first of them.
        bending: everybody else with a free place whom she might choose against a rule.
        noes: of whom a manager said "not this pair", and nobody else a no: the day, by the programme's calendar.
    """

    request_id: int
    student_id: str
    instead_of: int
    proposed: str | None
    found: tuple[tuple[Alternative, Cost], ...]
    bending: tuple[Bending, ...]
    noes: Mapping[str, date]


def others(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: int) -> Others:
    """Others than the manager herself, where somebody else can decide about her own pairs.

    Raises:
        UserError: she is no manager, it is not there, or somebody has been asked meanwhile.
    """
    require_manager(who)
    student, current = _undecided(db, now, who, request_id, looks=True)
    own = own_pairs.requests(db, who.user_id)
    helpers = {one.user_id: one for one in own_pairs.helpers(db, who.user_id, board.helpers(db))}
    free = [one for one in helpers.values() if one.user_id != who.user_id]
    free = free if own_pairs.is_for_others(db, who.user_id) else list(helpers.values())
    proposed = _before(db, now, current)
    declined, avoided, noes = (
        board.declined(db),
        never_pairs.pairs(db, vault),
        _noes(db, who, student.student_id),
    )
    against = declined - {(student.student_id, one) for one in noes}
    but = proposed.user_id if proposed else None
    where = zone(people.programme(db).timezone)
    best = [
        replace(one, reasons=board.explained(student, one.helper, now, where))
        for one in rule.ranked(student, free, against, avoided, now, but=but)
    ]
    costs: tuple[Cost, ...] = ()
    if best:
        measure = proposed or best[0].helper
        there = [helper for helper in helpers.values() if helper.user_id != measure.user_id]
        costs = rule.alternative_costs(
            student,
            measure,
            [one.helper for one in best],
            [*board.waiting(db, now), *board.waiting(db, now, list(own), (RequestState.PROPOSED,))],
            there,
            declined,
            avoided,
            now,
        )
    return Others(
        request_id,
        student.student_id,
        current.id if current else 0,
        but,
        tuple(zip(best, costs, strict=True)),
        rule.bending(student, free, against, avoided, now, but=but),
        noes,
    )


def bends(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, choice: Choice
) -> tuple[str, tuple[Bent, ...]]:
    """The student, and the rules that this choice would bend.

    Raises:
        UserError: she is no manager, the volunteer is not available for this student, the request is not there,
            it has changed since she looked, or it is her own pair.
    """
    require_manager(who)
    proposals.alone(db)
    student, helper = _checked(db, now, who, choice)
    declined = board.declined(db, [helper.user_id], by_managers=False)
    bent = rule.bent(student, helper, declined, now)
    if not bent:
        _refuse_unavailable(db, vault, student, helper, block="somebody")
    return student.student_id, bent


def choose(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, choice: Choice, why: str = "") -> Shown:
    """Propose and approve the pair that a manager chose, in place of the one she saw; the volunteer is asked.

    Raises:
        UserError: as `bends`; or a rule is bent and she gives no reason, or too long a one.
    """
    _, bent = bends(db, vault, now, who, choice)
    if len(why) > WHY_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": WHY_MAX}, block="why")
    if bent and not why:
        raise UserError(Wrong.NO_REASON, block="why")
    _refuse_unavailable(db, vault, *_checked(db, now, who, choice), block="why")
    if choice.instead_of:
        proposals.withdraw(db, now, who, choice.instead_of, Ended.REPLACED)
    student, helper = _checked(db, now, who, replace(choice, instead_of=0))
    reasons = board.explained(student, helper, now, zone(people.programme(db).timezone))
    pair = Pair(student.request_id, student.student_id, helper.user_id, reasons)
    chosen = Chosen(who, bent)
    both = (student.student_id, helper.user_id)
    otherwise = None
    if not set(both).isdisjoint(people.present(db, *MANAGERS)):
        seen = select(BuddyRequest.why_waiting).where(BuddyRequest.id == student.request_id)
        otherwise = db.scalars(seen).first() or own_pairs.otherwise(
            db, now, student, helper, never_pairs.pairs(db, vault)
        )
    number = proposals.propose(db, now, pair, own_pairs.deciders(db, *both), chosen, otherwise)
    if bent:
        chosen_why.keep(db, vault, number, why)
    decisions.ask(db, now, who, proposals.locked(db, number))
    return proposals.show(db, now, number)


def _noes(db: Db, who: Acting, student_id: str) -> dict[str, date]:
    """As `Others.noes`. Who decided about her own pairs, and how, a manager does not read."""
    if who.user_id == student_id and own_pairs.is_for_others(db, student_id):
        return {}
    where = people.programme(db).timezone
    return {user: local_day(at, where) for user, at in board.declined_by_managers(db, student_id).items()}


def _checked(db: Db, now: datetime, who: Acting, choice: Choice) -> tuple[Waiting, Helper]:
    """Both, as they are now; refused for what every manager can see anyway."""
    student, current = _undecided(db, now, who, choice.request_id)
    if (current.id if current else 0) != choice.instead_of:
        raise UserError(Wrong.STALE)
    if current is not None and current.volunteer_id == choice.volunteer_id:
        raise UserError(Wrong.PROPOSED_NOW, block="somebody")
    if student.student_id == choice.volunteer_id:
        raise UserError(Wrong.THE_STUDENT, block="somebody")
    state = db.scalars(select(Volunteer.state).where(Volunteer.user_id == choice.volunteer_id)).first()
    if state is None or state in AT_REST:
        raise UserError(Wrong.NO_OFFER, block="somebody")
    if state is VolunteerState.OFFERED:
        raise UserError(Wrong.NOT_APPROVED, block="somebody")
    own_pairs.refuse(db, who, student.student_id, choice.volunteer_id, block="somebody")
    helper = next(iter(board.helpers(db, [choice.volunteer_id], whoever=True)), None)
    if helper is None:
        raise UserError(Wrong.NOT_AVAILABLE, block="somebody")
    if helper.taken >= helper.capacity:
        raise UserError(Wrong.NO_FREE_PLACE, block="somebody")
    return student, helper


def _refuse_unavailable(
    db: Db, vault: WorkspaceVault, student: Waiting, helper: Helper, *, block: str
) -> None:
    """He is away, silent, or not known well enough; or the two are never to be paired. In the same words."""
    if not helper.available or (student.student_id, helper.user_id) in never_pairs.pairs(db, vault):
        raise UserError(Wrong.NOT_AVAILABLE, block=block)


def _undecided(
    db: Db, now: datetime, who: Acting, request_id: int, *, looks: bool = False
) -> tuple[Waiting, Shown | None]:
    """A student for whom nobody has been asked yet, and the possible team that waits for a manager.

    `looks`: she only looks; the manager's own pair is not there then, and she learns of it by no refusal.
    """
    row = db.scalars(select(BuddyRequest).where(BuddyRequest.id == request_id)).first()
    student = next(iter(board.waiting(db, now, [request_id], OPEN_REQUEST)), None)
    if row is None:
        raise UserError(Wrong.GONE)
    if row.state is RequestState.WAITING and row.guardian is None and people.programme(db).has_minors:
        raise UserError(Wrong.NO_AGE, {"student": row.student_id})
    if student is None:
        raise UserError(Wrong.STALE)
    current = next(iter(proposals.open_of(db, now, student_id=student.student_id)), None)
    is_own = current is not None and current.id in own_pairs.hidden(db, who.user_id)
    if is_own and looks:
        return student, None
    if is_own or (current is not None and current.state is not ProposalState.PROPOSED):
        raise UserError(Wrong.STALE)
    return student, current


def _before(db: Db, now: datetime, current: Shown | None) -> Helper | None:
    """The proposed volunteer, as he was before he was proposed."""
    if current is None:
        return None
    found = next(iter(board.helpers(db, [current.volunteer_id], whoever=True)), None)
    return None if found is None else replace(found, taken=max(0, found.taken - 1))
