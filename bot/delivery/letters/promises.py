"""What a student hears when it takes longer, looked at again when it is sent."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.clock import zone
from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, in_open_hours
from bot.rules.matching import WhyWaiting
from bot.services import people, promises, requests
from bot.views import promises as views
from bot.views.answer import Message
from models import Person
from models.store import Db


def age_question(db: Db, due: Due, now: datetime) -> Message:
    """To a student of whom it is not known whether she is an adult, in a programme that must know."""
    own = requests.own(db, now, due.target)
    if own is None or own.why is not WhyWaiting.NO_AGE:
        raise Dropped("answered")
    return views.age_question(own, people.language_of(db, due.target))


def still_looking(db: Db, due: Due, now: datetime) -> Message:
    if db.scalars(select(Person.is_gone).where(Person.user_id == due.target)).first():
        raise Dropped("left")
    if not promises.still_waits(db, int(due.about["request"])):
        raise Dropped("waits_no_more")
    in_open_hours(due, now, zone(people.timezone_of(db, due.target)))
    own = requests.own(db, now, due.target)
    if own is None:
        raise Dropped("waits_no_more")
    return views.still_looking(own, people.language_of(db, due.target))


KINDS: dict[str, Kind] = {
    promises.KIND: Post(still_looking, Unknown.DROP),
    "age_question": Post(age_question),
}
