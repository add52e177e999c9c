"""A stand-in while a buddy is away: the student asks, a manager chooses, a volunteer says yes or no."""

from __future__ import annotations

from bot import ids
from bot.services import people, stand_in_choice, stand_ins
from bot.views import stand_ins as views
from bot.views.answer import Answer, OpenModal, Say
from handlers import screens
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission


def ask(visit: Visit, said: Click) -> Answer:
    stand_ins.ask(visit.db, visit.now, visit.who, said.value)
    return screens.again(visit, said) or Say(views.asked(visit.who.language))


def open_form(visit: Visit, said: Click) -> Answer:
    found, fitting = stand_in_choice.fitting(visit.db, visit.vault, visit.now, visit.who, said.value)
    support = people.programme(visit.db).support_channel_id
    return OpenModal(views.form(found, fitting, support, visit.who.language))


def chosen(visit: Visit, said: Submission) -> Answer:
    mark = str(said.meta.get("mark") or "")
    user = said.text("somebody")
    found = stand_in_choice.choose(visit.db, visit.vault, visit.now, visit.who, mark, user)
    return Say(views.card_over(found, "chosen", user, visit.who.language))


def nobody(visit: Visit, said: Click) -> Answer:
    found = stand_ins.nobody_now(visit.db, visit.now, visit.who, said.value)
    return Say(views.card_over(found, "nobody", None, visit.who.language), instead=True)


def yes(visit: Visit, said: Click) -> Answer:
    found = stand_ins.yes(visit.db, visit.vault, visit.now, visit.who, said.value)
    return Say(views.accepted(found, visit.who.language), instead=True)


def no(visit: Visit, said: Click) -> Answer:
    stand_ins.no(visit.db, visit.now, visit.who, said.value)
    return Say(views.declined(visit.who.language), instead=True)


def stop(visit: Visit, said: Click) -> Answer:
    stand_ins.stop(visit.db, visit.now, visit.who, said.value)
    return Say(views.stopped(visit.who.language), instead=True)


def register(door: Door) -> None:
    door.click(ids.STAND_IN_ASK, ask)
    door.click(ids.STAND_IN_CHOOSE, open_form)
    door.submission(ids.MODAL_STAND_IN, chosen)
    door.click(ids.STAND_IN_NOBODY, nobody)
    door.click(ids.STAND_IN_YES, yes)
    door.click(ids.STAND_IN_NO, no)
    door.click(ids.STAND_IN_STOP, stop)
