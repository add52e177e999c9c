"""What managers are told: a question that nobody answers or that did not arrive, and a student who waits too long.

Each is looked at again when it is sent, in the reader's day, late or not: it must be told as long as it is true.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.delivery.kinds import (
    LOOK_AGAIN,
    NO_NEWS_AFTER,
    Dropped,
    Due,
    Edit,
    Kind,
    Letter,
    NotYet,
    Post,
    Unknown,
    by_day,
)
from bot.errors import UserError
from bot.services import offers, people, promises, proposals, remedies, task_moves
from bot.services.promises import Waits
from bot.services.proposals import Ended, Shown
from bot.services.remedies import Remedies
from bot.views import remedies as remedy_views
from bot.views import task_card
from bot.views import told as views
from bot.views.answer import Message
from models import Task
from models.enums import ProposalState, TaskKind
from models.store import Db


def student_silent(db: Db, due: Due, now: datetime) -> Message:
    shown = _proposal(db, due, now)
    if shown.state is not ProposalState.ACCEPTED:
        raise Dropped("answered")
    key = f"{TaskKind.STUDENT_SILENT}:{shown.id}"
    task = db.scalars(select(Task.id).where(Task.dedupe_key == key, Task.done_at.is_(None))).first()
    hours = people.programme(db).student_hours
    return views.student_silent(shown, task, hours, people.language_of(db, due.target))


def now_stands(db: Db, due: Due, now: datetime) -> Message:
    """In place of what was told and is true no more."""
    return views.now_stands(_shown(db, due, now), people.language_of(db, due.target))


def passed_on(db: Db, due: Due, now: datetime) -> Message:
    shown = _proposal(db, due, now)
    waits = promises.waiting_one(db, now, shown.request_id, due.target)
    if shown.ended is not Ended.NO_ANSWER or waits is None:
        raise Dropped("over")
    return views.passed_on(shown, not _is_on_its_way(waits), people.language_of(db, due.target))


def not_reached(db: Db, due: Due, now: datetime) -> Message:
    shown = _proposal(db, due, now)
    if shown.state is not ProposalState.APPROVED:
        raise Dropped("decided")
    return views.not_reached(shown, people.language_of(db, due.target))


def long_wait(db: Db, due: Due, now: datetime) -> Message:
    """One who is told a day later that the promised time is over need not read this first."""
    found = _remedies(db, due, now)
    if found.task_id is None or found.waits.is_overdue:
        raise Dropped("looked_at")
    return remedy_views.long_wait(found, people.language_of(db, due.target))


def overdue(db: Db, due: Due, now: datetime) -> Message:
    return remedy_views.overdue(_remedies(db, due, now), people.language_of(db, due.target))


def _is_on_its_way(waits: Waits) -> bool:
    return waits.is_proposed or waits.is_asked


def _remedies(db: Db, due: Due, now: datetime) -> Remedies:
    by_day(db, due, now)
    number = int(due.about["request"])
    found = remedies.find(db, due.vault, now, number, due.target)
    if found is None:
        raise Dropped("waits_no_more")
    if not promises.still_waits(db, number):
        raise NotYet(now + LOOK_AGAIN)
    return found


def _proposal(db: Db, due: Due, now: datetime) -> Shown:
    by_day(db, due, now)
    return _shown(db, due, now)


def _shown(db: Db, due: Due, now: datetime) -> Shown:
    try:
        return proposals.show(db, now, int(due.about["proposal"]))
    except UserError:
        raise Dropped("gone") from None


def _once(letter: Letter) -> Kind:
    return Post(letter, Unknown.DROP, late_after=NO_NEWS_AFTER)


def task_passed(db: Db, due: Due, now: datetime) -> Message:
    """What was undone, done or moved meanwhile is not told."""
    by_day(db, due, now)
    found = task_moves.passed(db, int(due.about["task"]), due.target, int(due.about["moves"]))
    if found is None:
        raise Dropped("moved")
    return task_card.passed(found, str(due.about["by"]), people.language_of(db, due.target))


KINDS: dict[str, Kind] = {
    task_moves.PASSED: _once(task_passed),
    proposals.STUDENT_SILENT: _once(student_silent),
    offers.PASSED_ON: _once(passed_on),
    proposals.NOT_REACHED: _once(not_reached),
    **{f"{kind}_edit": Edit(now_stands) for kind in proposals.TOLD},
    promises.LISTED: _once(long_wait),
    promises.OVERDUE: _once(overdue),
}
