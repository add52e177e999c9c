"""The buttons of those who are asked for help, and of the person who asked."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import help_answers as answers
from bot.services import home as standing
from bot.services.help_record import Request
from bot.views import help as views
from bot.views import help_answers as forms
from bot.views import help_told as told
from bot.views.answer import Answer, Close, OpenModal, Say
from handlers import screens
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission
from models.enums import HelpState


def acknowledge(visit: Visit, said: Click) -> Answer:
    request = answers.acknowledge(visit.db, visit.vault, visit.now, visit.who, said.value)
    return _as_it_stands(visit, said, request)


def close(visit: Visit, said: Click) -> Answer:
    """Whoever has asked needs it no more; whoever looks after it is asked what helped."""
    request = answers.read(visit.db, visit.vault, visit.who, said.value, as_asker=True)
    if visit.who.user_id == request.asked_by:
        request = answers.not_needed(visit.db, visit.vault, visit.now, visit.who, said.value)
        if screen := screens.again(visit, said):
            return screen
        return Say(told.not_needed(request, visit.who.language), instead=True)
    if request.state is HelpState.CLOSED:
        return _as_it_stands(visit, said, request)
    return OpenModal(forms.resolve(request, visit.who.language))


def resolved(visit: Visit, said: Submission) -> Answer:
    answers.resolve(visit.db, visit.vault, visit.now, visit.who, _call(said), said.text("helped"))
    standing.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Close()


def hand_over(visit: Visit, said: Click) -> Answer:
    """To whom, of those who are there."""
    request = answers.read(visit.db, visit.vault, visit.who, said.value)
    if request.state is HelpState.CLOSED or request.acknowledged_by not in (None, visit.who.user_id):
        return _as_it_stands(visit, said, request)
    others = answers.others(visit.db, visit.now, visit.who, request)
    return OpenModal(forms.hand_over(request, others, visit.who.language))


def handed_over(visit: Visit, said: Submission) -> Answer:
    answers.hand_over(
        visit.db, visit.vault, visit.now, visit.who, _call(said), said.text("to"), said.text("why")
    )
    standing.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Close()


def reopen(visit: Visit, said: Click) -> Answer:
    who = visit.who
    request = answers.reopen(visit.db, visit.vault, visit.now, who, said.value)
    if request.state is HelpState.CLOSED:
        return Say(told.too_late(who.language))
    if who.user_id == request.asked_by:
        standing.refresh(visit.db, who.user_id, said.delivery_id, visit.now)
        return Say(told.open_again(who.language), instead=True)
    return _as_it_stands(visit, said, request)


def _as_it_stands(visit: Visit, said: Click, request: Request) -> Answer:
    """The card, in place of the one that was clicked."""
    if screen := screens.again(visit, said):
        return screen
    who = visit.who
    return Say(views.card(request, who.user_id, who.language, who.timezone), instead=True)


def _call(said: Submission) -> str:
    call = said.meta.get("call")
    if not isinstance(call, str):
        raise UserError(Wrong.GONE)
    return call


def register(door: Door) -> None:
    door.click(ids.HELP_ACKNOWLEDGE, acknowledge)
    door.click(ids.HELP_CLOSE, close)
    door.submission(ids.MODAL_HELP_RESOLVE, resolved)
    door.click(ids.HELP_HAND_OVER, hand_over)
    door.submission(ids.MODAL_HELP_HAND_OVER, handed_over)
    door.click(ids.HELP_REOPEN, reopen)
