"""A volunteer offers to be a buddy, changes or pauses the offer; a manager approves it once, or asks for a chat."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from bot.clock import local_day
from bot.errors import UserError, Wrong, refuse_all
from bot.rules import conduct
from bot.rules.access import MANAGERS, Acting, require_manager, require_one_of, require_set_up
from bot.services import cards, notices, offering, people, proposals, refitting
from bot.services.offering import Offer as Offer
from bot.services.proposals import Ended
from models import History, Person, Rest, Volunteer
from models.enums import AT_REST, ProposalState, VolunteerState
from models.store import Db

TO_DECIDE = (VolunteerState.OFFERED, VolunteerState.NOT_NOW)
"""Offers that a manager can approve."""
PUT_OFF = "not_now"
"""In the history: a manager has said "not now" to an offer."""
BEFORE = "before_pause"
"""In the history: what a paused offer was before."""


@dataclass(frozen=True)
class OwnOffer:
    """An offer as its volunteer and the managers see it.

    Attributes:
        taken: running teams, and students whom he has said yes to.
        agreed: whether he agreed to the code of conduct as it reads today; `conduct_at`: when he agreed last,
            to this or an earlier one; None: never, and so he is proposed to nobody.
        chat_by: a manager who would like to talk with him before she approves; since `chat_at`.
        needs_check: a background check is asked for here, and its date is not known.
        away_until: he gets no new students before this day of his own zone.
        is_asked: he was asked whether the offer still holds, and has not answered.
        is_silent: he has not answered for so long that he is proposed to nobody.
        put_off_by: the manager who said "not now" to the offer; `was_stopped`: it had been approved before.
        goes_on: a pause has just ended with what he saved.
    """

    user_id: str
    state: VolunteerState
    offer: Offer
    taken: int
    approved_by: str | None
    agreed: bool = True
    conduct_at: datetime | None = None
    chat_by: str | None = None
    chat_at: datetime | None = None
    checked_on: date | None = None
    needs_check: bool = False
    away_until: date | None = None
    is_asked: bool = False
    is_silent: bool = False
    programme_zone: str = "UTC"
    put_off_by: str | None = None
    was_stopped: bool = False
    goes_on: bool = False


def own(db: Db, user_id: str) -> OwnOffer | None:
    """The offer of a person, if there is one."""
    row = row_of(db, user_id)
    return None if row is None else seen(db, row)


def row_of(db: Db, user_id: str) -> Volunteer | None:
    """As it is now, where it was read before what others wait for, too."""
    mine = select(Volunteer).where(Volunteer.user_id == user_id)
    return db.scalars(mine.execution_options(populate_existing=True)).first()


def offer(db: Db, now: datetime, who: Acting, wanted: Offer, agreed: Collection[str] = ()) -> OwnOffer:
    """Offer to be a buddy, or change the offer; a change keeps the approval, ends a pause, and offers again.

    `agreed`: the points of the code of conduct that he has ticked; asked for where he has not agreed to it
    as it reads today.

    Raises:
        UserError: nothing is set up, or something in the form cannot be (at its field).
    """
    require_set_up(who)
    settings = proposals.alone(db)
    row = row_of(db, who.user_id)
    refuse_all(
        [
            *offering.wrong_in_first(settings, wanted, row.languages if row else ()),
            *offering.wrong_in_second(settings, wanted),
            *offering.wrong_in_conduct(has_agreed(row), agreed),
        ]
    )
    open_ones = proposals.open_of(db, now, volunteer_id=who.user_id)
    before = refitting.broken(db, now, open_ones)
    goes_on = row is not None and row.state is VolunteerState.PAUSED
    again = row is not None and row.state is VolunteerState.NOT_NOW
    if row is None:
        row = _new(db, now, who)
        event, was = "offered", {}
    else:
        event, was = "changed", {"was": str(row.state)}
        _wake(db, now, row)
    offering.write(row, wanted)
    heard(row, now)
    if not has_agreed(row):
        row.conduct_version, row.conduct_at = conduct.VERSION, now
        was["conduct"] = conduct.VERSION
    db.flush()
    notices.record(db, who, now, "volunteer", who.user_id, event, becomes=str(row.state), **was)
    _hand_on(db, now, row, is_new=event == "offered", again=again)
    if event == "changed":
        refitting.refit(db, now, open_ones, before)
        proposals.soon(db, now)
    return replace(seen(db, row), goes_on=goes_on)


def has_agreed(row: Volunteer | None) -> bool:
    """Whether he has agreed to the code of conduct as it reads today."""
    return row is not None and row.conduct_version == conduct.VERSION


def heard(row: Volunteer, now: datetime) -> None:
    """He did something that shows that the offer holds."""
    row.answered_at, row.still_asked_at, row.silent_since = now, None, None


def is_check_due(db: Db, who: Acting, user_id: str) -> bool:
    """Whether a manager who approves, or has approved, must say when his background check was.

    Raises:
        UserError: she is no manager, or there is no such offer.
    """
    require_manager(who)
    row = row_of(db, user_id)
    if row is None:
        raise UserError(Wrong.GONE)
    is_approved = row.state is VolunteerState.APPROVED
    could_be = row.state in TO_DECIDE and has_agreed(row)
    return (is_approved or could_be) and seen(db, row).needs_check


def approve(db: Db, now: datetime, who: Acting, user_id: str, checked_on: date | None = None) -> OwnOffer:
    """A manager approves an offer: from now on its volunteer is proposed to students. As it stands, where it was.

    `checked_on`: the day of his background check, where the programme has minors; of somebody who was approved
    before it had any, it is what was missing.

    Raises:
        UserError: she is no manager, there is no such offer, he has left, he has not agreed to the code of
            conduct, or the day of the check is missing or has not come yet (at its field).
    """
    require_manager(who)
    settings = proposals.alone(db)
    row = _to_screen(db, user_id)
    if row.state in TO_DECIDE:
        was = row.state
        if not has_agreed(row):
            raise UserError(Wrong.NOT_AGREED, {"volunteer": user_id})
        if settings.has_minors:
            row.checked_on = _checked_on(now, who, checked_on or row.checked_on)
        row.approved_at, row.approved_by = now, who.user_id
        _wake(db, now, row)
        heard(row, now)
        db.flush()
        details = {"checked_on": row.checked_on.isoformat()} if row.checked_on else {}
        notices.record(db, who, now, "volunteer", user_id, "approved", was=str(was), **details)
        key = f"{user_id}:{now:%Y%m%dT%H%M%S}"
        notices.owe(db, "volunteer_approved", to=user_id, key=key, now=now, volunteer=user_id)
        edit_cards(db, now, row)
        proposals.soon(db, now)
    elif row.state is VolunteerState.APPROVED and settings.has_minors and row.checked_on is None:
        row.checked_on = _checked_on(now, who, checked_on)
        db.flush()
        checked = row.checked_on.isoformat()
        notices.record(db, who, now, "volunteer", user_id, "checked", checked_on=checked)
        edit_cards(db, now, row)
        proposals.soon(db, now)
    return seen(db, row)


def read(db: Db, who: Acting, user_id: str) -> OwnOffer:
    """An offer, as a manager reads it.

    Raises:
        UserError: she is no manager, there is no such offer, or he has left.
    """
    require_manager(who)
    return seen(db, _to_screen(db, user_id))


def ask_for_chat(db: Db, now: datetime, who: Acting, user_id: str) -> OwnOffer:
    """A manager would like to talk with a volunteer before she approves; he is told who. Approving comes later.

    Raises:
        UserError: she is no manager, there is no such offer, or he has left.
    """
    require_manager(who)
    proposals.alone(db)
    row = _to_screen(db, user_id)
    if row.state is VolunteerState.OFFERED and row.chat_asked_at is None:
        row.chat_asked_at, row.chat_asked_by = now, who.user_id
        db.flush()
        notices.record(db, who, now, "volunteer", user_id, "chat_asked")
        key = f"{user_id}:{now:%Y%m%dT%H%M%S}"
        notices.owe(db, "volunteer_chat", to=user_id, key=key, now=now, volunteer=user_id)
        edit_cards(db, now, row)
    return seen(db, row)


def pause(db: Db, now: datetime, who: Acting, user_id: str) -> OwnOffer:
    """No new students for now. Running teams go on, and so does a student whom he has said yes to.

    Full for now is kept for the day on which he goes on. Days away are kept by themselves.

    Raises:
        UserError: it is somebody else's offer, or not there.
    """
    proposals.alone(db)
    row = row_of(db, user_id)
    if row is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (row.user_id,))
    if row.state not in AT_REST:
        was, row.state = row.state, VolunteerState.PAUSED
        if row.away_until == _back_on(db, now, user_id):
            row.away_until = None
        heard(row, now)
        db.flush()
        notices.record(db, who, now, "volunteer", user_id, "paused", was=str(was))
        edit_cards(db, now, row)
        let_go(db, now, user_id)
    return seen(db, row)


def go_on(db: Db, now: datetime, who: Acting) -> OwnOffer:
    """He takes his pause back, with one click: the offer is what it was before. As it stands, where it is not paused.

    Raises:
        UserError: he has made no offer.
    """
    proposals.alone(db)
    row = row_of(db, who.user_id)
    if row is None:
        raise UserError(Wrong.GONE)
    if row.state is VolunteerState.PAUSED:
        _wake(db, now, row)
        heard(row, now)
        db.flush()
        was = {"was": str(VolunteerState.PAUSED), "becomes": str(row.state)}
        notices.record(db, who, now, "volunteer", who.user_id, "went_on", **was)
        edit_cards(db, now, row)
        proposals.soon(db, now)
    return seen(db, row)


def not_now(db: Db, now: datetime, who: Acting, user_id: str) -> OwnOffer:
    """A manager does not take an offer up for now, or stops one that was approved, paused or not: he is told so, by her
    name, and may offer again. She can still approve it. Running teams go on, and so does a student whom he has said yes to.
    As it stands, where it stands still already.

    Raises:
        UserError: she is no manager, there is no such offer, or he has left.
    """
    require_manager(who)
    proposals.alone(db)
    row = _to_screen(db, user_id)
    if row.state is not VolunteerState.NOT_NOW:
        was = {"was": str(row.state), "becomes": str(VolunteerState.NOT_NOW)}
        if row.state is VolunteerState.PAUSED:
            was[BEFORE] = str(_awake(row))
        row.state, row.away_until, row.approved_at = VolunteerState.NOT_NOW, None, None
        row.chat_asked_at = row.chat_asked_by = None
        heard(row, now)
        db.flush()
        notices.record(db, who, now, "volunteer", user_id, PUT_OFF, **was)
        key = f"{user_id}:{now:%Y%m%dT%H%M%S}"
        notices.owe(db, "volunteer_not_now", to=user_id, key=key, now=now, volunteer=user_id)
        edit_cards(db, now, row)
        let_go(db, now, user_id)
    return seen(db, row)


def let_go(db: Db, now: datetime, user_id: str) -> None:
    """End the possible teams to which he has not said yes: he takes no new student now."""
    for proposal in proposals.open_of(db, now, volunteer_id=user_id):
        if proposal.state is not ProposalState.ACCEPTED:
            proposals.withdraw(db, now, None, proposal.id, Ended.NOT_AVAILABLE)


def edit_cards(db: Db, now: datetime, *rows: Volunteer) -> None:
    """Bring the managers' cards of these offers up to date."""
    readers = people.holders(db, *MANAGERS)
    offered = [(row.user_id, str(row.state), {"volunteer": row.user_id}) for row in rows]
    cards.edit_each(db, now, "volunteer", offered, readers)


def seen(db: Db, row: Volunteer) -> OwnOffer:
    programme = people.programme(db)
    put_off_by, was_stopped = _put_off(db, row) if row.state is VolunteerState.NOT_NOW else (None, False)
    return OwnOffer(
        user_id=row.user_id,
        state=VolunteerState(row.state),
        offer=offering.of(row),
        taken=proposals.taken(db, row.user_id, (ProposalState.ACCEPTED,)),
        approved_by=row.approved_by,
        agreed=has_agreed(row),
        conduct_at=row.conduct_at,
        chat_by=row.chat_asked_by,
        chat_at=row.chat_asked_at,
        checked_on=row.checked_on,
        needs_check=programme.has_minors and row.checked_on is None,
        away_until=row.away_until,
        is_asked=row.still_asked_at is not None,
        is_silent=row.silent_since is not None,
        programme_zone=programme.timezone,
        put_off_by=put_off_by,
        was_stopped=was_stopped,
    )


def _put_off(db: Db, row: Volunteer) -> tuple[str | None, bool]:
    newest = (
        select(History.actor_id, History.details)
        .where(History.subject == "volunteer", History.subject_id == row.user_id, History.event == PUT_OFF)
        .order_by(History.id.desc())
        .limit(1)
    )
    found = db.execute(newest).first()
    if found is None:
        return None, False
    actor, details = found
    return actor, VolunteerState.APPROVED in (details.get("was"), details.get(BEFORE))


def _awake(row: Volunteer) -> VolunteerState:
    """What an offer is that does not stand still."""
    return VolunteerState.APPROVED if row.approved_at else VolunteerState.OFFERED


def _wake(db: Db, now: datetime, row: Volunteer) -> None:
    """It stands still no more: he is away for as long as he has said, before or meanwhile."""
    if row.state in AT_REST:
        said = (row.away_until, _back_on(db, now, row.user_id))
        row.away_until = max((day for day in said if day is not None), default=None)
    row.state = _awake(row)


def _back_on(db: Db, now: datetime, user_id: str) -> date | None:
    """The day after the days away that run now, by his own zone; None: he is here."""
    today = local_day(now, people.timezone_of(db, user_id))
    runs = select(func.max(Rest.last)).where(Rest.user_id == user_id, Rest.first <= today, Rest.last >= today)
    last = db.scalars(runs).one()
    return None if last is None else last + timedelta(days=1)


def _to_screen(db: Db, user_id: str) -> Volunteer:
    """An offer that a manager looks at. Raises `UserError` where it is not there, or its volunteer has left."""
    row = row_of(db, user_id)
    if row is None:
        raise UserError(Wrong.GONE)
    if db.scalars(select(Person.is_gone).where(Person.user_id == user_id)).one():
        raise UserError(Wrong.HAS_LEFT)
    return row


def _checked_on(now: datetime, who: Acting, day: date | None) -> date:
    if day is None:
        raise UserError(Wrong.NO_DAY, block="checked_on")
    if day > local_day(now, who.timezone):
        raise UserError(Wrong.CHECK_IN_FUTURE, block="checked_on")
    return day


def _new(db: Db, now: datetime, who: Acting) -> Volunteer:
    row = Volunteer(user_id=who.user_id, state=VolunteerState.OFFERED, offered_at=now)
    row.away_until = _back_on(db, now, who.user_id)
    db.add(row)
    return row


def _hand_on(db: Db, now: datetime, row: Volunteer, *, is_new: bool, again: bool) -> None:
    """Cards of an offer for managers.

    `again`: managers had said "not now"; their cards are far above by now, so they are told.
    """
    if is_new:
        for manager in proposals.deciders(db):
            cards.owe_offers(db, now, [row.user_id], manager)
        return
    edit_cards(db, now, row)
    for manager in proposals.deciders(db) if again else ():
        key = f"{row.user_id}:{manager}:{now:%Y%m%dT%H%M%S}"
        notices.owe(db, "volunteer_again", to=manager, key=key, now=now, volunteer=row.user_id)
