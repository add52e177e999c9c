"""A check-up: what the store knows at once, and what Slack says as a message a moment later."""

from __future__ import annotations

from bot import doctor, ids
from bot.delivery.checkup import refused_of_late as refused
from bot.services import checkup
from bot.views import checkup as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command
from handlers.setup import require_may_set_up_now


def look(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy doctor` and its button; also before it is set up."""
    require_may_set_up_now(visit)
    db, now, language = visit.db, visit.now, visit.who.language
    found = [*doctor.machine(db, visit.settings), *checkup.found(db, now), *refused(db)]
    checkup.ask_slack(db, now, visit.who.user_id, said.delivery_id)
    if isinstance(said, Click) and said.surface != "message":
        return OpenModal(views.screen(found, language))
    return Say(views.at_once(found, language))


def register(door: Door) -> None:
    door.click(ids.DOCTOR, look)
