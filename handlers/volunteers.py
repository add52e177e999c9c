"""Offering to be a buddy, pausing the offer, and a manager's approval."""

from __future__ import annotations

from bot import ids
from bot.rules.access import require_set_up
from bot.services import home as service
from bot.services import requests, volunteers
from bot.services.volunteers import Offer
from bot.views import errors
from bot.views import volunteers as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """The form, filled in where there is an offer."""
    require_set_up(visit.who)
    own = volunteers.own(visit.db, visit.who.user_id)
    return OpenModal(views.form(requests.choices(visit.db), own, visit.who.language))


def submitted(visit: Visit, said: Submission) -> Answer:
    capacity = said.text("capacity")
    wanted = Offer(
        tuple(said.many("languages")),
        tuple(said.many("topics")),
        int(capacity) if capacity in ("1", "2", "3", "4", "5") else 0,
        said.text("hello"),
    )
    own = volunteers.offer(visit.db, visit.now, visit.who, wanted)
    service.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.offered(own, visit.who.language))


def approve(visit: Visit, said: Click) -> Answer:
    own = volunteers.approve(visit.db, visit.now, visit.who, said.value)
    if said.surface == "home":
        return home.show(visit)
    return Say(views.card(own, visit.who.language), instead=True)


def pause(visit: Visit, said: Click) -> Answer:
    own = volunteers.pause(visit.db, visit.now, visit.who, said.value)
    message = views.paused(own, visit.who.language)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message, instead=True)


def register(door: Door) -> None:
    door.click(ids.VOLUNTEER_OPEN, open_form)
    door.click(ids.VOLUNTEER_APPROVE, approve)
    door.click(ids.VOLUNTEER_PAUSE, pause)
    door.submission(ids.MODAL_VOLUNTEER, submitted)
