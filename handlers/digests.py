"""A manager's digest at any time, and as it is after something was done in it."""

from __future__ import annotations

from bot.services import digest_content, digests
from bot.views import digest as views
from bot.views.answer import Answer, Say
from handlers.door import Visit
from handlers.inbound import Click, Command


def ask(visit: Visit, said: Command | Click, rest: str = "") -> Answer:
    """`/codebuddy digest`: it comes as a message, as on Monday, so that its buttons stay and its charts are tried."""
    digests.ask(visit.db, visit.now, visit.who, said.delivery_id)
    return Say(views.on_its_way(visit.who.language))


def is_in_one(said: Click) -> bool:
    return said.surface == "message" and said.block_id.startswith(views.MARK)


def again(visit: Visit, said: Click) -> Answer:
    """In the place of the one in which something was done."""
    found = digest_content.after(visit.db, visit.now, visit.who)
    return Say(views.digest(found, visit.who.language, charts=said.has_chart), instead=True)
