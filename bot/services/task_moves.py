"""A manager's task is put off, passed on to another manager, and back: the last move, by who made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import case, func, select, update

from bot.clock import local_day, local_moment, zone
from bot.errors import UserError, Wrong
from bot.rules import task_days
from bot.rules.access import MANAGERS, READERS, Acting
from bot.rules.holidays import is_holiday
from bot.rules.task_days import Later
from bot.services import notices, own_pairs, people, private_tasks, tasks
from bot.services.tasks import OpenTask
from models import Task
from models.enums import Role, TaskKind
from models.store import Db

PASSED = "task_passed"
"""A kind of notice: to the manager who has it now."""
STAYS = (TaskKind.LONG_WAIT,)
"""A student who waits is on the list whatever becomes of the task."""


class Unable(StrEnum):
    """Why somebody who runs CodeBuddies cannot have a task."""

    NOT_HERE = "not_here"
    IN_PRIVATE = "in_private"
    OWN_PAIR = "own_pair"


@dataclass(frozen=True)
class Card:
    """One task with what can be done about it.

    Attributes:
        moves: how often it was put off or passed on: what is pressed here counts for this one alone.
        reader: who looks at it.
        others: who can have it besides; she, too, where she does not have it.
        unable: who cannot, and why.
        may_undo: she made the last move.
        days: on which it would come back; one day stands there once.
    """

    task: OpenTask
    moves: int
    reader: str
    others: tuple[str, ...]
    unable: tuple[tuple[str, Unable], ...]
    may_undo: bool
    days: tuple[tuple[Later, date], ...]


def card(db: Db, now: datetime, who: Acting, task_id: int) -> Card:
    """Raises `UserError`: she is no manager, or the task is not here, for others to read, or done."""
    return _card(db, now, who, tasks.to_move(db, who, task_id))


def put_off(db: Db, now: datetime, who: Acting, task_id: int, moves: int, later: Later) -> Card:
    """Raises `UserError` as `card`, or somebody else was faster."""
    return put_off_to(db, now, who, task_id, moves, _comes_back(db, now, later))


def put_off_to(db: Db, now: datetime, who: Acting, task_id: int, moves: int, day: date | None) -> Card:
    """On no list of what needs somebody until this day begins in the programme's zone, in which all read its days.

    Raises:
        UserError: as `put_off`, or the day is not ahead, or too far.
    """
    row = _unmoved(db, who, task_id, moves)
    where = people.programme(db).timezone
    today = local_day(now, where)
    if day is None or not today < day <= today + task_days.MOST:
        raise UserError(Wrong.NO_DAY_AHEAD)
    _move(row, who)
    row.snoozed_until = local_moment(day, 0, zone(where))
    notices.record(db, who, now, "task", row.id, "put_off", kind=str(row.kind), until=day.isoformat())
    db.flush()
    return _card(db, now, who, row)


def pass_on(db: Db, now: datetime, who: Acting, task_id: int, moves: int, to: str) -> Card:
    """Another manager has it now, and hears of it.

    Raises:
        UserError: as `put_off`, or this person can not have it.
    """
    row = _unmoved(db, who, task_id, moves)
    if to not in _others(db, row):
        raise UserError(Wrong.CANNOT_HOLD)
    _move(row, who)
    row.held_by, row.snoozed_until = to, None
    notices.record(db, who, now, "task", row.id, "passed_on", kind=str(row.kind), to=to)
    if to != who.user_id:
        key = f"{row.id}:{row.moves}"
        notices.owe(db, PASSED, to=to, key=key, now=now, task=row.id, by=who.user_id, moves=row.moves)
    db.flush()
    return _card(db, now, who, row)


def back(db: Db, now: datetime, who: Acting, task_id: int) -> Card:
    """Undo the last move, for who made it. Raises `UserError` as `card`, or somebody else has made one since."""
    row = tasks.to_move(db, who, task_id)
    if row.moved_from is None:
        raise UserError(Wrong.ALREADY_DONE)
    if row.moved_by != who.user_id:
        raise _moved_by(row)
    until, holder = row.moved_from["until"], row.moved_from["holder"]
    row.snoozed_until = None if until is None else datetime.fromisoformat(until)
    row.held_by, row.moved_from, row.moves = holder, None, (row.moves or 0) + 1
    notices.record(db, who, now, "task", row.id, "moved_back", kind=str(row.kind))
    db.flush()
    return _card(db, now, who, row)


def hand_over(db: Db, who: Acting, was: str, to: str) -> None:
    """With a role: what who had it has is her successor's; what that one may not have is everybody's. No move to undo."""
    held = select(Task.id, Task.kind, Task.dedupe_key).where(Task.held_by == was, Task.done_at.is_(None))
    found = db.execute(held.order_by(Task.id).with_for_update()).all()
    hidden = own_pairs.hidden_tasks(db, to) if found else frozenset()
    able = {is_private: to in people.present(db, *_roles(is_private)) for is_private in (False, True)}
    goes = [number for number, kind, key in found if able[kind in private_tasks.KINDS] and key not in hidden]
    moved = {"moved_from": None, "moved_by": who.user_id, "moves": func.coalesce(Task.moves, 0) + 1}
    db.execute(
        update(Task)
        .where(Task.id.in_([number for number, _, _ in found]))
        .values(held_by=case((Task.id.in_(goes), to)), **moved),
        execution_options={"synchronize_session": False},
    )


def passed(db: Db, task_id: int, to: str, moves: int) -> OpenTask | None:
    """The task as it was passed on to her; None where it is done, or moved since, or not for her to read any more."""
    row = db.scalars(select(Task).where(Task.id == task_id, Task.done_at.is_(None))).first()
    if row is None or row.held_by != to or row.moves != moves or to not in {*_may_hold(db, row)}:
        return None
    return tasks.one(db, row)


def _unmoved(db: Db, who: Acting, task_id: int, moves: int) -> Task:
    row = tasks.to_move(db, who, task_id)
    if row.kind in STAYS:
        raise UserError(Wrong.GONE)
    if (row.moves or 0) != moves:
        raise _moved_by(row)
    return row


def _moved_by(row: Task) -> UserError:
    return UserError(Wrong.MOVED_BY, {"user": row.moved_by}) if row.moved_by else UserError(Wrong.STALE)


def _move(row: Task, who: Acting) -> None:
    until = row.snoozed_until
    row.moved_from = {"until": None if until is None else until.isoformat(), "holder": row.held_by}
    row.moved_by, row.moves = who.user_id, (row.moves or 0) + 1


def _card(db: Db, now: datetime, who: Acting, row: Task) -> Card:
    days: dict[date, Later] = {}
    for later in Later:
        days.setdefault(_comes_back(db, now, later), later)
    return Card(
        task=tasks.one(db, row, now),
        moves=row.moves or 0,
        reader=who.user_id,
        others=tuple(_others(db, row)),
        unable=tuple(_unable(db, row)),
        may_undo=row.moved_from is not None and row.moved_by == who.user_id,
        days=tuple((later, day) for day, later in days.items()),
    )


def _others(db: Db, row: Task) -> list[str]:
    return [user for user in _may_hold(db, row) if user != row.held_by]


def _may_hold(db: Db, row: Task) -> list[str]:
    """Managers who are here and may read it."""
    here = dict.fromkeys(people.present(db, *_roles(row.kind in private_tasks.KINDS)))
    return [user for user in here if row.dedupe_key not in own_pairs.hidden_tasks(db, user)]


def _unable(db: Db, row: Task) -> Iterator[tuple[str, Unable]]:
    """Of all who run the programme, in the order of their roles."""
    able, here = set(_may_hold(db, row)), set(people.present(db, *MANAGERS))
    may_read = set(people.present(db, *_roles(row.kind in private_tasks.KINDS)))
    for user in dict.fromkeys(user for role in MANAGERS for user in people.holders(db, role)):
        if user not in here:
            yield user, Unable.NOT_HERE
        elif user not in may_read:
            yield user, Unable.IN_PRIVATE
        elif user not in able:
            yield user, Unable.OWN_PAIR


def _roles(is_private: bool) -> tuple[Role, ...]:
    """Who may have such a task."""
    return READERS if is_private else MANAGERS


def _comes_back(db: Db, now: datetime, later: Later) -> date:
    programme = people.programme(db)
    country, region = programme.country, programme.region
    return task_days.comes_back(
        later, local_day(now, programme.timezone), lambda day: is_holiday(day, country, region)
    )
