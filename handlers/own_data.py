"""What is stored about somebody: seen, and got as a file."""

from __future__ import annotations

from bot import ids
from bot.services import correctable, erasing, own_data
from bot.views import correctable as correctable_views
from bot.views import own_data as views
from bot.views.answer import Answer, OpenModal, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Command


def open_screen(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy privacy`, and the button on Home; in the place of what can be corrected, where it was pressed there."""
    shown = _screen(visit)
    is_in_modal = isinstance(said, Click) and said.surface == "modal"
    return UpdateModal(shown) if is_in_modal else OpenModal(shown)


def correct(visit: Visit, said: Click) -> Answer:
    """What she can correct herself, in the place of what is stored: above it there is room for two forms."""
    shown = correctable_views.screen(correctable.of(visit.db, visit.now, visit.who))
    return UpdateModal(shown) if said.surface == "modal" else OpenModal(shown)


def get(visit: Visit, said: Click) -> Answer:
    """The file is owed, once, however often she presses."""
    own_data.order(visit.db, visit.now, visit.who)
    view = _screen(visit, ordered=True)
    return UpdateModal(view) if said.view_id else OpenModal(view)


def _screen(visit: Visit, *, ordered: bool = False) -> View:
    db, who = visit.db, visit.who
    found, row = own_data.counts(db, who.user_id), erasing.waits(db, who.user_id)
    goes = (row.due_at, who.timezone) if row else None
    return views.screen(found, who.language, ordered=ordered, goes=goes)


def register(door: Door) -> None:
    door.click(ids.OWN_DATA_OPEN, open_screen)
    door.click(ids.OWN_DATA_GET, get)
    door.click(ids.CORRECT_OPEN, correct)
