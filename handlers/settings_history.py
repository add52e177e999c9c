"""The history of the settings: its pages, and putting one change back."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from bot import ids
from bot.rules.intake import fold
from bot.services import settings, settings_history
from bot.services.classes import SchoolClass
from bot.views import programme
from bot.views import settings_history as views
from bot.views.answer import Answer, OpenModal, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click
from handlers.settings import require


def open_page(visit: Visit, said: Click) -> Answer:
    """A page, in the place of the settings, where it was pressed there."""
    require(visit)
    shown = _screen(visit, said.number)
    return UpdateModal(shown) if said.surface == "modal" else OpenModal(shown)


def put_back(visit: Visit, said: Click) -> Answer:
    require(visit)
    done = settings_history.put_back(
        visit.db, visit.now, visit.who, said.number, names=names_of, asked=visit.asked
    )
    return UpdateModal(_screen(visit, 1, views.put_back(done, visit.who.language)))


def names_of(one: SchoolClass) -> Collection[str]:
    """The `fold`ed names under which a class is known, in every language."""
    return [fold(one.name)] if one.name else programme.automatic_names(one.course, one.language)


def _screen(visit: Visit, number: int, told: Sequence[str] = ()) -> View:
    who = visit.who
    page = settings_history.page(visit.db, visit.now, who, number)
    intake = settings.seen(visit.db, visit.now)
    return views.screen(page, intake, who.language, who.timezone, told=told)


def register(door: Door) -> None:
    door.click(ids.SETTINGS_HISTORY, open_page)
    door.click(ids.SETTINGS_PUT_BACK, put_back)
