"""Door A: the cards of those who are asked, and what the person who asked hears."""

from __future__ import annotations

from datetime import datetime

from bot.delivery.kinds import Dropped, Due, Edit, Kind, Post, Unknown
from bot.services import help as calls
from bot.services import people
from bot.services.help import Request
from bot.views import help as views
from bot.views.answer import Message
from models.enums import HelpState
from models.store import Db


def card(db: Db, due: Due, now: datetime) -> Message:
    """To somebody in line. One who is no longer in line, or away, is passed over, and the next one asked at once."""
    request = _request(db, due)
    if request.state is not HelpState.OPEN:
        raise Dropped("answered")
    if not calls.still_asks(db, now, request, due.target):
        not_reached(db, due, now)
        raise Dropped("not_in_line")
    return _card(db, due, request)


def changed_card(db: Db, due: Due, now: datetime) -> Message:
    return _card(db, due, _request(db, due))


def not_reached(db: Db, due: Due, now: datetime) -> None:
    calls.unreachable(db, now, str(due.about["request"]), int(due.about["step"]), due.target)


def seen(db: Db, due: Due, now: datetime) -> Message:
    request = _request(db, due)
    if request.state is not HelpState.ACKNOWLEDGED:
        raise Dropped("closed")
    return views.seen(request, people.language_of(db, due.target))


def waiting(db: Db, due: Due, now: datetime) -> Message:
    request = _request(db, due)
    if request.state is not HelpState.OPEN:
        raise Dropped("answered")
    return views.waiting(request, people.language_of(db, due.target))


def closed(db: Db, due: Due, now: datetime) -> Message:
    return views.closed(str(due.about["by"]), people.language_of(db, due.target))


def _request(db: Db, due: Due) -> Request:
    request = calls.find(db, due.vault, str(due.about["request"]))
    if request is None:
        raise Dropped("gone")
    return request


def _card(db: Db, due: Due, request: Request) -> Message:
    language, timezone = people.language_of(db, due.target), people.timezone_of(db, due.target)
    return views.card(request, due.target, language, timezone, maybe_seen=due.maybe_seen)


KINDS: dict[str, Kind] = {
    "help": Post(card, Unknown.RESEND, urgent=True, on_failed=not_reached),
    "help_card": Edit(changed_card, Unknown.RESEND),
    "help_seen": Post(seen, Unknown.RESEND, urgent=True),
    "help_waiting": Post(waiting, Unknown.RESEND, urgent=True),
    "help_closed": Post(closed, Unknown.RESEND, urgent=True),
}
