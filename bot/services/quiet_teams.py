"""A team that was handed over: a manager is told, and reads how its weeks were before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from bot.clock import zone
from bot.rules.access import MANAGERS
from bot.rules.hours import WEEKS_IN_AVERAGE
from bot.rules.open_hours import OpenHours
from bot.services import notices
from bot.services.people import HERE
from models import BuddySession, Person, RoleHolder, Settings
from models.enums import TaskKind
from models.store import Db

TOLD = "quiet_teams"
"""Kind of notice."""

_BEFORE = timedelta(weeks=WEEKS_IN_AVERAGE)


@dataclass(frozen=True)
class Quiet:
    """`minutes`: together in the four weeks before; `last`: the day of the last session, None where there was none."""

    minutes: int
    last: date | None


def of(db: Db, handed_over: Mapping[int, datetime]) -> dict[int, Quiet]:
    """By the teams' ids. `handed_over`: when each was."""
    if not handed_over:
        return {}
    held: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    since = min(handed_over.values()).date() - _BEFORE
    logged = BuddySession.team_id.in_(handed_over) & BuddySession.undone_at.is_(None)
    for team_id, day, minutes in db.execute(
        select(BuddySession.team_id, BuddySession.held_on, BuddySession.minutes).where(
            logged, BuddySession.held_on >= since
        )
    ):
        held[team_id].append((day, minutes))
    lasts = select(BuddySession.team_id, func.max(BuddySession.held_on)).where(logged)
    last = {team_id: day for team_id, day in db.execute(lasts.group_by(BuddySession.team_id))}  # noqa: C416 - rows
    return {
        team_id: Quiet(
            sum(minutes for day, minutes in held[team_id] if at.date() - _BEFORE <= day <= at.date()),
            last.get(team_id),
        )
        for team_id, at in handed_over.items()
    }


def tell(db: Db, now: datetime, week: str, handed: Mapping[str, Sequence[int]]) -> None:
    """For sweeps: one message to each manager who gets the cards, by day. `handed`: teams by workspace, none twice."""
    readers = _readers(db, handed)
    notices.owe_everywhere(
        db,
        TOLD,
        [
            (workspace, user, f"{week}:{teams[0]}:{user}", at, {"week": week, "teams": list(teams)})
            for workspace, teams in handed.items()
            for user, timezone, hours in readers[workspace]
            for at in (hours.next_open(now, zone(timezone)),)
        ],
    )


def keys(week: str, team_ids: Sequence[int]) -> list[str]:
    """Of the tasks about these teams."""
    return [f"{TaskKind.QUIET_TEAM}:{team}:{week}" for team in team_ids]


def _readers(db: Db, workspaces: Mapping[str, object]) -> dict[str, list[tuple[str, str, OpenHours]]]:
    """Of each workspace, with their zones: whoever of the first role is here."""
    here = (RoleHolder.workspace_id == Person.workspace_id) & (RoleHolder.user_id == Person.user_id)
    rows = db.execute(
        select(
            RoleHolder.workspace_id,
            RoleHolder.role,
            RoleHolder.user_id,
            func.coalesce(Person.timezone, Settings.timezone),
            Settings.opens,
            Settings.closes,
        )
        .join(Person, here)
        .join(Settings, Settings.workspace_id == RoleHolder.workspace_id)
        .where(RoleHolder.workspace_id.in_(workspaces), HERE)
        .order_by(RoleHolder.position)
    ).all()
    found: dict[str, list[tuple[str, str, OpenHours]]] = {}
    for one in workspaces:
        by_role = (
            [
                (user, tz, OpenHours(opens, closes))
                for of, held, user, tz, opens, closes in rows
                if (of, held) == (one, role)
            ]
            for role in MANAGERS
        )
        found[one] = next(filter(None, by_role), [])
    return found
