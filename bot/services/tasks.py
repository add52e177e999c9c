"""What managers should look at: read, marked as done, put back. The program never does it for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules import task_days
from bot.rules.access import MANAGERS, READERS, Acting, require_manager
from bot.rules.erasing import NOBODY
from bot.services import minors, notices, own_pairs, people, private_tasks, quiet_teams, teams, undelivered
from bot.services.quiet_teams import Quiet
from models import BuddyRequest, ChannelQuestion, Proposal, Task, Team
from models.enums import TaskKind
from models.store import Db

Pair = tuple[str, str]
"""A student and her buddy, or the volunteer who was proposed to her."""
PERSON = ("U", "W", NOBODY)
CHANNEL = ("C", "G")
TEAM = "team:"
QUIET = TaskKind.QUIET_TEAM
PUT_BACK_FOR = timedelta(hours=1)
"""How long a task that was marked as done is offered to be put back."""
LAST = (TaskKind.CHECK_IN, TaskKind.FEEDBACK, TaskKind.CLASS_NUMBERS)
"""What comes by itself and in numbers stands behind what somebody waits for."""
OF_TEAM = 6
"""Tasks that the page of one team shows."""
PAGE = 10
NOT_PUT_BACK = (TaskKind.INTRODUCTION,)


@dataclass(frozen=True)
class Subject:
    """Whom a task is about, as far as it is known; ids only.

    Attributes:
        user_id: the one person it names besides the team's two.
        channel_id: a channel that is no team's.
        request_id: the request of a student who waits.
        is_late: of an introduction that has not been a week after the launch.
        minor_since: of an introduction: the day on which a minor said that a parent or guardian agrees.
        question_link: of a question in the help channel: where it is.
        quiet: of a team that was handed over: how its weeks were before.
        left: of a message that did not arrive: who has left Slack.
    """

    team_id: int | None = None
    student_id: str | None = None
    buddy_id: str | None = None
    user_id: str | None = None
    channel_id: str | None = None
    request_id: int | None = None
    minor_since: date | None = None
    is_late: bool = False
    question_link: str | None = None
    quiet: Quiet | None = None
    left: undelivered.Left | None = None


@dataclass(frozen=True)
class OpenTask:
    """One task as a list shows it. `since`, `due`: by the programme's calendar; by the second it should be done.

    `back_on`: the day on which it is on the lists again, where it was put off; `was_off_until`: on which it came back;
    `held_by`: the manager who has it.
    """

    id: int
    kind: TaskKind
    subject: Subject
    opened_at: datetime
    since: date
    due: date
    back_on: date | None = None
    held_by: str | None = None
    was_off_until: date | None = None


def open_tasks(db: Db, now: datetime, reader: str) -> list[OpenTask]:
    """Open tasks for this manager to do, what is pressing first, then the oldest."""
    return _described(db, db.scalars(_in_order(_is_hers(db, now, reader))).all(), reader)


@dataclass(frozen=True)
class Some:
    """The first of some kinds of tasks, and how many there are."""

    shown: tuple[OpenTask, ...]
    number: int


def by_kinds(db: Db, now: datetime, reader: str, *kinds: tuple[ColumnElement[bool], int]) -> tuple[Some, ...]:
    """For each (which kinds, at most so many), as `open_tasks`."""
    is_open = _is_hers(db, now, reader)
    numbers = select(*(func.count(case((which, 1))) for which, _ in kinds)).select_from(Task).where(is_open)
    return tuple(
        Some(tuple(_described(db, db.scalars(_in_order(is_open, which).limit(most)).all(), reader)), number)
        for (which, most), number in zip(kinds, db.execute(numbers).one(), strict=True)
    )


@dataclass(frozen=True)
class Page:
    """A page of the list, the first is 1; `more`: tasks on the pages after it.

    `everybody`: with those that others have, and those that were put off.
    """

    number: int
    tasks: tuple[OpenTask, ...]
    more: int
    everybody: bool


def page(db: Db, now: datetime, who: Acting, number: int, *, everybody: bool = False) -> Page:
    """A page after the last is the last. Raises `UserError` for anybody who is no manager."""
    require_manager(who)
    which = (_is_open if everybody else _is_hers)(db, now, who.user_id)
    of_all = db.scalars(select(func.count(Task.id)).where(which)).one()
    number = min(max(1, number), max(1, -(-of_all // PAGE)))
    before = (number - 1) * PAGE
    found = db.scalars(_in_order(which).offset(before).limit(PAGE)).all()
    shown = _described(db, found, who.user_id, now)
    return Page(number, tuple(shown), max(0, of_all - before - len(shown)), everybody)


def number_open(db: Db, now: datetime, reader: str) -> int:
    """How many are open that this manager may read, whoever has them."""
    return db.scalars(select(func.count(Task.id)).where(_is_open(db, now, reader))).one()


def _in_order(*which: ColumnElement[bool]) -> Select[Task]:
    is_last = case((Task.kind.in_(LAST), 1), else_=0)
    return select(Task).where(*which).order_by(is_last, Task.opened_at, Task.id)


def _is_hers(db: Db, now: datetime, reader: str) -> ColumnElement[bool]:
    return _is_open(db, now, reader) & _is_free(db, now, reader)


def _is_free(db: Db, now: datetime, reader: str) -> ColumnElement[bool]:
    """Nobody else has it, and it was not put off. Who cannot do it any more has nothing."""
    managers, readers = _able(db)
    free = or_(
        Task.held_by.is_(None),
        Task.held_by == reader,
        Task.held_by.not_in(managers),
        and_(Task.kind.in_(private_tasks.KINDS), Task.held_by.not_in(readers)),
    )
    here = or_(Task.snoozed_until.is_(None), Task.snoozed_until <= now)
    return free & here


def _is_open(db: Db, now: datetime, reader: str) -> ColumnElement[bool]:
    return Task.done_at.is_(None) & (Task.opened_at <= now) & _is_for(db, reader)


def _is_for(db: Db, reader: str) -> ColumnElement[bool]:
    return Task.dedupe_key.not_in(own_pairs.hidden_tasks(db, reader)) & Task.kind.not_in(
        private_tasks.closed_kinds(db, reader)
    )


def one(db: Db, row: Task, off: datetime | None = None) -> OpenTask:
    """A task that was just read, as a list shows it. `off`: now, where it may be put off."""
    return _described(db, [row], off=off)[0]


def not_hers(db: Db, now: datetime, reader: str, kind: TaskKind) -> frozenset[int]:
    """Teams of which somebody else has the task of this kind, or it was put off."""
    is_kind = (Task.kind == kind) & Task.done_at.is_(None)
    found = db.scalars(select(Task.about).where(is_kind, ~_is_free(db, now, reader)))
    return frozenset(team for about in found if (team := _team_of(about)) is not None)


def put_off(db: Db, now: datetime) -> frozenset[tuple[int, TaskKind]]:
    """Teams with the kinds of their open tasks that wait for a later day."""
    waits = select(Task.about, Task.kind).where(Task.done_at.is_(None), Task.snoozed_until > now)
    found = [(_team_of(about), TaskKind(kind)) for about, kind in db.execute(waits)]
    return frozenset((team, kind) for team, kind in found if team is not None)


def of_team(db: Db, now: datetime, reader: str, team_id: int) -> list[OpenTask]:
    """As `open_tasks`, of one team."""
    about = (Task.about["team"].as_string() == str(team_id)) | (
        Task.about["to"].as_string() == f"{TEAM}{team_id}"
    )
    found = db.scalars(_in_order(_is_open(db, now, reader), about).limit(OF_TEAM)).all()
    return _described(db, found, reader, now)


def of_key(db: Db, key: str) -> OpenTask | None:
    """The open task of this key; None where it is done, or gone."""
    row = db.scalars(select(Task).where(Task.dedupe_key == key, Task.done_at.is_(None))).first()
    return None if row is None else one(db, row)


def of_keys(db: Db, keys: Collection[str]) -> list[OpenTask]:
    """Those of them that are open, oldest first."""
    found = select(Task).where(Task.dedupe_key.in_(keys), Task.done_at.is_(None)).order_by(Task.id)
    return _described(db, db.scalars(found).all())


def just_done(db: Db, user_id: str, now: datetime) -> OpenTask | None:
    """What she marked as done last, while it may be put back; None otherwise."""
    newest = (
        select(Task)
        .where(
            Task.done_by == user_id,
            Task.done_at > now - PUT_BACK_FOR,
            Task.kind.not_in(NOT_PUT_BACK),
            _is_for(db, user_id),
        )
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(1)
    )
    return next(iter(_described(db, db.scalars(newest).all(), user_id)), None)


def done(db: Db, now: datetime, who: Acting, task_id: int) -> OpenTask:
    """Mark a task as done. An introduction is noted at its team as well: first the team, then its task.

    Raises:
        UserError: she is no manager, the task is not here or for others to read, or somebody was faster.
    """
    require_manager(who)
    introduces = _introduces(db, task_id)
    if introduces is not None:
        teams.introduced(db, now, who, introduces)
    task = _mine(db, who, task_id)
    private_tasks.refuse(db, who, task)
    if task.done_at is not None and introduces is None:
        raise _was_done(task)
    task.done_at, task.done_by = now, who.user_id
    notices.record(db, who, now, "task", task.id, "done", kind=str(task.kind))
    db.flush()
    return _described(db, [task], who.user_id)[0]


def put_back(db: Db, now: datetime, who: Acting, task_id: int) -> OpenTask:
    """Undo `done`, for the one who did it. An introduction stays: others have been told of it.

    Raises:
        UserError: it is open, somebody else's to put back or for others to read, or too late.
    """
    task = _mine(db, who, task_id)
    private_tasks.refuse(db, who, task)
    if task.done_at is None:
        raise UserError(Wrong.ALREADY_DONE)
    if task.done_by != who.user_id:
        raise UserError(Wrong.NOT_YOURS)
    if now - task.done_at > PUT_BACK_FOR or task.kind in NOT_PUT_BACK:
        raise UserError(Wrong.STALE)
    task.done_at = task.done_by = None
    notices.record(db, who, now, "task", task.id, "put_back", kind=str(task.kind))
    db.flush()
    return _described(db, [task], who.user_id)[0]


def _was_done(task: Task) -> UserError:
    """With who was faster; where a rule of the program closed it, nobody was."""
    return UserError(Wrong.DONE_BY, {"user": task.done_by}) if task.done_by else UserError(Wrong.ALREADY_DONE)


def to_move(db: Db, who: Acting, task_id: int) -> Task:
    """An open task that she may put off or pass on, locked.

    Raises:
        UserError: she is no manager, it is not here or for others to read, or done.
    """
    task = _mine(db, who, task_id)
    private_tasks.refuse(db, who, task)
    if task.done_at is not None:
        raise _was_done(task)
    return task


def _introduces(db: Db, task_id: int) -> int | None:
    """The team that is introduced when this task is done; read without a lock, for it never changes."""
    introduction = select(Task.about).where(Task.id == task_id, Task.kind == TaskKind.INTRODUCTION)
    about = db.scalars(introduction).first()
    return None if about is None else _team_of(about)


def _mine(db: Db, who: Acting, task_id: int) -> Task:
    require_manager(who)
    task = db.scalars(select(Task).where(Task.id == task_id).with_for_update()).first()
    if task is None:
        raise UserError(Wrong.GONE)
    return task


def _described(
    db: Db, tasks: Iterable[Task], reader: str | None = None, off: datetime | None = None
) -> list[OpenTask]:
    """With the people each is about: a few queries for all. `off`: now, where some of them may be put off."""
    rows = list(tasks)
    running = {team for row in rows if (team := _team_of(row.about)) is not None}
    proposals = {int(row.about["proposal"]) for row in rows if row.about.get("proposal")}
    pairs, proposed = _pairs(db, running), _proposed(db, proposals)
    agreed, left = minors.agreed_in_teams(db, running), undelivered.left(db, rows, reader)
    quiet = quiet_teams.of(db, {_team_of(row.about) or 0: row.opened_at for row in rows if row.kind is QUIET})
    links = _links(db, {str(row.about["question"]) for row in rows if row.about.get("question")})
    where = people.programme(db).timezone if rows else None
    able = _able(db) if any(row.held_by for row in rows) else ([], [])
    subjects = [_subject(row, pairs, proposed, agreed, links, quiet, left) for row in rows]
    return [_one(row, about, where, off, able) for row, about in zip(rows, subjects, strict=True)]


def _able(db: Db) -> tuple[list[str], list[str]]:
    """Who can do a task today, and who one about what was said in private."""
    return people.present(db, *MANAGERS), people.present(db, *READERS)


def _one(
    row: Task,
    subject: Subject,
    where: str | None,
    off: datetime | None,
    able: tuple[list[str], list[str]],
) -> OpenTask:
    since = local_day(row.opened_at, where)
    due, until = task_days.due(row.kind, since), row.snoozed_until
    day = None if until is None else local_day(until, where)
    waits = until is not None and off is not None and until > off
    holder = row.held_by if row.held_by in able[row.kind in private_tasks.KINDS] else None
    on, was = (day, None) if waits else (None, day)
    return OpenTask(row.id, TaskKind(row.kind), subject, row.opened_at, since, due, on, holder, was)


def _subject(
    row: Task,
    pairs: dict[int, Pair],
    proposed: dict[int, Pair],
    agreed: dict[int, date],
    links: dict[str, str],
    quiet: dict[int, Quiet],
    left: dict[int, undelivered.Left],
) -> Subject:
    about = row.about
    team_id = _team_of(about)
    known = pairs.get(team_id or 0) or proposed.get(int(about.get("proposal") or 0))
    student_id, buddy_id = known or (about.get("student"), None)
    place = str(about.get("user") or about.get("to") or "")
    return Subject(
        team_id=team_id,
        request_id=about.get("request"),
        minor_since=agreed.get(team_id or 0) if row.kind is TaskKind.INTRODUCTION else None,
        is_late=bool(about.get("late")),
        student_id=student_id,
        buddy_id=buddy_id,
        user_id=place if place.startswith(PERSON) else None,
        channel_id=place if place.startswith(CHANNEL) else None,
        question_link=links.get(str(about.get("question"))),
        quiet=quiet.get(team_id or 0) if row.kind is QUIET else None,
        left=left.get(row.id),
    )


def _team_of(about: dict[str, Any]) -> int | None:
    """From `team`, or from a notice's target `team:<id>`."""
    if about.get("team") is not None:
        return int(about["team"])
    place = str(about.get("to") or "")
    return int(place.removeprefix(TEAM)) if place.startswith(TEAM) else None


def _pairs(db: Db, of: set[int]) -> dict[int, Pair]:
    if not of:
        return {}
    rows = db.execute(select(Team.id, Team.student_id, Team.buddy_id).where(Team.id.in_(of)))
    return {team: (student, buddy) for team, student, buddy in rows}


def _links(db: Db, questions: set[str]) -> dict[str, str]:
    if not questions:
        return {}
    asked = select(ChannelQuestion.id, ChannelQuestion.link).where(ChannelQuestion.id.in_(questions))
    return {question: link for question, link in db.execute(asked) if link}


def _proposed(db: Db, proposals: set[int]) -> dict[int, Pair]:
    if not proposals:
        return {}
    rows = db.execute(
        select(Proposal.id, BuddyRequest.student_id, Proposal.volunteer_id)
        .join(
            BuddyRequest,
            (BuddyRequest.workspace_id == Proposal.workspace_id) & (BuddyRequest.id == Proposal.request_id),
        )
        .where(Proposal.id.in_(proposals))
    )
    return {proposal: (student, volunteer) for proposal, student, volunteer in rows}
