"""Erase me, and a manager erases somebody who has left Slack."""

from __future__ import annotations

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.access import require_manager
from bot.rules.words import named
from bot.services import erasing
from bot.services import home as standing
from bot.services.erasing import Seen
from bot.views import erasing as views
from bot.views.answer import Answer, OpenModal, Say, UpdateModal, View
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission
from models.enums import EraseWhy


def by_word(visit: Visit, said: Command | Click, rest: str) -> Answer:
    """`/codebuddy erase`: her own data; a manager chooses, or names somebody who has left Slack."""
    if not rest.strip() and not visit.who.is_manager:
        return OpenModal(_own(visit, erasing.seen(visit.db, visit.who)))
    if not rest.strip():
        return OpenModal(views.gone(erasing.gone(visit.db, visit.who), visit.who.language))
    require_manager(visit.who)
    user_id = named(rest)
    if user_id is None:
        raise UserError(Wrong.NOTHING_STORED)
    return OpenModal(_form(visit, erasing.of_gone(visit.db, visit.who, user_id)))


def open_own(visit: Visit, said: Click) -> Answer:
    return OpenModal(_own(visit, erasing.seen(visit.db, visit.who)))


def ask(visit: Visit, said: Click) -> Answer:
    view = _own(visit, erasing.ask(visit.db, visit.now, visit.who))
    standing.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return UpdateModal(view) if said.surface == "modal" else OpenModal(view)


def keep(visit: Visit, said: Click) -> Answer:
    """On the screen, on Home, or in the message that says when it happens."""
    found = erasing.keep(visit.db, visit.now, visit.who)
    if said.surface == "home":
        return home.show(visit)
    standing.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    if said.surface == "modal":
        return UpdateModal(_own(visit, found))
    return Say(views.kept(visit.who.language), instead=True)


def open_gone(visit: Visit, said: Click) -> Answer:
    return OpenModal(_form(visit, erasing.of_gone(visit.db, visit.who, said.value)))


def ask_gone(visit: Visit, said: Submission) -> Answer:
    user_id, chosen = str(said.meta.get("user") or ""), said.text("why")
    why = next((one for one in EraseWhy if one == chosen), None)
    return UpdateModal(_form(visit, erasing.ask_for(visit.db, visit.now, visit.who, user_id, why)))


def keep_gone(visit: Visit, said: Click) -> Answer:
    found = erasing.keep_for(visit.db, visit.now, visit.who, said.value)
    if said.surface == "modal":
        return UpdateModal(_form(visit, found))
    return Say(views.kept_gone(found.user_id, visit.who.language), instead=True)


def _own(visit: Visit, found: Seen) -> View:
    return views.screen(found, visit.who.timezone, visit.who.language)


def _form(visit: Visit, found: Seen) -> View:
    return views.form(found, visit.who.timezone, visit.who.language)


def register(door: Door) -> None:
    door.click(ids.ERASE_OPEN, open_own)
    door.click(ids.ERASE_DO, ask)
    door.click(ids.ERASE_KEEP, keep)
    door.click(ids.ERASE_GONE_OPEN, open_gone)
    door.click(ids.ERASE_GONE_KEEP, keep_gone)
    door.submission(ids.MODAL_ERASE_GONE, ask_gone)
