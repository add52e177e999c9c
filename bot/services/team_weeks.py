"""All teams of a programme, week by week: one statement, a row a team, and what is seen in them.

What the weekly digest and its charts are made of. A team owes what its own Home says it owes (`services.owing`); most
teams owe the same, so that a week is judged once for all that began long ago with one target and no rest of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, SQLColumnExpression, and_, bindparam, case, func, or_, select

from bot.clock import local_moment, zone
from bot.rules.hours import LOOK_BACK, Owing, Tally, Window
from bot.rules.weeks import SILENT_AFTER, Trend, silent_weeks, trend
from bot.services import owing
from models import BuddySession, Team
from models.base import UtcDateTime
from models.enums import TeamState
from models.prepared import Bound
from models.store import Db

WEEKS = LOOK_BACK
"""Finished weeks that are looked at, and drawn."""
_WEEK = timedelta(weeks=1)
_COUNTED = 3
"""Weeks whose sessions are counted: this one, the last and the one before."""


@dataclass(frozen=True)
class UnderHours:
    """A team whose full weeks, so many of them, are below its target on average; minutes."""

    team_id: int
    student_id: str
    buddy_id: str
    average: int
    target: int
    weeks: int
    trend: Trend | None = None


@dataclass(frozen=True)
class Silent:
    """A team that has logged nothing in so many weeks in which hours were owed, nor in this one."""

    team_id: int
    student_id: str
    buddy_id: str
    weeks: int


@dataclass(frozen=True)
class WeekSum:
    sessions: int
    minutes: int


@dataclass(frozen=True)
class Week:
    """A finished week of all teams together.

    Attributes:
        minutes: together, of `met` teams that had a session.
        owing: teams that owed hours in it, of which `on_target` had them.
    """

    monday: date
    minutes: int
    met: int
    on_target: int
    owing: int


@dataclass(frozen=True)
class Seen:
    """The weeks of a programme. `weeks`: finished ones since its first team began, oldest first, the last one always;
    `running`: teams at work now.
    """

    monday: date
    running: int
    weeks: tuple[Week, ...]
    this_week: WeekSum
    last_week: WeekSum
    week_before: WeekSum
    under: tuple[UnderHours, ...]
    silent: tuple[Silent, ...]
    not_introduced: tuple[tuple[int, str, str], ...]
    """Team, student, buddy; the oldest first."""


@dataclass
class _Judge:
    """What is owed in the weeks, looked up once for all teams that owe the same."""

    agreed: owing.Agreed
    monday: date
    _known: dict[Any, tuple[Window, tuple[int, ...]]] = field(default_factory=dict)

    def of(
        self,
        team_id: int,
        student_id: str,
        buddy_id: str,
        launched_on: date,
        minutes: int,
        *,
        owes_nothing: bool,
    ) -> tuple[Window, tuple[int, ...]]:
        """The window that counts, and minutes owed in each finished week."""
        launched_on = max(launched_on, self.monday - WEEKS * _WEEK)
        agreed = self.agreed
        is_special = (
            student_id in agreed.people
            or buddy_id in agreed.people
            or team_id in agreed.teams
            or team_id in agreed.targets
        )
        key = team_id if is_special else (launched_on, minutes, owes_nothing)
        found = self._known.get(key)
        if found is None:
            owed = agreed.of(team_id, student_id, buddy_id, launched_on, minutes)
            found = self._known[key] = self._judged(owed.nothing() if owes_nothing else owed)
        return found

    def _judged(self, owed: Owing) -> tuple[Window, tuple[int, ...]]:
        finished = owed.before(self.monday)
        return owed.window(self.monday, finished), finished


def read(db: Db, now: datetime, monday: date, timezone: str, *, handed_over: Collection[int] = ()) -> Seen:
    """How the programme's weeks stand. `handed_over`: teams of which it is told elsewhere that they are silent.

    `monday`: of this week, in the days of whoever reads; `timezone`: hers.
    """
    rows = _ROWS.rows(db, now=now, **_values(monday, timezone))
    judge = _Judge(owing.read(db, now), monday)
    sums = _Sums(monday)
    under, silent, not_introduced = [], [], []
    running = 0
    first, now_at = len(_ABOUT), len(_ABOUT) + WEEKS
    for row in rows:
        team_id, student_id, buddy_id, state, target, launched_on, introduced, ended_at = row[:first]
        minutes, this_week = row[first:now_at], row[now_at]
        sums.add(minutes, this_week, row[now_at + 1 :])
        is_running = ended_at is None
        if not introduced:
            if is_running:
                not_introduced.append((team_id, student_id, buddy_id))
            continue
        running += is_running
        searching = state == TeamState.JOB_SEARCH
        window, owed = judge.of(team_id, student_id, buddy_id, launched_on, target, owes_nothing=searching)
        sums.judge(minutes, owed, None if is_running else ended_at.date())
        if not is_running or state != TeamState.ACTIVE:
            continue
        quiet = 0 if this_week else silent_weeks(minutes, owed)
        if quiet >= SILENT_AFTER and team_id not in handed_over:
            silent.append(Silent(team_id, student_id, buddy_id, quiet))
        elif behind := _under((team_id, student_id, buddy_id), monday, minutes, owed, window):
            under.append(behind)
    return Seen(
        monday=monday,
        running=running,
        weeks=_since_it_began(db, sums.weeks()),
        this_week=sums.sum(0),
        last_week=sums.sum(1),
        week_before=sums.sum(2),
        under=tuple(sorted(under, key=lambda team: (team.average / team.target, team.student_id))),
        silent=tuple(sorted(silent, key=lambda team: (-team.weeks, team.student_id))),
        not_introduced=tuple(not_introduced),
    )


@dataclass
class _Sums:
    """What all teams did together, added up team by team."""

    monday: date
    minutes: list[int] = field(default_factory=lambda: [0] * (WEEKS + 1))
    met: list[int] = field(default_factory=lambda: [0] * WEEKS)
    on_target: list[int] = field(default_factory=lambda: [0] * WEEKS)
    owing: list[int] = field(default_factory=lambda: [0] * WEEKS)
    sessions: list[int] = field(default_factory=lambda: [0] * _COUNTED)

    def add(self, minutes: Sequence[int], this_week: int, sessions: Sequence[int]) -> None:
        for number, done in enumerate(minutes):
            if done:
                self.minutes[number] += done
                self.met[number] += 1
        self.minutes[WEEKS] += this_week
        for number, held in enumerate(sessions):
            self.sessions[number] += held

    def judge(self, minutes: Sequence[int], owed: Sequence[int], ended_on: date | None) -> None:
        """`ended_on`: from the week of this day on, nothing is asked of the team."""
        weeks = WEEKS if ended_on is None else WEEKS - max(0, -((ended_on - self.monday).days // 7))
        for number in range(min(weeks, WEEKS)):
            if owed[number]:
                self.owing[number] += 1
                self.on_target[number] += minutes[number] >= owed[number]

    def weeks(self) -> tuple[Week, ...]:
        mondays = (self.monday - number * _WEEK for number in range(WEEKS, 0, -1))
        columns = (self.minutes, self.met, self.on_target, self.owing)
        return tuple(Week(*one) for one in zip(mondays, *columns, strict=False))

    def sum(self, ago: int) -> WeekSum:
        """Of the week so many weeks ago; 0 is this one."""
        return WeekSum(self.sessions[ago], self.minutes[WEEKS - ago])


def _since_it_began(db: Db, weeks: tuple[Week, ...]) -> tuple[Week, ...]:
    """Without those before the first team of the programme: nobody could have met in them."""
    began = db.scalars(select(func.min(Team.launched_on))).first()
    if began is None:
        return weeks[-1:]
    return tuple(one for one in weeks[:-1] if one.monday + _WEEK > began) + weeks[-1:]


def _under(
    team: tuple[int, str, str], monday: date, minutes: Sequence[int], owed: Sequence[int], window: Window
) -> UnderHours | None:
    """The team, where it is below what was owed in the finished weeks that count."""
    before = sum(minutes[WEEKS - (monday - window.first).days // 7 :])
    standing = Tally(0, window.target, before, window.owed, window.weeks)
    if not standing.is_behind or standing.average is None:
        return None
    return UnderHours(*team, standing.average, standing.usual, standing.weeks, trend(minutes, owed))


def _held(ago: int) -> ColumnElement[bool]:
    """Whether a session was held in the week so many weeks ago; 0 is this one."""
    first, after = bindparam(f"monday_{ago}", type_=Date), bindparam(f"monday_{ago - 1}", type_=Date)
    return and_(BuddySession.held_on >= first, BuddySession.held_on < after)


def _sum(ago: int, what: SQLColumnExpression[int] | int) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((_held(ago), what), else_=0)), 0)


_NOW = bindparam("now", type_=UtcDateTime)
_ABOUT = (
    Team.id,
    Team.student_id,
    Team.buddy_id,
    Team.state,
    Team.weekly_minutes,
    Team.launched_on,
    case((Team.introduced_at.is_not(None), 1), else_=0),
    Team.ended_at,
)
_ROWS = Bound(
    select(
        *_ABOUT,
        *(_sum(ago, BuddySession.minutes) for ago in range(WEEKS, -1, -1)),
        *(_sum(ago, 1) for ago in range(_COUNTED)),
    )
    .outerjoin(
        BuddySession,
        (BuddySession.workspace_id == Team.workspace_id)
        & (BuddySession.team_id == Team.id)
        & (BuddySession.held_on >= bindparam(f"monday_{WEEKS}", type_=Date))
        & (BuddySession.logged_at <= _NOW)
        & BuddySession.undone_at.is_(None),
    )
    .where(Team.launched_at <= _NOW)
    .where(or_(Team.state != TeamState.ENDED, Team.ended_at >= bindparam("since", type_=UtcDateTime)))
    .group_by(Team.id)
    .order_by(Team.launched_at, Team.id)
)
"""Teams that run or have ended lately: minutes of each week, oldest first, and sessions of the newest, newest first."""


def _values(monday: date, timezone: str) -> dict[str, Any]:
    mondays = {f"monday_{ago}": monday - ago * _WEEK for ago in range(-1, WEEKS + 1)}
    return {**mondays, "since": local_moment(monday - WEEKS * _WEEK, 0, zone(timezone))}
