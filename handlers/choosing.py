"""A manager chooses somebody else for a student: the best others, or anybody by hand, with a reason against a rule."""

from __future__ import annotations

from bot import ids
from bot.services import choosing, home
from bot.services.choosing import Choice
from bot.views import choosing as views
from bot.views import errors
from bot.views.answer import Answer, OpenModal, Say, UpdateModal
from handlers.door import Door, Visit
from handlers.inbound import Click, Submission


def others(visit: Visit, said: Click) -> Answer:
    """Who else there is; the button carries the request."""
    seen = choosing.others(visit.db, visit.vault, visit.now, visit.who, said.number)
    return OpenModal(views.form(seen, visit.who.language))


def choose(visit: Visit, said: Click) -> Answer:
    """The button beside one of them, in the form."""
    answer = _chosen(visit, said, Choice.of(said.meta, said.value))
    if isinstance(answer, Say):
        return UpdateModal(errors.as_modal(answer.message, visit.who.language))
    return answer


def by_hand(visit: Visit, said: Submission) -> Answer:
    """Somebody whom the manager named."""
    return _chosen(visit, said, Choice.of(said.meta, said.text("somebody")))


def anyway(visit: Visit, said: Submission) -> Answer:
    """She has read what speaks against it, and says why it is right."""
    choice = Choice.of(said.meta, str(said.meta.get("volunteer") or ""))
    return _choose(visit, said, choice, said.text("why"))


def _chosen(visit: Visit, said: Click | Submission, choice: Choice) -> Say | UpdateModal:
    """Done at once where no rule speaks against it; otherwise the warning first."""
    student_id, bent = choosing.bends(visit.db, visit.vault, visit.now, visit.who, choice)
    if bent:
        return UpdateModal(views.warning(choice, student_id, bent, visit.who.language))
    return _choose(visit, said, choice)


def _choose(visit: Visit, said: Click | Submission, choice: Choice, why: str = "") -> Say:
    shown = choosing.choose(visit.db, visit.vault, visit.now, visit.who, choice, why)
    home.refresh(visit.db, visit.who.user_id, said.delivery_id, visit.now)
    return Say(views.chosen(shown, visit.who.language))


def register(door: Door) -> None:
    door.click(ids.PROPOSAL_OTHERS, others)
    door.click(ids.PROPOSAL_CHOOSE, choose)
    door.submission(ids.MODAL_CHOOSE, by_hand)
    door.submission(ids.MODAL_CHOOSE_ANYWAY, anyway)
