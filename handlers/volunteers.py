"""Offering to be a buddy: the two pages of the form, pausing the offer; and a manager's look at it."""

from __future__ import annotations

from datetime import date

from bot import ids
from bot.services import home as service
from bot.services import offer_form, own_texts, requests, volunteers
from bot.views import availability as availability_views
from bot.views import errors
from bot.views import offer_form as form_views
from bot.views import volunteers as views
from bot.views.answer import Answer, Message, OpenModal, Say, UpdateModal, View
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """The form, filled in with what he has not sent yet, or has offered before."""
    return OpenModal(first_page(visit))


def first_page(visit: Visit) -> View:
    form = offer_form.opened(visit.db, visit.vault, visit.now, visit.who)
    return form_views.help_offered(requests.choices(visit.db), form, visit.who)


def help_told(visit: Visit, said: Submission) -> Answer:
    """The first page: it is kept, and the second follows."""
    form = offer_form.help_told(visit.db, visit.vault, visit.now, visit.who, said.fields)
    return UpdateModal(form_views.meeting(requests.choices(visit.db), form, visit.who))


def back(visit: Visit, said: Click) -> Answer:
    """From the second page to the first; nothing that he entered is lost."""
    form = offer_form.back(visit.db, visit.vault, visit.now, visit.who, said.fields)
    first = form_views.help_offered(requests.choices(visit.db), form, visit.who)
    return UpdateModal(first) if said.surface == "modal" else OpenModal(first)


def submitted(visit: Visit, said: Submission) -> Answer:
    """The second page: the whole offer is stored."""
    own = offer_form.sent(visit.db, visit.vault, visit.now, visit.who, said.fields)
    service.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.offered(own, visit.who.language, own_texts.of(visit.db)))


def approve(visit: Visit, said: Click) -> Answer:
    """At once; or, where the programme has minors, after the day of the background check."""
    if volunteers.is_check_due(visit.db, visit.who, said.value):
        check = form_views.check(said.value, visit.who.language)
        return UpdateModal(check) if said.surface == "modal" else OpenModal(check)
    own = volunteers.approve(visit.db, visit.now, visit.who, said.value)
    return _card(visit, said, views.card(own, visit.who.language))


def checked(visit: Visit, said: Submission) -> Answer:
    """The day of the background check is told, and with it the offer is approved."""
    user_id, day = str(said.meta.get("volunteer", "")), read_day(said.fields.get("checked_on"))
    own = volunteers.approve(visit.db, visit.now, visit.who, user_id, day)
    service.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.card(own, visit.who.language))


def read(visit: Visit, said: Click) -> Answer:
    """An offer, for a manager, with what she may do about it."""
    own = volunteers.read(visit.db, visit.who, said.value)
    return OpenModal(errors.as_modal(views.card(own, visit.who.language), visit.who.language))


def ask_for_chat(visit: Visit, said: Click) -> Answer:
    own = volunteers.ask_for_chat(visit.db, visit.now, visit.who, said.value)
    return _card(visit, said, views.card(own, visit.who.language))


def not_now(visit: Visit, said: Click) -> Answer:
    own = volunteers.not_now(visit.db, visit.now, visit.who, said.value)
    return _card(visit, said, views.card(own, visit.who.language))


def go_on(visit: Visit, said: Click) -> Answer:
    """A pause is taken back."""
    own = volunteers.go_on(visit.db, visit.now, visit.who)
    return _card(visit, said, availability_views.told(own, visit.who.language))


def pause(visit: Visit, said: Click) -> Answer:
    own = volunteers.pause(visit.db, visit.now, visit.who, said.value)
    if said.surface == "home":
        return home.show(visit)
    message = views.paused(own, visit.who.language)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    return Say(message, instead=True)


def read_day(value: object) -> date | None:
    """What a date picker says; None where it says nothing that is a day."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _card(visit: Visit, said: Click, card: Message) -> Answer:
    """What was decided, where it was; elsewhere than there the Home tab is brought up to date."""
    if said.surface == "home":
        return home.show(visit)
    service.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(card, visit.who.language))
    return Say(card, instead=True)


def register(door: Door) -> None:
    door.click(ids.VOLUNTEER_OPEN, open_form)
    door.click(ids.VOLUNTEER_FIRST, back)
    door.click(ids.VOLUNTEER_APPROVE, approve)
    door.click(ids.VOLUNTEER_CHAT, ask_for_chat)
    door.click(ids.VOLUNTEER_READ, read)
    door.click(ids.VOLUNTEER_PAUSE, pause)
    door.click(ids.VOLUNTEER_GO_ON, go_on)
    door.click(ids.VOLUNTEER_NOT_NOW, not_now)
    door.submission(ids.MODAL_VOLUNTEER, help_told)
    door.submission(ids.MODAL_VOLUNTEER_SECOND, submitted)
    door.submission(ids.MODAL_CHECK, checked)
