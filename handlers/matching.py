"""Who says yes or no to a possible team, and a manager's wish to match now.

A click on a card that is out of date changes nothing: the card is replaced by how it stands.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot import ids
from bot.rules.access import Acting
from bot.services import decisions, matching, shortage
from bot.services.proposals import Shown
from bot.views import matching as views
from bot.views.answer import Answer, Message, Say
from bot.views.shortage import with_shortage
from handlers import home
from handlers.door import Door, Listener, Visit
from handlers.inbound import Click, Command
from models.store import Db

Decide = Callable[[Db, datetime, Acting, int], Shown]
Card = Callable[[Shown, str], Message]


def run_now(visit: Visit, said: Command | Click) -> Answer:
    """`/codebuddy match`, for managers."""
    seen = matching.ask_for_run(visit.db, visit.now, visit.who)
    short = shortage.short(visit.db, visit.now)
    return Say(with_shortage(views.run_asked(seen, visit.who.language), short, visit.who.language))


def deciding(decide: Decide, card: Card) -> Listener[Click]:
    """The listener of a card's button: decide, and show the card as it stands."""

    def decided(visit: Visit, said: Click) -> Answer:
        shown = decide(visit.db, visit.now, visit.who, said.number)
        if said.surface == "home":
            return home.show(visit)
        return Say(card(shown, visit.who.language), instead=True)

    return decided


DECISIONS: dict[str, tuple[Decide, Card]] = {
    ids.PROPOSAL_APPROVE: (decisions.approve, views.manager_card),
    ids.PROPOSAL_REJECT: (decisions.reject, views.manager_card),
    ids.PROPOSAL_TAKE_BACK: (decisions.take_back, views.manager_card),
    ids.OFFER_ACCEPT: (decisions.volunteer_accepts, views.volunteer_card),
    ids.OFFER_DECLINE: (decisions.volunteer_declines, views.volunteer_card),
    ids.BUDDY_ACCEPT: (decisions.student_accepts, views.student_card),
    ids.BUDDY_DECLINE: (decisions.student_declines, views.student_card),
}


def register(door: Door) -> None:
    for action_id, (decide, card) in DECISIONS.items():
        door.click(action_id, deciding(decide, card))
