"""A student whose team has ended looks for a buddy again: a new request out of the old one, at her old place."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from bot.services import notices, people, promises, proposals, requests, waiting_time
from bot.services.requests import seal_note
from bot.vault import WorkspaceVault
from models import BuddyRequest, Person, Proposal, Team
from models.enums import OPEN_REQUEST, RequestState
from models.store import Db

WHY = "team_ended"
GOES_ON = "team_goes_on"
"""Why a request came, or went, in the history."""
_COPIED = (
    *(
        "class_key",
        "languages",
        "fluent",
        "topics",
        "wish",
        "times",
        "place",
        "city",
        "traits",
        "traits_must",
    ),
    *("unnamed", "guardian", "guardian_agreed_at", "asked_at"),
)


def old_request(db: Db, team: Team) -> int | None:
    """The request that the team was made of, or the student's newest one."""
    of_team = select(Proposal.request_id).where(Proposal.id == team.proposal_id)
    newest = (
        select(BuddyRequest.id)
        .where(BuddyRequest.student_id == team.student_id)
        .order_by(BuddyRequest.id.desc())
        .limit(1)
    )
    return db.scalars(of_team).first() or db.scalars(newest).first()


def again(db: Db, vault: WorkspaceVault, now: datetime, team: Team) -> int | None:
    """Put her on the list again, waiting from now on; the open request she has already stays as it is.

    Her place counts from the day she asked first. The promise begins anew: "usually 1-2 weeks" is said of a search, and
    whoever has just lost a buddy must not read on the same day that it takes longer than promised.

    Returns:
        The request's id; None where she has left, or has never asked through the program.
    """
    number, here = old_request(db, team), select(Person.user_id).where(people.HERE)
    if number is None or db.scalars(here.where(Person.user_id == team.student_id)).first() is None:
        return None
    running = select(BuddyRequest.id).where(
        BuddyRequest.student_id == team.student_id, BuddyRequest.state.in_(OPEN_REQUEST)
    )
    if (there := db.scalars(running).first()) is not None:
        return there
    old = db.scalars(select(BuddyRequest).where(BuddyRequest.id == number)).one()
    row = BuddyRequest(
        student_id=old.student_id,
        state=RequestState.WAITING,
        why_waiting=None,
        promise_step=0,
        paused_seconds=0,
        **{name: getattr(old, name) for name in _COPIED},
    )
    waiting_time.begin_anew(row, now)
    db.add(row)
    db.flush()
    seal_note(vault, row, requests.note(db, vault, old.id))
    promises.begin(db, row)
    notices.record(
        db, None, now, "request", row.id, "asked_again", becomes=str(RequestState.WAITING), why=WHY
    )
    proposals.soon(db, now)
    return row.id
