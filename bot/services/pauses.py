"""A manager lets a team rest until a day: nothing is owed, nobody is reminded, and it goes on by itself.

Days are the team's own. Both read it in their channel, with the day on which it goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager
from bot.services import notices, planned
from models import Rest, Team
from models.store import Db

PAUSED, GOES_ON = "team_paused", "team_unpaused"
LONGEST = timedelta(days=366)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause:
    """`goes_on`: the first day on which hours are expected again."""

    team_id: int
    student_id: str
    buddy_id: str
    first: date
    goes_on: date
    by: str


def of(db: Db, now: datetime, team: Team) -> Pause | None:
    """The pause of a team, if today is one of its days."""
    row = db.scalars(_running(team, now)).first()
    return None if row is None else _seen(row, team)


def now_of(db: Db, now: datetime, team_id: int) -> Pause | None:
    """As `of`, by its number; None where the team is not there, too."""
    team = db.scalars(select(Team).where(Team.id == team_id)).first()
    return None if team is None else of(db, now, team)


def begin(db: Db, now: datetime, who: Acting, team_id: int, goes_on: date | None) -> Pause:
    """Let a team rest from today; one that rests already goes on on that day instead.

    Raises:
        UserError: she is no manager, the team is not there or has ended, or that day cannot be.
    """
    require_manager(who)
    team = planned.locked_team(db, team_id)
    today = local_day(now, team.timezone)
    if goes_on is None:
        raise UserError(Wrong.NO_DAY, block="goes_on")
    if goes_on <= today:
        raise UserError(Wrong.PAUSE_IN_PAST, block="goes_on")
    if goes_on > today + LONGEST:
        raise UserError(Wrong.PAUSE_TOO_LONG, block="goes_on")
    row = db.scalars(_running(team, now)).first()
    if row is None:
        row = Rest(team_id=team.id, first=today)
        db.add(row)
    row.last, row.made_by, row.made_at, row.back_at = goes_on - _DAY, who.user_id, now, None
    db.flush()
    notices.record(db, who, now, "team", team.id, "paused", until=goes_on.isoformat())
    _tell(db, now, PAUSED, team, who, goes_on=goes_on.isoformat())
    return _seen(row, team)


def end(db: Db, now: datetime, who: Acting, team_id: int) -> Pause:
    """The team goes on from today. Raises `UserError`: as `begin`, or it does not rest."""
    require_manager(who)
    team = planned.locked_team(db, team_id)
    row = db.scalars(_running(team, now)).first()
    if row is None:
        raise UserError(Wrong.ALREADY_DONE)
    seen, today = _seen(row, team), local_day(now, team.timezone)
    if row.first == today:
        db.delete(row)
    else:
        row.last = today - _DAY
    db.flush()
    notices.record(db, who, now, "team", team.id, "unpaused")
    _tell(db, now, GOES_ON, team, who)
    return seen


def _running(team: Team, now: datetime) -> Select[Rest]:
    today = local_day(now, team.timezone)
    return select(Rest).where(Rest.team_id == team.id, Rest.first <= today, Rest.last >= today)


def _tell(db: Db, now: datetime, kind: str, team: Team, who: Acting, goes_on: str = "") -> None:
    """In their channel; to each of them while there is none."""
    key = f"{team.id}:{now:%Y%m%dT%H%M%S%f}"
    readers = [f"team:{team.id}"] if team.channel_id else [team.student_id, team.buddy_id]
    for reader in readers:
        about = {"team": team.id, "by": who.user_id, "goes_on": goes_on}
        notices.owe_each(db, kind, [(reader, f"{key}:{reader}", about)], now)


def _seen(row: Rest, team: Team) -> Pause:
    return Pause(team.id, team.student_id, team.buddy_id, row.first, row.last + _DAY, row.made_by)
