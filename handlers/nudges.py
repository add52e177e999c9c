"""What the two answer a reminder with, where it is not a session, a meeting or days away."""

from __future__ import annotations

from bot import ids
from bot.services import nudges
from bot.views import nudges as views
from bot.views.answer import Answer, Say
from handlers.door import Door, Visit
from handlers.inbound import Click


def later(visit: Visit, said: Click) -> Answer:
    until = nudges.no_more_for_now(visit.db, visit.now, visit.who, said.number)
    return Say(views.later(until, visit.who.language))


def register(door: Door) -> None:
    door.click(ids.NUDGE_LATER, later)
