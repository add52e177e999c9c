"""Setting the programme up: what the first form says, and who may send it; the pages are in `handlers.wizard`."""

from __future__ import annotations

from bot.errors import FactsNeeded
from bot.rules.access import may_set_up_by_role, require_may_set_up
from bot.services import installations, setup
from handlers.door import Visit
from handlers.inbound import Submission


def wish_of(said: Submission) -> setup.Wish:
    return setup.Wish(
        project_manager=said.text("project_manager"),
        project_email=said.text("project_email"),
        programme_manager=said.text("programme_manager"),
        programme_email=said.text("programme_email"),
        backups=tuple(said.many("backups")),
        support_channel=said.text("support_channel"),
        language=said.text("language"),
    )


def require_may_set_up_now(visit: Visit, *named: str) -> None:
    """Whether she is an admin is asked of Slack each time, and about those she names in the same breath.

    A manager's right stands in the store.
    """
    who = visit.who
    setup_by = installations.sets_up(visit.db, who.user_id, visit.settings.setup_by, is_set_up=who.is_set_up)
    if not may_set_up_by_role(visit.who, setup_by) and visit.fresh is None:
        raise FactsNeeded(visit.who.user_id, *named)
    require_may_set_up(visit.who, setup_by)
