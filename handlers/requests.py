"""Asking for a buddy: the form, its submission, how it stands, and withdrawing it."""

from __future__ import annotations

from bot import ids
from bot.services import home as service
from bot.services import requests
from bot.services.requests import Wishes
from bot.views import errors
from bot.views import requests as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """The form, filled in where she has asked before."""
    requests.may_ask(visit.db, visit.who)
    own = requests.own(visit.db, visit.now, visit.who.user_id)
    promise = requests.promise(visit.db)
    return OpenModal(views.form(requests.choices(visit.db), own, promise, visit.who.language))


def submitted(visit: Visit, said: Submission) -> Answer:
    wishes = Wishes(
        said.text("class"), tuple(said.many("languages")), tuple(said.many("topics")), said.text("wish")
    )
    before = requests.own(visit.db, visit.now, visit.who.user_id)
    own = requests.ask(visit.db, visit.now, visit.who, wishes)
    service.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.asked(own, visit.who.language, changed=before is not None))


def withdraw(visit: Visit, said: Click) -> Answer:
    requests.withdraw(visit.db, visit.now, visit.who, said.number)
    if said.surface == "home":
        return home.show(visit)
    message = views.withdrawn(visit.who.language)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message, instead=True)


def register(door: Door) -> None:
    door.shortcut(ids.SHORTCUT_REQUEST, open_form)
    door.click(ids.REQUEST_OPEN, open_form)
    door.click(ids.REQUEST_WITHDRAW, withdraw)
    door.submission(ids.MODAL_REQUEST, submitted)
