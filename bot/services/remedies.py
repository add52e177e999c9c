"""What could help one student who waits for long: who might be her buddy, were it not for something.

A pair that was proposed before is nothing that could help. Whom she avoids, or who avoids her, is named like anybody
who does not fit, and counts like anybody with a free place: a line that is missing would tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules import fit
from bot.rules.access import Acting, require_manager
from bot.rules.matching import Helper, Waiting, WhyWaiting
from bot.services import board, never_pairs, own_pairs, people, promises, proposals, shortage
from bot.services.promises import Waits
from bot.services.proposals import Shown
from bot.services.shortage import Shortage
from bot.vault import KeyLost, WorkspaceVault
from models import BuddyRequest, Person, Volunteer
from models.enums import AT_REST, Place, ProposalState, VolunteerState
from models.store import Db

SHOWN = 5
"""People of each list."""


@dataclass(frozen=True)
class Remedies:
    """What could help a student; people are volunteers who speak a language of hers well enough, `SHOWN` at most.

    Attributes:
        promised: days.
        to_approve: the possible team that waits for a manager, if there is one.
        is_asking: a volunteer is being asked, or she is, or another manager decides; nobody else can be chosen
            meanwhile.
        unapproved: who has offered and waits for approval.
        incomplete: who is approved, and has not ticked the code of conduct or was not checked.
        away: who takes no new student before a day.
        silent: who was asked whether the offer still holds, and did not answer.
        full: who has no free place.
        cities: where others could meet who would fit, where nobody can in hers.
        can_choose: somebody has a free place, and a manager can try to choose by hand.
        short: what is short in the programme, of her languages.
        task_id: the managers' open task about her, if there is one.
    """

    request_id: int
    waits: Waits
    promised: int
    to_approve: Shown | None
    is_asking: bool
    unapproved: tuple[str, ...]
    incomplete: tuple[str, ...]
    away: tuple[tuple[str, date], ...]
    silent: tuple[str, ...]
    full: tuple[str, ...]
    cities: tuple[str, ...]
    can_choose: bool
    short: tuple[Shortage, ...]
    task_id: int | None


def asked(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: int) -> Remedies:
    """For a manager who looks.

    Raises:
        UserError: she is no manager, or the student waits no more.
    """
    require_manager(who)
    found = find(db, vault, now, request_id, who.user_id)
    if found is None:
        raise UserError(Wrong.GONE)
    return found


def find(db: Db, vault: WorkspaceVault, now: datetime, request_id: int, reader: str) -> Remedies | None:
    """What could help; None where she waits no more. `reader`: a manager, to whom her own pair is not there."""
    waits = promises.waiting_one(db, now, request_id, reader)
    if waits is None:
        return None
    programme = people.programme(db)
    request = db.scalars(select(BuddyRequest).where(BuddyRequest.id == request_id)).one()
    student = board.as_waiting(request, programme, people.timezone_of(db, request.student_id), now)
    current = next(iter(proposals.open_of(db, now, student_id=student.student_id)), None)
    own = own_pairs.requests(db, reader)
    current = None if request_id in own else current
    is_asking = current is not None and current.state is not ProposalState.PROPOSED
    nobody = {student.student_id, *(user for _, user in board.declined(db, student_id=student.student_id))}
    nobody |= {current.volunteer_id} if current else set()
    there = [one for one in _volunteers(db, reader) if one.user_id not in nobody]
    speak = [one for one in there if fit.speaks(student, one.helper)]
    approved = [one for one in speak if one.state is VolunteerState.APPROVED]
    here = [one for one in approved if not one.away_until and not one.silent_since]
    may_be_matched = request.guardian is not None or not programme.has_minors
    return Remedies(
        request_id=request_id,
        waits=waits,
        promised=programme.promise_days[-1],
        to_approve=None if is_asking else current,
        is_asking=is_asking,
        unapproved=_first(one.user_id for one in speak if one.state is VolunteerState.OFFERED),
        incomplete=_first(one.user_id for one in here if not one.may),
        away=tuple((one.user_id, one.away_until) for one in approved if one.away_until)[:SHOWN],
        silent=_first(one.user_id for one in approved if one.silent_since and not one.away_until),
        full=_first(one.user_id for one in here if one.may and not one.helper.places),
        cities=_cities(db, now, student, nobody) if waits.why is WhyWaiting.NO_PLACE else (),
        can_choose=may_be_matched
        and not is_asking
        and _somebody(db, vault, student, [one.helper for one in there if one.may and one.helper.places]),
        short=tuple(
            one
            for one in shortage.short(db, now, reader)
            if not set(one.languages).isdisjoint(student.languages)
        ),
        task_id=promises.long_wait_task(db, request_id),
    )


def _cities(db: Db, now: datetime, student: Waiting, nobody: Collection[str]) -> tuple[str, ...]:
    """Each once, as the first of those who could meet there wrote it."""
    if student.place is Place.REMOTE:
        return ()
    cities = {
        fit.plain_city(one.city): one.city
        for one in reversed(board.helpers(db, whoever=True))
        if one.user_id not in nobody
        and one.place is not Place.REMOTE
        and fit.speaks(student, one)
        and fit.has_trait(student, one)
        and fit.has_hours(student, one, now)
    }
    return _first(cities[city] for city in sorted(cities) if city)


def _somebody(db: Db, vault: WorkspaceVault, student: Waiting, free: Iterable[Helper]) -> bool:
    """Whether one of them can be chosen for her: nobody can, where a list of never-pairs does not open."""
    try:
        never_pairs.pairs(db, vault)
    except KeyLost:
        return False
    return any(fit.exists_for(student, one, ()) for one in free)


def _first(some: Iterable[str]) -> tuple[str, ...]:
    return tuple(some)[:SHOWN]


@dataclass(frozen=True)
class _Offer:
    """As much of an offer as is looked at here. `may`: he may be proposed now, free places apart."""

    helper: Helper
    state: VolunteerState
    away_until: date | None
    silent_since: datetime | None
    may: bool

    @property
    def user_id(self) -> str:
        return self.helper.user_id


def _volunteers(db: Db, reader: str) -> list[_Offer]:
    """Who has made an offer that does not stand still, approved or not, and is still in the workspace; by when they did.

    `reader`: a manager; her own possible teams take no place here.

    Columns, and no more of them than are looked at: it is read under the write lock, for each manager who is told.
    """
    rows = db.execute(
        select(
            Volunteer.user_id,
            Volunteer.languages,
            Volunteer.fluent,
            Volunteer.capacity,
            Volunteer.state,
            Volunteer.away_until,
            Volunteer.silent_since,
            board.PROPOSABLE,
        )
        .join(Person, board.VOLUNTEER)
        .where(people.HERE, Volunteer.state.not_in(AT_REST))
        .order_by(Volunteer.offered_at, Volunteer.user_id)
    ).all()
    has = own_pairs.taken(db, reader)
    return [
        _Offer(
            Helper(user, tuple(languages), (), capacity, has[user], tuple(fluent)),
            state,
            away,
            silent,
            bool(may),
        )
        for user, languages, fluent, capacity, state, away, silent, may in rows
    ]
