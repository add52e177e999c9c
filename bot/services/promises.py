"""The promise keeper: what a student hears, and managers see, when it takes longer.

`promise_due_at` only says when to look again; what is due is decided by the programme's days as they are then
(`rules.promise`). So a change of the days counts from the next look on, which follows it at once (`count_anew`),
and nothing that was done is undone.
A request without that moment (an older one, one that is brought along, one whose pause has just ended) is
looked at at once. Nothing is done for a student while she is not here: what is due then is due once she is (`here_again`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, String, cast, literal, select, update

from bot.clock import zone
from bot.rules import promise as rule
from bot.rules.matching import WhyWaiting
from bot.rules.promise import Step
from bot.services import board, managers, notices, own_pairs, people, proposals
from bot.services.waiting_time import paused
from models import BuddyRequest, Person, Proposal, Settings, Task
from models.enums import OPEN_REQUEST, ProposalState, RequestState, TaskKind
from models.prepared import Moment
from models.store import Db

KIND = "still_looking"
OVER = "promise_over"
"""To the student."""
LISTED, OVERDUE = "long_wait", "overdue"
"""To managers."""
AT_ONCE = 50
"""Requests in one transaction: under the 100 ms for which a write lock may be held."""
LOOK_AGAIN = timedelta(days=1)
"""At a student who was not here when something was due for her."""
SEEN_AS = {Step.STILL_LOOKING: KIND, Step.LISTED: "listed", Step.OVERDUE: "overdue"}
"""What each step is called in the history."""

_RUNNING = (
    BuddyRequest.state.in_(OPEN_REQUEST)
    & BuddyRequest.paused_at.is_(None)
    & (BuddyRequest.promise_step < int(Step.OVERDUE))
)
_NEXT_LOOK = Moment(
    select(BuddyRequest.promise_due_at)
    .where(_RUNNING, BuddyRequest.promise_due_at.is_not(None))
    .order_by(BuddyRequest.promise_due_at)
    .limit(1)
)
_LONG_WAIT = (Task.workspace_id == BuddyRequest.workspace_id) & (
    Task.dedupe_key == literal(f"{TaskKind.LONG_WAIT}:") + cast(BuddyRequest.id, String)
)


@dataclass(frozen=True)
class Waits:
    """A student without a buddy, by the programme's calendar.

    Attributes:
        day: day of the promise; 0 on the day she asked, standing still while we wait for her.
        why: None where the list was not looked through since.
        is_proposed: there is a possible team; `is_offered`: a manager has approved it, and the volunteer is asked.
        is_asked: we wait for her own answer.
        traits: what her buddy should be.
    """

    request_id: int
    student_id: str
    day: int
    languages: tuple[str, ...]
    why: WhyWaiting | None
    is_proposed: bool
    is_asked: bool
    is_overdue: bool
    is_offered: bool = False
    traits: tuple[str, ...] = ()

    @property
    def task_key(self) -> str:
        """Of the task of managers about her."""
        return _task_key(self.request_id)


@dataclass(frozen=True)
class _Due:
    """A step of one request that is to be done. `at`: when it was due; `timezone`: the student's own."""

    request: BuddyRequest
    step: Step
    at: datetime
    timezone: str


def begin(db: Db, row: BuddyRequest) -> None:
    """She has asked, or takes back that she withdrew: the promise runs, from where it was.

    What the program had struck from the managers' list comes back.
    """
    row.promise_due_at = _following(row, people.programme(db), Step(row.promise_step))
    for task in _tasks(db, row):
        if task.done_at is not None and task.done_by is None:
            task.done_at = task.snoozed_until = None
    db.flush()


def end(db: Db, now: datetime, row: BuddyRequest) -> None:
    """She has a buddy, or has withdrawn: nothing is due any more, and managers need not look at it."""
    row.promise_due_at = None
    _strike(db, now, row)


def forget_who_left(db: Db, now: datetime) -> None:
    """Managers need not look at a student who has left the workspace, or is a guest."""
    left = (
        select(BuddyRequest)
        .join(Person, board.STUDENT)
        .join(Task, _LONG_WAIT)
        .where(BuddyRequest.state.in_(OPEN_REQUEST), ~people.HERE, Task.done_at.is_(None))
    )
    for row in db.scalars(left).all():
        _strike(db, now, row)


def here_again(db: Db, now: datetime, student_id: str) -> None:
    """She had left, or was a guest: what was due meanwhile is due now, and she is on the managers' list as before."""
    proposals.alone(db)
    hers = select(BuddyRequest).where(
        BuddyRequest.student_id == student_id, BuddyRequest.state.in_(OPEN_REQUEST)
    )
    for row in db.scalars(hers).all():
        begin(db, row)
        if row.promise_due_at is not None:
            row.promise_due_at = max(row.promise_due_at, now)
    db.flush()


def count_anew(db: Db, now: datetime) -> None:
    """The programme's days are others: whoever waits is looked at now, and what was done stays done."""
    db.execute(
        update(BuddyRequest)
        .where(BuddyRequest.state.in_(OPEN_REQUEST), BuddyRequest.promise_step < int(Step.OVERDUE))
        .values(promise_due_at=now)
    )


def next_due(db: Db, now: datetime) -> datetime | None:
    """When a promise of any workspace is looked at next; of an unbound session."""
    return _NEXT_LOOK.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces with a promise to look at; of an unbound session."""
    found = select(BuddyRequest.workspace_id).where(_RUNNING, BuddyRequest.promise_due_at <= now)
    return list(dict.fromkeys(db.execute(found.order_by(BuddyRequest.promise_due_at)).all()))


def take_due(db: Db, now: datetime) -> bool:
    """Do the steps that are due for some requests, in a few statements. True where there may be more.

    Several steps of one that nobody looked at for days are done at once; what is too late to be said is owed
    all the same, and counted where it is sent.
    """
    settings = proposals.alone(db)
    rows = db.execute(
        select(BuddyRequest, Person.timezone, people.HERE.label("is_here"))
        .join(Person, board.STUDENT)
        .where(_RUNNING, BuddyRequest.promise_due_at <= now)
        .order_by(BuddyRequest.id)
        .limit(AT_ONCE)
    ).all()
    found: list[_Due] = []
    for request, timezone, is_here in rows:
        if is_here:
            found += _move_on(request, settings, now, timezone)
        else:
            request.promise_due_at = now + LOOK_AGAIN
    db.flush()
    _do(db, now, found, settings)
    return len(rows) == AT_ONCE


def waiting(db: Db, now: datetime, reader: str) -> tuple[Waits, ...]:
    """Who waits for a buddy and has not left, the longest first.

    Args:
        reader: the manager who reads it; of a possible team that is her own she reads nothing.
    """
    return _waiting(db, now, reader)


def waiting_one(db: Db, now: datetime, request_id: int, reader: str) -> Waits | None:
    """One of `waiting`; None where she has a buddy, has withdrawn, or has left."""
    return next(iter(_waiting(db, now, reader, BuddyRequest.id == request_id)), None)


def _task_key(request_id: int) -> str:
    """Which task of managers is about a request that waits for long."""
    return f"{TaskKind.LONG_WAIT}:{request_id}"


def long_wait_task(db: Db, request_id: int) -> int | None:
    """The open task of managers about a request, if there is one."""
    hers = select(Task.id).where(Task.dedupe_key == _task_key(request_id), Task.done_at.is_(None))
    return db.scalars(hers).first()


def long_waits(db: Db) -> frozenset[str]:
    """Keys of the open tasks of managers about those who wait."""
    open_ones = select(Task.dedupe_key).where(Task.kind == TaskKind.LONG_WAIT, Task.done_at.is_(None))
    return frozenset(db.scalars(open_ones))


def still_waits(db: Db, request_id: int) -> bool:
    """Whether this request is open and we do not wait for the student herself."""
    found = select(BuddyRequest.id).where(
        BuddyRequest.id == request_id, BuddyRequest.state.in_(OPEN_REQUEST), BuddyRequest.paused_at.is_(None)
    )
    return db.scalars(found).first() is not None


def _move_on(request: BuddyRequest, settings: Settings, now: datetime, timezone: str | None) -> list[_Due]:
    """Take a request over every step that is due, up to the moment of the next.

    One that the programme's days have moved into the past is due since they were changed.
    """
    planned = request.promise_due_at
    step, done = Step(request.promise_step), list[_Due]()
    following = _following(request, settings, step)
    while following is not None and following <= now:
        step = Step(step + 1)
        due_at = max(planned or following, following)
        done.append(_Due(request, step, due_at, timezone or settings.timezone))
        following = _following(request, settings, step)
    request.promise_step = step if following is not None else Step.OVERDUE
    request.promise_due_at = following
    return done


def _following(row: BuddyRequest, settings: Settings, step: Step) -> datetime | None:
    paused = timedelta(seconds=row.paused_seconds)
    return rule.moment(row.asked_at, paused, settings.promise_days, step, zone(settings.timezone))


def _do(db: Db, now: datetime, found: Sequence[_Due], settings: Settings) -> None:
    by_step: dict[Step, list[_Due]] = {}
    for one in found:
        by_step.setdefault(one.step, []).append(one)
    days, hours = settings.promise_days, people.hours_of(settings)
    told = ((one.request.id, SEEN_AS[one.step], {"day": days[one.step - 1]}) for one in found)
    notices.record_each(db, now, "request", told)
    for kind, step in ((KIND, Step.STILL_LOOKING), (OVER, Step.OVERDUE)):
        to_students = (
            (
                one.request.student_id,
                str(one.request.id),
                hours.next_open(one.at, zone(one.timezone)),
                _about(one),
            )
            for one in by_step.get(step, ())
        )
        notices.owe_each_at(db, kind, to_students)
    for kind, step in ((LISTED, Step.LISTED), (OVERDUE, Step.OVERDUE)):
        events = [(one.request.id, one.at, _about(one)) for one in by_step.get(step, ())]
        managers.tell_each(db, kind, events)
    notices.task_each(
        db,
        TaskKind.LONG_WAIT,
        (
            (db.workspace_id, str(one.request.id), {**_about(one), "student": one.request.student_id})
            for one in by_step.get(Step.LISTED, ())
        ),
        now,
    )


def _strike(db: Db, now: datetime, row: BuddyRequest) -> None:
    """Off the managers' list. `begin` brings back what they have not done themselves."""
    for task in _tasks(db, row):
        if task.done_at is None:
            notices.task_over(db, now, task)
    db.flush()


def _about(one: _Due) -> dict[str, int]:
    return {"request": one.request.id}


def _tasks(db: Db, row: BuddyRequest) -> Sequence[Task]:
    """What managers should look at because of this request: that she waits for long, and that she said no to somebody."""
    proposals_of = db.scalars(select(Proposal.id).where(Proposal.request_id == row.id)).all()
    keys = [_task_key(row.id)]
    keys += [f"{TaskKind.STUDENT_DECLINED}:{number}" for number in proposals_of]
    return db.scalars(select(Task).where(Task.dedupe_key.in_(keys)).order_by(Task.id).with_for_update()).all()


def _waiting(db: Db, now: datetime, reader: str, *which: ColumnElement[bool]) -> tuple[Waits, ...]:
    query = (
        select(
            BuddyRequest.id,
            BuddyRequest.student_id,
            BuddyRequest.asked_at,
            BuddyRequest.paused_at,
            BuddyRequest.paused_seconds,
            BuddyRequest.languages,
            BuddyRequest.why_waiting,
            BuddyRequest.state,
            BuddyRequest.traits,
        )
        .join(Person, board.STUDENT)
        .where(BuddyRequest.state.in_(OPEN_REQUEST), BuddyRequest.asked_at <= now, people.HERE, *which)
        .order_by(BuddyRequest.asked_at, BuddyRequest.id)
    )
    settings, own = people.programme(db), own_pairs.requests(db, reader)
    where, last = zone(settings.timezone), settings.promise_days[-1]
    asked = select(Proposal.request_id).where(Proposal.state == ProposalState.APPROVED)
    offered = frozenset(db.scalars(asked))
    found = (_seen(now, where, last, row, offered, is_own=row.id in own) for row in db.execute(query))
    return tuple(sorted(found, key=lambda one: -one.day))


def _seen(
    now: datetime,
    where: ZoneInfo,
    last: int,
    row: Row[*tuple[Any, ...]],
    offered: Collection[int],
    *,
    is_own: bool,
) -> Waits:
    """`offered`: requests whose possible team a manager has approved, and whose volunteer has not answered yet.
    `is_own`: the possible team is the reader's own, and is not there."""
    paused_at = None if is_own else row.paused_at
    day = rule.day(row.asked_at, paused(paused_at, row.paused_seconds, now), now, where)
    is_proposed = row.state is RequestState.PROPOSED and not is_own
    return Waits(
        row.id,
        row.student_id,
        day,
        tuple(row.languages),
        WhyWaiting(row.why_waiting) if row.why_waiting else None,
        is_proposed=is_proposed,
        is_asked=is_proposed and paused_at is not None,
        is_overdue=rule.is_over(day, last),
        is_offered=is_proposed and row.id in offered,
        traits=tuple(row.traits),
    )
