"""What a manager looks after: what needs her, all teams, and how the programme stands. Only what is shown is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.clock import local_day
from bot.rules import fit
from bot.rules.access import Acting
from bot.rules.hours import monday_of
from bot.services import board, own_pairs, people, promises, proposals, shortage, tasks, team_list
from bot.services import help_answers as calls
from bot.services.help_answers import LookedAfter
from bot.services.promises import Waits
from bot.services.proposals import Shown
from bot.services.shortage import Shortage
from bot.services.tasks import OpenTask
from bot.services.team_list import PAGE, Listed, Page, Teams, Wanted
from models import BuddyRequest, BuddySession, Person, Proposal, Task, Volunteer
from models.enums import ProposalState, TaskKind
from models.store import Db

LINES = 5
"""Lines of a list of tasks, teams, people or offers."""
CARDS = 3
"""Possible teams, introductions to plan, and calls for help, with their buttons."""
LISTED_APART = (TaskKind.INTRODUCTION, TaskKind.LONG_WAIT)
"""Tasks about people who stand in a list of their own."""
T = TypeVar("T")
_WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class First(Generic[T]):
    """The first of a long list, and how many there are: only what is shown is read."""

    shown: tuple[T, ...]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.shown)


@dataclass(frozen=True)
class WeekSum:
    """Sessions of a week, and their minutes together."""

    sessions: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class Figures:
    """`this_week`: so far. `on_target`: how many have their hours on average, of how many teams with a full week."""

    this_week: WeekSum
    last_week: WeekSum
    on_target: tuple[int, int]


@dataclass(frozen=True)
class Overview:
    """What a manager looks after. The confidential door is no part of it."""

    calls: First[LookedAfter]
    """Calls for more support that nobody has, of those that may be asked of her; the oldest first."""
    looked_after: First[LookedAfter]
    """Open calls for help that she has herself."""
    waits: First[Waits]
    """Students without a buddy, the longest first; `tasks` do not name them again."""
    overdue: int
    """How many of them wait longer than was promised."""
    long_waits: int
    """How many others have come to the day on which a manager looks at it, and none has."""
    promised_days: int
    introductions: First[OpenTask]
    """To plan, or to note."""
    tasks: First[OpenTask]
    just_done: OpenTask | None
    look: First[Listed]
    """Teams to look at, with why."""
    proposals: First[Shown]
    """Possible teams that wait for a manager, oldest first."""
    volunteers: First[str]
    """User ids of those whose offer waits for a manager, longest first."""
    short: tuple[Shortage, ...]
    teams: Page
    """Of all that are running: those that `look` does not show."""
    figures: Figures
    wanted: Mapping[str, int] = field(default_factory=dict)
    """Of `volunteers`: how many students wait for a language that each speaks well enough."""

    @property
    def waits_for_her(self) -> int:
        """How many things she can do something about here."""
        lists = (self.calls, self.looked_after, self.introductions, self.tasks, self.proposals)
        return self.overdue + self.long_waits + self.volunteers.number + sum(one.number for one in lists)


def overview(db: Db, now: datetime, who: Acting) -> Overview:
    """Of this manager."""
    waits, long_waits = promises.waiting(db, now, who.user_id), promises.long_waits(db)
    proposed = _proposed(db, who)
    oldest = select(Proposal.id).where(proposed).order_by(Proposal.id).limit(CARDS)
    cards = tuple(
        proposals.show(db, now, one).to_manager(db, who.user_id) for one in db.scalars(oldest).all()
    )
    offers = tuple(db.scalars(_OFFERS.limit(LINES)))
    teams = team_list.running(db, now, who)
    introductions, others = tasks.by_kinds(
        db,
        now,
        who.user_id,
        (Task.kind == TaskKind.INTRODUCTION, CARDS),
        (Task.kind.not_in(LISTED_APART), LINES),
    )
    return Overview(
        calls=_first(calls.unanswered(db, now, who.user_id), CARDS),
        looked_after=_first(calls.looked_after(db, now, who.user_id), CARDS),
        waits=_first(waits, LINES),
        overdue=sum(one.is_overdue for one in waits),
        long_waits=sum(one.task_key in long_waits and not one.is_overdue for one in waits),
        promised_days=people.programme(db).promise_days[-1],
        introductions=First(introductions.shown, introductions.number),
        tasks=First(others.shown, others.number),
        just_done=tasks.just_done(db, who.user_id, now),
        look=_first(teams.to_look_at, LINES),
        proposals=First(cards, _count(db, Proposal.id, proposed)),
        volunteers=First(offers, _count(db, Volunteer.user_id, board.TO_LOOK_AT)),
        short=shortage.short(db, now, who.user_id),
        teams=_others(teams),
        figures=_figures(db, now, who, teams.on_target),
        wanted=_wanted(db, who, offers),
    )


def _others(teams: Teams) -> Page:
    shown = min(LINES, len(teams.to_look_at))
    whole = team_list.page_of(teams.all, Wanted(), 1)
    return replace(whole, shown=teams.all[shown : shown + PAGE])


def _first(several: Sequence[T], most: int) -> First[T]:
    return First(tuple(several[:most]), len(several))


def _proposed(db: Db, who: Acting) -> ColumnElement[bool]:
    own = own_pairs.hidden(db, who.user_id)
    return (Proposal.state == ProposalState.PROPOSED) & Proposal.id.not_in(own)


def _figures(db: Db, now: datetime, who: Acting, on_target: tuple[int, int]) -> Figures:
    monday = monday_of(local_day(now, who.timezone))
    is_now = case((BuddySession.held_on >= monday, 1), else_=0)
    rows = db.execute(
        select(is_now, func.count(BuddySession.id), func.sum(BuddySession.minutes))
        .where(
            BuddySession.held_on >= monday - _WEEK,
            BuddySession.held_on < monday + _WEEK,
            BuddySession.undone_at.is_(None),
        )
        .group_by(is_now)
    )
    sums = {this: WeekSum(sessions, int(minutes)) for this, sessions, minutes in rows}
    return Figures(sums.get(1, WeekSum()), sums.get(0, WeekSum()), on_target)


_OFFERS = select(Volunteer.user_id).where(board.TO_LOOK_AT).order_by(Volunteer.offered_at, Volunteer.user_id)


def _wanted(db: Db, who: Acting, offers: tuple[str, ...]) -> dict[str, int]:
    if not offers:
        return {}
    spoken = db.execute(
        select(Volunteer.user_id, Volunteer.languages, Volunteer.fluent).where(Volunteer.user_id.in_(offers))
    ).all()
    waiting = db.execute(
        select(BuddyRequest.languages, BuddyRequest.fluent)
        .join(Person, board.STUDENT)
        .where(own_pairs.wait(own_pairs.requests(db, who.user_id)), people.HERE)
    ).all()
    return {
        user: sum(fit.understand(hers, her_best, his, his_best) for hers, her_best in waiting)
        for user, his, his_best in spoken
    }


def _count(db: Db, column: InstrumentedAttribute[Any], which: ColumnElement[bool]) -> int:
    return db.scalars(select(func.count(column)).where(which)).one()
