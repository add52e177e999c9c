"""What teams of one workspace owe: their targets over time, and the days on which nothing is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Date, Integer, Select, String, bindparam, cast, null, select, union_all

from bot.rules.holidays import between
from bot.rules.hours import Owing, Span, window_start
from models import Rest, Settings, Target, Team
from models.bulk import listed, these
from models.enums import TeamState
from models.prepared import HERE, Bound
from models.store import Db

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=8)
"""To the end of this week, in any zone."""


@dataclass(frozen=True)
class Agreed:
    """What was read for teams of a workspace, from the first week that can count to the end of this one."""

    everybody: tuple[Span, ...]
    people: Mapping[str, Sequence[Span]]
    teams: Mapping[int, Sequence[Span]]
    targets: Mapping[int, Sequence[tuple[date, int]]]

    def of(
        self, team_id: int, student_id: str, buddy_id: str, launched_on: date, weekly_minutes: int
    ) -> Owing:
        """What one team owes."""
        own = (*self.people.get(student_id, ()), *self.people.get(buddy_id, ()), *self.teams.get(team_id, ()))
        targets = tuple(self.targets.get(team_id, ())) or ((launched_on, weekly_minutes),)
        return Owing(launched_on, targets, (*self.everybody, *own))


_RESTS = select(
    Rest.workspace_id,
    Rest.user_id,
    Rest.team_id,
    Rest.first,
    Rest.last,
    cast(null(), Integer).label("minutes"),
).where(Rest.workspace_id == HERE, Rest.last >= bindparam("since"), Rest.first <= bindparam("until"))
_TARGETS = select(
    Target.workspace_id,
    cast(null(), String),
    Target.team_id,
    Target.since,
    cast(null(), Date),
    Target.minutes,
).where(Target.workspace_id == HERE)


def _asked(rests: Select[*tuple[Any, ...]], targets: Select[*tuple[Any, ...]]) -> Bound:
    """Where the programme is, with each rest (`minutes` is null) and each target; one row in any case."""
    agreed = union_all(rests, targets).subquery("agreed")
    columns = [agreed.c[name] for name in ("user_id", "team_id", "first", "last", "minutes")]
    return Bound(
        select(Settings.country, Settings.region, *columns)
        .outerjoin(agreed, agreed.c.workspace_id == Settings.workspace_id)
        .order_by(agreed.c.team_id, agreed.c.first)
    )


_OF_ALL = _asked(
    _RESTS,
    _TARGETS.join(Team, (Team.workspace_id == Target.workspace_id) & (Team.id == Target.team_id)).where(
        Team.state != TeamState.ENDED
    ),
)
_OF_SOME = _asked(
    _RESTS.where(
        Rest.user_id.in_(these("people", String))
        | Rest.team_id.in_(these("teams"))
        | (Rest.user_id.is_(None) & Rest.team_id.is_(None))
    ),
    _TARGETS.where(Target.team_id.in_(these("teams"))),
)


def read(db: Db, now: datetime, ahead: timedelta = _AHEAD) -> Agreed:
    """Of all running teams. `ahead`: so far the rests to come are read, too."""
    return _read(db, _OF_ALL, now, ahead)


def read_some(
    db: Db, now: datetime, teams: Collection[tuple[int, str, str]], ahead: timedelta = _AHEAD
) -> Agreed:
    """Of these alone, each with its student and its buddy."""
    members = {user for _, *pair in teams for user in pair}
    return _read(
        db, _OF_SOME, now, ahead, teams=listed(number for number, *_ in teams), people=listed(members)
    )


def _read(db: Db, asked: Bound, now: datetime, ahead: timedelta, **whose: str) -> Agreed:
    today = now.date()
    since, until = window_start(today - _DAY), today + ahead
    rows = asked.rows(db, since=since, until=until, **whose)
    country, region = rows[0][:2]
    everybody = list(between(since, until, country, region))
    users: defaultdict[str, list[Span]] = defaultdict(list)
    teams: defaultdict[int, list[Span]] = defaultdict(list)
    targets: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    for _, _, user_id, team_id, first, last, minutes in rows:
        if minutes is not None:
            targets[team_id].append((first, minutes))
        elif first is not None:
            mine = users[user_id] if user_id else teams[team_id] if team_id else everybody
            mine.append((first, last))
    return Agreed(tuple(everybody), users, teams, targets)
