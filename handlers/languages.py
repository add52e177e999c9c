"""The language in which somebody is written to: by a word, a form, or the button on her Home tab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import ids
from bot.services import home, languages
from bot.speech import speech
from bot.views import errors
from bot.views import languages as views
from bot.views.answer import Answer, Back, OpenModal, Say, UpdateModal, View
from handlers import requests, volunteers
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission

FORMS: dict[str, Callable[[Visit], View]] = {
    "request": requests.first_page,
    "offer": volunteers.first_page,
}
"""In whose first page the button stands, and which are shown anew in the language chosen."""


def open_form(visit: Visit, said: Command | Click, rest: str = "") -> Answer:
    """`/codebuddy language`, or a button: the form; with a language after the word it is chosen at once."""
    if not rest:
        over = said.value if isinstance(said, Click) and said.value in FORMS else ""
        return OpenModal(views.form(languages.own(visit.db, visit.who), speech(visit.who.language), over))
    own = languages.choose(visit.db, visit.who, languages.read(rest))
    home.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return Say(views.chosen(own))


def choose(visit: Visit, said: Submission) -> Answer:
    own = languages.choose(visit.db, visit.who, said.text("language"))
    home.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    below = FORMS.get(str(said.meta.get("over")))
    if below is not None:
        who = replace(visit.who, language=own.now, has_chosen_language=own.chosen is not None)
        return Back(below(replace(visit, who=who)))  # what she has typed there stays: its fields are the same
    return UpdateModal(errors.as_modal(views.chosen(own), own.now))


def register(door: Door) -> None:
    door.click(ids.LANGUAGE_OPEN, open_form)
    door.submission(ids.MODAL_LANGUAGE, choose)
