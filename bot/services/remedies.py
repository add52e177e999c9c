"""What could help one student who waits for long: who might be her buddy, were it not for something.

A pair that was proposed before is nothing that could help. Whom she avoids, or who avoids her, is named like anybody
who does not fit: a line that is missing would tell. By hand he can be chosen no more than anybody who is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules import fit
from bot.rules.access import Acting, require_manager
from bot.rules.matching import Helper, Waiting
from bot.services import board, never_pairs, people, promises, proposals, shortage
from bot.services.promises import Waits
from bot.services.shortage import Shortage
from bot.vault import KeyLost, WorkspaceVault
from models import BuddyRequest, Person, Volunteer
from models.enums import AT_REST, ProposalState, VolunteerState
from models.store import Db

SHOWN = 5
"""People of each list."""


@dataclass(frozen=True)
class Remedies:
    """What could help a student; people are volunteers who speak a language of hers well enough, `SHOWN` at most.

    Attributes:
        promised: days.
        is_asking: a volunteer is being asked, or she is; nobody else can be chosen meanwhile.
        unapproved: who has offered and waits for approval.
        incomplete: who is approved, and has not ticked the code of conduct or was not checked.
        away: who takes no new student before a day.
        silent: who was asked whether the offer still holds, and did not answer.
        full: who has no free place.
        can_choose: somebody has a free place and could be chosen by hand, perhaps against a rule.
        short: what is short in the programme, of her languages.
        task_id: the managers' open task about her, if there is one.
    """

    request_id: int
    waits: Waits
    promised: int
    is_asking: bool
    unapproved: tuple[str, ...]
    incomplete: tuple[str, ...]
    away: tuple[tuple[str, date], ...]
    silent: tuple[str, ...]
    full: tuple[str, ...]
    can_choose: bool
    short: tuple[Shortage, ...]
    task_id: int | None


def asked(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: int) -> Remedies:
    """For a manager who looks.

    Raises:
        UserError: she is no manager, or the student waits no more.
    """
    require_manager(who)
    found = find(db, vault, now, request_id)
    if found is None:
        raise UserError(Wrong.GONE)
    return found


def find(db: Db, vault: WorkspaceVault, now: datetime, request_id: int) -> Remedies | None:
    """What could help; None where she waits no more."""
    waits = promises.waiting_one(db, now, request_id)
    if waits is None:
        return None
    programme = people.programme(db)
    request = db.scalars(select(BuddyRequest).where(BuddyRequest.id == request_id)).one()
    student = board.as_waiting(request, programme, people.timezone_of(db, request.student_id), now)
    current = next(iter(proposals.open_of(db, student_id=student.student_id)), None)
    is_asking = current is not None and current.state is not ProposalState.PROPOSED
    declined = board.declined(db)
    there = [
        one
        for one in _volunteers(db)
        if one[1].user_id != student.student_id
        and (student.student_id, one[1].user_id) not in declined
        and (current is None or one[1].user_id != current.volunteer_id)
    ]
    speak = [one for one in there if fit.speaks(student, one[1])]
    approved = [one for one in speak if one[0].state is VolunteerState.APPROVED]
    here = [one for one in approved if not one[0].away_until and not one[0].silent_since]
    may_be_matched = request.guardian is not None or not programme.has_minors
    return Remedies(
        request_id=request_id,
        waits=waits,
        promised=programme.promise_days[-1],
        is_asking=is_asking,
        unapproved=_first(row.user_id for row, _, _ in speak if row.state is VolunteerState.OFFERED),
        incomplete=_first(row.user_id for row, _, may in here if not may),
        away=tuple((row.user_id, row.away_until) for row, _, _ in approved if row.away_until)[:SHOWN],
        silent=_first(row.user_id for row, _, _ in approved if row.silent_since and not row.away_until),
        full=_first(row.user_id for row, one, may in here if may and not one.places),
        can_choose=may_be_matched
        and not is_asking
        and _somebody(db, vault, student, [one for _, one, may in there if may and one.places]),
        short=tuple(
            one for one in shortage.short(db, now) if not set(one.languages).isdisjoint(student.languages)
        ),
        task_id=promises.long_wait_task(db, request_id),
    )


def _somebody(db: Db, vault: WorkspaceVault, student: Waiting, free: Iterable[Helper]) -> bool:
    """Whether one of them can be chosen for her: nobody can, where a list of never-pairs does not open."""
    try:
        avoided = never_pairs.pairs(db, vault)
    except KeyLost:
        return False
    return any(fit.exists_for(student, one, avoided) for one in free)


def _first(user_ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(user_ids)[:SHOWN]


def _volunteers(db: Db) -> list[tuple[Volunteer, Helper, bool]]:
    """Who has made an offer that does not stand still, with or without approval, and is still in the workspace; by when they did.

    The last: whether he may be proposed now, free places apart.
    """
    rows = db.execute(
        select(Volunteer, Person.timezone, board.PROPOSABLE.label("may"))
        .join(Person, board.VOLUNTEER)
        .where(Person.is_gone.is_(False), Volunteer.state.not_in(AT_REST))
        .order_by(Volunteer.offered_at, Volunteer.user_id)
    ).all()
    programme, has = people.programme(db).timezone, board.taken(db)
    return [
        (row, board.as_helper(row, own or programme, has[row.user_id]), bool(may)) for row, own, may in rows
    ]
