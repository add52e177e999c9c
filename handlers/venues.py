"""Whoever answers for a place says whether a team can meet there: with one press, or with a line."""

from __future__ import annotations

from functools import partial

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import venues
from bot.views import venues as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import ID_DIGITS, Click, Submission


def answer(is_fine: bool, visit: Visit, said: Click) -> Answer:
    done = venues.answer(visit.db, visit.now, visit.who, said.number, is_fine)
    return Say(views.answered(done, visit.who.language), instead=True)


def open_line(visit: Visit, said: Click) -> Answer:
    asked = venues.open_question(visit.db, visit.now, visit.who, said.number)
    return OpenModal(views.line_form(asked, visit.who.language))


def submitted(visit: Visit, said: Submission) -> Answer:
    number, fine = said.meta.get("question"), said.text("fine")
    if not isinstance(number, int) or not 0 < number < 10**ID_DIGITS:
        raise UserError(Wrong.GONE)
    if fine not in ("yes", "no"):
        raise UserError(Wrong.UNKNOWN_CHOICE, block="fine")
    done = venues.answer(visit.db, visit.now, visit.who, number, fine == "yes", said.text("line"))
    return Say(views.answered(done, visit.who.language))


def register(door: Door) -> None:
    door.click(ids.VENUE_YES, partial(answer, True))
    door.click(ids.VENUE_NO, partial(answer, False))
    door.click(ids.VENUE_LINE, open_line)
    door.submission(ids.MODAL_VENUE, submitted)
