"""Private matters. These listeners log nothing; what they show is never stored with the delivery."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.help_kinds import Kind, Wish
from bot.services import case_reading, cases, contacts
from bot.services.case_content import Told
from bot.services.case_reading import Content
from bot.vault import WorkspaceVault
from bot.views import errors, help_details, private_case
from bot.views import private as views
from bot.views.answer import Answer, Back, Message, OpenModal, Say, Unkept, UpdateModal, View
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission
from models.enums import HelpState
from models.store import Db

Step = Callable[[Db, WorkspaceVault, datetime, Acting, str], Content | None]
STEPS: dict[str, Step] = {
    "acknowledge": case_reading.acknowledge,
    "close": case_reading.close,
    "reopen": case_reading.reopen,
}
"""What a reader does with a case."""


OF_ASKER = {"agree": cases.agree, "older": cases.withdraw_older}
"""What the person who asked does on her own page, and sees there."""
SURE = {"erase": "withdraw", "erase_older": "older"}
"""What she is asked about first, for it cannot be taken back: the step that follows."""


def ask(visit: Visit, said: Submission, kind: Kind, wish: Wish, shown: list[str]) -> Message:
    """The second page, sent. The answer is the same for all who have these readers."""
    safe = said.many("safe")
    told = Told(
        kind=kind,
        words=said.text("words"),
        reach=said.text("reach"),
        is_safe=help_details.SAFE in safe,
        may_leave_word=help_details.LEAVE_WORD in safe,
        wishes=said.text("wishes"),
        may_pass_on=bool(said.many("pass_on")),
        wants_news=bool(said.many("news")),
    )
    readers = cases.ask(visit.db, visit.vault, visit.now, visit.who, told, wish, shown)
    emergency = contacts.emergency(visit.db)
    return views.sent(
        readers,
        emergency,
        visit.who.language,
        wants_news=told.wants_news,
        may_pass_on=told.may_pass_on,
    )


def opened(visit: Visit, said: Click) -> Answer:
    """Without an id: everybody's own page. With one: the case, for its readers; or a form of what is done with it."""
    who = visit.who
    what, _, case_id = said.value.partition(":")
    if what in (views.ADD, views.LET):
        return _form_of_asker(visit, what, case_id)
    if what == private_case.CLOSE:
        case = case_reading.read(visit.db, visit.vault, visit.now, who, case_id)
        if case is None:
            return _refused(who)
        form = private_case.close_form(case, contacts.emergency(visit.db), who.language)
        return Unkept(OpenModal(_content(visit, case) if case.state is HelpState.CLOSED else form))
    if said.value:
        case = case_reading.read(visit.db, visit.vault, visit.now, who, said.value)
        return _refused(who) if case is None else Unkept(OpenModal(_content(visit, case)))
    return own_page(visit)


def own_page(visit: Visit) -> Answer:
    return Unkept(OpenModal(_matters(visit)))


def _form_of_asker(visit: Visit, what: str, case_id: str) -> Answer:
    """Of her own case, where it is open: more words, or somebody else who may read it."""
    own = cases.open_one(visit.db, visit.vault, visit.now, visit.who, case_id)
    if own is None:
        return _refused(visit.who)
    emergency, language = contacts.emergency(visit.db), visit.who.language
    if what == views.ADD:
        return Unkept(OpenModal(views.add_form(own, emergency, language)))
    if not own.could_let:
        raise UserError(Wrong.STALE)
    return Unkept(OpenModal(views.let_form(own, emergency, language)))


def stepped(visit: Visit, said: Click) -> Answer:
    """A reader has it, is done, or passes it on; or the person who asked takes it back, or agrees to that."""
    db, vault, now, who = visit.db, visit.vault, visit.now, visit.who
    what, _, rest = said.value.partition(":")
    case_id, _, to = rest.partition(":")
    if what == "withdraw" or what in SURE or what in OF_ASKER or what == views.STAY:
        return _of_asker(visit, what, case_id)
    if what == "pass":
        case = case_reading.pass_on(db, vault, now, who, case_id, to)
    else:
        step = STEPS.get(what)
        case = step(db, vault, now, who, case_id) if step else None
    return _refused(who) if case is None else Unkept(UpdateModal(_content(visit, case)))


def _of_asker(visit: Visit, what: str, case_id: str) -> Answer:
    db, vault, now, who = visit.db, visit.vault, visit.now, visit.who
    if what == views.STAY:
        return Unkept(UpdateModal(_matters(visit)))
    done = {"withdraw": cases.withdraw, **OF_ASKER}.get(what, cases.is_own)
    if not done(db, vault, now, who, case_id):
        return _refused(who)
    if what in OF_ASKER:
        return Unkept(UpdateModal(_matters(visit)))
    emergency = contacts.emergency(db)
    if what in SURE:
        return Unkept(UpdateModal(views.sure(f"{SURE[what]}:{case_id}", emergency, who.language)))
    return UpdateModal(views.erased(emergency, who.language))


def submitted(visit: Visit, said: Submission) -> Answer:
    """More words for its readers, or one more of them; or a reader closes it, with a line to the person who asked."""
    db, vault, now, who = visit.db, visit.vault, visit.now, visit.who
    case_id, what = str(said.meta.get("case") or ""), said.meta.get("do")
    if what == private_case.CLOSE:
        case = case_reading.close(db, vault, now, who, case_id, said.text("last_word"))
        return _refused(who) if case is None else Unkept(Back(_content(visit, case)))
    if what == views.LET:
        is_done = cases.let_read(db, vault, now, who, case_id, said.text("also"))
    else:
        is_done = cases.add(db, vault, now, who, case_id, said.text("words"))
    return Unkept(Back(_matters(visit))) if is_done else _refused(who)


def _matters(visit: Visit) -> View:
    who = visit.who
    own = cases.own(visit.db, visit.vault, visit.now, who)
    older = cases.older(visit.db, visit.vault, who)
    waiting = case_reading.waiting(visit.db, visit.vault, who)
    return views.matters(own, older, waiting, contacts.emergency(visit.db), who.language, who.timezone)


def _content(visit: Visit, case: Content) -> View:
    return private_case.content(case, contacts.emergency(visit.db), visit.who.language, visit.who.timezone)


def _refused(who: Acting) -> Answer:
    """The same words for a case that is not there and one that is not hers. That she tried stays noted."""
    return Say(errors.words(UserError(Wrong.GONE), who.language))


def register(door: Door) -> None:
    door.click(ids.PRIVATE_OPEN, opened)
    door.click(ids.PRIVATE_STEP, stepped)
    door.submission(ids.MODAL_PRIVATE, submitted)
