"""Correcting what was logged: by whoever logged it, or by the other of the two."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import corrections, venues
from bot.services.sessions import Logged
from bot.views import session_forms
from bot.views import sessions as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import ID_DIGITS, Click, Submission
from handlers.sessions import entered


def open_form(visit: Visit, said: Click) -> Answer:
    """With what stands now, whichever entry of it the button belongs to."""
    standing = corrections.standing(visit.db, visit.now, visit.who, said.number)
    own, who = venues.listed(visit.db), visit.who
    return OpenModal(session_forms.correction(standing, own, who.user_id, who.language))


def submitted(visit: Visit, said: Submission) -> Answer:
    done = _corrected(visit, said)
    view = views.undone if done.undone else views.corrected
    return Say(view(done, visit.who.language))


def _corrected(visit: Visit, said: Submission) -> Logged:
    db, now, who, number = visit.db, visit.now, visit.who, said.meta.get("session")
    if not isinstance(number, int) or not 0 < number < 10**ID_DIGITS:
        raise UserError(Wrong.GONE)
    if session_forms.NOT_MET in said.many("none"):
        return corrections.strike_out(db, now, who, number)
    today = corrections.standing(db, now, who, number).team.today
    return corrections.correct(db, now, who, number, entered(said, today))


def register(door: Door) -> None:
    door.click(ids.LOG_EDIT, open_form)
    door.click(ids.LOG_NOT_RIGHT, open_form)
    door.submission(ids.MODAL_CORRECT, submitted)
