"""What a volunteer hears of his offer: a chat before the first student, that he is back, whether it still holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Kind, Post, by_day
from bot.delivery.letters.matching import offer_of
from bot.services import people
from bot.services.volunteers import OwnOffer
from bot.views import availability as views
from bot.views import volunteers as volunteer_views
from bot.views.answer import Message
from models.enums import VolunteerState
from models.store import Db

Words = Callable[[OwnOffer, str], Message]


def chat(db: Db, due: Due, now: datetime) -> Message:
    own = offer_of(db, due)
    if own.state is not VolunteerState.OFFERED or own.chat_by is None:
        raise Dropped("decided")
    return volunteer_views.chat(own, people.language_of(db, due.target))


def not_now(db: Db, due: Due, now: datetime) -> Message:
    own = offer_of(db, due)
    if own.state is not VolunteerState.NOT_NOW:
        raise Dropped("changed")
    return volunteer_views.not_now(own, people.language_of(db, due.target))


def again(db: Db, due: Due, now: datetime) -> Message:
    own = offer_of(db, due)
    if own.state is not VolunteerState.OFFERED:
        raise Dropped("decided")
    return volunteer_views.again(own, people.language_of(db, due.target))


def back(db: Db, due: Due, now: datetime) -> Message:
    own = _approved(db, due)
    if own.away_until is not None:
        raise Dropped("away_again")
    return views.back(own, people.language_of(db, due.target))


def still(db: Db, due: Due, now: datetime) -> Message:
    own = _approved(db, due)
    if not own.is_asked:
        raise Dropped("answered")
    return views.still(own, people.language_of(db, due.target))


def silent(db: Db, due: Due, now: datetime) -> Message:
    own = _approved(db, due)
    if not own.is_silent:
        raise Dropped("answered")
    return views.silent(own, people.language_of(db, due.target))


def conduct_question(db: Db, due: Due, now: datetime) -> Message:
    if _approved(db, due).conduct_at is not None:
        raise Dropped("answered")
    by_day(db, due, now)
    return volunteer_views.conduct_question(people.language_of(db, due.target))


def _approved(db: Db, due: Due) -> OwnOffer:
    own = offer_of(db, due)
    if own.state is not VolunteerState.APPROVED:
        raise Dropped("changed")
    return own


KINDS: dict[str, Kind] = {
    "volunteer_chat": Post(chat),
    "volunteer_not_now": Post(not_now),
    "volunteer_again": Post(again),
    "volunteer_back": Post(back),
    "volunteer_still": Post(still),
    "volunteer_silent": Post(silent),
    "conduct_question": Post(conduct_question),
}
