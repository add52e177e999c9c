"""Where something was done that stands on a screen of its own: that screen, as it is now, is the answer."""

from __future__ import annotations

from bot.services import home as standing
from bot.views.answer import Answer
from handlers import digests, home
from handlers.begun_in import is_digest
from handlers.door import Visit
from handlers.inbound import Click


def again(visit: Visit, said: Click) -> Answer | None:
    """The Home tab or the digest in which she clicked; None where it was elsewhere. Her Home is brought up to date."""
    if said.surface == "home":
        return home.show(visit)
    standing.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return digests.again(visit, said) if is_digest(said) else None
