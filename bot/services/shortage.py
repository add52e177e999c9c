"""Which languages more students wait for than there are free places of volunteers who speak them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union_all

from bot.clock import zone
from bot.rules import promise
from bot.services import board, people
from bot.services.waiting_time import paused
from models import BuddyRequest, Person, Proposal, Settings, Team, Volunteer
from models.enums import OPEN_PROPOSAL, RequestState, TeamState
from models.store import Db


@dataclass(frozen=True)
class Student:
    """One who waits without a possible team. `day`: of the promise."""

    languages: tuple[str, ...]
    day: int


@dataclass(frozen=True)
class Buddy:
    """A volunteer with free places, who can be asked now."""

    languages: tuple[str, ...]
    places: int


@dataclass(frozen=True)
class Shortage:
    """A language that is short.

    Attributes:
        waiting: students who could learn in it, and in no language that is not short.
        longest_days: how long the first of them has waited.
        buddies: free volunteers who speak it, with `places` for so many students.
    """

    language: str
    waiting: int
    longest_days: int
    buddies: int
    places: int


def short(db: Db, now: datetime) -> tuple[Shortage, ...]:
    """Where managers should look for volunteers, the most wanted first. Two queries, however many wait."""
    settings = people.programme(db)
    return count(_students(db, now, settings), _buddies(db))


def count(students: Iterable[Student], buddies: Iterable[Buddy]) -> tuple[Shortage, ...]:
    """Only languages in which those who wait outnumber the free places.

    Who could learn in a language with places enough is no reason to look for another one: such students are
    left out, until what remains is short with those alone.
    """
    waiting, free = list(students), list(buddies)
    places: dict[str, int] = defaultdict(int)
    for buddy in free:
        for language in buddy.languages:
            places[language] += buddy.places
    wanted: dict[str, list[int]] = _by_language(waiting)
    while enough := {language for language, days in wanted.items() if len(days) <= places[language]}:
        waiting = [one for one in waiting if enough.isdisjoint(one.languages)]
        wanted = _by_language(waiting)
    found = (
        Shortage(
            language,
            len(days),
            max(days),
            sum(language in buddy.languages for buddy in free),
            places[language],
        )
        for language, days in wanted.items()
    )
    return tuple(sorted(found, key=lambda one: (-one.waiting, -one.longest_days, one.language)))


def _by_language(waiting: Iterable[Student]) -> dict[str, list[int]]:
    days: dict[str, list[int]] = {}
    for one in waiting:
        for language in one.languages:
            days.setdefault(language, []).append(one.day)
    return days


def _students(db: Db, now: datetime, settings: Settings) -> list[Student]:
    rows = db.execute(
        select(
            BuddyRequest.languages,
            BuddyRequest.asked_at,
            BuddyRequest.paused_at,
            BuddyRequest.paused_seconds,
        )
        .join(
            Person,
            (Person.workspace_id == BuddyRequest.workspace_id) & (Person.user_id == BuddyRequest.student_id),
        )
        .where(BuddyRequest.state == RequestState.WAITING, Person.is_gone.is_(False))
    )
    where = zone(settings.timezone)
    return [
        Student(tuple(languages), promise.day(asked_at, paused(paused_at, seconds, now), now, where))
        for languages, asked_at, paused_at, seconds in rows
    ]


def _buddies(db: Db) -> list[Buddy]:
    """With what is free of their places; who has none is left out."""
    places = union_all(
        select(Team.buddy_id.label("user_id")).where(Team.state != TeamState.ENDED),
        select(Proposal.volunteer_id.label("user_id")).where(Proposal.state.in_(OPEN_PROPOSAL)),
    ).subquery()
    taken = select(places.c.user_id, func.count().label("number")).group_by(places.c.user_id).subquery()
    rows = db.execute(
        select(
            Volunteer.languages,
            Volunteer.capacity - func.coalesce(taken.c.number, 0),
        )
        .join(Person, (Person.workspace_id == Volunteer.workspace_id) & (Person.user_id == Volunteer.user_id))
        .outerjoin(taken, taken.c.user_id == Volunteer.user_id)
        .where(board.PROPOSABLE, Person.is_gone.is_(False))
    )
    return [Buddy(tuple(languages), free) for languages, free in rows if free > 0]
