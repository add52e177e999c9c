"""Asking for a buddy: the two pages of the form, how it stands, withdrawing it and putting it back."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import home as service
from bot.services import own_texts, request_form, requests, taking_off
from bot.services.request_form import Form
from bot.views import errors
from bot.views import request_form as form_views
from bot.views import requests as views
from bot.views import taking_off as taking_off_views
from bot.views.answer import Answer, Message, OpenModal, Say, UpdateModal, View
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """The form, filled in with what she has not sent yet, or has asked before."""
    return OpenModal(first_page(visit))


def first_page(visit: Visit) -> View:
    return _need(visit, request_form.opened(visit.db, visit.vault, visit.now, visit.who))


def need_told(visit: Visit, said: Submission) -> Answer:
    """The first page: it is kept, and the second follows."""
    form = request_form.need_told(visit.db, visit.vault, visit.now, visit.who, said.fields)
    choices, language = requests.choices(visit.db), visit.who.language
    if form.is_outside:
        promise = requests.promise(visit.db)
        return UpdateModal(form_views.outside(choices, form, promise, language))
    return UpdateModal(form_views.meeting(choices, form, language))


def back(visit: Visit, said: Click) -> Answer:
    """From the second page to the first; nothing that she typed is lost."""
    form = request_form.back(visit.db, visit.vault, visit.now, visit.who, said.fields)
    page = _need(visit, form)
    return UpdateModal(page) if said.surface == "modal" else OpenModal(page)


def submitted(visit: Visit, said: Submission) -> Answer:
    """The second page: the whole request is stored."""
    own, changed = request_form.sent(visit.db, visit.vault, visit.now, visit.who, said.fields)
    service.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    note = requests.note(visit.db, visit.vault, own.id)
    choices, texts = requests.choices(visit.db), own_texts.of(visit.db)
    return Say(views.asked(own, choices, visit.who.language, changed=changed, note=note, texts=texts))


def withdraw(visit: Visit, said: Click) -> Answer:
    gone = requests.withdraw(visit.db, visit.now, visit.who, said.number)
    return _instead(visit, said, views.withdrawn(gone, visit.who.timezone, visit.who.language))


def put_back(visit: Visit, said: Click) -> Answer:
    own = requests.put_back(visit.db, visit.now, visit.who, said.number)
    back = views.is_back(own, visit.who.language)
    if own.is_class_closed and said.surface == "home":
        service.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
        return OpenModal(errors.as_modal(back, visit.who.language))
    return _instead(visit, said, back)


def ask_take_off(visit: Visit, said: Click) -> Answer:
    """A manager would like to take a request off the list: asked first, and why."""
    student = taking_off.looked_at(visit.db, visit.who, said.number)
    form = taking_off_views.form(said.number, student, visit.who.language)
    return UpdateModal(form) if said.surface == "modal" else OpenModal(form)


def take_off(visit: Visit, said: Submission) -> Answer:
    number = said.meta.get("request")
    if not isinstance(number, int):
        raise UserError(Wrong.GONE)
    student = taking_off.take_off(visit.db, visit.now, visit.who, number, said.text("reason"))
    service.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(taking_off_views.done(student, visit.who.language))


def _need(visit: Visit, form: Form) -> View:
    return form_views.need(requests.choices(visit.db), form, visit.who)


def _instead(visit: Visit, said: Click, message: Message) -> Answer:
    """In place of what she pressed the button in; her Home follows."""
    if said.surface == "home":
        return home.show(visit)
    key = f"request:{said.number}:{visit.now:%Y%m%dT%H%M%S%f}"
    service.refresh(visit.db, visit.who.user_id, key, visit.now)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message, instead=True)


def register(door: Door) -> None:
    door.shortcut(ids.SHORTCUT_REQUEST, open_form)
    door.click(ids.REQUEST_OPEN, open_form)
    door.click(ids.REQUEST_BACK, back)
    door.click(ids.REQUEST_WITHDRAW, withdraw)
    door.click(ids.REQUEST_PUT_BACK, put_back)
    door.click(ids.REQUEST_TAKE_OFF, ask_take_off)
    door.submission(ids.MODAL_TAKE_OFF, take_off)
    door.submission(ids.MODAL_REQUEST, need_told)
    door.submission(ids.MODAL_REQUEST_MEETING, submitted)
