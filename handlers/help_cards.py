"""The buttons of those who are asked for help, and of the person who asked."""

from __future__ import annotations

from bot import ids
from bot.services import help as calls
from bot.views import help as views
from bot.views.answer import Answer, Say
from handlers import home
from handlers.door import Door, Visit
from handlers.inbound import Click


def acknowledge(visit: Visit, said: Click) -> Answer:
    who = visit.who
    request = calls.acknowledge(visit.db, visit.vault, visit.now, who, said.value)
    return Say(views.card(request, who.user_id, who.language, who.timezone), instead=True)


def close(visit: Visit, said: Click) -> Answer:
    who = visit.who
    request = calls.close(visit.db, visit.vault, visit.now, who, said.value)
    if said.surface == "home":
        return home.show(visit)
    if who.user_id == request.asked_by:
        return Say(views.not_needed(who.language), instead=True)
    return Say(views.card(request, who.user_id, who.language, who.timezone), instead=True)


def register(door: Door) -> None:
    door.click(ids.HELP_ACKNOWLEDGE, acknowledge)
    door.click(ids.HELP_CLOSE, close)
