"""How many students each class has: entered by a manager, asked for once a month, used by reports."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select, update

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules import figures
from bot.rules.access import Acting, require_manager, require_set_up
from bot.rules.class_numbers import Numbers, is_fresh
from bot.services import classes, home, notices, people, proposals
from bot.services.classes import SchoolClass
from models import BuddyRequest, History, Proposal, Roster, Task, Team
from models.enums import TaskKind
from models.store import Db

SUBJECT = "class_numbers"
"""Of a line of the history; its `subject_id` is the class."""
MONTH = timedelta(days=28)


@dataclass(frozen=True)
class ClassNumbers:
    """A class and what was entered of it last. `had_buddy`: students of it who have or had a buddy, as far as known."""

    school_class: SchoolClass
    newest: figures.Roster | None
    had_buddy: int


@dataclass(frozen=True)
class Entry:
    """Who has entered the numbers of a class last, and when."""

    by: str
    at: datetime


def all_classes(db: Db, who: Acting) -> tuple[ClassNumbers, ...]:
    """Every class in its order. Raises `UserError` for anybody who is no manager."""
    require_manager(who)
    require_set_up(who)
    newest, had = _newest(db, date.max), _had_buddy(db)
    return tuple(
        ClassNumbers(one, newest.get(one.key), had.get(one.key, 0))
        for one in classes.of(people.programme(db))
    )


def one_class(db: Db, who: Acting, key: str) -> ClassNumbers:
    """Raises `UserError` where there is no such class, or she may not."""
    found = next((one for one in all_classes(db, who) if one.school_class.key == key), None)
    if found is None:
        raise UserError(Wrong.GONE)
    return found


def version(db: Db, key: str) -> str:
    """A short mark of what was entered last of a class; another one says that somebody has entered numbers since."""
    newest = _newest(db, date.max).get(key)
    return hashlib.sha256(repr(newest and astuple(newest)).encode()).hexdigest()[:16]


def is_overtaken(db: Db, key: str, was: str) -> bool:
    """Whether somebody has entered numbers since a form was filled in; nobody can until this transaction ends."""
    proposals.alone(db)
    return version(db, key) != was


def last_entry(db: Db, key: str) -> Entry | None:
    """Of a class; None where nobody has entered anything."""
    newest = select(Roster).where(Roster.class_key == key).order_by(Roster.as_of.desc()).limit(1)
    row = db.scalars(newest).first()
    return None if row is None else Entry(row.entered_by, row.entered_at)


def enter(
    db: Db, now: datetime, who: Acting, key: str, numbers: Numbers, *, event: str = "entered"
) -> ClassNumbers:
    """Keep the numbers of a class as of today; those of earlier days stay. Closes the month's task with the last class.

    What stood there before, of today, too, stays in the history, which calls it `event`.

    Raises:
        UserError: she may not, or there is no such class.
    """
    proposals.alone(db)
    before = one_class(db, who, key)
    today = local_day(now, people.programme(db).timezone)
    db.execute(delete(Roster).where(Roster.class_key == key, Roster.as_of == today))
    values = asdict(numbers)
    db.add(Roster(class_key=key, as_of=today, entered_by=who.user_id, entered_at=now, **values))
    db.flush()
    notices.record(db, who, now, SUBJECT, key, event, was=_kept(before.newest), becomes=values)
    if not _missing(db, today):
        _close(db, now, who.user_id)
    return one_class(db, who, key)


def is_as(db: Db, key: str, line: int, becomes: Mapping[str, Any] | None) -> bool:
    """Whether a line of the history is the last of a class that is still there, and its numbers are what is kept now."""
    lines = select(func.max(History.id)).where(History.subject == SUBJECT, History.subject_id == key)
    is_there = classes.find(people.programme(db), key) is not None
    return is_there and db.scalars(lines).one() == line and _kept(_newest(db, date.max).get(key)) == becomes


def put_back(db: Db, now: datetime, who: Acting, key: str, line: int, details: Mapping[str, Any]) -> None:
    """Enter again, as of today, what a line of the history says there was before it.

    Raises:
        UserError: she may not; the class is gone; or somebody has entered numbers since.
    """
    if classes.find(proposals.alone(db), key) is None:
        raise UserError(Wrong.CLASS_REMOVED)
    was = details.get("was")
    if was is None or not is_as(db, key, line, details.get("becomes")):
        raise UserError(Wrong.CHANGED_SINCE)
    enter(db, now, who, key, Numbers(**was), event="put_back")
    home.refresh(db, who.user_id, f"numbers:{line}", now)


def usable(db: Db, last: date) -> dict[str, figures.Roster]:
    """Of each class the newest numbers that may be used for a time that ends on `last`."""
    return {key: one for key, one in _newest(db, last).items() if is_fresh(one.as_of, last)}


def days(db: Db) -> dict[str, tuple[date | None, date | None]]:
    """The first and the last day of each class: its own, else what was entered last with its numbers."""
    said = select(Roster.class_key, Roster.begins, Roster.ends).where(
        Roster.begins.is_not(None) | Roster.ends.is_not(None)
    )
    found = {key: (begins, ends) for key, begins, ends in db.execute(said.order_by(Roster.as_of))}
    own = {one.key: one.days for one in classes.of(people.programme(db))}
    return found | {key: (one.first, one.last) for key, one in own.items() if one.first or one.last}


def ask(db: Db, now: datetime) -> None:
    """Once a month: a task, where a class that is open has no numbers of the last four weeks."""
    today = local_day(now, people.programme(db).timezone)
    if _missing(db, today) and not _is_asked(db):
        notices.task(db, TaskKind.CLASS_NUMBERS, f"{today:%Y-%m}", now)


def _kept(newest: figures.Roster | None) -> dict[str, Any] | None:
    """As the history keeps the numbers of a class."""
    if newest is None:
        return None
    return asdict(Numbers(newest.students, newest.attending, newest.graduated, newest.with_buddy))


def _missing(db: Db, today: date) -> bool:
    newest = _newest(db, date.max)
    return any(
        one.is_open and (one.key not in newest or newest[one.key].as_of <= today - MONTH)
        for one in classes.of(people.programme(db))
    )


def _is_asked(db: Db) -> bool:
    is_open = (Task.kind == TaskKind.CLASS_NUMBERS) & Task.done_at.is_(None)
    return db.scalars(select(Task.id).where(is_open)).first() is not None


def _close(db: Db, now: datetime, user_id: str) -> None:
    db.execute(
        update(Task)
        .where(Task.kind == TaskKind.CLASS_NUMBERS, Task.done_at.is_(None))
        .values(done_at=now, done_by=user_id)
    )


def _newest(db: Db, last: date) -> dict[str, figures.Roster]:
    rows = db.scalars(select(Roster).where(Roster.as_of <= last).order_by(Roster.as_of))
    return {
        row.class_key: figures.Roster(
            row.class_key,
            row.as_of,
            row.students,
            row.attending,
            row.graduated,
            row.with_buddy,
            row.begins,
            row.ends,
        )
        for row in rows
    }


def _had_buddy(db: Db) -> dict[str, int]:
    """By the class of the request out of which a team came."""
    rows = db.execute(
        select(BuddyRequest.class_key, func.count(BuddyRequest.student_id.distinct()))
        .join(
            Proposal,
            (Proposal.workspace_id == BuddyRequest.workspace_id) & (Proposal.request_id == BuddyRequest.id),
        )
        .join(Team, (Team.workspace_id == Proposal.workspace_id) & (Team.proposal_id == Proposal.id))
        .group_by(BuddyRequest.class_key)
    )
    return {key: int(number) for key, number in rows}
