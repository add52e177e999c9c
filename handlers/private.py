"""Private matters. These listeners log nothing; what they show is never stored with the delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import cases
from bot.vault import WorkspaceVault
from bot.views import errors
from bot.views import private as views
from bot.views.answer import Answer, OpenModal, Say, Unkept, UpdateModal
from handlers.door import Door, Visit
from handlers.inbound import Click
from models.store import Db

Step = Callable[[Db, WorkspaceVault, datetime, Acting, str], cases.Content | None]
STEPS: dict[str, Step] = {"acknowledge": cases.acknowledge, "close": cases.close}


def ask(visit: Visit, words: str, shown: list[str]) -> Answer:
    """Door B of the form. The answer is the same for all who have these readers, whom the form has named."""
    cases.ask(visit.db, visit.vault, visit.now, visit.who, words, shown)
    return Say(views.sent(shown, visit.who.language))


def opened(visit: Visit, said: Click) -> Answer:
    """Without an id: everybody's own page. With one: the case, for its readers."""
    who = visit.who
    if said.value:
        case = cases.read(visit.db, visit.vault, visit.now, who, said.value)
        return (
            _refused(who)
            if case is None
            else Unkept(OpenModal(views.content(case, who.language, who.timezone)))
        )
    own, waiting = cases.own(visit.db, visit.vault, who), cases.waiting(visit.db, who)
    return Unkept(OpenModal(views.matters(own, waiting, who.language, who.timezone)))


def stepped(visit: Visit, said: Click) -> Answer:
    """A reader has it or is done; or the person who asked takes it back."""
    who = visit.who
    what, _, case_id = said.value.partition(":")
    if what == "withdraw":
        erased = cases.withdraw(visit.db, visit.vault, visit.now, who, case_id)
        return UpdateModal(views.erased(who.language)) if erased else _refused(who)
    step = STEPS.get(what)
    case = step(visit.db, visit.vault, visit.now, who, case_id) if step else None
    return (
        _refused(who)
        if case is None
        else Unkept(UpdateModal(views.content(case, who.language, who.timezone)))
    )


def _refused(who: Acting) -> Answer:
    """The same words for a case that is not there and one that is not hers. That she tried stays noted."""
    return Say(errors.words(UserError(Wrong.GONE), who.language))


def register(door: Door) -> None:
    door.click(ids.PRIVATE_OPEN, opened)
    door.click(ids.PRIVATE_STEP, stepped)
