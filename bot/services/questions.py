"""What the program must know of somebody before it may match: asked once each, when a matching misses it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.services import board, notices, people, waiting_time
from models import BuddyRequest, Person, Volunteer
from models.enums import RequestState, VolunteerState
from models.store import Db


def ask_age(db: Db, now: datetime) -> list[int]:
    """Where there are minors: ask each student of whom it is not known whether she is one, and wait for her.

    Returns the requests of all who have not answered; a student asked before is not asked again.
    """
    if not people.programme(db).has_minors:
        return []
    unknown = (
        select(BuddyRequest)
        .join(Person, board.STUDENT)
        .where(
            BuddyRequest.state == RequestState.WAITING,
            BuddyRequest.guardian.is_(None),
            Person.is_gone.is_(False),
        )
        .order_by(BuddyRequest.id)
    )
    rows = db.scalars(unknown).all()
    for row in rows:
        waiting_time.pause(row, now)
    asked = ((row.student_id, str(row.id), {"request": row.id}) for row in rows)
    notices.owe_each(db, "age_question", asked, now)
    return [row.id for row in rows]


def ask_conduct(db: Db, now: datetime) -> None:
    """Ask each approved volunteer who has never agreed to a code of conduct to read it: he came from a file, or was
    approved before there was one."""
    missing = (
        select(Volunteer.user_id)
        .join(Person, board.VOLUNTEER)
        .where(
            Volunteer.state == VolunteerState.APPROVED,
            Volunteer.conduct_version.is_(None),
            Person.is_gone.is_(False),
        )
        .order_by(Volunteer.user_id)
    )
    asked = ((user, user, {"volunteer": user}) for user in db.scalars(missing))
    notices.owe_each(db, "conduct_question", asked, now)
