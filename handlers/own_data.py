"""What is stored about somebody: seen, and got as a file."""

from __future__ import annotations

from bot import ids
from bot.services import contacts, erasing, own_data
from bot.views import own_data as views
from bot.views.answer import Answer, OpenModal, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Command


def open_screen(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy privacy`, and the button on Home."""
    return OpenModal(_screen(visit))


def get(visit: Visit, said: Click) -> Answer:
    """The file is owed, once, however often she presses."""
    own_data.order(visit.db, visit.now, visit.who)
    view = _screen(visit, ordered=True)
    return UpdateModal(view) if said.view_id else OpenModal(view)


def _screen(visit: Visit, *, ordered: bool = False) -> View:
    db, who = visit.db, visit.who
    found, row = own_data.counts(db, who.user_id), erasing.waits(db, who.user_id)
    goes = (row.due_at, who.timezone) if row else None
    return views.screen(found, contacts.of(db), who.user_id, who.language, ordered=ordered, goes=goes)


def register(door: Door) -> None:
    door.click(ids.OWN_DATA_OPEN, open_screen)
    door.click(ids.OWN_DATA_GET, get)
