"""The Home tab, drawn whenever it is opened; and as which of her roles somebody sees it."""

from __future__ import annotations

from functools import partial

from bot import ids
from bot.services import home
from bot.views import home as views
from bot.views.answer import Answer, ShowHome
from handlers.door import Door, Visit
from handlers.inbound import Click, Event
from models.enums import Face


def opened(visit: Visit, said: Event) -> Answer:
    return show(visit)


def show(visit: Visit) -> ShowHome:
    """Her own Home tab, as it is now: the answer to a click in it."""
    return ShowHome(views.home(home.of_home(visit.db, visit.now, visit.who, visit.settings.setup_by)))


def seen_as(face: Face, visit: Visit, said: Click) -> Answer:
    home.choose_face(visit.db, visit.now, visit.who, visit.settings.setup_by, face)
    return show(visit)


def register(door: Door) -> None:
    door.home(opened)
    door.click(ids.HOME_STUDENT, partial(seen_as, Face.STUDENT))
    door.click(ids.HOME_BUDDY, partial(seen_as, Face.BUDDY))
    door.click(ids.HOME_MANAGER, partial(seen_as, Face.MANAGER))
