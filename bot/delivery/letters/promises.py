"""What a student hears when it takes longer, looked at again when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import (
    LOOK_AGAIN,
    NO_NEWS_AFTER,
    Dropped,
    Due,
    Edit,
    Kind,
    NotYet,
    Post,
    Unknown,
    by_day,
    in_open_hours,
)
from bot.delivery.letters.matching import still_here
from bot.rules.matching import WhyWaiting
from bot.services import people, promises, questions, requests, taking_off
from bot.services.requests import OwnRequest
from bot.views import promises as views
from bot.views import taking_off as taking_off_views
from bot.views.answer import Message
from models.store import Db


def age_question(db: Db, due: Due, now: datetime) -> Message:
    """To a student of whom it is not known whether she is an adult, in a programme that must know."""
    own = requests.own(db, now, due.target)
    if own is None or own.why is not WhyWaiting.NO_AGE:
        raise Dropped("answered")
    by_day(db, due, now)
    return views.age_question(own, people.language_of(db, due.target))


def age_question_edit(db: Db, due: Due, now: datetime) -> Message:
    """In place of the question, which is answered, or not asked any more."""
    still_here(db, due.target)
    own = requests.own(db, now, due.target)
    answered = own is not None and own.wishes.guardian is not None
    return views.age_settled(answered, people.language_of(db, due.target))


def taken_off(db: Db, due: Due, now: datetime) -> Message:
    """To a student whose request a manager has taken off the list."""
    still_here(db, due.target)
    found = taking_off.taken_off(db, now, int(due.about["request"]))
    if found is None:
        raise Dropped("put_back")
    timezone = people.timezone_of(db, due.target)
    return taking_off_views.told(*found, timezone, people.language_of(db, due.target))


def still_looking(db: Db, due: Due, now: datetime) -> Message:
    """Whoever is told at the same time that the promised time is over need not read this first."""
    own = _own(db, due, now)
    if not promises.still_waits(db, own.id):
        raise Dropped("waits_no_more")
    if own.is_over:
        raise Dropped("over")
    in_open_hours(db, due, now)
    return views.still_looking(own, people.language_of(db, due.target), people.programme(db).own_texts)


def over(db: Db, due: Due, now: datetime) -> Message:
    """Honest, and by day: the promised time is over. While she is asked herself, it waits for her answer."""
    own = _own(db, due, now)
    if not promises.still_waits(db, own.id):
        raise NotYet(now + LOOK_AGAIN)
    by_day(db, due, now)
    if not own.is_over:
        raise Dropped("promised_longer")
    return views.over(own, people.language_of(db, due.target))


def _own(db: Db, due: Due, now: datetime) -> OwnRequest:
    """Her request, while it is open."""
    still_here(db, due.target)
    own = requests.own(db, now, due.target)
    if own is None or own.id != int(due.about["request"]):
        raise Dropped("waits_no_more")
    return own


KINDS: dict[str, Kind] = {
    taking_off.TOLD: Post(taken_off),
    promises.KIND: Post(still_looking, Unknown.DROP),
    questions.AGE: Post(age_question),
    f"{questions.AGE}_edit": Edit(age_question_edit),
    promises.OVER: Post(over, Unknown.RESEND, late_after=NO_NEWS_AFTER),
}
