"""Door A: the cards of those who are asked, and what the person who asked hears."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.clock import days_between, zone
from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown
from bot.delivery.running import team_of
from bot.services import channels, contacts, help_record, people
from bot.services import help as calls
from bot.services.help_record import CARD, TOLD, Request
from bot.views import help as views
from bot.views import help_told as told
from bot.views.answer import Message
from bot.views.in_each import each_whole
from models.enums import HelpNews, HelpState
from models.store import Db

REMINDED_WITHIN = timedelta(hours=8)
"""A reminder that is held up for longer is left to the next working day."""


def card(db: Db, due: Due, now: datetime) -> Message:
    """To somebody in line. One who is no longer in line, or away, is passed over, and the next one asked at once."""
    request = _open(db, due)
    if not calls.still_asks(db, now, request, due.target):
        not_reached(db, due, now)
        raise Dropped("not_in_line")
    return _card(db, due, request)


def changed_card(db: Db, due: Due, now: datetime) -> Message:
    return _card(db, due, _request(db, due))


def not_reached(db: Db, due: Due, now: datetime) -> None:
    calls.unreachable(db, now, str(due.about["request"]), int(due.about["step"]), due.target)


def reminder(db: Db, due: Due, now: datetime) -> Message:
    """To the one who has it."""
    request = _request(db, due)
    if request.state is not HelpState.ACKNOWLEDGED or request.acknowledged_by != due.target:
        raise Dropped("not_hers")
    days = days_between(request.asked_at, now, zone(people.programme(db).timezone))
    return views.reminder(request, days, people.language_of(db, due.target))


def not_reminded(db: Db, due: Due, now: datetime) -> None:
    calls.not_reminded(db, now, str(due.about["request"]), due.target)


def steps(db: Db, due: Due, now: datetime) -> Message:
    return told.steps(_request(db, due), *_hers(db, due))


def seen(db: Db, due: Due, now: datetime) -> Message:
    request = _request(db, due)
    if request.state is not HelpState.ACKNOWLEDGED:
        raise Dropped("closed")
    if not any(one.what is HelpNews.SEEN for one in request.news):
        raise Dropped("unknown")
    return told.seen(request, *_hers(db, due), now)


def waiting(db: Db, due: Due, now: datetime) -> Message:
    return told.waiting(_open(db, due), contacts.emergency(db), people.language_of(db, due.target))


def closed(db: Db, due: Due, now: datetime) -> Message:
    request = _request(db, due)
    if request.state is not HelpState.CLOSED:
        raise Dropped("open_again")
    return told.closed(request, request.closed_by, people.language_of(db, due.target))


def in_channel(db: Db, due: Due, now: datetime) -> Message:
    _open(db, due)
    return each_whole(channels.readers_languages(db, team_of(db, due)), told.in_channel)


def _request(db: Db, due: Due) -> Request:
    request = help_record.find(db, due.vault, str(due.about["request"]))
    if request is None:
        raise Dropped("gone")
    return request


def _open(db: Db, due: Due) -> Request:
    """Raises `Dropped` where somebody has it, or it is closed."""
    request = _request(db, due)
    if request.state is not HelpState.OPEN:
        raise Dropped("answered")
    return request


def _hers(db: Db, due: Due) -> tuple[str, str]:
    """The language and the zone of the reader."""
    return people.language_of(db, due.target), people.timezone_of(db, due.target)


def _card(db: Db, due: Due, request: Request) -> Message:
    return views.card(request, due.target, *_hers(db, due), maybe_seen=due.maybe_seen)


KINDS: dict[str, Kind] = {
    CARD: Post(card, Unknown.RESEND, urgent=True, on_failed=not_reached),
    "help_card": Edit(changed_card, Unknown.RESEND),
    "help_remind": Post(reminder, Unknown.DROP, late_after=REMINDED_WITHIN, on_failed=not_reminded),
    TOLD: Post(steps, Unknown.RESEND, urgent=True),
    "help_steps_now": Edit(steps, Unknown.RESEND),
    "help_seen": Post(seen, Unknown.RESEND, urgent=True),
    "help_waiting": Post(waiting, Unknown.RESEND, urgent=True),
    "help_closed": Post(closed, Unknown.RESEND, urgent=True),
    "help_channel": Post(in_channel, Unknown.RESEND),
}
