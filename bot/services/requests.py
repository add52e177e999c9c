"""A student asks for a buddy, changes what she asked, withdraws it, and sees how it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, func, select

from bot.clock import local_day, zone
from bot.errors import UserError, Wrong, refuse_all
from bot.rules import promise as rule
from bot.rules.access import Acting, require_one_of, require_set_up
from bot.rules.matching import WhyWaiting
from bot.services import board, classes, notices, people, promises, proposals, questions, refitting
from bot.services.classes import SchoolClass
from bot.services.proposals import Ended, Shown
from bot.services.waiting_time import paused
from bot.services.wishes import Wishes, wrong_with_meeting, wrong_with_need
from bot.vault import WorkspaceVault
from models import BuddyRequest, Person, Team
from models.enums import OPEN_REQUEST, Guardian, RequestState, Role, TeamState
from models.store import Db

UNDO = timedelta(hours=24)
"""How long a withdrawal can be taken back; her place in the list is kept for so long."""
OWN_WISH = "own_wish"
"""Why a request changed, in the history: she wanted it so."""


@dataclass(frozen=True)
class Choices:
    """What the forms offer: the programme's classes, topics and languages, and what a student may wish a buddy to be.

    `classes`: closed ones among them, which have a name and are offered to nobody new. `has_minors`: a guardian's
    consent is asked for.
    """

    classes: tuple[SchoolClass, ...]
    topics: tuple[str, ...]
    traits: tuple[str, ...]
    languages: tuple[str, ...]
    has_minors: bool
    weekly_minutes: int


@dataclass(frozen=True)
class Promise:
    """How long it usually takes, in days; and whom to ask when it takes longer."""

    first: int
    last: int
    manager: str | None


@dataclass(frozen=True)
class OwnRequest:
    """An open request as its student sees it.

    Attributes:
        days: which day of the promise it is, counted in the programme's zone; 0 on the day she asked.
        why: why the last matching found nobody; None before the first.
        others: how many other students wait for one of her languages, for the same reason.
        proposal: a possible team on its way.
        passed_on: the volunteer who was asked last did not answer in time.
        is_paused: we wait for her own answer, and her days stand still.
        is_again: it follows a team that has ended; its days are those of the new search.
        is_class_closed: she has just put it back, and nobody new can ask from its class any more.
    """

    id: int
    wishes: Wishes
    asked_at: datetime
    days: int
    why: WhyWaiting | None
    others: int
    proposal: Shown | None
    promise: Promise
    passed_on: bool = False
    is_paused: bool = False
    is_class_closed: bool = False
    is_again: bool = False

    @property
    def is_over(self) -> bool:
        """The promised time is over."""
        return rule.is_over(self.days, self.promise.last)


@dataclass(frozen=True)
class Withdrawn:
    """A request that she has withdrawn and can put back until then."""

    id: int
    until: datetime


def choices(db: Db) -> Choices:
    settings = people.programme(db)
    return Choices(
        classes.of(settings),
        tuple(settings.topics),
        tuple(settings.traits),
        tuple(settings.languages),
        settings.has_minors,
        settings.weekly_minutes,
    )


def may_ask(db: Db, who: Acting) -> None:
    """Raises `UserError` where nothing is set up, or she has a buddy."""
    require_set_up(who)
    if _has_team(db, who.user_id):
        raise UserError(Wrong.HAS_TEAM)


def before(db: Db, user_id: str) -> tuple[int, Wishes] | None:
    """What she said in her newest request, with its id; for somebody who has no open one."""
    newest = select(BuddyRequest).where(BuddyRequest.student_id == user_id).order_by(BuddyRequest.id.desc())
    row = db.scalars(newest.limit(1)).first()
    return None if row is None else (row.id, _wishes(row))


def languages_before(db: Db, user_id: str) -> tuple[str, ...]:
    """What she said in her newest request, open or over, that she speaks."""
    newest = before(db, user_id)
    return newest[1].languages if newest else ()


def own(db: Db, now: datetime, user_id: str) -> OwnRequest | None:
    """Her open request, if she has one."""
    row = _open(db, user_id)
    return None if row is None else _seen(db, now, row)


def note(db: Db, vault: WorkspaceVault, request_id: int) -> str:
    """What she wants managers, and nobody else, to know. Whoever calls this decides who reads it.

    Raises:
        KeyLost: the key that it was sealed with is not there.
    """
    sealed = db.scalars(select(BuddyRequest.note).where(BuddyRequest.id == request_id)).first()
    return vault.open(proposals.NOTE, str(request_id), sealed) if sealed else ""


def ask(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, wishes: Wishes, note: str = ""
) -> OwnRequest:
    """Ask for a buddy, or change what she asked: she has one request, and keeps her place in the list.

    Raises:
        UserError: she has a buddy, nothing is set up, or something in the form cannot be (at its field).
    """
    settings = proposals.alone(db)
    may_ask(db, who)
    row = _open(db, who.user_id)
    was = _wishes(row) if row else None
    today = local_day(now, settings.timezone)
    spoken = languages_before(db, who.user_id)
    need = wrong_with_need(settings, wishes, note, today, was.class_key if was else None, spoken)
    refuse_all([*need, *wrong_with_meeting(settings, wishes, was.must_be if was else ())])
    if row is None:
        row = _new(db, now, who, wishes)
    else:
        _change(db, now, who, row, wishes)
    seal_note(vault, row, note)
    db.flush()
    proposals.soon(db, now)
    return _seen(db, now, row)


def withdraw(db: Db, now: datetime, who: Acting, request_id: int) -> Withdrawn:
    """Take a request off the list. Whoever was asked about it is told that it is no longer needed.

    Raises:
        UserError: it is somebody else's, not there, withdrawn before, or she has a buddy by now.
    """
    proposals.alone(db)
    row = _hers(db, who, request_id)
    if row.state is RequestState.MATCHED:
        raise UserError(Wrong.HAS_TEAM)
    if row.state is RequestState.WITHDRAWN:
        raise UserError(Wrong.ALREADY_DONE)
    return end(db, now, who, row, OWN_WISH)


def end(db: Db, now: datetime, who: Acting, row: BuddyRequest, why: str) -> Withdrawn:
    """Withdraw an open request, by its student or by a manager."""
    was, row.state = row.state, RequestState.WITHDRAWN
    row.withdrawn_at = now
    db.flush()
    _record(db, now, who, row, "withdrawn", was=str(was), why=why)
    promises.end(db, now, row)
    for proposal in proposals.open_of(db, now, student_id=row.student_id):
        proposals.withdraw(db, now, who, proposal.id, Ended.REQUEST_WITHDRAWN)
    return Withdrawn(row.id, now + UNDO)


def put_back(db: Db, now: datetime, who: Acting, request_id: int) -> OwnRequest:
    """Take a withdrawal back: the request is on the list again, where it was.

    Raises:
        UserError: it is somebody else's, not there, not withdrawn, withdrawn too long ago, or she has a buddy or
            a newer request by now.
    """
    settings = proposals.alone(db)
    row = _hers(db, who, request_id)
    if row.state in OPEN_REQUEST:
        raise UserError(Wrong.ALREADY_DONE)
    may_ask(db, who)
    if _open(db, who.user_id) is not None:
        raise UserError(Wrong.ASKED_ANEW)
    if row.state is not RequestState.WITHDRAWN or not _can_be_put_back(row, now):
        raise UserError(Wrong.TOO_LATE_TO_PUT_BACK)
    row.state, row.withdrawn_at, row.why_waiting = RequestState.WAITING, None, None
    db.flush()
    promises.begin(db, row)
    _record(db, now, who, row, "put_back", was=str(RequestState.WITHDRAWN), why=OWN_WISH)
    proposals.soon(db, now)
    return replace(_seen(db, now, row), is_class_closed=row.class_key not in classes.open_keys(settings))


def withdrawn(db: Db, now: datetime, user_id: str) -> Withdrawn | None:
    """The request that she can still put back, if there is one. For somebody who has no open one and no buddy."""
    row = db.scalars(
        select(BuddyRequest)
        .where(BuddyRequest.student_id == user_id, BuddyRequest.state == RequestState.WITHDRAWN)
        .order_by(BuddyRequest.id.desc())
    ).first()
    if row is None or not _can_be_put_back(row, now) or row.withdrawn_at is None:
        return None
    return Withdrawn(row.id, row.withdrawn_at + UNDO)


def promise(db: Db) -> Promise:
    settings = people.programme(db)
    managers = people.present(db, Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
    return Promise(settings.promise_days[0], settings.promise_days[-1], next(iter(managers), None))


def _has_team(db: Db, user_id: str) -> bool:
    running = select(Team.id).where(Team.student_id == user_id, Team.state != TeamState.ENDED)
    return db.scalars(running).first() is not None


def _open(db: Db, user_id: str) -> BuddyRequest | None:
    return db.scalars(
        select(BuddyRequest).where(BuddyRequest.student_id == user_id, BuddyRequest.state.in_(OPEN_REQUEST))
    ).first()


def _hers(db: Db, who: Acting, request_id: int) -> BuddyRequest:
    row = db.scalars(select(BuddyRequest).where(BuddyRequest.id == request_id)).first()
    if row is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (row.student_id,))
    return row


def _can_be_put_back(row: BuddyRequest, now: datetime) -> bool:
    return row.withdrawn_at is not None and now < row.withdrawn_at + UNDO


def new_row(student_id: str, wishes: Wishes, asked_at: datetime) -> BuddyRequest:
    """A request that waits, not stored yet."""
    return BuddyRequest(
        student_id=student_id,
        state=RequestState.WAITING,
        asked_at=asked_at,
        why_waiting=None,
        paused_seconds=0,
        promise_step=0,
        guardian_agreed_at=asked_at if wishes.guardian is Guardian.AGREED else None,
        **_columns(wishes),
    )


def seal_note(vault: WorkspaceVault, row: BuddyRequest, note: str) -> None:
    """Keep what managers alone should know; the row must be stored, for its id is part of the seal."""
    row.note = vault.seal(proposals.NOTE, str(row.id), note) if note else None


def _new(db: Db, now: datetime, who: Acting, wishes: Wishes) -> BuddyRequest:
    row = new_row(who.user_id, wishes, now)
    db.add(row)
    db.flush()
    promises.begin(db, row)
    _record(db, now, who, row, "asked", why=OWN_WISH)
    return row


def _change(db: Db, now: datetime, who: Acting, row: BuddyRequest, wishes: Wishes) -> None:
    wanted = _columns(wishes)
    open_ones = proposals.open_of(db, now, student_id=who.user_id)
    before = refitting.broken(db, now, open_ones)
    changed = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, wanted[name])
    if wishes.guardian is not Guardian.AGREED:
        row.guardian_agreed_at = None
    elif row.guardian_agreed_at is None:
        row.guardian_agreed_at = now
    if row.state is RequestState.WAITING and wishes.guardian is not None:
        questions.age_settled(db, now, row)
    row.why_waiting = None
    db.flush()
    _record(db, now, who, row, "changed", was=str(row.state), why=OWN_WISH, changed=changed)
    refitting.refit(db, now, open_ones, before)


def _columns(wishes: Wishes) -> dict[str, Any]:
    """As they are stored; column → value."""
    return {
        "class_key": wishes.class_key,
        "languages": [*wishes.fluent, *wishes.getting_by],
        "fluent": list(wishes.fluent),
        "topics": list(wishes.topics),
        "wish": wishes.wish,
        "times": list(wishes.times),
        "place": wishes.place,
        "city": wishes.city,
        "traits": list(wishes.traits),
        "traits_must": wishes.traits_must and bool(wishes.traits),
        "unnamed": wishes.unnamed,
        "guardian": wishes.guardian,
    }


def _record(db: Db, now: datetime, who: Acting, row: BuddyRequest, event: str, **details: Any) -> None:
    """One row of history: from which state (`was`), to which (`becomes`), and `why`, in words of ours."""
    notices.record(db, who, now, "request", row.id, event, becomes=str(row.state), **details)


def _seen(db: Db, now: datetime, row: BuddyRequest) -> OwnRequest:
    where = zone(people.programme(db).timezone)
    return OwnRequest(
        id=row.id,
        wishes=_wishes(row),
        asked_at=row.asked_at,
        days=rule.day(row.asked_at, paused(row.paused_at, row.paused_seconds, now), now, where),
        why=WhyWaiting(row.why_waiting) if row.why_waiting else None,
        others=_others(db, row),
        proposal=next(iter(proposals.open_of(db, now, student_id=row.student_id)), None),
        promise=promise(db),
        passed_on=board.passed_on(db, row.id),
        is_paused=row.paused_at is not None,
        is_again=row.earlier_seconds > 0,
    )


def _wishes(row: BuddyRequest) -> Wishes:
    return Wishes(
        class_key=row.class_key,
        languages=tuple(row.languages),
        topics=tuple(row.topics),
        wish=row.wish,
        fluent=tuple(row.fluent),
        times=tuple(row.times),
        place=row.place,
        city=row.city,
        traits=tuple(row.traits),
        traits_must=row.traits_must,
        unnamed=row.unnamed,
        guardian=row.guardian,
    )


def _others(db: Db, row: BuddyRequest) -> int:
    """Counted by the database, for each list of languages once."""
    languages = cast(BuddyRequest.languages, String)
    groups = db.execute(
        select(languages, func.count(BuddyRequest.id))
        .join(Person, board.STUDENT)
        .where(
            people.HERE,
            BuddyRequest.state == RequestState.WAITING,
            BuddyRequest.student_id != row.student_id,
            BuddyRequest.why_waiting == row.why_waiting,
        )
        .group_by(languages)
    )
    return sum(students for some, students in groups if not set(row.languages).isdisjoint(json.loads(some)))
