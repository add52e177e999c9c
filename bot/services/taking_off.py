"""A manager takes a request off the list, say of somebody who is not in the course any more; its student is told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager
from bot.services import notices, proposals, requests
from bot.services.requests import Withdrawn
from models import BuddyRequest, History
from models.enums import OPEN_REQUEST, RequestState
from models.store import Db

TOLD = "request_taken_off"


class Why(StrEnum):
    """The reason, for managers alone: a word of ours, for the history keeps nothing that is written of a person."""

    ASKED_FOR = "student_asked_for_it"
    NOT_HERE = "not_in_the_course"
    HELPED = "helped_elsewhere"
    OTHER = "something_else"


def looked_at(db: Db, who: Acting, request_id: int) -> str:
    """The student of a request that she may take off.

    Raises:
        UserError: she is no manager, or it is not open.
    """
    require_manager(who)
    return _open(db, request_id).student_id


def take_off(db: Db, now: datetime, who: Acting, request_id: int, why: str) -> str:
    """Its student is told by whom, and can put it back. Returns her id.

    Raises:
        UserError: she is no manager, it is not open any more, or no reason is chosen (at its field).
    """
    require_manager(who)
    proposals.alone(db)
    row = _open(db, request_id)
    if why not in list(Why):
        raise UserError(Wrong.UNKNOWN_CHOICE if why else Wrong.NOTHING_CHOSEN, block="reason")
    requests.end(db, now, who, row, why)
    key = f"{request_id}:{now:%Y%m%dT%H%M%S}"
    notices.owe(db, TOLD, to=row.student_id, key=key, now=now, request=request_id)
    return row.student_id


def taken_off(db: Db, now: datetime, request_id: int) -> tuple[Withdrawn, str] | None:
    """Until when it can be put back, and who took it off; None where it is on the list, or it is too late."""
    row = db.scalars(select(BuddyRequest).where(BuddyRequest.id == request_id)).first()
    if row is None or row.state is not RequestState.WITHDRAWN:
        return None
    gone = requests.withdrawn(db, now, row.student_id)
    by = db.scalars(
        select(History.actor_id)
        .where(
            History.subject == "request",
            History.subject_id == str(request_id),
            History.event == "withdrawn",
        )
        .order_by(History.id.desc())
        .limit(1)
    ).first()
    return None if gone is None or gone.id != request_id or by is None else (gone, by)


def _open(db: Db, request_id: int) -> BuddyRequest:
    row = db.scalars(
        select(BuddyRequest).where(BuddyRequest.id == request_id, BuddyRequest.state.in_(OPEN_REQUEST))
    ).first()
    if row is None:
        raise UserError(Wrong.GONE)
    return row
