"""What is stored about somebody: seen, and got as a file."""

from __future__ import annotations

from bot import ids
from bot.services import contacts, own_data
from bot.views import own_data as views
from bot.views.answer import Answer, OpenModal, UpdateModal
from handlers.door import Door, Visit
from handlers.inbound import Click, Command


def open_screen(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy privacy`, and the button on Home."""
    found = own_data.counts(visit.db, visit.who.user_id)
    return OpenModal(views.screen(found, contacts.of(visit.db), visit.who.language))


def get(visit: Visit, said: Click) -> Answer:
    """The file is owed, once, however often she presses."""
    own_data.order(visit.db, visit.now, visit.who)
    found = own_data.counts(visit.db, visit.who.user_id)
    view = views.screen(found, contacts.of(visit.db), visit.who.language, ordered=True)
    return UpdateModal(view) if said.view_id else OpenModal(view)


def register(door: Door) -> None:
    door.click(ids.OWN_DATA_OPEN, open_screen)
    door.click(ids.OWN_DATA_GET, get)
