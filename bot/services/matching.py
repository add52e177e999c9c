"""The waiting list, matched as a whole: read without a lock, solve without a transaction, write what still holds.

clear_gone(db, now) → board = read(db, now) → solution = board.solve(now) → write(db, now, part) for each part →
finish(db, now, board, solution): each in a transaction of its own, or in none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, exists, func, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute

from bot.rules import matching as rule
from bot.rules.access import Acting, require_manager, require_set_up
from bot.rules.matching import DeclinedPair, Helper, Pair, Solution, Waiting, WhyWaiting
from bot.services import notices, people, proposals
from bot.services.proposals import Ended
from models import BuddyRequest, Notice, Person, Proposal, Settings, Team, Volunteer
from models.enums import OPEN_PROPOSAL, ProposalState, RequestState, TeamState, VolunteerState
from models.store import Db

PART = 10
"""Pairs in one transaction: well under the 100 ms for which a write lock may be held."""
REPORT_AFTER = timedelta(seconds=5)
"""A manager who asks for a matching hears of its end: the next tick is a second away."""


@dataclass(frozen=True)
class Board:
    """Everything a matching looks at. `due_at`: what it was due at, so that a later wish is not lost."""

    waiting: tuple[Waiting, ...]
    helpers: tuple[Helper, ...]
    declined: frozenset[DeclinedPair]
    due_at: datetime | None

    def solve(self, now: datetime) -> Solution:
        """Needs no transaction, and takes seconds for a long list."""
        return rule.assign(self.waiting, self.helpers, self.declined, now=now)


@dataclass(frozen=True)
class Group:
    """Students who wait for the same languages, for the same reason; None: not looked at yet."""

    why: WhyWaiting | None
    languages: tuple[str, ...]
    students: int


@dataclass(frozen=True)
class WaitingList:
    """How matching stands, for managers. `free`: places of approved volunteers that nobody has."""

    waiting: int
    longest_days: int
    free: int
    proposed: int
    to_approve: int
    groups: tuple[Group, ...]


def next_due(db: Db, now: datetime) -> datetime | None:
    """When a matching of any workspace is next; of an unbound session."""
    return db.scalars(select(func.min(Settings.match_due_at)).where(Settings.set_up_at.is_not(None))).one()


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces where a matching is due; of an unbound session."""
    is_due = (Settings.match_due_at <= now) & Settings.set_up_at.is_not(None)
    return db.execute(select(Settings.workspace_id).where(is_due)).all()


def read(db: Db, now: datetime) -> Board:
    """Who waits and who could help, as it is now; people who have left the workspace are not there."""
    return Board(
        waiting=tuple(_waiting(db)),
        helpers=tuple(_helpers(db)),
        declined=_declined(db),
        due_at=people.programme(db).match_due_at,
    )


def write(db: Db, now: datetime, pairs: tuple[Pair, ...]) -> int:
    """Propose the pairs that still fit; returns how many. The others have been overtaken and wait on."""
    proposals.alone(db)
    students = {one.request_id: one for one in _waiting(db, [pair.request_id for pair in pairs])}
    wanted = [pair.volunteer_id for pair in pairs]
    helpers = {one.user_id: one for one in _helpers(db, wanted)}
    declined, managers = _declined(db, wanted), proposals.deciders(db)
    written = 0
    for pair in pairs:
        student, helper = students.get(pair.request_id), helpers.get(pair.volunteer_id)
        if student is None or helper is None or not helper.places:
            continue
        if rule.may_pair(student, helper, declined, now=now):
            reasons = rule.explain(student, helper, now)
            fits = Pair(student.request_id, student.student_id, helper.user_id, reasons)
            proposals.propose(db, now, fits, managers)
            helpers[helper.user_id] = replace(helper, taken=helper.taken + 1)
            written += 1
    return written


def finish(db: Db, now: datetime, board: Board, solution: Solution) -> None:
    """Keep why the others wait, make up for cards that nobody has, and set the next matching.

    A wish for another matching that came meanwhile stays.
    """
    settings = proposals.alone(db)
    reasons: dict[WhyWaiting, list[int]] = {}
    for request_id, why in solution.unmatched.items():
        reasons.setdefault(why, []).append(request_id)
    for why, request_ids in reasons.items():
        db.execute(
            update(BuddyRequest)
            .where(BuddyRequest.id.in_(request_ids), BuddyRequest.state == RequestState.WAITING)
            .values(why_waiting=str(why))
        )
    for manager in proposals.deciders(db):
        _owe_cards(db, now, manager)
    if settings.match_due_at == board.due_at:
        settings.match_due_at = rule.next_night(now, settings.timezone)
    db.flush()


def clear_gone(db: Db, now: datetime) -> int:
    """Withdraw open proposals of people who have left the workspace; returns how many."""
    left = select(Person.user_id).where(Person.is_gone.is_(True))
    ids = db.scalars(
        select(Proposal.id)
        .join(BuddyRequest, proposals.REQUEST_OF)
        .where(
            Proposal.state.in_(OPEN_PROPOSAL),
            Proposal.volunteer_id.in_(left) | BuddyRequest.student_id.in_(left),
        )
        .order_by(Proposal.id)
    ).all()
    for proposal_id in ids:
        proposals.withdraw(db, now, None, proposal_id, Ended.LEFT)
    return len(ids)


def ask_for_run(db: Db, now: datetime, who: Acting) -> WaitingList:
    """A manager wants a matching now. It runs at the next tick; she gets the open cards, and hears of its end.

    Raises:
        UserError: she is no manager, or nothing is set up.
    """
    require_set_up(who)
    require_manager(who)
    proposals.soon(db, now)
    _owe_cards(db, now, who.user_id)
    notices.owe(
        db,
        "match_report",
        to=who.user_id,
        key=f"{who.user_id}:{now:%Y%m%dT%H%M%S%f}",
        now=now,
        at=now + REPORT_AFTER,
    )
    notices.record(db, who, now, "workspace", who.workspace_id, "match_asked")
    return waiting_list(db, now)


def waiting_list(db: Db, now: datetime) -> WaitingList:
    """How matching stands now."""
    languages = cast(BuddyRequest.languages, String)
    counted = (
        select(BuddyRequest.why_waiting, languages, func.count(), func.min(BuddyRequest.asked_at))
        .join(Person, _STUDENT)
        .where(BuddyRequest.state == RequestState.WAITING, Person.is_gone.is_(False))
        .group_by(BuddyRequest.why_waiting, languages)
        .order_by(func.min(BuddyRequest.asked_at), func.min(BuddyRequest.id))
    )
    groups: Counter[tuple[WhyWaiting | None, tuple[str, ...]]] = Counter()
    first = now
    for why, some, students, asked_at in db.execute(counted):
        groups[WhyWaiting(why) if why else None, tuple(sorted(json.loads(some)))] += students
        first = min(first, asked_at)
    open_ones = select(Proposal.state, func.count()).where(Proposal.state.in_(OPEN_PROPOSAL))
    states: Counter[ProposalState] = Counter()
    for state, number in db.execute(open_ones.group_by(Proposal.state)):
        states[state] = number
    return WaitingList(
        waiting=groups.total(),
        longest_days=rule.days_waiting(first, now),
        free=_free(db),
        proposed=states.total(),
        to_approve=states[ProposalState.PROPOSED],
        groups=tuple(Group(why, languages, students) for (why, languages), students in groups.most_common()),
    )


_STUDENT = (Person.workspace_id == BuddyRequest.workspace_id) & (Person.user_id == BuddyRequest.student_id)
_VOLUNTEER = (Person.workspace_id == Volunteer.workspace_id) & (Person.user_id == Volunteer.user_id)
_HERE = (Volunteer.state == VolunteerState.APPROVED) & Person.is_gone.is_(False)


def _waiting(db: Db, request_ids: Sequence[int] | None = None) -> list[Waiting]:
    query = (
        select(
            BuddyRequest.id,
            BuddyRequest.student_id,
            BuddyRequest.languages,
            BuddyRequest.topics,
            BuddyRequest.asked_at,
        )
        .join(Person, _STUDENT)
        .where(BuddyRequest.state == RequestState.WAITING, Person.is_gone.is_(False))
        .order_by(BuddyRequest.asked_at, BuddyRequest.id)
    )
    if request_ids is not None:
        query = query.where(BuddyRequest.id.in_(request_ids))
    return [
        Waiting(number, student, tuple(languages), tuple(topics), asked_at, fluent=tuple(languages))
        for number, student, languages, topics, asked_at in db.execute(query)
    ]


def _helpers(db: Db, user_ids: Sequence[str] | None = None) -> list[Helper]:
    query = (
        select(Volunteer.user_id, Volunteer.languages, Volunteer.topics, Volunteer.capacity)
        .join(Person, _VOLUNTEER)
        .where(_HERE)
        .order_by(Volunteer.user_id)
    )
    if user_ids is not None:
        query = query.where(Volunteer.user_id.in_(user_ids))
    taken = _taken(db, user_ids)
    return [
        Helper(user, tuple(languages), tuple(topics), capacity, taken[user], fluent=tuple(languages))
        for user, languages, topics, capacity in db.execute(query)
    ]


def _free(db: Db) -> int:
    """Places of approved volunteers that nobody has."""
    taken = _taken(db)
    capacities = select(Volunteer.user_id, Volunteer.capacity).join(Person, _VOLUNTEER).where(_HERE)
    return sum(max(0, capacity - taken[user]) for user, capacity in db.execute(capacities))


def _taken(db: Db, user_ids: Sequence[str] | None = None) -> Counter[str]:
    """How many running teams and open proposals each volunteer has."""
    teams = select(Team.buddy_id, func.count(Team.id)).where(Team.state != TeamState.ENDED)
    kept = select(Proposal.volunteer_id, func.count(Proposal.id)).where(Proposal.state.in_(OPEN_PROPOSAL))
    if user_ids is not None:
        teams = teams.where(Team.buddy_id.in_(user_ids))
        kept = kept.where(Proposal.volunteer_id.in_(user_ids))
    taken: Counter[str] = Counter()
    for counted in (teams.group_by(Team.buddy_id), kept.group_by(Proposal.volunteer_id)):
        taken.update({str(user): int(count) for user, count in db.execute(counted)})
    return taken


def _declined(db: Db, volunteer_ids: Sequence[str] | None = None) -> frozenset[DeclinedPair]:
    query = (
        select(BuddyRequest.student_id, Proposal.volunteer_id)
        .join(Proposal, proposals.REQUEST_OF)
        .where(Proposal.state == ProposalState.DECLINED)
        .distinct()
    )
    if volunteer_ids is not None:
        query = query.where(Proposal.volunteer_id.in_(volunteer_ids))
    return frozenset((student, volunteer) for student, volunteer in db.execute(query))


def _owe_cards(db: Db, now: datetime, manager: str) -> None:
    """What waits for a manager's decision, to one who may not have its cards: once each, whoever asks."""
    undecided = select(Proposal.id).where(
        Proposal.state == ProposalState.PROPOSED, ~_has_card(Proposal, Proposal.id, "proposal", manager)
    )
    offered = select(Volunteer.user_id).where(
        Volunteer.state == VolunteerState.OFFERED,
        ~_has_card(Volunteer, Volunteer.user_id, "volunteer", manager),
    )
    longest = offered.order_by(Volunteer.offered_at, Volunteer.user_id)
    proposals.owe_cards(db, now, db.scalars(undecided.order_by(Proposal.id)), manager)
    proposals.owe_offer_cards(db, now, db.scalars(longest), manager)


def _has_card(
    of: type[Proposal] | type[Volunteer], subject: InstrumentedAttribute[Any], kind: str, manager: str
) -> ColumnElement[bool]:
    key = literal(f"{kind}:") + cast(subject, String) + literal(f":{manager}")
    return exists().where(Notice.workspace_id == of.workspace_id, Notice.dedupe_key == key)
