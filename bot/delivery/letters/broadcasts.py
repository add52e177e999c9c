"""A manager's text to many: to each of them, to herself before it leaves, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.kinds import Call, Dropped, Due, Edit, Kind, Post, Unknown, by_day
from bot.services import broadcasts, people
from bot.views import broadcasts as views
from bot.views.answer import Message
from models.store import Db


@dataclass(frozen=True)
class ToMany(Post):
    """Whom it does not reach, its sender reads in one message; the managers' list does not fill with it."""

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        raise Dropped(error)


def letter(db: Db, due: Due, now: datetime) -> Message:
    found = broadcasts.letter(db, due.vault, _number(due.about))
    if found is None:
        raise Dropped("taken_back")
    if not people.is_here(db, due.target):
        raise Dropped("not_here")
    by_day(db, due, now)
    return views.letter(found)


def planned(db: Db, due: Due, now: datetime) -> Message:
    found = broadcasts.planned(db, _number(due.about))
    if found is None or found.is_undone:
        raise Dropped("taken_back")
    language, timezone = people.language_of(db, due.target), people.timezone_of(db, due.target)
    return views.planned(found, language, timezone)


def begun(db: Db, due: Due, now: datetime) -> Message:
    """In place of what said that it will: taking it back is over, or was done elsewhere."""
    found = broadcasts.planned(db, _number(due.about))
    if found is None:
        raise Dropped("gone")
    language, timezone = people.language_of(db, due.target), people.timezone_of(db, due.target)
    return views.undone(language) if found.is_undone else views.begun(found, language, timezone)


def report(db: Db, due: Due, now: datetime) -> Message:
    found = broadcasts.report(db, _number(due.about))
    if found is None:
        raise Dropped("gone")
    return views.report(found, people.language_of(db, due.target), people.timezone_of(db, due.target))


def _number(about: Mapping[str, object]) -> int:
    return int(str(about["broadcast"]))


KINDS: dict[str, Kind] = {
    broadcasts.KIND: ToMany(letter, Unknown.DROP),
    broadcasts.PLANNED: Post(planned, Unknown.RESEND, urgent=True),
    broadcasts.BEGUN: Edit(begun),
    broadcasts.REPORT: Post(report, Unknown.RESEND),
}
