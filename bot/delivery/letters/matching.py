"""What people hear of offers and possible teams, from the manager's card to the student's answer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from bot.delivery.kinds import Dropped, Due, Edit, Kind, Letter, Post, Unknown, by_day
from bot.errors import UserError
from bot.services import chosen_why, matching, offers, people, proposals, volunteers
from bot.services.proposals import Ended, Shown
from bot.services.volunteers import OwnOffer
from bot.views import matching as views
from bot.views import volunteers as volunteer_views
from bot.views import waiting_list
from bot.views.answer import Message
from models import Person
from models.enums import ProposalState, VolunteerState
from models.store import Db

State = ProposalState


def proposal(db: Db, due: Due, now: datetime) -> Message:
    shown = _proposal(db, due, now)
    if not (shown.state is State.PROPOSED or (shown.chosen_by and shown.is_open)):
        raise Dropped("decided")
    return _manager_card(db, due, shown)


def offer(db: Db, due: Due, now: datetime) -> Message:
    """One who has left the workspace is not waited for."""
    if _has_left(db, due.target):
        proposals.withdraw(db, now, None, int(due.about["proposal"]), Ended.LEFT)
    shown = _proposal(db, due, now, (State.APPROVED,))
    return views.volunteer_card(shown, people.language_of(db, due.target))


def offer_not_reached(db: Db, due: Due, now: datetime) -> None:
    offers.not_reached(db, now, int(due.about["proposal"]))


def buddy(db: Db, due: Due, now: datetime) -> Message:
    shown = _proposal(db, due, now, (State.ACCEPTED,))
    return views.student_card(shown, people.language_of(db, due.target))


def proposal_edit(db: Db, due: Due, now: datetime) -> Message:
    return _manager_card(db, due, _proposal(db, due, now))


def offer_edit(db: Db, due: Due, now: datetime) -> Message:
    return views.volunteer_card(_proposal(db, due, now), people.language_of(db, due.target))


def offer_reminder(db: Db, due: Due, now: datetime) -> Message:
    """A reminder at night waits for the morning. A late one is sent, too: the end waits for it (`services.offers`)."""
    shown = _proposal(db, due, now, (State.APPROVED,))
    by_day(db, due, now)
    return views.volunteer_card(shown, people.language_of(db, due.target), reminds=True)


def buddy_edit(db: Db, due: Due, now: datetime) -> Message:
    return views.student_card(_proposal(db, due, now), people.language_of(db, due.target))


def offer_ended(db: Db, due: Due, now: datetime) -> Message:
    return views.offer_ended(_proposal(db, due, now), people.language_of(db, due.target))


def buddy_ended(db: Db, due: Due, now: datetime) -> Message:
    shown = _proposal(db, due, now)
    if shown.ended is Ended.REQUEST_WITHDRAWN:
        raise Dropped("withdrawn")
    return views.buddy_ended(people.language_of(db, due.target))


def volunteer(db: Db, due: Due, now: datetime) -> Message:
    own = offer_of(db, due)
    if own.state is not VolunteerState.OFFERED:
        raise Dropped("decided")
    return volunteer_views.card(own, people.language_of(db, due.target))


def volunteer_edit(db: Db, due: Due, now: datetime) -> Message:
    return volunteer_views.card(offer_of(db, due), people.language_of(db, due.target))


def volunteer_approved(db: Db, due: Due, now: datetime) -> Message:
    if offer_of(db, due).state is not VolunteerState.APPROVED:
        raise Dropped("changed")
    return volunteer_views.approved(people.language_of(db, due.target))


def match_report(db: Db, due: Due, now: datetime) -> Message:
    seen, language = matching.waiting_list(db, now, due.target), people.language_of(db, due.target)
    return waiting_list.report(seen, language, now, people.timezone_of(db, due.target))


def _manager_card(db: Db, due: Due, shown: Shown) -> Message:
    seen = chosen_why.shown(db, due.vault, shown.to_manager(db, due.target))
    note = proposals.note(db, due.vault, seen.id) if seen.has_note and seen.state is State.PROPOSED else ""
    return views.manager_card(seen, people.language_of(db, due.target), note=note)


def _proposal(db: Db, due: Due, now: datetime, states: Collection[ProposalState] | None = None) -> Shown:
    """The proposal, for a reader who is still here; while it is in one of these states."""
    still_here(db, due.target)
    try:
        shown = proposals.show(db, now, int(due.about["proposal"]))
    except UserError:
        raise Dropped("gone") from None
    if states is not None and shown.state not in states:
        raise Dropped("decided")
    return shown


def offer_of(db: Db, due: Due) -> OwnOffer:
    """The offer that a notice is about, for a reader who is still here."""
    still_here(db, due.target)
    own = volunteers.own(db, str(due.about["volunteer"]))
    if own is None:
        raise Dropped("gone")
    return own


def still_here(db: Db, user_id: str) -> None:
    if _has_left(db, user_id):
        raise Dropped("left")


def _has_left(db: Db, user_id: str) -> bool:
    return bool(db.scalars(select(Person.is_gone).where(Person.user_id == user_id)).first())


def _card(letter: Letter, edit: Letter, name: str) -> dict[str, Kind]:
    return {name: Post(letter), f"{name}_edit": Edit(edit)}


KINDS: dict[str, Kind] = {
    **_card(proposal, proposal_edit, "proposal"),
    "offer": Post(offer, on_failed=offer_not_reached),
    "offer_edit": Edit(offer_edit),
    "offer_reminder": Post(offer_reminder, Unknown.DROP),
    "offer_reminder_edit": Edit(offer_edit),
    **_card(buddy, buddy_edit, "buddy"),
    **_card(volunteer, volunteer_edit, "volunteer"),
    "offer_ended": Post(offer_ended),
    "buddy_ended": Post(buddy_ended),
    "volunteer_approved": Post(volunteer_approved),
    "match_report": Post(match_report, Unknown.DROP),
}
