"""The Home tab, drawn whenever it is opened."""

from __future__ import annotations

from bot.services import home
from bot.views import home as views
from bot.views.answer import Answer, ShowHome
from handlers.door import Door, Visit
from handlers.inbound import Event


def opened(visit: Visit, said: Event) -> Answer:
    return show(visit)


def show(visit: Visit) -> ShowHome:
    """Her own Home tab, as it is now: the answer to a click in it."""
    return ShowHome(views.home(home.standing(visit.db, visit.now, visit.who, visit.settings.setup_by)))


def register(door: Door) -> None:
    door.home(opened)
