"""What the teams of one workspace owe: their targets over time, and the days on which nothing is owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, select

from bot.rules.holidays import between
from bot.rules.hours import Owing, Span, window_start
from bot.services import people
from models import Rest, Target, Team
from models.enums import TeamState
from models.prepared import Bound
from models.store import Db

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=8)
"""To the end of this week, in any zone."""


@dataclass(frozen=True)
class Agreed:
    """What was read for all running teams of a workspace, from the first week that can count to the end of this one."""

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


_RESTS = Bound(
    select(Rest.user_id, Rest.team_id, Rest.first, Rest.last).where(
        Rest.last >= bindparam("since"), Rest.first <= bindparam("until")
    )
)
_TARGETS = Bound(
    select(Target.team_id, Target.since, Target.minutes)
    .join(Team, (Team.workspace_id == Target.workspace_id) & (Team.id == Target.team_id))
    .where(Team.state != TeamState.ENDED)
    .order_by(Target.team_id, Target.since)
)


def read(db: Db, now: datetime, ahead: timedelta = _AHEAD) -> Agreed:
    """Of all running teams. `ahead`: so far the rests to come are read, too."""
    today = now.date()
    since, until = window_start(today - _DAY), today + ahead
    programme = people.programme(db)
    everybody = list(between(since, until, programme.country, programme.region))
    users: defaultdict[str, list[Span]] = defaultdict(list)
    teams: defaultdict[int, list[Span]] = defaultdict(list)
    for user_id, team_id, first, last in _RESTS.rows(db, since=since, until=until):
        mine = users[user_id] if user_id else teams[team_id] if team_id else everybody
        mine.append((first, last))
    targets: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    for team_id, first, minutes in _TARGETS.rows(db):
        targets[team_id].append((first, minutes))
    return Agreed(tuple(everybody), users, teams, targets)
