"""Who says yes or no to a possible team, and a manager's wish to match now.

A click on a card that is out of date changes nothing: the card is replaced by how it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot import ids
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import chosen_why, decisions, matching, never_pairs
from bot.services import home as standing
from bot.services.proposals import Shown
from bot.views import errors, waiting_list
from bot.views import matching as views
from bot.views.answer import Answer, Message, OpenModal, Say, UpdateModal
from handlers import home, screens
from handlers.door import Door, Listener, Visit
from handlers.inbound import Click, Command, Submission
from models.enums import ProposalState
from models.store import Db

Decide = Callable[[Db, datetime, Acting, int], Shown]
Card = Callable[[Shown, str], Message]


def run_now(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy match`, for managers."""
    seen = matching.ask_for_run(visit.db, visit.now, visit.who)
    return Say(waiting_list.run_asked(seen, visit.who.language))


def deciding(decide: Decide, card: Card) -> Listener[Click]:
    """The listener of a card's button: decide, and show the card as it stands."""

    def decided(visit: Visit, said: Click) -> Answer:
        shown = decide(visit.db, visit.now, visit.who, said.number)
        if card is views.manager_card:
            shown = chosen_why.shown(visit.db, visit.vault, shown)
        if screen := screens.again(visit, said):
            return screen
        if said.surface == "modal":
            return UpdateModal(errors.as_modal(card(shown, visit.who.language), visit.who.language))
        return Say(card(shown, visit.who.language), instead=True)

    return decided


def ask_why_not(visit: Visit, said: Click) -> Answer:
    """ "Not this time": which, in one word; a card that is out of date shows how it stands."""
    shown = decisions.asked_of(visit.db, visit.now, visit.who, said.number)
    if shown.state is ProposalState.APPROVED:
        return OpenModal(views.why_not(shown, visit.who.language))
    if said.surface == "home":
        return home.show(visit)
    return Say(views.volunteer_card(shown, visit.who.language), instead=True)


def declined(visit: Visit, said: Submission) -> Answer:
    number = said.meta.get("proposal")
    if not isinstance(number, int):
        raise UserError(Wrong.GONE)
    shown = decisions.volunteer_declines(visit.db, visit.now, visit.who, number, said.text("reason"))
    standing.refresh(visit.db, visit.who.user_id, said.view_id, visit.now)
    return Say(views.volunteer_card(shown, visit.who.language))


def read_note(visit: Visit, said: Click) -> Answer:
    """What a student wrote for managers alone; beside a card that does not show it."""
    shown, note = decisions.note(visit.db, visit.vault, visit.now, visit.who, said.number)
    return OpenModal(errors.as_modal(views.note(shown, note, visit.who.language), visit.who.language))


def accepted(visit: Visit, said: Click) -> Answer:
    """A volunteer's yes; a list of never-pairs is opened for it."""

    def accept(db: Db, now: datetime, who: Acting, number: int) -> Shown:
        return never_pairs.volunteer_accepts(db, visit.vault, now, who, number)

    return deciding(accept, views.volunteer_card)(visit, said)


DECISIONS: dict[str, tuple[Decide, Card]] = {
    ids.PROPOSAL_APPROVE: (decisions.approve, views.manager_card),
    ids.PROPOSAL_REJECT: (decisions.reject, views.manager_card),
    ids.PROPOSAL_TAKE_BACK: (decisions.take_back, views.manager_card),
    ids.OFFER_FULL: (decisions.volunteer_is_full, views.volunteer_card),
    ids.BUDDY_ACCEPT: (decisions.student_accepts, views.student_card),
    ids.BUDDY_DECLINE: (decisions.student_declines, views.student_card),
}


def register(door: Door) -> None:
    for action_id, (decide, card) in DECISIONS.items():
        door.click(action_id, deciding(decide, card))
    door.click(ids.OFFER_ACCEPT, accepted)
    door.click(ids.OFFER_DECLINE, ask_why_not)
    door.click(ids.PROPOSAL_NOTE, read_note)
    door.submission(ids.MODAL_OFFER_DECLINE, declined)
