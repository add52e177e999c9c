"""A volunteer offers to be a buddy, changes or pauses the offer; a manager approves it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import MANAGERS, Acting, require_manager, require_one_of, require_set_up
from bot.services import notices, people, proposals
from bot.services.proposals import Ended
from bot.services.requests import check_languages, check_topics
from models import Person, Settings, Volunteer
from models.enums import ProposalState, VolunteerState
from models.store import Db

HELLO_MAX = 500
MOST_STUDENTS = 5


@dataclass(frozen=True)
class Offer:
    """What an offer says. `languages`: the one he likes best first; `hello`: a few words for the student."""

    languages: tuple[str, ...]
    topics: tuple[str, ...]
    capacity: int
    hello: str


@dataclass(frozen=True)
class OwnOffer:
    """An offer as its volunteer and the managers see it.

    `taken`: running teams, and students of whom he knows; what a manager has not decided says nothing here.
    """

    user_id: str
    state: VolunteerState
    offer: Offer
    taken: int
    approved_by: str | None


def own(db: Db, user_id: str) -> OwnOffer | None:
    """The offer of a person, if there is one."""
    row = db.scalars(select(Volunteer).where(Volunteer.user_id == user_id)).first()
    return None if row is None else _seen(db, row)


def offer(db: Db, now: datetime, who: Acting, wanted: Offer) -> OwnOffer:
    """Offer to be a buddy, or change the offer; a change keeps the approval, and ends a pause.

    Raises:
        UserError: nothing is set up, or something in the form cannot be (at its field).
    """
    require_set_up(who)
    _check(proposals.alone(db), wanted)
    row = db.scalars(select(Volunteer).where(Volunteer.user_id == who.user_id)).first()
    if row is None:
        return _new(db, now, who, wanted)
    row.languages, row.topics = list(wanted.languages), list(wanted.topics)
    row.capacity, row.hello = wanted.capacity, wanted.hello
    was, row.state = row.state, VolunteerState.APPROVED if row.approved_at else VolunteerState.OFFERED
    db.flush()
    notices.record(db, who, now, "volunteer", who.user_id, "changed", was=str(was), becomes=str(row.state))
    _edit_cards(db, now, row)
    proposals.refit(db, now, who, proposals.open_of(db, volunteer_id=who.user_id))
    proposals.soon(db, now)
    return _seen(db, row)


def approve(db: Db, now: datetime, who: Acting, user_id: str) -> OwnOffer:
    """A manager approves an offer: from now on its volunteer is proposed to students. As it stands, where it was.

    Raises:
        UserError: she is no manager, there is no such offer, or he has left.
    """
    require_manager(who)
    proposals.alone(db)
    row = db.scalars(select(Volunteer).where(Volunteer.user_id == user_id)).first()
    if row is None:
        raise UserError(Wrong.GONE)
    if db.scalars(select(Person.is_gone).where(Person.user_id == user_id)).one():
        raise UserError(Wrong.HAS_LEFT)
    if row.state is VolunteerState.OFFERED:
        row.state, row.approved_at, row.approved_by = VolunteerState.APPROVED, now, who.user_id
        db.flush()
        notices.record(db, who, now, "volunteer", user_id, "approved")
        notices.owe(db, "volunteer_approved", to=user_id, key=user_id, now=now, volunteer=user_id)
        _edit_cards(db, now, row)
        proposals.soon(db, now)
    return _seen(db, row)


def pause(db: Db, now: datetime, who: Acting, user_id: str) -> OwnOffer:
    """No new students for now. Running teams go on, and so does a student whom he has said yes to.

    Raises:
        UserError: it is somebody else's offer, or not there.
    """
    proposals.alone(db)
    row = db.scalars(select(Volunteer).where(Volunteer.user_id == user_id)).first()
    if row is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (row.user_id,))
    if row.state is not VolunteerState.PAUSED:
        was, row.state = row.state, VolunteerState.PAUSED
        db.flush()
        notices.record(db, who, now, "volunteer", user_id, "paused", was=str(was))
        _edit_cards(db, now, row)
        for proposal in proposals.open_of(db, volunteer_id=user_id):
            if proposal.state is not ProposalState.ACCEPTED:
                proposals.withdraw(db, now, who, proposal.id, Ended.OFFER_PAUSED)
    return _seen(db, row)


def _check(settings: Settings, wanted: Offer) -> None:
    wrongs = [*check_languages(wanted.languages), *check_topics(settings, wanted.topics)]
    if not 1 <= wanted.capacity <= MOST_STUDENTS:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="capacity"))
    if len(wanted.hello) > HELLO_MAX:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": HELLO_MAX}, block="hello"))
    refuse_all(wrongs)


def _new(db: Db, now: datetime, who: Acting, wanted: Offer) -> OwnOffer:
    row = Volunteer(
        user_id=who.user_id,
        state=VolunteerState.OFFERED,
        languages=list(wanted.languages),
        topics=list(wanted.topics),
        capacity=wanted.capacity,
        hello=wanted.hello,
        offered_at=now,
        approved_at=None,
        approved_by=None,
    )
    db.add(row)
    db.flush()
    notices.record(db, who, now, "volunteer", who.user_id, "offered")
    for manager in proposals.deciders(db):
        proposals.owe_offer_cards(db, now, [who.user_id], manager)
    return _seen(db, row)


def _edit_cards(db: Db, now: datetime, row: Volunteer) -> None:
    readers = people.holders(db, *MANAGERS)
    proposals.edit_cards(db, now, "volunteer", row.user_id, str(row.state), readers, volunteer=row.user_id)


def _seen(db: Db, row: Volunteer) -> OwnOffer:
    wanted = Offer(tuple(row.languages), tuple(row.topics), row.capacity, row.hello)
    taken = proposals.taken(db, row.user_id, (ProposalState.APPROVED, ProposalState.ACCEPTED))
    return OwnOffer(row.user_id, VolunteerState(row.state), wanted, taken, row.approved_by)
