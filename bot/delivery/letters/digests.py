"""The weekly digest to a manager, and its figures to others, drawn from what is true when it is sent."""

from __future__ import annotations

from datetime import date, datetime

from bot.delivery.kinds import Dropped, Due, Kind, Post, Unknown, in_open_hours
from bot.delivery.pictured import Pictured, PicturedAgain
from bot.rules.access import MANAGERS
from bot.services import digest_content, digests, figures, people
from bot.views import digest as views
from bot.views import figures as figures_views
from bot.views.answer import Message
from models.store import Db


def digest(db: Db, due: Due, now: datetime) -> Message:
    if due.target not in digests.readers(db):
        raise Dropped("no_manager_any_more")
    in_open_hours(db, due, now)
    return due.made or _drawn(db, due, now)


def now_asked(db: Db, due: Due, now: datetime) -> Message:
    return due.made or _drawn(db, due, now)


def again(db: Db, due: Due, now: datetime) -> Message:
    came = digests.of_notice(db, due.target, str(due.about["notice"]))
    if came is None:
        raise Dropped("never_sent")
    may_read = digests.readers(db) if came.kind == digests.KIND else people.present(db, *MANAGERS)
    if due.target not in may_read:
        raise Dropped("no_manager_any_more")
    if digests.is_drawn_later(db, came.number, due.id):
        raise Dropped("drawn_later")
    if due.made:
        made: Message = due.made
        return made
    found = digest_content.again(db, now, due.target, came.at, came.monday)
    return views.digest(found, people.language_of(db, due.target), charts=not came.plain)


def _drawn(db: Db, due: Due, now: datetime) -> Message:
    found = digest_content.digest(db, now, due.target, _monday(due))
    return views.digest(found, people.language_of(db, due.target), charts=True)


def _monday(due: Due) -> date | None:
    """Of the week in which it was owed: who has moved since reads of the same one. None: asked for, of now."""
    kept = due.about.get("monday")
    return date.fromisoformat(kept) if kept else None


def week_figures(db: Db, due: Due, now: datetime) -> Message:
    if due.target not in figures.readers(db):
        raise Dropped("not_on_the_list")
    in_open_hours(db, due, now)
    return due.made or figures_views.figures(
        figures.figures(db, now, due.target, _monday(due)), people.language_of(db, due.target)
    )


def begins(db: Db, due: Due, now: datetime) -> Message:
    manager = figures.made_by(db, due.target)
    if manager is None:
        raise Dropped("not_on_the_list")
    return figures_views.begins(manager, people.language_of(db, due.target))


KINDS: dict[str, Kind] = {
    digests.KIND: Pictured(digest, Unknown.DROP),
    digests.ON_DEMAND: Pictured(now_asked, Unknown.DROP),
    digests.AGAIN: PicturedAgain(again, urgent=True),
    figures.KIND: Pictured(week_figures, Unknown.DROP),
    figures.BEGINS: Post(begins, Unknown.RESEND),
}
