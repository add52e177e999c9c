"""Which teams of due slots are under their hours: one statement over all of them, and a closer look at few.

Most teams owe the same each week but for public holidays and breaks of their whole programme: of them the database
sums the minutes, and a programme's weeks are judged once for all its teams of one age. Days away of one person, days
of one team and changed targets make a team special: its minutes are read by day, and counted as its own Home does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Date, String, and_, bindparam, case, func, or_, select

from bot.rules.holidays import between
from bot.rules.hours import Owing, Span, Tally, Window, tally, window_start
from bot.services.slots import NUDGE
from models import BuddySession, Rest, Slot, Target, Team
from models.base import UtcDateTime
from models.bulk import Bulk, listed, these
from models.enums import TeamState
from models.prepared import Everywhere
from models.store import Db

_WEEK = timedelta(weeks=1)
_ANY = (date.min, 120)
"""A team of old whose target never changed: which weeks count for it is the same for every target."""


@dataclass(frozen=True)
class Under:
    """A team that is under its hours in the week of its zone's slot."""

    team_id: int
    workspace_id: str
    timezone: str
    unanswered: int
    tally: Tally
    rests: tuple[Span, ...]
    """Days on which nothing is owed."""
    quiet_until: date | None
    """The two want no reminder before this day of theirs."""


@dataclass(frozen=True)
class Programme:
    """A workspace with slots due in the week of `monday`. `country`, `region`: whose holidays count."""

    workspace_id: str
    country: str
    region: str


@dataclass
class _Calendar:
    """The rests that a whole programme has, shared by all programmes with the same."""

    monday: date
    rests: tuple[Span, ...]
    _windows: dict[tuple[Any, int], Window] = field(default_factory=dict)

    def window(self, launched_on: Any, target: int) -> Window:
        """`launched_on`: as the driver gives it, a day or its text."""
        found = self._windows.get((launched_on, target))
        if found is None:
            found = self._windows[launched_on, target] = self.owing(launched_on, target).window(self.monday)
        return found

    def owing(self, launched_on: Any, target: int) -> Owing:
        return Owing(_day(launched_on), ((date.min, target),), self.rests)


def under_hours(db: Db, monday: date, until: datetime, programmes: Sequence[Programme]) -> Iterator[Under]:
    """Teams of these programmes that are under their hours in a week, most of those that want no reminder left out.

    Args:
        monday: of the week, in the teams' own days.
        until: slots of nudges that are due by then.
    """
    calendars = _calendars(db, monday, programmes)
    special = _special(db, monday)
    close: list[Sequence[Any]] = []
    for first, rows in _sums(db, monday, until, calendars):
        for row in rows:
            team_id, workspace_id, timezone, target, launched_on, unanswered, week, before, quiet = row
            calendar = calendars.get(workspace_id)
            if calendar is None or calendar.window(*_ANY).first != first:
                continue
            if team_id in special:
                close.append(row)
                continue
            window = calendar.window(launched_on, target)
            standing = Tally(week, window.target, before, window.owed, window.weeks)
            if standing.is_under:
                until_day = _day(quiet) if quiet else None
                yield Under(team_id, workspace_id, timezone, unanswered, standing, calendar.rests, until_day)
    yield from _looked_at_closely(db, monday, close, calendars, special)


def _sums(
    db: Db, monday: date, until: datetime, calendars: dict[str, _Calendar]
) -> Iterator[tuple[date, Iterator[Sequence[Any]]]]:
    """The sums of all teams, once for each first Monday that counts: for most programmes it is the same."""
    firsts: defaultdict[date, list[str]] = defaultdict(list)
    for workspace_id, calendar in calendars.items():
        firsts[calendar.window(*_ANY).first].append(workspace_id)
    most = max(firsts, key=lambda first: len(firsts[first]), default=None)
    for first, workspaces in sorted(firsts.items()):
        values = sums_since(monday, first, until)
        if first == most:
            yield first, _SUMS.stream(db, **values)
        else:
            yield first, _SUMS_OF_SOME.stream(db, **values, workspaces=listed(workspaces))


def _calendars(db: Db, monday: date, programmes: Sequence[Programme]) -> dict[str, _Calendar]:
    since, until = window_start(monday), monday + _WEEK
    breaks: defaultdict[str, list[Span]] = defaultdict(list)
    for workspace_id, first, last in _BREAKS.rows(db, since=since, until=until):
        breaks[workspace_id].append((first, last))
    alike: dict[tuple[Span, ...], _Calendar] = {}
    found = {}
    for one in programmes:
        rests = (*between(since, until, one.country, one.region), *sorted(breaks.get(one.workspace_id, ())))
        found[one.workspace_id] = alike.setdefault(rests, _Calendar(monday, rests))
    return found


@dataclass
class _Special:
    rests: list[Span] = field(default_factory=list)
    targets: list[tuple[date, int]] = field(default_factory=list)


def _special(db: Db, monday: date) -> dict[int, _Special]:
    """Teams whose weeks are not those of their whole programme, by their ids."""
    since, until = window_start(monday), monday + _WEEK
    found: defaultdict[int, _Special] = defaultdict(_Special)
    for resting in _RESTING:
        for team_id, first, last in resting.rows(db, since=since, until=until):
            found[team_id].rests.append((first, last))
    for team_id, first, minutes in _TARGETS.rows(db, since=since):
        found[team_id].targets.append((first, minutes))
    return dict(found)


def _looked_at_closely(
    db: Db,
    monday: date,
    rows: list[Sequence[Any]],
    calendars: dict[str, _Calendar],
    special: dict[int, _Special],
) -> Iterator[Under]:
    days: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    wanted = listed(row[0] for row in rows)
    if rows:
        values = {"since": window_start(monday), "week_after": monday + _WEEK}
        for team_id, day, minutes in _DAYS.stream(db, team_ids=wanted, **values):
            days[team_id].append((_day(day), minutes))
    for team_id, workspace_id, timezone, target, launched_on, unanswered, _, _, quiet in rows:
        own, usual = special[team_id], calendars[workspace_id].owing(launched_on, target)
        owing = Owing(usual.launched_on, tuple(own.targets) or usual.targets, (*usual.rests, *own.rests))
        standing = tally(owing, days[team_id], monday)
        if standing.is_under:
            until_day = _day(quiet) if quiet else None
            yield Under(team_id, workspace_id, timezone, unanswered, standing, owing.rests, until_day)


def _day(day: Any) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


def _bound(name: str) -> BindParameter[date]:
    return bindparam(name, type_=Date)


def _minutes(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((when, BuddySession.minutes), else_=0)), 0)


def sums_since(monday: date, first: date, until: datetime) -> dict[str, Any]:
    """Parameters of `SUMS`: minutes since `first` and in the week of `monday`, of teams whose slots are due."""
    return {
        "first": first,
        "monday": monday,
        "week_after": monday + _WEEK,
        "until": until,
        "day": until.date() + timedelta(days=1),
    }


SUMS = (
    select(
        Team.id,
        Team.workspace_id,
        Team.timezone,
        Team.weekly_minutes,
        Team.launched_on,
        Team.unanswered_nudges,
        _minutes(BuddySession.held_on >= _bound("monday")),
        _minutes(BuddySession.held_on < _bound("monday")),
    )
    .join(
        Slot,
        and_(
            Slot.workspace_id == Team.workspace_id,
            Slot.timezone == Team.timezone,
            Slot.kind == NUDGE,
            Slot.due_at <= bindparam("until", type_=UtcDateTime),
        ),
    )
    .outerjoin(
        BuddySession,
        and_(
            BuddySession.workspace_id == Team.workspace_id,
            BuddySession.team_id == Team.id,
            BuddySession.held_on >= _bound("first"),
            BuddySession.held_on < _bound("week_after"),
            BuddySession.undone_at.is_(None),
        ),
    )
    .where(Team.state == TeamState.ACTIVE)
    .group_by(Team.workspace_id, Team.id)
)
"""Running teams of due slots with the minutes of a week, and of the weeks that count before it."""
_BELOW = (
    SUMS.add_columns(Team.nudged_from)
    .where(or_(Team.nudged_from.is_(None), Team.nudged_from <= _bound("day")))
    .having(
        or_(
            _minutes(BuddySession.held_on >= _bound("monday")) < Team.weekly_minutes,
            Team.id.in_(select(Target.team_id).where(Target.since > _bound("monday"))),
        )
    )
)
"""Without those that have their hours this week, which are most, and of whom the rule need not be asked, unless they have
agreed on other hours since; and those that want no reminder, wherever they are: in UTC it can be the day before theirs,
or the day after."""
_SUMS = Bulk(every=_BELOW)
_SUMS_OF_SOME = Bulk(every=_BELOW.where(Team.workspace_id.in_(these("workspaces", String))))
_DAYS = Bulk(
    every=select(BuddySession.team_id, BuddySession.held_on, func.sum(BuddySession.minutes))
    .where(
        BuddySession.team_id.in_(these("team_ids")),
        BuddySession.held_on >= _bound("since"),
        BuddySession.held_on < _bound("week_after"),
        BuddySession.undone_at.is_(None),
    )
    .group_by(BuddySession.workspace_id, BuddySession.team_id, BuddySession.held_on)
)
_IN_WINDOW = and_(Rest.last >= _bound("since"), Rest.first < _bound("until"))
_BREAKS = Everywhere(
    select(Rest.workspace_id, Rest.first, Rest.last).where(
        Rest.user_id.is_(None), Rest.team_id.is_(None), _IN_WINDOW
    )
)
_RESTING = tuple(
    Everywhere(
        select(Team.id, Rest.first, Rest.last)
        .join(Rest, and_(Rest.workspace_id == Team.workspace_id, whose))
        .where(Team.state == TeamState.ACTIVE, _IN_WINDOW)
    )
    for whose in (
        Rest.user_id == Team.student_id,
        Rest.user_id == Team.buddy_id,
        Rest.team_id == Team.id,
    )
)
_TARGETS = Everywhere(
    select(Target.team_id, Target.since, Target.minutes)
    .where(Target.team_id.in_(select(Target.team_id).where(Target.since > _bound("since"))))
    .order_by(Target.team_id, Target.since)
)
"""The whole history of teams that have changed theirs within the weeks that can count."""
