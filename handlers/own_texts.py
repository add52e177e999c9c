"""Texts in the programme's own words: the list, a text, its form, how it will look, saving it and resetting it."""

from __future__ import annotations

from bot import ids
from bot.rules.access import require_manager
from bot.rules.own_texts import BLOCK
from bot.services import own_texts, people
from bot.services.own_texts import Which
from bot.views import own_text_screens as views
from bot.views.answer import Answer, Back, OpenModal, UpdateModal, View
from bot.views.own_texts import default
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission
from handlers.settings import require


def open_list(visit: Visit, said: Click) -> Answer:
    """In the place of the settings."""
    _require(visit)
    return _in_place(said, views.listed(own_texts.of(visit.db), visit.who.language))


def open_text(visit: Visit, said: Click) -> Answer:
    """A text in each language, in the place of the list."""
    _require(visit)
    key = own_texts.which(said.value, "en").key
    return _in_place(said, views.one_text(own_texts.of(visit.db), key, _note(visit), visit.who.language))


def open_form(visit: Visit, said: Click) -> Answer:
    _require(visit)
    one = _of_value(said.value)
    return OpenModal(_form(visit, one))


def back(visit: Visit, said: Click) -> Answer:
    """From the preview to the form: what she has written is still there."""
    _require(visit)
    one = _of_meta(said)
    return _in_place(said, _form(visit, one))


def preview(visit: Visit, said: Submission) -> Answer:
    _require(visit)
    one, was = _of_meta(said), _was(said)
    found = own_texts.preview(visit.db, visit.vault, visit.now, visit.who, one, said.text(BLOCK))
    return UpdateModal(_preview(visit, found, was))


def save(visit: Visit, said: Submission) -> Answer:
    """What she has seen; where somebody has saved meanwhile, her form comes again with what it is now.

    Where she has written something else since, she sees that first.
    """
    _require(visit)
    one = _of_meta(said)
    if own_texts.is_overtaken(visit.db, one, _was(said)):
        return UpdateModal(_form(visit, one, overtaken=True))
    by_itself = default(one.key, one.language, _note(visit))
    seen = str(said.meta.get("seen") or "")
    done = own_texts.save(visit.db, visit.vault, visit.now, visit.who, one, by_itself, seen)
    if isinstance(done, own_texts.Written):
        return UpdateModal(_preview(visit, done, _was(said), is_other=True))
    return _shown(visit, one, done)


def open_reset(visit: Visit, said: Click) -> Answer:
    _require(visit)
    one = _of_value(said.value)
    return OpenModal(views.reset(one, own_texts.version(visit.db, one), _note(visit), visit.who.language))


def reset(visit: Visit, said: Submission) -> Answer:
    _require(visit)
    one = _of_meta(said)
    if own_texts.is_overtaken(visit.db, one, _was(said)):
        return UpdateModal(views.one_text(own_texts.of(visit.db), one.key, _note(visit), visit.who.language))
    return _shown(visit, one, own_texts.reset(visit.db, visit.now, visit.who, one))


def _shown(visit: Visit, one: Which, done: bool) -> Answer:
    own, language = own_texts.of(visit.db), visit.who.language
    told = views.saved(one, done, own, language)
    return Back(views.one_text(own, one.key, _note(visit), language, told=told))


def _form(visit: Visit, one: Which, *, overtaken: bool = False) -> View:
    """With what she has written and not saved, else with what is said now."""
    unsaved = own_texts.written(visit.db, visit.vault, visit.now, visit.who, one)
    now_is = own_texts.own_words(own_texts.of(visit.db), one) or default(one.key, one.language, _note(visit))
    return views.form(
        one,
        unsaved or now_is,
        own_texts.version(visit.db, one),
        own_texts.last_change(visit.db, one) if overtaken else None,
        visit.who.language,
        is_unsaved=unsaved not in (None, now_is),
    )


def _preview(visit: Visit, found: own_texts.Written, was: str, *, is_other: bool = False) -> View:
    minutes = people.programme(visit.db).weekly_minutes
    return views.preview(found, minutes, was, visit.who.language, is_other=is_other)


def _note(visit: Visit) -> str:
    """The programme's note for all languages."""
    return people.programme(visit.db).house_note


def _of_value(value: str) -> Which:
    key, _, language = value.partition(":")
    return own_texts.which(key, language)


def _of_meta(said: Click | Submission) -> Which:
    return own_texts.which(str(said.meta.get("text") or ""), str(said.meta.get("language") or ""))


def _was(said: Submission) -> str:
    return str(said.meta.get("was") or "")


def _in_place(said: Click, shown: View) -> Answer:
    return UpdateModal(shown) if said.surface == "modal" else OpenModal(shown)


def _require(visit: Visit) -> None:
    """Managers, once it is set up."""
    require(visit)
    require_manager(visit.who)


def register(door: Door) -> None:
    door.click(ids.TEXTS_OPEN, open_list)
    door.click(ids.TEXT_OPEN, open_text)
    door.click(ids.TEXT_CHANGE, open_form)
    door.click(ids.TEXT_BACK, back)
    door.click(ids.TEXT_RESET, open_reset)
    door.submission(ids.MODAL_TEXT, preview)
    door.submission(ids.MODAL_TEXT_SAVE, save)
    door.submission(ids.MODAL_TEXT_RESET, reset)
