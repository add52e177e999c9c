"""What stands in a weekly digest when it is sent: how the programme stands now, for one manager."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.clock import days_between, local_day, local_moment, zone
from bot.rules.hours import monday_of
from bot.services import board, own_pairs, people, promises, proposals, shortage, tasks, team_weeks
from bot.services.overview import First
from bot.services.promises import Waits
from bot.services.proposals import Shown
from bot.services.shortage import Shortage
from bot.services.tasks import OpenTask
from bot.services.team_weeks import Seen
from models import (
    BuddyRequest,
    Ending,
    EndingWords,
    HelpRequest,
    Meeting,
    Person,
    Proposal,
    Task,
    Team,
    Volunteer,
)
from models.base import UtcDateTime
from models.enums import OPEN_MEETING, EndWords, HelpState, MeetingKind, ProposalState, TaskKind
from models.prepared import Bound
from models.store import Db

LISTED_APART = (TaskKind.INTRODUCTION, TaskKind.LONG_WAIT)
"""Tasks about people who stand in a list of their own."""
CARDS = 3
"""Of each list that can be acted on: so many with their buttons, so that all lists fit on one screen."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class HelpCall:
    """Somebody asked for more support, openly. `days`: since then, by the programme's calendar."""

    id: str
    asked_by: str
    days: int
    taken_by: str | None


@dataclass(frozen=True)
class ToIntroduce:
    """A team that is not introduced yet. `planned_at`: when it will be; None: nothing is planned."""

    team_id: int
    student_id: str
    buddy_id: str
    planned_at: datetime | None


@dataclass(frozen=True)
class Places:
    """Free places of volunteers who can have a student now; who speaks two languages counts in both."""

    places: int
    volunteers: int
    """Who have them."""
    by_language: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Ends:
    """Teams that have ended since a day, and those whose last day is planned, the soonest first."""

    ended: tuple[tuple[str, str], ...]
    planned: tuple[tuple[str, str, date], ...]


@dataclass(frozen=True)
class News:
    """What has come since a day; numbers of people."""

    since: date
    asked: int
    offered: int
    thanks: int


@dataclass(frozen=True)
class Digest:
    """What a manager reads on Monday, each list with the most pressing first. `timezone`: hers."""

    reader: str
    timezone: str
    calls: tuple[HelpCall, ...]
    tasks: First[OpenTask]
    proposals: First[Shown]
    """Possible teams that wait for a manager."""
    volunteers: First[str]
    waiting: tuple[Waits, ...]
    """Those first who wait longer than was promised."""
    short: tuple[Shortage, ...]
    promised_days: int
    to_introduce: tuple[ToIntroduce, ...]
    places: Places
    weeks: Seen
    ends: Ends
    news: News
    just_done: OpenTask | None = None
    """What she has just marked as done in this very message."""

    @property
    def overdue(self) -> tuple[Waits, ...]:
        return tuple(one for one in self.waiting if one.is_overdue)

    @property
    def needs_her(self) -> int:
        """How many things wait for somebody who runs the programme."""
        unplanned = sum(one.planned_at is None for one in self.to_introduce)
        mine = sum(one.taken_by in (None, self.reader) for one in self.calls)
        lists = (self.tasks, self.proposals, self.volunteers)
        return len(self.overdue) + mine + unplanned + sum(one.number for one in lists)

    @property
    def monthly(self) -> int:
        """Of `tasks`: what comes by itself once a month and says nothing of the week."""
        return sum(task.kind is TaskKind.CLASS_NUMBERS for task in self.tasks.shown)

    @property
    def is_quiet(self) -> bool:
        """Nothing in it asks anything of anybody, but for what comes once a month."""
        seen = self.weeks
        return not (
            self.needs_her - self.monthly
            or self.calls
            or self.waiting
            or seen.under
            or seen.silent
            or self.to_introduce
            or self.just_done
        )


def digest(db: Db, now: datetime, user_id: str, monday: date | None = None) -> Digest:
    """How the programme stands now, in the weeks of this manager's zone. `monday`: of the week it is owed in; None: now.

    Of a moment that is over: what has come since is not in it, and what was done since is not either.
    """
    timezone = people.timezone_of(db, user_id)
    monday = monday or monday_of(local_day(now, timezone))
    since, waits = monday - WEEK, promises.waiting(db, now, user_id)
    begins = local_moment(since, 0, zone(timezone))
    seen = team_weeks.read(db, now, monday, timezone, handed_over=_handed_over(db))
    [open_tasks] = tasks.by_kinds(db, now, user_id, (Task.kind.not_in(LISTED_APART), CARDS))
    own = own_pairs.hidden(db, user_id)
    proposed = (Proposal.state == ProposalState.PROPOSED) & (Proposal.proposed_at <= now)
    proposed &= Proposal.id.not_in(own)
    return Digest(
        reader=user_id,
        timezone=timezone,
        calls=_calls(db, now, user_id),
        tasks=First(open_tasks.shown, open_tasks.number),
        proposals=_proposals(db, now, user_id, proposed),
        volunteers=_volunteers(db, now),
        waiting=waits,
        short=shortage.short(db, now, user_id),
        promised_days=people.programme(db).promise_days[-1],
        to_introduce=_to_introduce(db, now, user_id, seen.not_introduced),
        places=free_places(db, own_pairs.taken(db, user_id)),
        weeks=seen,
        ends=_ends(db, now, begins, monday),
        news=news(db, now, since, begins),
    )


def again(db: Db, now: datetime, user_id: str, came_at: datetime, monday: date | None) -> Digest:
    """A digest as it is after something was done in it, with what can be put back.

    One of an earlier week keeps its facts: it is as it was when it came, without what was done since.

    Args:
        came_at: when it came.
        monday: of the week it was owed in; None: of the one in which it came.
    """
    timezone = people.timezone_of(db, user_id)
    monday = monday or monday_of(local_day(came_at, timezone))
    at = came_at if monday < monday_of(local_day(now, timezone)) else now
    return replace(digest(db, at, user_id, monday), just_done=tasks.just_done(db, user_id, now))


def free_places(db: Db, has: Mapping[str, int]) -> Places:
    """Of volunteers who may be proposed now. `has`: how many of his places are taken, as `board.taken`."""
    rows = _OFFERS.rows(db)
    free = [
        (capacity - has.get(user, 0), fluent)
        for user, capacity, fluent in rows
        if capacity > has.get(user, 0)
    ]
    by_language: Counter[str] = Counter()
    for places, fluent in free:
        for language in fluent:
            by_language[language] += places
    most_first = sorted(by_language.items(), key=lambda one: (-one[1], one[0]))
    return Places(sum(places for places, _ in free), len(free), tuple(most_first))


def news(db: Db, now: datetime, since: date, begins: datetime) -> News:
    """`begins`: the moment at which the day `since` does."""
    numbers = (_ASKED, _OFFERED, _THANKS)
    asked, offered, thanks = (number.rows(db, begins=begins, now=now)[0][0] for number in numbers)
    return News(since, asked, offered, thanks)


def _calls(db: Db, now: datetime, user_id: str) -> tuple[HelpCall, ...]:
    """Open requests for more support of others that she may know of, those first that nobody has taken, then the oldest."""
    rows = _CALLS.rows(db, reader=user_id, now=now)
    where = zone(people.programme(db).timezone)
    return tuple(
        HelpCall(number, asked_by, days_between(asked_at, now, where), taken_by)
        for number, asked_by, asked_at, taken_by, excluded in rows
        if user_id not in excluded
    )


def _proposals(db: Db, now: datetime, user_id: str, which: ColumnElement[bool]) -> First[Shown]:
    oldest = select(Proposal.id).where(which).order_by(Proposal.id).limit(CARDS)
    cards = [proposals.show(db, now, one).to_manager(db, user_id) for one in db.scalars(oldest).all()]
    return First(tuple(cards), _count(db, Proposal.id, which) if len(cards) == CARDS else len(cards))


def _volunteers(db: Db, now: datetime) -> First[str]:
    which = board.TO_LOOK_AT & (Volunteer.offered_at <= now)
    longest = select(Volunteer.user_id).where(which).order_by(Volunteer.offered_at, Volunteer.user_id)
    shown = tuple(db.scalars(longest.limit(CARDS)))
    return First(shown, _count(db, Volunteer.user_id, which) if len(shown) == CARDS else len(shown))


def _handed_over(db: Db) -> frozenset[int]:
    """Teams of which it stands on the managers' list already that they are silent."""
    return frozenset(int(one["team"]) for (one,) in _QUIET.rows(db) if one.get("team") is not None)


def _to_introduce(
    db: Db, now: datetime, reader: str, teams: Sequence[tuple[int, str, str]]
) -> tuple[ToIntroduce, ...]:
    """Those first for which nothing is planned; without what was put off, or somebody else has."""
    if not teams:
        return ()
    at = dict(_PLANNED.rows(db, now=now))
    apart = tasks.not_hers(db, now, reader, TaskKind.INTRODUCTION)
    found = [
        ToIntroduce(team, student, buddy, at.get(team))
        for team, student, buddy in teams
        if team in at or team not in apart
    ]
    return tuple(sorted(found, key=lambda one: one.planned_at is not None))


def _ends(db: Db, now: datetime, begins: datetime, monday: date) -> Ends:
    """Ended since a moment; planned to end within a week of `monday`'s. Why they end is for whom the form named."""
    rows = _ENDS.rows(db, begins=begins, now=now, before=monday + 2 * WEEK)
    return Ends(
        tuple((student, buddy) for student, buddy, ended_at, _ in rows if ended_at is not None),
        tuple(
            (student, buddy, last)
            for student, buddy, ended_at, last in rows
            if ended_at is None and last is not None
        ),
    )


def _count(db: Db, column: InstrumentedAttribute[object], which: ColumnElement[bool]) -> int:
    return db.scalars(select(func.count(column)).where(which)).one()


def _since(column: InstrumentedAttribute[Any], counted: InstrumentedAttribute[Any], *which: Any) -> Bound:
    """How many there are since a moment."""
    begins = bindparam("begins", type_=UtcDateTime)
    return Bound(select(func.count(counted)).where(column >= begins, column <= _NOW, *which))


_NOW = bindparam("now", type_=UtcDateTime)
_ASKED = _since(BuddyRequest.asked_at, BuddyRequest.id)
_OFFERED = _since(Volunteer.offered_at, Volunteer.user_id)
_THANKS = _since(EndingWords.written_at, EndingWords.ending_id, EndingWords.kind == EndWords.THANKS)
_OFFERS = Bound(
    select(Volunteer.user_id, Volunteer.capacity, Volunteer.fluent)
    .join(Person, board.VOLUNTEER)
    .where(board.PROPOSABLE, people.HERE)
)
_CALLS = Bound(
    select(
        HelpRequest.id,
        HelpRequest.asked_by,
        HelpRequest.asked_at,
        HelpRequest.acknowledged_by,
        HelpRequest.excluded,
    )
    .where(
        HelpRequest.state != HelpState.CLOSED,
        HelpRequest.asked_by != bindparam("reader"),
        HelpRequest.asked_at <= _NOW,
    )
    .order_by(HelpRequest.state != HelpState.OPEN, HelpRequest.asked_at, HelpRequest.id)
)
_QUIET = Bound(select(Task.about).where(Task.kind == TaskKind.QUIET_TEAM, Task.done_at.is_(None)))
_PLANNED = Bound(
    select(Meeting.team_id, Meeting.starts_at).where(
        Meeting.kind == MeetingKind.INTRODUCTION,
        Meeting.state.in_(OPEN_MEETING),
        Meeting.starts_at > _NOW,
    )
)
_ENDS = Bound(
    select(Team.student_id, Team.buddy_id, Ending.ended_at, Ending.planned_for)
    .select_from(Ending)
    .join(Team, (Team.workspace_id == Ending.workspace_id) & (Team.id == Ending.team_id))
    .where(
        Ending.taken_back_at.is_(None),
        Ending.made_at <= _NOW,
        (Ending.ended_at >= bindparam("begins", type_=UtcDateTime))
        | (Ending.ended_at.is_(None) & (Ending.planned_for < bindparam("before", type_=Date))),
    )
    .order_by(Ending.ended_at, Ending.planned_for, Ending.id)
)
