"""Door B: a reader is told that there is something to open. Its failure tells the next reader, and nobody else.

The person who asked is told of one thing alone: that nobody is there any more who could read it. Where she has ticked
it, a message says that there is something new, and not what.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown
from bot.services import case_holder, case_steps, people
from bot.views import private as views
from bot.views.answer import Message
from models.store import Db

REMINDED_WITHIN = timedelta(hours=8)
"""A reminder that is held up for longer is left to the next working day."""


def letter(db: Db, due: Due, now: datetime) -> Message:
    """One who may not open it any more is passed over, and the next one told at once."""
    case_id = str(due.about["case"])
    if not case_steps.still_asks(db, due.vault, now, case_id, due.target):
        not_reached(db, due, now)
        raise Dropped("answered")
    language = people.language_of(db, due.target)
    return views.letter(case_id, language, again=int(due.about["step"]) > 0)


def not_reached(db: Db, due: Due, now: datetime) -> None:
    case_steps.unreachable(db, due.vault, now, str(due.about["case"]), int(due.about["step"]), due.target)


def passed(db: Db, due: Due, now: datetime) -> Message:
    """To whom it was passed on; or (`back`) to the others, that she was not reached."""
    case_id = str(due.about["case"])
    if not case_steps.is_open_to(db, due.vault, case_id, due.target):
        raise Dropped("answered")
    language = people.language_of(db, due.target)
    return views.letter(case_id, language, again="back" in due.about)


def not_passed(db: Db, due: Due, now: datetime) -> None:
    if "back" not in due.about:
        case_steps.not_passed(db, now, str(due.about["case"]), due.target)


def reminder(db: Db, due: Due, now: datetime) -> Message:
    """To the one who looks after some: one line for all of them."""
    held = case_holder.held(db, due.target)
    if not any(case_steps.is_open_to(db, due.vault, case_id, due.target) for case_id in held):
        raise Dropped("answered")
    return views.reminder(people.language_of(db, due.target))


def not_reminded(db: Db, due: Due, now: datetime) -> None:
    case_steps.not_reminded(db, due.vault, now, due.target)


def unread(db: Db, due: Due, now: datetime) -> Message:
    return views.look(people.language_of(db, left_alone(db, due)))


def left_alone(db: Db, due: Due) -> str:
    """Who asked: opened at sending, and kept nowhere. One whose case can be read again, or is closed, is not told."""
    return _asker(db, due, unread=True)


def news(db: Db, due: Due, now: datetime) -> Message:
    return views.news(people.language_of(db, asker(db, due)))


def asker(db: Db, due: Due) -> str:
    return _asker(db, due, unread=False)


def _asker(db: Db, due: Due, *, unread: bool) -> str:
    user_id = case_steps.asker(db, due.vault, str(due.about["case"]), unread=unread)
    if user_id is None:
        raise Dropped("readable" if unread else "not_wanted")
    return user_id


KINDS: dict[str, Kind] = {
    "private": Post(letter, Unknown.RESEND, urgent=True, on_failed=not_reached),
    "private_passed": Post(passed, Unknown.RESEND, urgent=True, on_failed=not_passed),
    "private_remind": Post(reminder, Unknown.DROP, late_after=REMINDED_WITHIN, on_failed=not_reminded),
    "private_unread": Post(unread, Unknown.RESEND, urgent=True, whom=left_alone),
    "private_news": Post(news, Unknown.RESEND, urgent=True, whom=asker),
}
