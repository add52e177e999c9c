"""Requests and offers that existed before the program: brought in once, and left as they are from then on.

No student is told: who asked long ago need not be surprised by a message. Managers get their cards as always, and
a volunteer who comes in as approved is asked by the next matching to agree to the code of conduct.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from bot.clock import local_moment, zone
from bot.errors import refuse_all
from bot.services import cards, notices, offering, promises, proposals, requests
from bot.services.offering import Offer
from bot.services.wishes import Wishes, wrong_with_meeting, wrong_with_need
from bot.vault import WorkspaceVault
from models import BuddyRequest, Team, Volunteer
from models.enums import TeamState, VolunteerState
from models.store import Db

NOON = 12 * 60
"""Minutes after midnight: a day without a time of day."""


class Came(StrEnum):
    """What an import made of a row."""

    NEW = "new"
    THERE = "there"
    """The person has asked or offered here before, or has a buddy: nothing was changed."""


def moment(day: date | None, timezone: str, now: datetime) -> datetime:
    """When somebody asked or offered, of whom a day is known or nothing; never later than `now`."""
    return min(now, local_moment(day, NOON, zone(timezone))) if day else now


def request(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    student_id: str,
    wishes: Wishes,
    note: str,
    asked_at: datetime,
) -> Came:
    """Bring in a request, with the place in the list that it has by its day.

    Raises:
        UserError: something in it cannot be.
    """
    settings = proposals.alone(db)
    refuse_all([*wrong_with_need(settings, wishes, note, None), *wrong_with_meeting(settings, wishes)])
    before = select(BuddyRequest.id).where(BuddyRequest.student_id == student_id)
    running = select(Team.id).where(Team.student_id == student_id, Team.state != TeamState.ENDED)
    if db.scalars(before).first() is not None or db.scalars(running).first() is not None:
        return Came.THERE
    row = requests.new_row(student_id, wishes, asked_at)
    db.add(row)
    db.flush()
    requests.seal_note(vault, row, note)
    promises.begin(db, row)
    notices.record(db, None, now, "request", row.id, "imported", becomes=str(row.state))
    proposals.soon(db, now)
    return Came.NEW


def offer(
    db: Db, now: datetime, user_id: str, wanted: Offer, offered_at: datetime, *, approved: bool
) -> Came:
    """Bring in an offer; one that nobody has approved waits for a manager, and where the programme has minors,
    every one does: the date of a background check is asked for at the approval.

    Raises:
        UserError: something in it cannot be.
    """
    settings = proposals.alone(db)
    refuse_all([*offering.wrong_in_first(settings, wanted), *offering.wrong_in_second(settings, wanted)])
    if db.scalars(select(Volunteer.user_id).where(Volunteer.user_id == user_id)).first() is not None:
        return Came.THERE
    approved = approved and not settings.has_minors
    row = Volunteer(
        user_id=user_id,
        state=VolunteerState.APPROVED if approved else VolunteerState.OFFERED,
        offered_at=offered_at,
        approved_at=offered_at if approved else None,
        approved_by=None,
        answered_at=now,
    )
    offering.write(row, wanted)
    db.add(row)
    db.flush()
    notices.record(db, None, now, "volunteer", user_id, "imported", becomes=str(row.state))
    if not approved:
        for manager in proposals.deciders(db):
            cards.owe_offers(db, now, [user_id], manager)
    proposals.soon(db, now)
    return Came.NEW
