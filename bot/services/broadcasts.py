"""A text of a manager to students, buddies or both: who gets it, sending it once, taking it back, and what became of it.

Who gets it follows from teams and requests alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.clock import zone
from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import MANAGERS, Acting, require_manager
from bot.services import classes, drafts, notices, people
from bot.speech import LANGUAGES
from bot.vault import WorkspaceVault
from models import Broadcast, BuddyRequest, Notice, Person, Proposal, Team
from models.enums import OPEN_REQUEST, Audience, FormKind, NoticeState, Role, TeamState
from models.prepared import Moment
from models.store import Db, add

KIND, PLANNED, REPORT = "broadcast", "broadcast_planned", "broadcast_report"
BEGUN = "broadcast_begun"
"""A kind of notice: what its sender read of it loses its button."""
PLACE = "broadcasts.sealed"
WORDS_MAX = 2500
UNDO_FOR = timedelta(minutes=10)
"""From the confirmation until the first message leaves."""
FIRST_LOOK, LOOK_AGAIN = timedelta(minutes=5), timedelta(minutes=15)
ALL = "all"
"""Of the field for the class."""
FIELDS = ("audience", "class", "language", "words")
_UNSENT = (NoticeState.PENDING, NoticeState.SENDING)


@dataclass(frozen=True, repr=False)
class Wanted:
    """What is to be written, and to whom. `class_key`: empty for all classes."""

    audience: Audience
    class_key: str
    language: str
    words: str


@dataclass(frozen=True)
class Receivers:
    """Who gets it, and who belongs to them and cannot be written to: has left, or is a guest.

    `no_class`: of a text to one class: how many running teams are of none, and so are not reached in whole.
    """

    people: tuple[str, ...]
    unreached: tuple[str, ...]
    no_class: int = 0


@dataclass(frozen=True)
class Preview:
    """`seen`: a mark of what she has entered, by which it is sent."""

    wanted: Wanted
    receivers: Receivers
    made_by: str
    seen: str


@dataclass(frozen=True)
class Planned:
    """It will leave. `id`: by which it can be taken back; `people`: how many get it."""

    id: int
    people: int
    unreached: tuple[str, ...]
    begins_at: datetime
    is_undone: bool = False


@dataclass(frozen=True)
class Report:
    """What became of it: `sent` to so many, not to these, and of `in_doubt` nobody can tell. `begins_at`: of which."""

    sent: int
    unreached: tuple[str, ...]
    in_doubt: tuple[str, ...]
    begins_at: datetime


@dataclass(frozen=True, repr=False)
class Letter:
    """What one person reads."""

    made_by: str
    audience: Audience
    language: str
    words: str


def draft(db: Db, vault: WorkspaceVault, now: datetime, who: Acting) -> drafts.Entered:
    """What she has entered and not sent. Raises `UserError` for anybody who is no manager."""
    require_manager(who)
    return drafts.of(db, vault, now, who.user_id, FormKind.BROADCAST) or {}


def preview(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, entered: drafts.Entered) -> Preview:
    """Keep what she has entered, and show to whom it would go and how.

    Raises:
        UserError: she is no manager; a field cannot be read; or nobody would get it.
    """
    require_manager(who)
    kept = drafts.keep(db, vault, now, who.user_id, FormKind.BROADCAST, entered)
    return _preview(db, who, kept)


def send(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, seen: str) -> Planned | Preview:
    """Owe it to each of them, once: what she has entered is used up by it.

    Nothing is done where she has `seen` another text, or another audience: then this is what she would send now.

    Raises:
        UserError: as `preview`; or it has been sent already.
    """
    require_manager(who)
    entered = drafts.taken(db, vault, now, who.user_id, FormKind.BROADCAST)
    if not entered:
        raise UserError(Wrong.ALREADY_DONE)
    shown = _preview(db, who, entered)
    if shown.seen != seen:
        return shown
    wanted, found = shown.wanted, shown.receivers
    drafts.forget(db, who.user_id, FormKind.BROADCAST)
    begins = now + UNDO_FOR
    number = add(
        db,
        Broadcast,
        made_by=who.user_id,
        made_at=now,
        audience=wanted.audience,
        class_key=wanted.class_key,
        language=wanted.language,
        sealed=None,
        begins_at=begins,
        undone_at=None,
        unreached=list(found.unreached),
        look_at=begins + FIRST_LOOK,
    )
    _row(db, number).sealed = vault.seal(PLACE, str(number), wanted.words)
    zones, hours = people.timezones_of(db, found.people), people.open_hours(db)
    owed = (
        (user, f"{number}:{user}", hours.next_open(begins, zone(zones[user])), {"broadcast": number})
        for user in found.people
    )
    notices.owe_each_at(db, KIND, owed)
    notices.owe(db, PLANNED, to=who.user_id, key=str(number), now=now, broadcast=number)
    begun = {"broadcast": number, "notice": f"{PLANNED}:{number}"}
    notices.owe(db, BEGUN, to=who.user_id, key=str(number), now=now, at=begins, **begun)
    notices.record(
        db, who, now, "broadcast", number, "planned", audience=str(wanted.audience), people=len(found.people)
    )
    db.flush()
    return Planned(number, len(found.people), found.unreached, begins)


def undo(db: Db, now: datetime, who: Acting, number: int) -> Planned:
    """Take it back before it begins; any manager may.

    Raises:
        UserError: she is no manager; it is not there, has begun, or was taken back.
    """
    require_manager(who)
    row = db.scalars(select(Broadcast).where(Broadcast.id == number).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    if row.undone_at is not None:
        raise UserError(Wrong.ALREADY_DONE)
    if now >= row.begins_at:
        raise UserError(Wrong.HAS_BEGUN)
    row.undone_at, row.sealed, row.look_at = now, None, None
    db.flush()
    notices.record(db, who, now, "broadcast", number, "undone")
    return _planned(db, row)


def planned(db: Db, number: int) -> Planned | None:
    """None where it is not there."""
    row = db.scalars(select(Broadcast).where(Broadcast.id == number)).first()
    return None if row is None else _planned(db, row)


def letter(db: Db, vault: WorkspaceVault, number: int) -> Letter | None:
    """What its receivers read; None where it was taken back."""
    row = db.scalars(select(Broadcast).where(Broadcast.id == number)).first()
    if row is None or row.sealed is None or row.undone_at is not None:
        return None
    return Letter(row.made_by, row.audience, row.language, vault.open(PLACE, str(number), row.sealed))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When one is looked at next; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and number of each that is to be looked at; of an unbound session."""
    found = select(Broadcast.workspace_id, Broadcast.id).where(Broadcast.look_at <= now)
    return db.execute(found.order_by(Broadcast.look_at, Broadcast.id)).all()


def take_due(db: Db, now: datetime, number: int) -> None:
    """Tell the sender what became of it, once everything has left; else look again later."""
    row = _row(db, number)
    if row.look_at is None or row.look_at > now:
        return
    unsent = select(func.count(Notice.id)).where(_of(number), Notice.state.in_(_UNSENT))
    if db.scalars(unsent).one():
        row.look_at = now + LOOK_AGAIN
    else:
        row.look_at = row.sealed = None
        for reader in _readers(db, row.made_by):
            notices.owe(db, REPORT, to=reader, key=f"{number}:{reader}", now=now, broadcast=number)
    db.flush()


def _readers(db: Db, sender: str) -> list[str]:
    """Of the report, which has names in it: its sender; the project managers of today where she is no manager now."""
    return [sender] if sender in people.present(db, *MANAGERS) else people.present(db, Role.PROJECT_MANAGER)


def report(db: Db, number: int) -> Report | None:
    """None where it is not there."""
    row = db.scalars(select(Broadcast).where(Broadcast.id == number)).first()
    if row is None:
        return None
    rows = db.execute(select(Notice.target, Notice.state, Notice.reason).where(_of(number))).all()
    failed = [(to, reason) for to, state, reason in rows if state is not NoticeState.SENT]
    doubt = tuple(sorted(to for to, reason in failed if reason == "outcome_unknown"))
    unreached = {*row.unreached, *(to for to, _ in failed)} - set(doubt)
    return Report(len(rows) - len(failed), tuple(sorted(unreached)), doubt, row.begins_at)


def receivers(db: Db, wanted: Wanted, sender: str) -> Receivers:
    """Students who are in a team or wait for a buddy, and buddies who are in a team: of one class or of all."""
    found = set()
    if wanted.audience is not Audience.BUDDIES:
        found |= _students(db, wanted.class_key)
    if wanted.audience is not Audience.STUDENTS:
        found |= set(db.scalars(_teams(Team.buddy_id, wanted.class_key)))
    found.discard(sender)
    here = set(db.scalars(select(Person.user_id).where(Person.user_id.in_(found), people.HERE)))
    return Receivers(tuple(sorted(here)), tuple(sorted(found - here)), _no_class(db, wanted, found, sender))


def _preview(db: Db, who: Acting, entered: drafts.Entered) -> Preview:
    wanted = _read(db, entered)
    found = receivers(db, wanted, who.user_id)
    if not found.people:
        raise UserError(Wrong.NO_RECEIVER, block="audience")
    return Preview(wanted, found, who.user_id, drafts.mark(entered))


def _no_class(db: Db, wanted: Wanted, found: set[str], sender: str) -> int:
    """Running teams that came without a request, from a file or by hand, with somebody who is not written to."""
    if not wanted.class_key:
        return 0
    of_team = {
        Audience.STUDENTS: (Team.student_id,),
        Audience.BUDDIES: (Team.buddy_id,),
        Audience.BOTH: (Team.student_id, Team.buddy_id),
    }[wanted.audience]
    teams = db.execute(select(*of_team).where(Team.state != TeamState.ENDED, Team.proposal_id.is_(None)))
    return sum(1 for people_of in teams if set(people_of) - found - {sender})


def _students(db: Db, class_key: str) -> set[str]:
    waiting = select(BuddyRequest.student_id).where(BuddyRequest.state.in_(OPEN_REQUEST))
    if class_key:
        waiting = waiting.where(BuddyRequest.class_key == class_key)
    return {*db.scalars(waiting), *db.scalars(_teams(Team.student_id, class_key))}


def _teams(whom: InstrumentedAttribute[str], class_key: str) -> Select[str]:
    """One of the two of each running team; of a class: those whose student asked from it."""
    found = select(whom).where(Team.state != TeamState.ENDED)
    if not class_key:
        return found
    return (
        found.join(Proposal, (Proposal.workspace_id == Team.workspace_id) & (Proposal.id == Team.proposal_id))
        .join(
            BuddyRequest,
            (BuddyRequest.workspace_id == Proposal.workspace_id) & (BuddyRequest.id == Proposal.request_id),
        )
        .where(BuddyRequest.class_key == class_key)
    )


def _read(db: Db, entered: drafts.Entered) -> Wanted:
    """Raises `UserError` for what cannot be, each at its field."""
    wrongs = []
    audience, class_key = str(entered.get("audience") or ""), str(entered.get("class") or "")
    language, words = str(entered.get("language") or ""), str(entered.get("words") or "").strip()
    if audience not in tuple(Audience):
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="audience"))
    if class_key not in ("", ALL) and classes.find(people.programme(db), class_key) is None:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="class"))
    if language not in LANGUAGES:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="language"))
    if not words:
        wrongs.append(UserError(Wrong.NOTHING_WRITTEN, block="words"))
    if len(words) > WORDS_MAX:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": WORDS_MAX}, block="words"))
    refuse_all(wrongs)
    return Wanted(Audience(audience), "" if class_key == ALL else class_key, language, words)


def _planned(db: Db, row: Broadcast) -> Planned:
    number = db.scalars(select(func.count(Notice.id)).where(_of(row.id))).one()
    return Planned(row.id, number, tuple(row.unreached), row.begins_at, is_undone=row.undone_at is not None)


def _row(db: Db, number: int) -> Broadcast:
    return db.scalars(select(Broadcast).where(Broadcast.id == number).with_for_update()).one()


def _of(number: int) -> ColumnElement[bool]:
    """The notices of one; their keys begin with its number."""
    return (Notice.kind == KIND) & Notice.dedupe_key.like(f"{KIND}:{number}:%")


_NEXT = Moment(
    select(Broadcast.look_at).where(Broadcast.look_at.is_not(None)).order_by(Broadcast.look_at).limit(1)
)
