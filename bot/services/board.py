"""What a matching looks at, read from the store: who waits, who could help, and who must not meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, case, exists, func, select

from bot.rules import matching as rule
from bot.rules import promise
from bot.rules.matching import DeclinedPair, Helper, Reasons, Waiting
from bot.services import people, waiting_time
from models import BuddyRequest, Person, Proposal, Settings, Team, Volunteer
from models.enums import (
    AT_REST,
    OPEN_PROPOSAL,
    OPEN_REQUEST,
    Place,
    ProposalState,
    RequestState,
    TeamState,
    VolunteerState,
)
from models.store import Db

NO_ANSWER = "no_answer"
"""Why a proposal was withdrawn that then counts as declined; kept in its reasons under `ended`."""
FULL, NO_TIME = "full", "no_time"
"""Why a volunteer said no, where it was about now and not about the student."""
AGAIN_AFTER = timedelta(weeks=4)
"""No time, or no answer, counts as a no for so long, and until the volunteer is heard of after that."""
REQUEST_OF = (BuddyRequest.workspace_id == Proposal.workspace_id) & (BuddyRequest.id == Proposal.request_id)
STUDENT = (Person.workspace_id == BuddyRequest.workspace_id) & (Person.user_id == BuddyRequest.student_id)
VOLUNTEER = (Person.workspace_id == Volunteer.workspace_id) & (Person.user_id == Volunteer.user_id)
VOLUNTEER_OF = (Volunteer.workspace_id == Proposal.workspace_id) & (
    Volunteer.user_id == Proposal.volunteer_id
)
_ASKS_FOR_CHECK = (
    exists().where(Settings.workspace_id == Volunteer.workspace_id, Settings.has_minors).correlate(Volunteer)
)
PROPOSABLE: ColumnElement[bool] = (
    (Volunteer.state == VolunteerState.APPROVED)
    & Volunteer.conduct_version.is_not(None)
    & (Volunteer.checked_on.is_not(None) | ~_ASKS_FOR_CHECK)
    & Volunteer.away_until.is_(None)
    & Volunteer.silent_since.is_(None)
)
"""Approved, has agreed to a code of conduct, was checked where there are minors; here; and answering.

`away_until` is emptied on its day by `availability.take_due`.
"""
TO_LOOK_AT: ColumnElement[bool] = exists().where(VOLUNTEER, people.HERE).correlate(Volunteer) & (
    (Volunteer.state == VolunteerState.OFFERED)
    | ((Volunteer.state == VolunteerState.APPROVED) & Volunteer.checked_on.is_(None) & _ASKS_FOR_CHECK)
)
"""Offers that wait for a manager: to be approved, or for the day of a background check."""
OFFERS: ColumnElement[bool] = Volunteer.state.not_in(AT_REST) & people.HERE
"""Who has made an offer that does not stand still, of rows joined by `VOLUNTEER`."""

_UNANSWERED = Proposal.reasons["ended"].as_string() == NO_ANSWER
_BY_ONE_OF_THEM = func.coalesce(
    Proposal.declined_by.in_((BuddyRequest.student_id, Proposal.volunteer_id)), False
)
_PASSES = (Proposal.state == ProposalState.WITHDRAWN) | (Proposal.decline_reason == NO_TIME)
"""Of proposals that count as declined: those of which it passes."""


def waiting(
    db: Db,
    now: datetime,
    request_ids: Sequence[int] | None = None,
    states: Sequence[RequestState] = (RequestState.WAITING,),
) -> list[Waiting]:
    """Who waits, the oldest request first; nobody who has left the workspace or is a guest, or of whom too little is known.

    Where there are minors, a student is matched when she has said whether she is one.
    """
    query = (
        select(BuddyRequest, Person.timezone)
        .join(Person, STUDENT)
        .where(BuddyRequest.state.in_(states), people.HERE)
        .order_by(BuddyRequest.asked_at, BuddyRequest.id)
    )
    if request_ids is not None:
        query = query.where(BuddyRequest.id.in_(request_ids))
    programme = people.programme(db)
    if programme.has_minors:
        query = query.where(BuddyRequest.guardian.is_not(None))
    rows = db.execute(query.execution_options(populate_existing=True))
    return [as_waiting(row, programme, own or programme.timezone, now) for row, own in rows]


def helpers(db: Db, user_ids: Sequence[str] | None = None, *, whoever: bool = False) -> list[Helper]:
    """Who may be proposed, with or without a free place. `whoever`: everybody who offers, the rest not available."""
    query = (
        select(Volunteer, Person.timezone, PROPOSABLE)
        .join(Person, VOLUNTEER)
        .where(OFFERS)
        .order_by(Volunteer.user_id)
    )
    if not whoever:
        query = query.where(PROPOSABLE)
    if user_ids is not None:
        query = query.where(Volunteer.user_id.in_(user_ids))
    programme, has = people.programme(db).timezone, taken(db, user_ids)
    rows = db.execute(query.execution_options(populate_existing=True))
    return [
        replace(as_helper(row, own or programme, has[row.user_id]), available=may) for row, own, may in rows
    ]


def without_buddy(db: Db) -> int:
    """How many students wait for a buddy, with or without a possible team; nobody who has left, or is a guest."""
    waits = BuddyRequest.state.in_(OPEN_REQUEST) & people.HERE
    return db.scalars(select(func.count(BuddyRequest.id)).join(Person, STUDENT).where(waits)).one()


def may_be_proposed(db: Db, user_id: str) -> bool:
    """Whether a volunteer is approved, here, not away and not silent; free places apart."""
    return bool(helpers(db, [user_id]))


def is_unknown(programme: Settings, request: BuddyRequest, volunteer: Volunteer) -> bool:
    """Where there are minors: she has not said whether she is one, or his background check is not known."""
    return programme.has_minors and (request.guardian is None or volunteer.checked_on is None)


def taken(db: Db, user_ids: Sequence[str] | None = None) -> Counter[str]:
    """How many running teams and open proposals each volunteer has."""
    teams = select(Team.buddy_id, func.count(Team.id)).where(Team.state != TeamState.ENDED)
    kept = select(Proposal.volunteer_id, func.count(Proposal.id)).where(Proposal.state.in_(OPEN_PROPOSAL))
    if user_ids is not None:
        teams = teams.where(Team.buddy_id.in_(user_ids))
        kept = kept.where(Proposal.volunteer_id.in_(user_ids))
    has: Counter[str] = Counter()
    for counted in (teams.group_by(Team.buddy_id), kept.group_by(Proposal.volunteer_id)):
        has.update({str(user): int(count) for user, count in db.execute(counted)})
    return has


def declined(
    db: Db,
    volunteer_ids: Sequence[str] | None = None,
    *,
    student_id: str | None = None,
    by_managers: bool = True,
) -> frozenset[DeclinedPair]:
    """Pairs to whom somebody said no, those of whom the volunteer did not answer in time, and teams that have ended.

    `by_managers`: also those to whom nobody but a manager said no.

    "Full for now" is none of them: he is away, and when he is back he has room, for this student too.
    """
    query = (
        select(
            BuddyRequest.student_id,
            Proposal.volunteer_id,
            case((_PASSES, Proposal.decided_at)),
            case((_PASSES, Volunteer.answered_at)),
        )
        .join(Proposal, REQUEST_OF)
        .join(Volunteer, VOLUNTEER_OF)
        .where(
            (Proposal.state == ProposalState.DECLINED) & (func.coalesce(Proposal.decline_reason, "") != FULL)
            | ((Proposal.state == ProposalState.WITHDRAWN) & _UNANSWERED)
        )
        .distinct()
    )
    ended = select(Team.student_id, Team.buddy_id).where(Team.state == TeamState.ENDED)
    if volunteer_ids is not None:
        query = query.where(Proposal.volunteer_id.in_(volunteer_ids))
        ended = ended.where(Team.buddy_id.in_(volunteer_ids))
    if not by_managers:
        query = query.where((Proposal.state != ProposalState.DECLINED) | _BY_ONE_OF_THEM)
    if student_id is not None:
        query = query.where(BuddyRequest.student_id == student_id)
        ended = ended.where(Team.student_id == student_id)
    noes = (
        (student, volunteer)
        for student, volunteer, said, heard in db.execute(query)
        if said is None or heard < said + AGAIN_AFTER
    )
    return frozenset((*noes, *((student, buddy) for student, buddy in db.execute(ended))))


def declined_by_managers(db: Db, student_id: str) -> dict[str, datetime]:
    """Volunteers of whom nobody but a manager has said "not this pair" for this student, and when last."""
    said = (
        select(Proposal.volunteer_id, func.max(Proposal.decided_at))
        .join(BuddyRequest, REQUEST_OF)
        .where(
            BuddyRequest.student_id == student_id, Proposal.state == ProposalState.DECLINED, ~_BY_ONE_OF_THEM
        )
        .group_by(Proposal.volunteer_id)
    )
    other = declined(db, student_id=student_id, by_managers=False)
    return {user: at for user, at in db.execute(said) if at and (student_id, user) not in other}


def passed_on(db: Db, request_id: int) -> bool:
    """Whether the volunteer who was asked last for a request did not answer in time."""
    ended = (
        select(_UNANSWERED)
        .where(Proposal.request_id == request_id, Proposal.state.not_in(OPEN_PROPOSAL))
        .order_by(Proposal.id.desc())
        .limit(1)
    )
    return bool(db.scalars(ended).first())


def explained(student: Waiting, helper: Helper, now: datetime, where: ZoneInfo) -> Reasons:
    """Why the two fit, her days counted as the promise counts them: by the calendar of `where`, the programme's zone."""
    days = promise.day(student.asked_at, timedelta(0), now, where)
    return replace(rule.explain(student, helper, now), days=days)


def as_waiting(row: BuddyRequest, programme: Settings, where: str, now: datetime) -> Waiting:
    """`where`: the student's time zone.

    A topic or a wish that the programme offers no more does not count; what she has made a must does, until she
    says otherwise.
    """
    traits = [one for one in row.traits if row.traits_must or one in programme.traits]
    return Waiting(
        request_id=row.id,
        student_id=row.student_id,
        languages=tuple(row.languages),
        topics=tuple(one for one in row.topics if one in programme.topics),
        asked_at=waiting_time.ranks_from(row, now),
        fluent=tuple(row.fluent),
        times=tuple(row.times),
        timezone=where,
        place=Place(row.place),
        city=row.city,
        traits=tuple(traits),
        traits_must=row.traits_must,
    )


def as_helper(row: Volunteer, where: str, has: int) -> Helper:
    """`where`: the volunteer's time zone; `has`: how many places are taken."""
    return Helper(
        user_id=row.user_id,
        languages=tuple(row.languages),
        topics=tuple(row.topics),
        capacity=row.capacity,
        taken=has,
        fluent=tuple(row.fluent),
        times=tuple(row.times),
        timezone=where,
        place=Place(row.place),
        city=row.city,
        traits=tuple(row.traits),
        approved=row.state is VolunteerState.APPROVED,
    )
