"""What people hear of a stand-in, looked at again when it is sent."""

from __future__ import annotations

from datetime import datetime

from bot.clock import zone
from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown, by_day
from bot.delivery.stand_in import Comes, Goes
from bot.services import channels, people, stand_ins
from bot.services.stand_ins import Asked
from bot.views import stand_ins as views
from bot.views.answer import Message
from models.enums import StandInState
from models.store import Db


def card(db: Db, due: Due, now: datetime) -> Message:
    found = _found(db, due)
    if found.state is not StandInState.ASKED or _is_old(found, due):
        raise Dropped("answered")
    by_day(db, due, now)
    language = people.language_of(db, due.target)
    return views.card(found, language, again=bool(due.about.get("again")))


def card_over(db: Db, due: Due, now: datetime) -> Message:
    user = due.about["user"]
    return views.card_over(
        _found(db, due),
        str(due.about["how"]),
        None if user is None else str(user),
        people.language_of(db, due.target),
    )


def offer(db: Db, due: Due, now: datetime) -> Message:
    found = _found(db, due)
    if found.state is not StandInState.OFFERED or _is_old(found, due):
        raise Dropped("answered")
    by_day(db, due, now)
    where = zone(people.timezone_of(db, due.target))
    language = people.language_of(db, due.target)
    return views.offer(found, where, language, again=bool(due.about.get("again")))


def offer_over(db: Db, due: Due, now: datetime) -> Message:
    return views.offer_over(people.language_of(db, due.target))


def longer(db: Db, due: Due, now: datetime) -> Message:
    found = _found(db, due)
    if found.state is not StandInState.HERE or _is_old(found, due):
        raise Dropped("over")
    by_day(db, due, now)
    return views.longer(found, people.language_of(db, due.target))


def told(db: Db, due: Due, now: datetime) -> Message:
    found, how = _found(db, due), str(due.about["how"])
    if how == "nobody" and (found.state is not StandInState.NOBODY or found.last is None):
        raise Dropped("over")
    by_day(db, due, now)
    support = people.programme(db).support_channel_id
    return views.told(found, how, support, people.language_of(db, due.target))


def thanks(db: Db, due: Due, now: datetime) -> Message:
    by_day(db, due, now)
    language = people.language_of(db, due.target)
    return views.thanks(_found(db, due), bool(due.about["here"]), language)


def stays(db: Db, due: Due, now: datetime) -> Message:
    found, user = _found(db, due), str(due.about["user"])
    if found.channel_id is None:
        raise Dropped("no_channel")
    if channels.belongs(db, found.team_id, user):
        raise Dropped("belongs_there")
    return views.stays(found, user, people.language_of(db, due.target))


def _found(db: Db, due: Due) -> Asked:
    found = stand_ins.told(db, int(due.about["stand_in"]))
    if found is None:
        raise Dropped("gone")
    return found


def _is_old(found: Asked, due: Due) -> bool:
    """Another round, or the days away are over."""
    return found.round != due.about["round"] or found.last is None


KINDS: dict[str, Kind] = {
    stand_ins.CARD: Post(card, Unknown.RESEND),
    stand_ins.CARD_OVER: Edit(card_over),
    stand_ins.OFFER: Post(offer, Unknown.RESEND),
    stand_ins.OFFER_OVER: Edit(offer_over),
    stand_ins.LONGER: Post(longer, Unknown.RESEND),
    stand_ins.COMES: Comes(),
    stand_ins.GOES: Goes(),
    stand_ins.TOLD: Post(told, Unknown.RESEND),
    stand_ins.THANKS: Post(thanks, Unknown.DROP),
    stand_ins.STAYS: Post(stays, Unknown.RESEND),
}
