"""The waiting list, matched as a whole: read without a lock, solve without a transaction, write what still holds.

impossible(db, vault) → clear(db, vault, now, part) for each part → seen = read(db, vault, now) →
solution = seen.solve(now) → write(db, vault, now, part) for each part → finish(db, now, seen, solution, written):
each in a transaction of its own, or in none.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, String, cast, exists, func, literal, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from bot.clock import zone
from bot.rules import matching as rule
from bot.rules import promise
from bot.rules.access import MANAGERS, Acting, require_manager, require_set_up
from bot.rules.matching import AvoidedPair, DeclinedPair, Helper, Match, Pair, Solution, Waiting, WhyWaiting
from bot.services import (
    board,
    cards,
    never_pairs,
    notices,
    own_pairs,
    people,
    promises,
    proposals,
    questions,
    waiting_time,
)
from bot.services.proposals import Ended
from bot.vault import WorkspaceVault
from models import BuddyRequest, Notice, Person, Proposal, Settings, Volunteer
from models.enums import OPEN_PROPOSAL, OPEN_REQUEST, ProposalState, RequestState, VolunteerState
from models.prepared import HERE, Bound, Moment
from models.store import Db

PART = 10
"""Pairs in one transaction: well under the 100 ms for which a write lock may be held."""
REPORT_AFTER = timedelta(seconds=5)
"""A manager who asks for a matching hears of its end: the next tick is a second away."""
SHOWN = 5
"""Students on the list with a button each."""


@dataclass(frozen=True)
class Board:
    """Everything a matching looks at. `due_at`: what it was due at, so that a later wish is not lost.

    `managers`: who runs the programme.
    """

    waiting: tuple[Waiting, ...]
    helpers: tuple[Helper, ...]
    declined: frozenset[DeclinedPair]
    avoided: frozenset[AvoidedPair]
    due_at: datetime | None
    managers: frozenset[str] = frozenset()

    def solve(self, now: datetime) -> Solution:
        """Needs no transaction, and takes seconds for a long list."""
        found = rule.assign(self.waiting, self.helpers, self.declined, self.avoided, now=now)
        return replace(found, pairs=tuple(self._of_managers(pair, now) for pair in found.pairs))

    def _of_managers(self, pair: Match, now: datetime) -> Match:
        if self.managers.isdisjoint((pair.student_id, pair.volunteer_id)):
            return pair
        student = next(one for one in self.waiting if one.request_id == pair.request_id)
        why = rule.why_apart(student, pair.volunteer_id, self.helpers, self.declined, self.avoided, now=now)
        return replace(pair, otherwise=why)


@dataclass(frozen=True)
class Group:
    """Students who wait for the same languages, for the same reason; None: not looked at yet."""

    why: WhyWaiting | None
    languages: tuple[str, ...]
    students: int


@dataclass(frozen=True)
class OneWaiting:
    """A student for whom a manager may choose somebody by hand."""

    request_id: int
    student_id: str
    days: int
    languages: tuple[str, ...]
    why: WhyWaiting | None


@dataclass(frozen=True)
class WaitingList:
    """How matching stands, for managers.

    `first`: those who have waited longest without a possible team.
    """

    waiting: int
    longest_days: int
    proposed: int
    to_approve: int
    groups: tuple[Group, ...]
    first: tuple[OneWaiting, ...]


_NEXT = Moment(select(func.min(Settings.match_due_at)).where(Settings.set_up_at.is_not(None)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When a matching of any workspace is next; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces where a matching is due; of an unbound session."""
    is_due = (Settings.match_due_at <= now) & Settings.set_up_at.is_not(None)
    return db.execute(select(Settings.workspace_id).where(is_due)).all()


_BUSY = Bound(
    select(Settings.match_due_at).where(
        or_(
            exists().where(
                BuddyRequest.workspace_id == Settings.workspace_id, BuddyRequest.state.in_(OPEN_REQUEST)
            ),
            exists().where(Proposal.workspace_id == Settings.workspace_id, Proposal.state.in_(OPEN_PROPOSAL)),
            exists().where(
                Volunteer.workspace_id == Settings.workspace_id,
                (Volunteer.state == VolunteerState.OFFERED)
                | ((Volunteer.state == VolunteerState.APPROVED) & Volunteer.conduct_version.is_(None)),
            ),
        )
    )
)


def is_busy(db: Db) -> bool:
    """Whether anybody waits, is proposed, or is to be looked at or asked: most nights of most programmes nobody is."""
    return bool(_BUSY.rows(db))


def read(db: Db, vault: WorkspaceVault, now: datetime) -> Board:
    """Who waits and who offers, as it is now; people who have left the workspace are not there."""
    due_at, waiting = people.programme(db).match_due_at, tuple(board.waiting(db, now))
    if not waiting:
        return Board((), (), frozenset(), frozenset(), due_at)
    return Board(
        waiting=waiting,
        helpers=tuple(board.helpers(db, whoever=True)),
        declined=board.declined(db),
        avoided=never_pairs.pairs(db, vault),
        due_at=due_at,
        managers=frozenset(people.present(db, *MANAGERS)),
    )


def write(db: Db, vault: WorkspaceVault, now: datetime, pairs: tuple[Match, ...]) -> int:
    """Propose the pairs that still fit; returns how many. The others have been overtaken and wait on."""
    proposals.alone(db)
    students = {one.request_id: one for one in board.waiting(db, now, [pair.request_id for pair in pairs])}
    wanted = [pair.volunteer_id for pair in pairs]
    helpers = {one.user_id: one for one in board.helpers(db, wanted)}
    declined, avoided = board.declined(db, wanted), never_pairs.pairs(db, vault)
    managers, running = proposals.deciders(db), set(people.present(db, *MANAGERS))
    where = zone(people.programme(db).timezone)
    written = 0
    for pair in pairs:
        student, helper = students.get(pair.request_id), helpers.get(pair.volunteer_id)
        if student is None or helper is None or not helper.places:
            continue
        if rule.may_pair(student, helper, declined, avoided, now=now):
            reasons = board.explained(student, helper, now, where)
            fits = Pair(student.request_id, student.student_id, helper.user_id, reasons)
            both = (student.student_id, helper.user_id)
            is_own = not running.isdisjoint(both)
            if is_own and pair.otherwise is None:
                continue  # one of them runs the programme only since it was solved
            theirs = own_pairs.deciders(db, *both) if is_own else managers
            proposals.propose(db, now, fits, theirs, otherwise=pair.otherwise if is_own else None)
            helpers[helper.user_id] = replace(helper, taken=helper.taken + 1)
            written += 1
    return written


def finish(db: Db, now: datetime, seen: Board, solution: Solution, written: int) -> None:
    """Keep why the others wait, make up for cards that nobody has, and set the next matching.

    A wish for another matching that came meanwhile stays. Where fewer pairs were `written` than were found, it is at
    once: whoever was overtaken has neither a possible team nor a reason.
    """
    settings = proposals.alone(db)
    reasons = {WhyWaiting.NO_AGE: questions.ask_age(db, now)}
    for request_id, why in solution.unmatched.items():
        reasons.setdefault(why, []).append(request_id)
    questions.ask_conduct(db, now)
    promises.forget_who_left(db, now)
    for why, request_ids in reasons.items():
        db.execute(
            update(BuddyRequest)
            .where(BuddyRequest.id.in_(request_ids), BuddyRequest.state == RequestState.WAITING)
            .values(why_waiting=str(why))
        )
    if _WAITS_FOR_A_DECISION.rows(db):
        owe_all_cards(db, now, proposals.deciders(db))
        cards.count_days(db, now, zone(settings.timezone), people.holders(db, *MANAGERS))
    if settings.match_due_at == seen.due_at:
        overtaken = written < len(solution.pairs)
        settings.match_due_at = now if overtaken else rule.next_night(now, settings.timezone)
    db.flush()


_WAITS_FOR_A_DECISION = Bound(
    select(Settings.workspace_id).where(
        Settings.workspace_id == HERE,
        exists().where(Proposal.workspace_id == HERE, Proposal.state == ProposalState.PROPOSED)
        | exists().where(Volunteer.workspace_id == HERE, Volunteer.state == VolunteerState.OFFERED),
    )
)
"""A row where a manager has something to decide, of which there are cards."""


def rest(db: Db, now: datetime) -> None:
    """Nothing was to be done: look again next night, unless somebody has come meanwhile."""
    settings = proposals.alone(db)
    if not is_busy(db):
        settings.match_due_at = rule.next_night(now, settings.timezone)
        db.flush()


def impossible(db: Db, vault: WorkspaceVault, among: Collection[int] | None = None) -> dict[int, Ended]:
    """Open proposals that cannot become a team any more, and why: somebody has left, is a guest, is not known well
    enough where there are minors, or the two must not meet.

    While a volunteer is asked about somebody unnamed, the last does not count: an end would tell him who it is.
    """
    query = (
        select(Proposal.id, Proposal.state, BuddyRequest, Volunteer)
        .join(BuddyRequest, board.REQUEST_OF)
        .join(Volunteer, board.VOLUNTEER_OF)
        .where(Proposal.state.in_(OPEN_PROPOSAL))
        .order_by(Proposal.id)
    )
    if among is not None:
        query = query.where(Proposal.id.in_(among))
    rows = db.execute(query).all()
    if not rows:
        return {}
    programme, avoided = people.programme(db), never_pairs.pairs(db, vault)
    away = db.execute(select(Person.user_id, Person.is_gone).where(~people.HERE)).all()
    gone, guests = (
        {user for user, is_gone in away if is_gone},
        {user for user, is_gone in away if not is_gone},
    )
    ended: dict[int, Ended] = {}
    for number, state, request, volunteer in rows:
        hides = state is ProposalState.APPROVED and request.unnamed
        if gone & {request.student_id, volunteer.user_id}:
            ended[number] = Ended.LEFT
        elif (
            guests & {request.student_id, volunteer.user_id}
            or (not hides and (request.student_id, volunteer.user_id) in avoided)
            or board.is_unknown(programme, request, volunteer)
        ):
            ended[number] = Ended.NOT_AVAILABLE
    return ended


def clear(db: Db, vault: WorkspaceVault, now: datetime, some: Collection[int]) -> None:
    """Withdraw those of `some` that are still impossible."""
    proposals.alone(db)
    for number, why in impossible(db, vault, some).items():
        proposals.withdraw(db, now, None, number, why)


def ask_for_run(db: Db, now: datetime, who: Acting) -> WaitingList:
    """A manager wants a matching now. It runs at the next tick; she gets the open cards, and hears of its end.

    Raises:
        UserError: she is no manager, or nothing is set up.
    """
    require_set_up(who)
    require_manager(who)
    proposals.soon(db, now)
    owe_cards(db, now, who.user_id)
    notices.owe(
        db,
        "match_report",
        to=who.user_id,
        key=f"{who.user_id}:{now:%Y%m%dT%H%M%S%f}",
        now=now,
        at=now + REPORT_AFTER,
    )
    notices.record(db, who, now, "workspace", who.workspace_id, "match_asked")
    return waiting_list(db, now, who.user_id)


def waiting_list(db: Db, now: datetime, reader: str) -> WaitingList:
    """How matching stands now. `reader`: a manager, for whom her own pairs are not hers to approve."""
    languages = cast(BuddyRequest.languages, String)
    own = own_pairs.requests(db, reader)
    counted = (
        select(BuddyRequest.why_waiting, languages, func.count())
        .join(Person, board.STUDENT)
        .where(own_pairs.wait(own), people.HERE)
        .group_by(BuddyRequest.why_waiting, languages)
        .order_by(func.min(BuddyRequest.asked_at), func.min(BuddyRequest.id))
    )
    groups: Counter[tuple[WhyWaiting | None, tuple[str, ...]]] = Counter()
    for why, some, students in db.execute(counted):
        groups[WhyWaiting(why) if why else None, tuple(sorted(json.loads(some)))] += students
    longest = _longest(db, now, own)
    open_ones = select(Proposal.state, func.count()).where(
        Proposal.state.in_(OPEN_PROPOSAL), Proposal.id.not_in(own_pairs.hidden(db, reader))
    )
    states: Counter[ProposalState] = Counter()
    for state, number in db.execute(open_ones.group_by(Proposal.state)):
        states[state] = number
    return WaitingList(
        waiting=groups.total(),
        longest_days=max((one.days for one in longest), default=0),
        proposed=states.total(),
        to_approve=states[ProposalState.PROPOSED],
        groups=tuple(Group(why, languages, students) for (why, languages), students in groups.most_common()),
        first=longest,
    )


def _longest(db: Db, now: datetime, own: Collection[int]) -> tuple[OneWaiting, ...]:
    where = zone(people.programme(db).timezone)
    oldest = (
        select(BuddyRequest)
        .join(Person, board.STUDENT)
        .where(own_pairs.wait(own), people.HERE)
        .order_by(BuddyRequest.asked_at, BuddyRequest.id)
        .limit(SHOWN)
    )
    return tuple(
        OneWaiting(
            row.id,
            row.student_id,
            promise.day(
                row.asked_at,
                waiting_time.paused(None if row.id in own else row.paused_at, row.paused_seconds, now),
                now,
                where,
            ),
            tuple(row.languages),
            WhyWaiting(row.why_waiting) if row.why_waiting else None,
        )
        for row in db.scalars(oldest)
    )


def owe_all_cards(db: Db, now: datetime, managers: Iterable[str]) -> None:
    """As `owe_cards`, to each of them; and the pairs that are not theirs to decide, to others."""
    for manager in managers:
        owe_cards(db, now, manager)
        for other in own_pairs.deciders(db, manager):
            _owe_pairs(db, now, other, Proposal.id.in_(own_pairs.hidden(db, manager)))


def owe_cards(db: Db, now: datetime, manager: str) -> None:
    """What waits for a manager's decision, to one who may not have its cards: once each, whoever asks."""
    _owe_pairs(db, now, manager)
    offered = select(Volunteer.user_id).where(
        Volunteer.state == VolunteerState.OFFERED,
        ~_has_card(Volunteer, Volunteer.user_id, "volunteer", manager),
    )
    longest = offered.order_by(Volunteer.offered_at, Volunteer.user_id)
    cards.owe_offers(db, now, db.scalars(longest), manager)


def _owe_pairs(db: Db, now: datetime, manager: str, *which: ColumnElement[bool]) -> None:
    undecided = select(Proposal.id).where(
        Proposal.state == ProposalState.PROPOSED,
        Proposal.id.not_in(own_pairs.hidden(db, manager)),
        ~_has_card(Proposal, Proposal.id, "proposal", manager),
        *which,
    )
    found = db.scalars(undecided.order_by(Proposal.id)).all()
    cards.owe_proposals(db, now, found, manager)
    own_pairs.known(db, manager, found)


def _has_card(
    of: type[Proposal] | type[Volunteer], subject: InstrumentedAttribute[Any], kind: str, manager: str
) -> ColumnElement[bool]:
    key = literal(f"{kind}:") + cast(subject, String) + literal(f":{manager}")
    return exists().where(Notice.workspace_id == of.workspace_id, Notice.dedupe_key == key)
