"""Whom the last matching found nobody for, by language: what managers should look for volunteers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.clock import zone
from bot.rules import promise
from bot.rules.matching import WhyWaiting
from bot.services import board, own_pairs, people
from bot.services.waiting_time import paused
from models import BuddyRequest, Person
from models.store import Db

_UNSPOKEN = (WhyWaiting.NOBODY_YET, WhyWaiting.NO_LANGUAGE)


@dataclass(frozen=True)
class Shortage:
    """Students who wait for the same languages, any of which would do; each student counts once.

    Attributes:
        longest_days: which day of the promise the first of them has reached.
        is_spoken: somebody who offers speaks one of the languages well enough, but does not fit or is not available.
    """

    languages: tuple[str, ...]
    students: int
    longest_days: int
    is_spoken: bool


def short(db: Db, now: datetime, reader: str) -> tuple[Shortage, ...]:
    """Where managers should look for volunteers, the most wanted first. A few queries, however many wait.

    After a matching, whoever still waits has no free buddy who fits: a place that is free for nobody who waits is
    no help, and is not counted. Who has come since the last matching is not counted either.

    Args:
        reader: a manager; of a possible team that is her own she reads nothing.
    """
    own = own_pairs.requests(db, reader)
    where = zone(people.programme(db).timezone)
    rows = db.execute(
        select(
            BuddyRequest.id,
            BuddyRequest.languages,
            BuddyRequest.why_waiting,
            BuddyRequest.asked_at,
            BuddyRequest.paused_at,
            BuddyRequest.paused_seconds,
        )
        .join(Person, board.STUDENT)
        .where(
            own_pairs.wait(own),
            BuddyRequest.asked_at <= now,
            BuddyRequest.why_waiting.is_not(None),
            BuddyRequest.why_waiting != str(WhyWaiting.NO_AGE),
            people.HERE,
        )
    )
    days: dict[tuple[str, ...], list[int]] = {}
    spoken: dict[tuple[str, ...], bool] = {}
    for number, languages, why, asked_at, paused_at, seconds in rows:
        some = tuple(sorted(languages))
        day = promise.day(asked_at, paused(None if number in own else paused_at, seconds, now), now, where)
        days.setdefault(some, []).append(day)
        spoken[some] = spoken.get(some, False) or why not in _UNSPOKEN
    found = (Shortage(some, len(each), max(each), spoken[some]) for some, each in days.items())
    return tuple(sorted(found, key=lambda one: (-one.students, -one.longest_days, one.languages)))
