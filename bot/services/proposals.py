"""A possible team on its way: how it begins, how it ends, and what its cards show.

Every change of the waiting list, the offers and the proposals is made by one transaction of a workspace at a
time (`alone`), so that a place is never given away twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select, update

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules import matching as rule
from bot.rules import promise
from bot.rules.access import MANAGERS, Acting
from bot.rules.matching import Bent, Reasons
from bot.rules.own_texts import Own
from bot.services import board, cards, minors, notices, own_pairs, patience, people, waiting_time
from bot.services.board import REQUEST_OF, VOLUNTEER_OF
from bot.vault import WorkspaceVault
from models import BuddyRequest, Proposal, Settings, Task, Team, Volunteer
from models.enums import OPEN_PROPOSAL, ProposalState, RequestState, TaskKind, TeamState
from models.store import Db, add


class Ended(StrEnum):
    """Why a proposal was withdrawn, where nobody said no to it."""

    REQUEST_WITHDRAWN = "request_withdrawn"
    LEFT = "left"
    """One of the two has left the workspace."""
    FULL = "full"
    """The place was given to somebody else meanwhile."""
    NO_ANSWER = board.NO_ANSWER
    """The volunteer did not answer in time; counts as declined for a while."""
    NOT_AVAILABLE = "not_available"
    """They are not possible any more: a wish or an offer was changed or paused, somebody is away or silent, or the two
    are never to be paired.

    It is written without an actor, so that nobody reads which. Older words of the same read as this one.
    """
    REPLACED = "replaced"
    """A manager chose somebody else before anybody was asked."""


class NoReason(StrEnum):
    """What a volunteer may say with a no."""

    NO_TIME = board.NO_TIME
    TOPICS = "topics"
    HOURS = "hours"
    OTHER = "other"
    FULL = board.FULL
    """Said by the button "Full for now"."""


@dataclass(frozen=True, repr=False)
class Shown:
    """A proposal as its cards show it.

    Attributes:
        fit: why the two fit; `fit.taken` students the volunteer had when it was proposed, `fit.days` as of now.
        wish: the student's words, for managers alone.
        has_note: there is something that managers alone should know (`note`).
        minor_since: the day on which a minor said that a parent or guardian agrees, for managers alone.
        hello: the volunteer's words, for the student alone.
        unnamed: the volunteer does not read who she is before both have said yes.
        reminded: the one who was asked has been reminded, or a manager told of the silence.
        hours: after which a volunteer is reminded, and after which somebody else is looked for: the programme's, or
            those that a reminder has named.
        weekly_minutes: what the programme asks of a buddy, on average.
        unreached: the question did not arrive at the volunteer.
        declined_why: what a volunteer said with a no.
        chosen_by: the manager who chose this pair by hand, where it is against the rules `bent`, too.
        chosen_why: her reason, once it is opened for managers (`chosen_why.shown`).
        ended: why it was withdrawn.
        own_texts: what the programme says in its own words.
    """

    id: int
    request_id: int
    state: ProposalState
    student_id: str
    volunteer_id: str
    course: str
    course_language: str
    fit: Reasons
    wish: str
    has_note: bool
    minor_since: date | None
    hello: str
    unnamed: bool
    reminded: bool
    hours: tuple[int, int]
    weekly_minutes: int
    unreached: bool
    declined_by: str | None
    declined_why: NoReason | None
    chosen_by: str | None
    chosen_why: str
    bent: tuple[Bent, ...]
    ended: Ended | None
    own_texts: Own = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_PROPOSAL

    @property
    def is_managers_no(self) -> bool:
        """Neither of the two said it: a manager can still choose them by hand."""
        is_no = self.state is ProposalState.DECLINED and self.declined_by is not None
        return is_no and self.declined_by not in (self.student_id, self.volunteer_id)

    def to_manager(self, db: Db, user_id: str) -> Shown:
        """As this manager may read it: of her own pair, neither the note nor the age; no place that one of hers keeps."""
        if user_id == self.volunteer_id:
            return replace(self, has_note=False, minor_since=None)
        kept = own_pairs.kept_before(db, user_id, self.volunteer_id, self.id)
        return replace(self, fit=replace(self.fit, taken=self.fit.taken - kept)) if kept else self


CHOSEN = "chosen"
"""Why it came to be, in the history: a manager chose it by hand."""
NOTE = "buddy_requests.note"
"""Where a student's note for managers is sealed; the row is the request's id."""

STUDENT_SILENT, NOT_REACHED = "student_silent", "not_reached"
TOLD = {STUDENT_SILENT: ProposalState.ACCEPTED, NOT_REACHED: ProposalState.APPROVED}
"""What managers are told of a proposal, and the state in which it is true; later their message says how it stands."""

UNTOLD = ("city", "traits", "slots")
"""Of the reasons, what history does not keep: a text somebody wrote, what somebody is, and when."""


@dataclass(frozen=True)
class Chosen:
    """A pair that a manager chose by hand; `bent`: the rules that it is against."""

    by: Acting
    bent: tuple[Bent, ...]


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


def show(db: Db, now: datetime, proposal_id: int) -> Shown:
    """Raises `UserError` for one that is not there."""
    return shown(db, now, _rows(db, proposal_id))


def note(db: Db, vault: WorkspaceVault, proposal_id: int) -> str:
    """What the student wrote for managers alone; empty where nothing is."""
    request = _rows(db, proposal_id).request
    return vault.open(NOTE, str(request.id), request.note) if request.note else ""


def open_of(
    db: Db, now: datetime, *, student_id: str | None = None, volunteer_id: str | None = None
) -> list[Shown]:
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
    return [show(db, now, proposal_id) for proposal_id in db.scalars(query).all()]


def propose(
    db: Db,
    now: datetime,
    pair: rule.Pair,
    managers: list[str],
    chosen: Chosen | None = None,
    otherwise: str | None = None,
) -> int:
    """Write a pair that was checked a moment ago; these managers get its card. `chosen`: by hand.

    `otherwise`: why she would wait on without it, for a manager who reads nothing of it.
    """
    kept = pair.reasons.as_dict() | ({"bent": [str(one) for one in chosen.bent]} if chosen else {})
    number = add(
        db,
        Proposal,
        request_id=pair.request_id,
        volunteer_id=pair.volunteer_id,
        state=ProposalState.PROPOSED,
        reasons=kept,
        proposed_at=now,
        chosen_by=chosen.by.user_id if chosen else None,
        chosen_why="",
        step=0,
    )
    db.execute(
        update(BuddyRequest)
        .where(BuddyRequest.id == pair.request_id)
        .values(state=RequestState.PROPOSED, why_waiting=otherwise)
    )
    who, how = (chosen.by, CHOSEN) if chosen else (None, "matched")
    told = {key: value for key, value in kept.items() if key not in UNTOLD}
    becomes = {"becomes": str(ProposalState.PROPOSED), "why": how}
    notices.record(db, who, now, "proposal", number, "proposed", **becomes, **told)
    was = {"was": str(RequestState.WAITING), "becomes": str(RequestState.PROPOSED), "why": how}
    notices.record(db, who, now, "request", pair.request_id, "proposed", **was, proposal=number)
    for manager in managers:
        cards.owe_proposals(db, now, [number], manager)
        own_pairs.known(db, manager, [number])
    return number


def withdraw(db: Db, now: datetime, who: Acting | None, proposal_id: int, why: Ended) -> None:
    """End an open proposal to which nobody said no; the pair may be proposed again one day."""
    rows = locked(db, proposal_id)
    if rows.proposal.state in OPEN_PROPOSAL:
        move(db, now, who, rows, ProposalState.WITHDRAWN, ended=why)


def refresh_cards(db: Db, now: datetime, rows: Rows) -> None:
    """Bring every card of a proposal up to date, so that nobody sees a button for what is decided."""
    about = {"proposal": rows.proposal.id}
    unreached = rows.proposal.state is ProposalState.APPROVED and rows.proposal.reasons.get("unreached")
    state = "unreached" if unreached else str(rows.proposal.state)
    managers = people.holders(db, *MANAGERS)
    cards.edit(db, now, "proposal", rows.proposal.id, state, managers, **about)
    for kind in ("offer", "offer_reminder"):
        cards.edit(db, now, kind, rows.proposal.id, state, [rows.volunteer.user_id], **about)
    cards.edit(db, now, "buddy", rows.proposal.id, state, [rows.request.student_id], **about)
    for kind, true_while in TOLD.items():
        if rows.proposal.state is not true_while:
            cards.edit(db, now, kind, rows.proposal.id, state, managers, **about)


def locked(db: Db, proposal_id: int) -> Rows:
    alone(db)
    return _rows(db, proposal_id)


def _rows(db: Db, proposal_id: int) -> Rows:
    found = db.execute(
        select(Proposal, BuddyRequest, Volunteer)
        .join(BuddyRequest, REQUEST_OF)
        .join(Volunteer, VOLUNTEER_OF)
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
    by = who if ended in (None, Ended.REQUEST_WITHDRAWN, Ended.REPLACED) else None  # else the program ends it
    who = None if ended is Ended.NOT_AVAILABLE else who
    proposal, was = rows.proposal, rows.proposal.state
    proposal.state, proposal.decided_at = to, now
    proposal.step, proposal.next_step_at = 0, patience.next_step(db, proposal, to, now)
    if ended is not None:
        proposal.reasons = {**proposal.reasons, "ended": str(ended)}
    why = ended or proposal.decline_reason
    details = {"was": str(was), "becomes": str(to), **({"why": str(why)} if why else {})}
    notices.record(db, by, now, "proposal", proposal.id, str(to), **details)
    if to is ProposalState.ACCEPTED:
        waiting_time.pause(rows.request, now)
    elif was is ProposalState.ACCEPTED:
        answered(db, now, who, rows)
    if to not in OPEN_PROPOSAL:
        if rows.request.state is RequestState.PROPOSED:
            _waits_again(db, now, by, rows, str(ended or to))
        _tell_who_waits(db, now, who, rows, was)
        soon(db, now)
    db.flush()
    refresh_cards(db, now, rows)


def answered(db: Db, now: datetime, who: Acting | None, rows: Rows) -> None:
    """We wait for the student no more: her days count again, and nobody needs to ask her."""
    waiting_time.resume(rows.request, now)
    silent = f"{TaskKind.STUDENT_SILENT}:{rows.proposal.id}"
    db.execute(
        update(Task)
        .where(Task.dedupe_key == silent, Task.done_at.is_(None))
        .values(done_at=now, done_by=who.user_id if who else None)
    )


def _waits_again(db: Db, now: datetime, who: Acting | None, rows: Rows, why: str) -> None:
    rows.request.state, rows.request.why_waiting = RequestState.WAITING, None
    was = {"was": str(RequestState.PROPOSED), "becomes": str(RequestState.WAITING), "why": why}
    notices.record(db, who, now, "request", rows.request.id, "waiting", **was, proposal=rows.proposal.id)


def _tell_who_waits(db: Db, now: datetime, who: Acting | None, rows: Rows, was: ProposalState) -> None:
    """Who waits for the other's answer hears that none will come; who ended it herself knows."""
    if was is not ProposalState.ACCEPTED:
        return
    actor = who.user_id if who else None
    told = {"offer_ended": rows.volunteer.user_id, "buddy_ended": rows.request.student_id}
    for kind, user in told.items():
        if user != actor:
            notices.owe(db, kind, to=user, key=str(rows.proposal.id), now=now, proposal=rows.proposal.id)


def shown(db: Db, now: datetime, rows: Rows) -> Shown:
    proposal, request, volunteer = rows.proposal, rows.request, rows.volunteer
    reasons, programme = proposal.reasons, people.programme(db)
    classes = {one["key"]: one for one in programme.classes}
    paused = waiting_time.paused(request.paused_at, request.paused_seconds, now)
    days = promise.day(request.asked_at, paused, now, zone(programme.timezone))
    course = classes.get(request.class_key, {"course": request.class_key, "language": ""})
    return Shown(
        id=proposal.id,
        request_id=request.id,
        state=ProposalState(proposal.state),
        student_id=request.student_id,
        volunteer_id=volunteer.user_id,
        course=course["course"],
        course_language=course["language"],
        fit=replace(Reasons.of(reasons), days=days),
        wish=request.wish,
        has_note=request.note is not None,
        minor_since=minors.agreed_on(programme, request),
        hello=volunteer.hello,
        unnamed=request.unnamed and not reasons.get(own_pairs.KNOWN),
        reminded=proposal.step > 0,
        hours=patience.hours(proposal, programme),
        weekly_minutes=programme.weekly_minutes,
        unreached=bool(reasons.get("unreached")),
        declined_by=proposal.declined_by,
        declined_why=NoReason(proposal.decline_reason) if proposal.decline_reason else None,
        chosen_by=proposal.chosen_by,
        chosen_why="",
        bent=tuple(Bent(one) for one in reasons.get("bent", ())),
        ended=_ended(reasons.get("ended")),
        own_texts=programme.own_texts,
    )


def _ended(word: str | None) -> Ended | None:
    if not word:
        return None
    return Ended(word) if word in list(Ended) else Ended.NOT_AVAILABLE
