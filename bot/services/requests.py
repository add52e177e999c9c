"""A student asks for a buddy, changes what she asked, withdraws it, and sees how it stands."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, func, select

from bot.errors import UserError, Wrong, refuse_all
from bot.rules.access import Acting, require_one_of, require_set_up
from bot.rules.matching import LEARNING_LANGUAGES, WhyWaiting, days_waiting
from bot.services import notices, people, promises, proposals
from bot.services.proposals import Ended, Shown
from models import BuddyRequest, Settings, Team
from models.enums import RequestState, Role, TeamState
from models.store import Db

OPEN = (RequestState.WAITING, RequestState.PROPOSED)
WISH_MAX = 1000


@dataclass(frozen=True)
class Wishes:
    """What a request says. `languages`: those she can learn in, the one she likes best first."""

    class_key: str
    languages: tuple[str, ...]
    topics: tuple[str, ...]
    wish: str


@dataclass(frozen=True)
class Choices:
    """What the forms offer: the programme's classes `(key, course, language)`, its topics, and what a student may
    wish a buddy to be. `has_minors`: a guardian's consent is asked for."""

    classes: tuple[tuple[str, str, str], ...]
    topics: tuple[str, ...]
    traits: tuple[str, ...]
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
        why: why the last matching found nobody; None before the first.
        others: how many other students wait who could learn in one of her languages.
        proposal: a possible team on its way.
    """

    id: int
    wishes: Wishes
    asked_at: datetime
    days: int
    why: WhyWaiting | None
    others: int
    proposal: Shown | None
    promise: Promise


def choices(db: Db) -> Choices:
    settings = people.programme(db)
    classes = tuple((one["key"], one["course"], one["language"]) for one in settings.classes)
    return Choices(
        classes,
        tuple(settings.topics),
        tuple(settings.traits),
        settings.has_minors,
        settings.weekly_minutes,
    )


def may_ask(db: Db, who: Acting) -> None:
    """Raises `UserError` where nothing is set up, or she has a buddy."""
    require_set_up(who)
    running = select(Team.id).where(Team.student_id == who.user_id, Team.state != TeamState.ENDED)
    if db.scalars(running).first() is not None:
        raise UserError(Wrong.HAS_TEAM)


def own(db: Db, now: datetime, user_id: str) -> OwnRequest | None:
    """Her open request, if she has one."""
    row = _open(db, user_id)
    return None if row is None else _seen(db, now, row)


def ask(db: Db, now: datetime, who: Acting, wishes: Wishes) -> OwnRequest:
    """Ask for a buddy, or change what she asked: she has one request, and keeps her place in the list.

    Raises:
        UserError: she has a buddy, nothing is set up, or something in the form cannot be (at its field).
    """
    settings = proposals.alone(db)
    may_ask(db, who)
    _check(settings, wishes)
    row = _open(db, who.user_id)
    if row is None:
        row = _new(db, now, who, wishes)
    else:
        row.class_key, row.wish = wishes.class_key, wishes.wish
        row.languages, row.topics = list(wishes.languages), list(wishes.topics)
        row.why_waiting = None
        db.flush()
        notices.record(db, who, now, "request", row.id, "changed")
        proposals.refit(db, now, who, proposals.open_of(db, student_id=who.user_id))
    proposals.soon(db, now)
    return _seen(db, now, row)


def withdraw(db: Db, now: datetime, who: Acting, request_id: int) -> None:
    """Take a request off the list. Whoever was asked about it is told that it is no longer needed.

    Raises:
        UserError: it is somebody else's, not there, withdrawn before, or she has a buddy by now.
    """
    proposals.alone(db)
    row = db.scalars(select(BuddyRequest).where(BuddyRequest.id == request_id)).first()
    if row is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (row.student_id,))
    if row.state is RequestState.MATCHED:
        raise UserError(Wrong.HAS_TEAM)
    if row.state is RequestState.WITHDRAWN:
        raise UserError(Wrong.ALREADY_DONE)
    was, row.state = row.state, RequestState.WITHDRAWN
    db.flush()
    notices.record(db, who, now, "request", row.id, "withdrawn", was=str(was))
    promises.end(db, now, row)
    for proposal in proposals.open_of(db, student_id=who.user_id):
        proposals.withdraw(db, now, who, proposal.id, Ended.REQUEST_WITHDRAWN)


def promise(db: Db) -> Promise:
    settings = people.programme(db)
    managers = people.present(db, Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
    return Promise(settings.promise_days[0], settings.promise_days[-1], next(iter(managers), None))


def check_languages(languages: tuple[str, ...]) -> list[UserError]:
    """What is wrong with the languages of a form, if anything."""
    if not languages:
        return [UserError(Wrong.NOTHING_CHOSEN, block="languages")]
    known = all(one in LEARNING_LANGUAGES for one in languages)
    return [] if known else [UserError(Wrong.UNKNOWN_CHOICE, block="languages")]


def check_topics(settings: Settings, topics: tuple[str, ...]) -> list[UserError]:
    known = all(one in settings.topics for one in topics)
    return [] if known else [UserError(Wrong.UNKNOWN_CHOICE, block="topics")]


def _check(settings: Settings, wishes: Wishes) -> None:
    wrongs = []
    if wishes.class_key not in {one["key"] for one in settings.classes}:
        wrongs.append(UserError(Wrong.UNKNOWN_CHOICE, block="class"))
    wrongs += check_languages(wishes.languages)
    wrongs += check_topics(settings, wishes.topics)
    if len(wishes.wish) > WISH_MAX:
        wrongs.append(UserError(Wrong.TEXT_TOO_LONG, {"most": WISH_MAX}, block="wish"))
    refuse_all(wrongs)


def _open(db: Db, user_id: str) -> BuddyRequest | None:
    return db.scalars(
        select(BuddyRequest).where(BuddyRequest.student_id == user_id, BuddyRequest.state.in_(OPEN))
    ).first()


def _new(db: Db, now: datetime, who: Acting, wishes: Wishes) -> BuddyRequest:
    row = BuddyRequest(
        student_id=who.user_id,
        state=RequestState.WAITING,
        class_key=wishes.class_key,
        languages=list(wishes.languages),
        topics=list(wishes.topics),
        wish=wishes.wish,
        asked_at=now,
        why_waiting=None,
    )
    db.add(row)
    db.flush()
    notices.record(db, who, now, "request", row.id, "asked")
    promises.begin(db, row)
    return row


def _seen(db: Db, now: datetime, row: BuddyRequest) -> OwnRequest:
    return OwnRequest(
        id=row.id,
        wishes=Wishes(row.class_key, tuple(row.languages), tuple(row.topics), row.wish),
        asked_at=row.asked_at,
        days=days_waiting(row.asked_at, now),
        why=WhyWaiting(row.why_waiting) if row.why_waiting else None,
        others=_others(db, row),
        proposal=next(iter(proposals.open_of(db, student_id=row.student_id)), None),
        promise=promise(db),
    )


def _others(db: Db, row: BuddyRequest) -> int:
    """Counted by the database, for each list of languages once."""
    languages = cast(BuddyRequest.languages, String)
    groups = db.execute(
        select(languages, func.count(BuddyRequest.id))
        .where(BuddyRequest.state == RequestState.WAITING, BuddyRequest.student_id != row.student_id)
        .group_by(languages)
    )
    return sum(students for some, students in groups if not set(row.languages).isdisjoint(json.loads(some)))
