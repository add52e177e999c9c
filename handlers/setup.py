"""Setting the programme up: the form, and saving it."""

from __future__ import annotations

from bot import ids
from bot.errors import FactsNeeded
from bot.rules.access import may_set_up_by_role, require_may_set_up
from bot.services import contacts, people, setup
from bot.views import setup as views
from bot.views.answer import Answer, OpenModal, Say
from handlers.door import Door, Visit
from handlers.inbound import Click, Command, Submission


def open_form(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy setup` and its buttons."""
    require_may_set_up_now(visit)
    named, language = contacts.of(visit.db), people.programme(visit.db).language
    return OpenModal(views.form(named, language, setup.version(visit.db), visit.who.language))


def submitted(visit: Visit, said: Submission) -> Answer:
    wish, opened_at = _wish(said), str(said.meta.get("was") or "")
    require_may_set_up_now(visit, *wish.people)
    done = setup.save(visit.db, visit.now, visit.who, wish, opened_at, visit.asked)
    return Say(views.saved(done, visit.who.language))


def _wish(said: Submission) -> setup.Wish:
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
    setup_by = visit.settings.setup_by
    if not may_set_up_by_role(visit.who, setup_by) and visit.fresh is None:
        raise FactsNeeded(visit.who.user_id, *named)
    require_may_set_up(visit.who, setup_by)


def register(door: Door) -> None:
    door.click(ids.SETUP_OPEN, open_form)
    door.submission(ids.MODAL_SETUP, submitted)
