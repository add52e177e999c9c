"""What the program must know of somebody before it may match: asked once each, when a matching misses it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import false, select

from bot.clock import zone
from bot.services import board, cards, notices, people, waiting_time
from models import BuddyRequest, Person, Volunteer
from models.enums import RequestState, VolunteerState
from models.store import Db

AGE = "age_question"


def ask_age(db: Db, now: datetime) -> list[int]:
    """Where there are minors: ask each student of whom it is not known whether she is one, and wait for her.

    For whoever has answered, or need not any more, we wait no longer. Returns the requests of all who have not
    answered; a student asked before is not asked again.
    """
    programme, hours = people.programme(db), people.open_hours(db)
    waiting = (
        select(BuddyRequest, Person.timezone)
        .join(Person, board.STUDENT)
        .where(BuddyRequest.state == RequestState.WAITING, people.HERE)
        .order_by(BuddyRequest.id)
    )
    is_unknown = BuddyRequest.guardian.is_(None) if programme.has_minors else false()
    for row, _ in db.execute(waiting.where(BuddyRequest.paused_at.is_not(None), ~is_unknown)).all():
        age_settled(db, now, row)
        row.promise_due_at = now
    unknown = db.execute(waiting.where(is_unknown)).all()
    for row, _ in unknown:
        waiting_time.pause(row, now)
    asked = (
        (
            row.student_id,
            f"{_asking(row)}:{row.student_id}",
            hours.next_open(now, zone(own or programme.timezone)),
            {"request": row.id},
        )
        for row, own in unknown
    )
    notices.owe_each_at(db, AGE, asked)
    return [row.id for row, _ in unknown]


def age_settled(db: Db, now: datetime, row: BuddyRequest) -> None:
    """She has answered, or need not any more: we wait for her no longer, and the question that she has says so."""
    if row.paused_at is not None:
        cards.edit(db, now, AGE, _asking(row), "settled", [row.student_id], request=row.id)
        waiting_time.resume(row, now)


def _asking(row: BuddyRequest) -> str:
    """Which question it is: one for each time that we begin to wait for her answer."""
    return f"{row.id}-{row.paused_at:%Y%m%dT%H%M%S}"


def ask_conduct(db: Db, now: datetime) -> None:
    """Ask each approved volunteer who has never agreed to a code of conduct to read it: he came from a file, or was
    approved before there was one."""
    programme, hours = people.programme(db).timezone, people.open_hours(db)
    missing = (
        select(Volunteer.user_id, Person.timezone)
        .join(Person, board.VOLUNTEER)
        .where(
            Volunteer.state == VolunteerState.APPROVED,
            Volunteer.conduct_version.is_(None),
            people.HERE,
        )
        .order_by(Volunteer.user_id)
    )
    asked = (
        (user, user, hours.next_open(now, zone(own or programme)), {"volunteer": user})
        for user, own in db.execute(missing)
    )
    notices.owe_each_at(db, "conduct_question", asked)
