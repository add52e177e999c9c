"""A possible team on its way: how it begins, how it ends, and what its cards show.

Every change of the waiting list, the offers and the proposals is made by one transaction of a workspace at a
time (`alone`), so that a place is never given away twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select, update

from bot.errors import UserError, Wrong
from bot.rules import matching as rule
from bot.rules.access import MANAGERS, Acting
from bot.services import notices, people
from models import BuddyRequest, Notice, Proposal, Settings, Team, Volunteer
from models.enums import OPEN_PROPOSAL, ProposalState, RequestState, TeamState
from models.store import Db, add


class Ended(StrEnum):
    """Why a proposal was withdrawn, where nobody said no to it."""

    REQUEST_WITHDRAWN = "request_withdrawn"
    OFFER_PAUSED = "offer_paused"
    CHANGED = "changed"
    """They share no language any more."""
    LEFT = "left"
    """One of the two has left the workspace."""
    FULL = "full"
    """The place was given to somebody else meanwhile."""


@dataclass(frozen=True)
class Shown:
    """A proposal as its cards show it.

    Attributes:
        languages: what both speak, in the student's order; likewise `topics`.
        taken: students that the volunteer had when it was proposed, out of `capacity`.
        wish: the student's words, for managers alone.
        hello: the volunteer's words, for the student alone.
        ended: why it was withdrawn.
    """

    id: int
    state: ProposalState
    student_id: str
    volunteer_id: str
    course: str
    course_language: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    days: int
    taken: int
    capacity: int
    wish: str
    hello: str
    declined_by: str | None
    ended: Ended | None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROPOSAL


@dataclass
class Rows:
    proposal: Proposal
    request: BuddyRequest
    volunteer: Volunteer


def alone(db: Db) -> Settings:
    """Wait until no other transaction changes who waits, who offers and who is proposed in this workspace.

    SQLite's writers wait for each other anyway. On PostgreSQL the workspace's row of settings is the lock:
    nearly every such change moves the next matching in it, and one lock, taken first, cannot deadlock.
    """
    locked = select(Settings).with_for_update().execution_options(populate_existing=True)
    return db.scalars(locked).one()


def soon(db: Db, now: datetime) -> None:
    """Somebody asked, offered or became free: match the waiting list at the next tick.

    A matching that is under way was due at another moment, so that it sees this wish when it ends.
    """
    settings = alone(db)
    due = settings.match_due_at
    settings.match_due_at = now if due is None or due > now else max(now, due + timedelta(microseconds=1))
    db.flush()


def deciders(db: Db) -> list[str]:
    """The managers who get a card: project managers, else programme managers, else backups."""
    return next((users for role in MANAGERS if (users := people.present(db, role))), [])


def show(db: Db, proposal_id: int) -> Shown:
    """Raises `UserError` for one that is not there."""
    return shown(db, _rows(db, proposal_id))


def open_of(db: Db, *, student_id: str | None = None, volunteer_id: str | None = None) -> list[Shown]:
    """Open proposals of a student or of a volunteer, oldest first."""
    query = (
        select(Proposal.id)
        .join(BuddyRequest, REQUEST_OF)
        .where(Proposal.state.in_(OPEN_PROPOSAL))
        .order_by(Proposal.id)
    )
    if student_id is not None:
        query = query.where(BuddyRequest.student_id == student_id)
    if volunteer_id is not None:
        query = query.where(Proposal.volunteer_id == volunteer_id)
    return [show(db, proposal_id) for proposal_id in db.scalars(query).all()]


def propose(db: Db, now: datetime, pair: rule.Pair, managers: list[str]) -> int:
    """Write a pair that matching found and that was checked again; these managers get its card."""
    number = add(
        db,
        Proposal,
        request_id=pair.request_id,
        volunteer_id=pair.volunteer_id,
        state=ProposalState.PROPOSED,
        reasons=pair.reasons.as_dict(),
        proposed_at=now,
        chosen_why="",
        step=0,
    )
    db.execute(
        update(BuddyRequest)
        .where(BuddyRequest.id == pair.request_id)
        .values(state=RequestState.PROPOSED, why_waiting=None)
    )
    notices.record(db, None, now, "proposal", number, "proposed", **pair.reasons.as_dict())
    for manager in managers:
        owe_cards(db, now, [number], manager)
    return number


def owe_cards(db: Db, now: datetime, proposal_ids: Iterable[int], manager: str) -> None:
    """Once for each manager."""
    cards = ((manager, f"{one}:{manager}", {"proposal": one}) for one in proposal_ids)
    notices.owe_each(db, "proposal", cards, now)


def owe_offer_cards(db: Db, now: datetime, user_ids: Iterable[str], manager: str) -> None:
    """The cards of volunteers who wait for approval; once for each manager."""
    cards = ((manager, f"{one}:{manager}", {"volunteer": one}) for one in user_ids)
    notices.owe_each(db, "volunteer", cards, now)


def withdraw(db: Db, now: datetime, who: Acting | None, proposal_id: int, why: Ended | None) -> None:
    """End an open proposal to which nobody said no; the pair may be proposed again one day. `why` None: not said."""
    rows = locked(db, proposal_id)
    if rows.proposal.state in OPEN_PROPOSAL:
        move(db, now, who, rows, ProposalState.WITHDRAWN, ended=why)


def refit(db: Db, now: datetime, who: Acting, proposals: list[Shown]) -> None:
    """After a change of a request or an offer: what no longer fits is withdrawn, the rest says why it does."""
    for one in proposals:
        rows = locked(db, one.id)
        languages = rule.shared(rows.request.languages, rows.volunteer.languages)
        if not languages:
            move(db, now, who, rows, ProposalState.WITHDRAWN, ended=Ended.CHANGED)
            continue
        topics = rule.shared(rows.request.topics, rows.volunteer.topics)
        rows.proposal.reasons = {
            **rows.proposal.reasons,
            "languages": list(languages),
            "topics": list(topics),
            "capacity": rows.volunteer.capacity,
        }
        db.flush()
        refresh_cards(db, now, rows)


def refresh_cards(db: Db, now: datetime, rows: Rows) -> None:
    """Bring every card of a proposal up to date, so that nobody sees a button for what is decided."""
    about = {"proposal": rows.proposal.id}
    state = str(rows.proposal.state)
    edit_cards(db, now, "proposal", rows.proposal.id, state, people.holders(db, *MANAGERS), **about)
    edit_cards(db, now, "offer", rows.proposal.id, state, [rows.volunteer.user_id], **about)
    edit_cards(db, now, "buddy", rows.proposal.id, state, [rows.request.student_id], **about)


def edit_cards(
    db: Db, now: datetime, kind: str, subject: object, state: str, readers: list[str], **about: Any
) -> None:
    """Owe an edit of each card `kind:subject:reader` that was owed to one of these readers."""
    cards = {f"{kind}:{subject}:{reader}": reader for reader in readers}
    for card in db.scalars(select(Notice.dedupe_key).where(Notice.dedupe_key.in_(cards))).all():
        reader = cards[card]
        key = f"{subject}:{reader}:{state}:{now:%Y%m%dT%H%M%S%f}"
        notices.owe(db, f"{kind}_edit", to=reader, key=key, now=now, notice=card, **about)


REQUEST_OF = (BuddyRequest.workspace_id == Proposal.workspace_id) & (BuddyRequest.id == Proposal.request_id)


def locked(db: Db, proposal_id: int) -> Rows:
    alone(db)
    return _rows(db, proposal_id)


def _rows(db: Db, proposal_id: int) -> Rows:
    found = db.execute(
        select(Proposal, BuddyRequest, Volunteer)
        .join(BuddyRequest, REQUEST_OF)
        .join(
            Volunteer,
            (Volunteer.workspace_id == Proposal.workspace_id) & (Volunteer.user_id == Proposal.volunteer_id),
        )
        .where(Proposal.id == proposal_id)
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise UserError(Wrong.GONE)
    return Rows(*found)


def taken(
    db: Db, volunteer_id: str, keeping: tuple[ProposalState, ...] = OPEN_PROPOSAL, *, but: int = 0
) -> int:
    """How many places a volunteer's running teams, and his proposals in these states, take now."""
    running = select(func.count(Team.id)).where(Team.buddy_id == volunteer_id, Team.state != TeamState.ENDED)
    kept = select(func.count(Proposal.id)).where(
        Proposal.volunteer_id == volunteer_id, Proposal.state.in_(keeping), Proposal.id != but
    )
    return db.scalars(running).one() + db.scalars(kept).one()


def move(
    db: Db, now: datetime, who: Acting | None, rows: Rows, to: ProposalState, *, ended: Ended | None = None
) -> None:
    """The one place where a proposal changes its state (a launch apart, which is the team's)."""
    proposal, was = rows.proposal, rows.proposal.state
    proposal.state, proposal.decided_at = to, now
    if ended is not None:
        proposal.reasons = {**proposal.reasons, "ended": str(ended)}
    details = {"was": str(was), **({"why": str(ended)} if ended else {})}
    notices.record(db, who, now, "proposal", proposal.id, str(to), **details)
    if to not in OPEN_PROPOSAL:
        if rows.request.state is RequestState.PROPOSED:
            rows.request.state, rows.request.why_waiting = RequestState.WAITING, None
        _tell_who_waits(db, now, who, rows, was)
        soon(db, now)
    db.flush()
    refresh_cards(db, now, rows)


def _tell_who_waits(db: Db, now: datetime, who: Acting | None, rows: Rows, was: ProposalState) -> None:
    """Who waits for the other's answer hears that none will come; who ended it herself knows."""
    if was is not ProposalState.ACCEPTED:
        return
    actor = who.user_id if who else None
    told = {"offer_ended": rows.volunteer.user_id, "buddy_ended": rows.request.student_id}
    for kind, user in told.items():
        if user != actor:
            notices.owe(db, kind, to=user, key=str(rows.proposal.id), now=now, proposal=rows.proposal.id)


def shown(db: Db, rows: Rows) -> Shown:
    proposal, request, volunteer = rows.proposal, rows.request, rows.volunteer
    reasons = proposal.reasons
    classes = {one["key"]: one for one in people.programme(db).classes}
    course = classes.get(request.class_key, {"course": request.class_key, "language": ""})
    return Shown(
        id=proposal.id,
        state=ProposalState(proposal.state),
        student_id=request.student_id,
        volunteer_id=volunteer.user_id,
        course=course["course"],
        course_language=course["language"],
        languages=tuple(reasons["languages"]),
        topics=tuple(reasons["topics"]),
        days=int(reasons["days"]),
        taken=int(reasons["taken"]),
        capacity=int(reasons["capacity"]),
        wish=request.wish,
        hello=volunteer.hello,
        declined_by=proposal.declined_by,
        ended=Ended(reasons["ended"]) if reasons.get("ended") else None,
    )
