"""How many students each class has: entered by a manager, asked for once a month, used by reports."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, astuple, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules import figures
from bot.rules.access import Acting, require_manager, require_set_up
from bot.rules.class_numbers import FRESH, Numbers, is_fresh
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
    """A class and the newest of its numbers. `had_buddy`: students of it who have or had a buddy, as far as known."""

    school_class: SchoolClass
    newest: figures.Roster | None
    had_buddy: int


@dataclass(frozen=True)
class Entry:
    """The numbers of a class of one day: who has entered them, and when."""

    numbers: figures.Roster
    by: str
    at: datetime

    @property
    def mark(self) -> str:
        """See `version`."""
        return _mark(self.numbers)


@dataclass(frozen=True)
class Line:
    """A line of the history: what was kept of a class of one day before, and then; None: nothing.

    `says_day`: what was before is of this day, too. Lines of an older version do not say it: they are of the day on
    which they were written, and what was before may be of an earlier one.
    """

    id: int
    key: str
    as_of: date
    was: Mapping[str, Any] | None
    becomes: Mapping[str, Any] | None
    says_day: bool


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
    """A short mark of what a form shows: the newest numbers of a class, and of which day they are."""
    return _mark(_newest(db, date.max).get(key))


def in_the_way(db: Db, key: str, as_of: date, was: str) -> Entry | None:
    """Numbers of this day that a form has not shown; nobody can enter others until this transaction ends.

    Somebody has entered them since, or they were there already, and the form has shown those of a later day. Those of
    other days are in nobody's way. `was`: the mark of what it has shown.
    """
    proposals.alone(db)
    there = _entry(db, key, as_of)
    return there if there and there.mark != was else None


def has_later(db: Db, key: str, as_of: date) -> bool:
    """Whether a report that may use the numbers of this day may also be one that uses newer ones in their place."""
    later = (Roster.as_of > as_of) & (Roster.as_of <= as_of + FRESH)
    return db.scalars(select(Roster.as_of).where(Roster.class_key == key, later)).first() is not None


def enter(db: Db, now: datetime, who: Acting, key: str, numbers: Numbers, as_of: date) -> ClassNumbers:
    """Keep the numbers of a class as of a day; those of other days stay. Closes the month's task with the last class.

    What stood there before of this day stays in the history.

    Raises:
        UserError: she may not, or there is no such class.
    """
    proposals.alone(db)
    one_class(db, who, key)
    _set(db, now, who, key, as_of, numbers, "entered")
    return one_class(db, who, key)


def line_of(db: Db, row: History) -> Line:
    """What a row of the history says, whose subject is `SUBJECT`."""
    details, said = row.details, row.details.get("as_of")
    as_of = date.fromisoformat(said) if said else local_day(row.at, people.programme(db).timezone)
    return Line(row.id, row.subject_id, as_of, details.get("was"), details.get("becomes"), bool(said))


def can_go_back(db: Db, line: Line) -> bool:
    """Whether it is the last line of its day, of a class that is still there, and its numbers are what is kept now."""
    there = classes.find(people.programme(db), line.key) is not None
    if not there or (line.was is None and not line.says_day):
        return False
    later = select(History).where(
        History.subject == SUBJECT, History.subject_id == line.key, History.id > line.id
    )
    if any(line_of(db, row).as_of == line.as_of for row in db.scalars(later)):
        return False
    kept = _entry(db, line.key, line.as_of)
    return (None if kept is None else _kept(kept.numbers)) == line.becomes


def put_back(db: Db, now: datetime, who: Acting, line: Line) -> None:
    """Set the numbers of a day to what a line of the history says was there before it: others, or none.

    Raises:
        UserError: she may not; the class is gone; or somebody has entered numbers of this day since.
    """
    if classes.find(proposals.alone(db), line.key) is None:
        raise UserError(Wrong.CLASS_REMOVED)
    one_class(db, who, line.key)
    if not can_go_back(db, line):
        raise UserError(Wrong.CHANGED_SINCE)
    _set(db, now, who, line.key, line.as_of, Numbers(**line.was) if line.was else None, "put_back")
    home.refresh(db, who.user_id, f"numbers:{line.id}", now)


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


def first_day(db: Db, key: str) -> date | None:
    """Of a class; None where it is not known."""
    return days(db).get(key, (None, None))[0]


def ask(db: Db, now: datetime) -> None:
    """Once a month: a task, where a class that is open has no numbers of the last four weeks."""
    today = local_day(now, people.programme(db).timezone)
    if _missing(db, today) and not _is_asked(db):
        notices.task(db, TaskKind.CLASS_NUMBERS, f"{today:%Y-%m}", now)


def _set(
    db: Db, now: datetime, who: Acting, key: str, as_of: date, numbers: Numbers | None, event: str
) -> None:
    """Keep these numbers of a day, or (None) none; the history calls it `event`."""
    row = _row(db, key, as_of)
    was = None if row is None else _kept(_read(row))
    becomes = None if numbers is None else asdict(numbers)
    if becomes is not None:
        row = row or Roster(class_key=key, as_of=as_of)
        for name, value in {**becomes, "entered_by": who.user_id, "entered_at": now}.items():
            setattr(row, name, value)
        db.add(row)
    elif row is not None:
        db.delete(row)
    db.flush()
    notices.record(db, who, now, SUBJECT, key, event, was=was, becomes=becomes, as_of=as_of.isoformat())
    if not _missing(db, local_day(now, people.programme(db).timezone)):
        _close(db, now, who.user_id)


def _entry(db: Db, key: str, as_of: date) -> Entry | None:
    row = _row(db, key, as_of)
    return None if row is None else Entry(_read(row), row.entered_by, row.entered_at)


def _row(db: Db, key: str, as_of: date) -> Roster | None:
    return db.scalars(select(Roster).where(Roster.class_key == key, Roster.as_of == as_of)).first()


def _mark(one: figures.Roster | None) -> str:
    return hashlib.sha256(repr(one and astuple(one)).encode()).hexdigest()[:16]


def _kept(one: figures.Roster) -> dict[str, Any]:
    """As the history keeps the numbers of a class of one day."""
    return asdict(Numbers(one.students, one.attending, one.graduated, one.with_buddy))


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
    return {row.class_key: _read(row) for row in rows}


def _read(row: Roster) -> figures.Roster:
    return figures.Roster(
        row.class_key,
        row.as_of,
        row.students,
        row.attending,
        row.graduated,
        row.with_buddy,
        row.begins,
        row.ends,
    )


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
