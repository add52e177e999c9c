"""A volunteer says whether he takes new students: full for now, and back. From wherever the button is."""

from __future__ import annotations

from bot import ids
from bot.services import availability
from bot.services import home as service
from bot.services.volunteers import OwnOffer
from bot.views import availability as views
from bot.views import errors
from bot.views.answer import Answer, Say, UpdateModal
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click


def full(visit: Visit, said: Click) -> Answer:
    return _shown(visit, said, availability.full_for_now(visit.db, visit.now, visit.who))


def back(visit: Visit, said: Click) -> Answer:
    return _shown(visit, said, availability.back(visit.db, visit.now, visit.who))


def _shown(visit: Visit, said: Click, own: OwnOffer) -> Answer:
    """How it stands now. A card stays: it is somebody's wish, and is brought up to date by itself."""
    if said.surface == "home":
        return home.show(visit)
    message = views.told(own, visit.who.language)
    if said.surface == "modal":
        return UpdateModal(errors.as_modal(message, visit.who.language))
    service.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return Say(message)


def still(visit: Visit, said: Click) -> Answer:
    """Yes, the offer still holds: in place of the question."""
    own = availability.back(visit.db, visit.now, visit.who)
    if said.surface == "home":
        return home.show(visit)
    service.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return Say(views.told(own, visit.who.language), instead=True)


def register(door: Door) -> None:
    door.click(ids.VOLUNTEER_FULL, full)
    door.click(ids.VOLUNTEER_BACK, back)
    door.click(ids.VOLUNTEER_STILL, still)
