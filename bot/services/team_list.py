"""All teams of the programme as managers list them: how each stands, why it should be looked at, ten on a page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, bindparam, case, func, select

from bot.clock import local_day
from bot.rules import looking
from bot.rules.access import Acting, require_manager
from bot.rules.hours import Owing, Span, Tally, Window, is_in, monday_of, tally, window_start
from bot.rules.looking import Facts, Why
from bot.services import owing, people, tasks
from models import BuddyRequest, BuddySession, Proposal, Team
from models.enums import TaskKind, TeamState
from models.prepared import Bound
from models.store import Db

PAGE = 10
LONG_AGO = date(2000, 1, 1)
_WEEK = timedelta(weeks=1)


class Kind(StrEnum):
    """Which teams are shown."""

    ALL = "all"
    """Those that are running."""
    LOOK = "look"
    NOT_INTRODUCED = "not_introduced"
    AT_WORK = "at_work"
    RESTING = "resting"
    JOB_SEARCH = "job_search"
    ENDED = "ended"


@dataclass(frozen=True)
class Wanted:
    """What a manager looks for. None: whatever. `user_id`: teams of this person."""

    kind: Kind = Kind.ALL
    class_key: str | None = None
    language: str | None = None
    user_id: str | None = None


class Listed(NamedTuple):
    """A team on the list; a tuple, for there may be a thousand. `tally`: in the reader's week; None for one that has ended. `rests`: today it owes nothing; `minutes`: agreed for a week, now."""

    id: int
    student_id: str
    buddy_id: str
    state: TeamState
    language: str
    class_key: str | None
    is_introduced: bool
    rests: bool = False
    last: date | None = None
    tally: Tally | None = None
    why: tuple[Why, ...] = ()
    ended_at: datetime | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Page:
    """A page of those that are wanted, the first is 1. `number`: how many there are on all pages."""

    wanted: Wanted
    at: int
    shown: tuple[Listed, ...]
    number: int
    classes: tuple[str, ...]
    languages: tuple[str, ...]
    """What can be chosen: of the programme's teams."""

    @property
    def pages(self) -> int:
        return max(1, -(-self.number // PAGE))


@dataclass(frozen=True)
class Teams:
    """All running teams: those to look at first, the oldest first among equals."""

    all: tuple[Listed, ...]
    to_look_at: tuple[Listed, ...] = field(repr=False)
    """Without those that were put off."""

    @property
    def on_target(self) -> tuple[int, int]:
        """How many have their hours on average, of how many with a full week that owe any."""
        owing = (one for one in self.all if one.state is TeamState.ACTIVE and one.is_introduced)
        counted = [one.tally for one in owing if one.tally is not None and one.tally.weeks]
        return sum(not one.is_behind for one in counted), len(counted)


def running(db: Db, now: datetime, who: Acting) -> Teams:
    """All running teams as they stand in this manager's week. Raises `UserError` for anybody else."""
    require_manager(who)
    today = local_day(now, who.timezone)
    monday = monday_of(today)
    agreed = owing.read(db, now)
    usual = Owing(LONG_AGO, ((LONG_AGO, 60),), agreed.everybody).window(monday).first
    rows = _ROWS.rows(db)
    since = {"since": window_start(monday), "first": usual, "monday": monday, "week_after": monday + _WEEK}
    held = {
        team_id: (int(week), int(before), last) for team_id, week, before, last in _HELD.rows(db, **since)
    }
    special = {row[0] for row in rows if _is_special(row, agreed, usual)}
    days = _days(db, special, monday)
    waits = people.programme(db).channel_after_introduction
    windows = _windows(agreed.everybody, monday, usual)
    found = [
        _listed(
            (*row, *held.get(row[0], _NOTHING)),
            agreed,
            days[row[0]] if row[0] in special else None,
            windows,
            today,
            waits=waits,
        )
        for row in rows
    ]
    off = tasks.put_off(db, now)
    pressing = sorted((one for one in found if _is_pressing(one, off)), key=_pressing)
    first = {one.id for one in pressing}
    return Teams((*pressing, *(one for one in found if one.id not in first)), tuple(pressing))


def page(db: Db, now: datetime, who: Acting, wanted: Wanted, at: int) -> Page:
    """A page of the list; one after the last is the last. Raises `UserError` for anybody who is no manager."""
    teams = running(db, now, who).all if wanted.kind is not Kind.ENDED else _ended(db, who)
    return page_of(teams, wanted, at)


def page_of(teams: Sequence[Listed], wanted: Wanted, at: int) -> Page:
    found = [one for one in teams if _is_wanted(one, wanted)]
    at = min(max(1, at), max(1, -(-len(found) // PAGE)))
    return Page(
        wanted,
        at,
        tuple(found[(at - 1) * PAGE : at * PAGE]),
        len(found),
        _each(one.class_key for one in teams),
        _each(one.language for one in teams),
    )


def one(db: Db, now: datetime, who: Acting, team_id: int) -> Listed | None:
    """One team, running or ended; None where it is not there. Raises `UserError` for anybody who is no manager."""
    require_manager(who)
    state = db.scalars(select(Team.state).where(Team.id == team_id)).first()
    if state is None:
        return None
    teams = _ended(db, who) if state is TeamState.ENDED else running(db, now, who).all
    return next((team for team in teams if team.id == team_id), None)


def _each(values: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _is_wanted(team: Listed, wanted: Wanted) -> bool:
    return (
        _is_kind(team, wanted.kind)
        and wanted.class_key in (None, team.class_key)
        and wanted.language in (None, team.language)
        and wanted.user_id in (None, team.student_id, team.buddy_id)
    )


def _is_kind(team: Listed, kind: Kind) -> bool:
    match kind:
        case Kind.ALL:
            return team.state is not TeamState.ENDED
        case Kind.LOOK:
            return bool(team.why)
        case Kind.NOT_INTRODUCED:
            return not team.is_introduced
        case Kind.AT_WORK:
            return team.state is TeamState.ACTIVE and not team.rests
        case Kind.RESTING:
            return team.rests
        case Kind.JOB_SEARCH:
            return team.state is TeamState.JOB_SEARCH
        case Kind.ENDED:
            return team.state is TeamState.ENDED


def _is_pressing(team: Listed, off: Collection[tuple[int, TaskKind]]) -> bool:
    """Whether there is something to look at for which no manager has chosen a later day."""
    return any(not any((team.id, kind) in off for kind in _TASKS[why]) for why in team.why)


_QUIET = (TaskKind.QUIET_TEAM,)
_TASKS: Mapping[Why, tuple[TaskKind, ...]] = {
    Why.NO_INTRODUCTION: (TaskKind.INTRODUCTION,),
    Why.NO_CHANNEL: (TaskKind.NO_CHANNEL, TaskKind.CHANNEL_GONE),
    Why.HANDED_OVER: _QUIET,
    Why.SILENT: _QUIET,
    Why.UNDER: _QUIET,
}
"""What managers have to do about it, where it is on their list."""


def _pressing(team: Listed) -> tuple[int, int]:
    return list(Why).index(team.why[0]), team.id


def _listed(
    row: tuple[Any, ...],
    agreed: owing.Agreed,
    days: Sequence[tuple[date, int]] | None,
    windows: Callable[[date, int], Window],
    today: date,
    *,
    waits: bool,
) -> Listed:
    """`days`: of a team whose weeks are not those of its whole programme."""
    number, student, buddy, state, language, class_key, introduced_at, channel, unanswered, began, minutes = (
        row[:11]
    )
    week, before, last = row[11:]
    rests = is_in(today, agreed.everybody)
    if days is None:
        window = windows(began, minutes)
        standing = Tally(week, window.target, before, window.owed, window.weeks)
    else:
        owed = agreed.of(number, student, buddy, began, minutes)
        standing, rests = tally(owed, days, today), owed.is_resting(today)
    facts = Facts(
        launched_on=began,
        is_introduced=introduced_at is not None,
        is_launching=state is TeamState.LAUNCHING,
        is_job_search=state is TeamState.JOB_SEARCH,
        has_channel=channel is not None,
        waits_for_channel=waits and introduced_at is None,
        unanswered=unanswered,
        rests=rests,
        last=last,
        tally=standing,
    )
    return Listed(
        number,
        student,
        buddy,
        state,
        language,
        class_key,
        introduced_at is not None,
        rests,
        last,
        standing,
        looking.reasons(facts, today),
        minutes=minutes,
    )


def _windows(everybody: Sequence[Span], monday: date, usual: date) -> Callable[[date, int], Window]:
    """What teams without days or targets of their own owe: judged once for all that began on the same day."""

    @cache
    def window(began: date, minutes: int) -> Window:
        return Owing(began, ((LONG_AGO, minutes),), tuple(everybody)).window(monday)

    return lambda began, minutes: window(began if began > usual else LONG_AGO, minutes)


def _is_special(row: tuple[Any, ...], agreed: owing.Agreed, usual: date) -> bool:
    own = agreed.teams.get(row[0]) or agreed.people.get(row[1]) or agreed.people.get(row[2])
    return bool(own) or any(since > usual for since, _ in agreed.targets.get(row[0], ()))


def _days(db: Db, teams: Collection[int], monday: date) -> Mapping[int, Sequence[tuple[date, int]]]:
    found: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    if teams:
        held = select(BuddySession.team_id, BuddySession.held_on, BuddySession.minutes).where(
            BuddySession.team_id.in_(teams),
            BuddySession.held_on >= window_start(monday),
            BuddySession.undone_at.is_(None),
        )
        for team_id, day, minutes in db.execute(held):
            found[team_id].append((day, minutes))
    return found


def _ended(db: Db, who: Acting) -> tuple[Listed, ...]:
    """Teams that have ended, the newest end first."""
    require_manager(who)
    found = []
    for number, student, buddy, state, language, class_key, introduced_at, *_, ended_at in _ENDED.rows(db):
        introduced = introduced_at is not None
        found.append(
            Listed(number, student, buddy, state, language, class_key, introduced, ended_at=ended_at)
        )
    return tuple(found)


_COLUMNS = (
    Team.id,
    Team.student_id,
    Team.buddy_id,
    Team.state,
    Team.language,
    BuddyRequest.class_key,
    Team.introduced_at,
    Team.channel_id,
    Team.unanswered_nudges,
    Team.launched_on,
    Team.weekly_minutes,
)
_MADE_OF = (Proposal.workspace_id == Team.workspace_id) & (Proposal.id == Team.proposal_id)
_ASKED = (BuddyRequest.workspace_id == Proposal.workspace_id) & (BuddyRequest.id == Proposal.request_id)
_THIS_WEEK = BuddySession.held_on >= bindparam("monday", type_=Date)
_COUNTS = BuddySession.held_on >= bindparam("first", type_=Date)
_NOTHING = (0, 0, None)
"""Of a team without a session: minutes this week, minutes in the weeks that count, the last day."""


def _minutes(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((when, BuddySession.minutes), else_=0)), 0)


_ROWS = Bound(
    select(*_COLUMNS)
    .outerjoin(Proposal, _MADE_OF)
    .outerjoin(BuddyRequest, _ASKED)
    .where(Team.state != TeamState.ENDED)
    .order_by(Team.id)
)
_HELD = Bound(
    select(
        BuddySession.team_id,
        _minutes(_THIS_WEEK),
        _minutes(_COUNTS & ~_THIS_WEEK),
        func.max(BuddySession.held_on),
    )
    .where(
        BuddySession.held_on >= bindparam("since", type_=Date),
        BuddySession.held_on < bindparam("week_after", type_=Date),
        BuddySession.undone_at.is_(None),
    )
    .group_by(BuddySession.team_id)
)
"""Apart from the teams: without fresh statistics PostgreSQL joins the two in seconds."""
_ENDED = Bound(
    select(*_COLUMNS, Team.ended_at)
    .outerjoin(Proposal, _MADE_OF)
    .outerjoin(BuddyRequest, _ASKED)
    .where(Team.state == TeamState.ENDED)
    .order_by(Team.ended_at.desc(), Team.id.desc())
)
