"""Logging what a team did together, and how its week and its average stand."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_one_of
from bot.rules.hours import Owing, Tally, tally, window_start
from bot.rules.parsing import check_session
from bot.services import notices, owing
from models import BuddySession, Team
from models.enums import TeamState
from models.prepared import Bound
from models.store import Db, add

UNDO_FOR = timedelta(days=1)


@dataclass(frozen=True)
class OwnTeam:
    """A team as one of its two sees it. `today` is the team's own day."""

    id: int
    student_id: str
    buddy_id: str
    channel_id: str | None
    language: str
    timezone: str
    weekly_minutes: int
    launched_on: date
    unanswered_nudges: int
    today: date
    owing: Owing = field(repr=False)
    days: tuple[tuple[date, int], ...] = field(repr=False)
    """Minutes by day, of this week and the weeks that can count."""
    is_job_search: bool = False
    """They go on after the graduation, and owe nothing."""

    @property
    def tally(self) -> Tally:
        """How its week and its average stand."""
        return tally(self.owing, self.days, self.today)

    def partner_of(self, user_id: str) -> str:
        return self.buddy_id if user_id == self.student_id else self.student_id


@dataclass(frozen=True)
class Logged:
    """A session as it was stored, and how the team stands with it."""

    session_id: int
    team: OwnTeam
    minutes: int
    held_on: date
    topic: str
    tally: Tally
    undone: bool = False


_TEAMS = (
    select(
        Team.id,
        Team.student_id,
        Team.buddy_id,
        Team.channel_id,
        Team.language,
        Team.timezone,
        Team.weekly_minutes,
        Team.launched_on,
        Team.unanswered_nudges,
        Team.state,
        BuddySession.held_on,
        func.sum(BuddySession.minutes),
    )
    .outerjoin(
        BuddySession,
        (BuddySession.workspace_id == Team.workspace_id)
        & (BuddySession.team_id == Team.id)
        & (BuddySession.held_on >= bindparam("since"))
        & BuddySession.undone_at.is_(None),
    )
    .where(Team.state != TeamState.ENDED)
    .group_by(Team.id, BuddySession.held_on)
    .order_by(Team.id)
)
"""A row for each team and day with sessions, in one statement: it is in every click about sessions."""
_OWN_TEAMS = Bound(
    _TEAMS.where(or_(Team.student_id == bindparam("user_id"), Team.buddy_id == bindparam("user_id")))
)
_INTRODUCED = Bound(_TEAMS.where(Team.state == TeamState.ACTIVE, Team.introduced_at.is_not(None)))


def own_teams(db: Db, user_id: str, now: datetime) -> list[OwnTeam]:
    """The running teams a person is in, oldest first."""
    return _teams(db, now, _OWN_TEAMS.rows(db, user_id=user_id, since=_since(now)))


def introduced_teams(db: Db, now: datetime) -> list[OwnTeam]:
    """All teams at work, oldest first."""
    return _teams(db, now, _INTRODUCED.rows(db, since=_since(now)))


def _since(now: datetime) -> date:
    return window_start(now.date() - timedelta(days=1))  # west of UTC it may still be yesterday


def _teams(db: Db, now: datetime, rows: list[tuple[Any, ...]]) -> list[OwnTeam]:
    found: dict[tuple[Any, ...], list[tuple[date, int]]] = {}
    for *team, held_on, minutes in rows:
        days = found.setdefault(tuple(team), [])
        if held_on is not None:
            days.append((held_on, minutes))
    if not found:
        return []
    agreed = owing.read(db, now)
    return [_team(team, tuple(days), agreed, now) for team, days in found.items()]


def _team(
    row: tuple[Any, ...], days: tuple[tuple[date, int], ...], agreed: owing.Agreed, now: datetime
) -> OwnTeam:
    number, student_id, buddy_id, channel_id, language, timezone, minutes, launched_on, unanswered, state = (
        row
    )
    owed = agreed.of(number, student_id, buddy_id, launched_on, minutes)
    return OwnTeam(
        number,
        student_id,
        buddy_id,
        channel_id,
        language,
        timezone,
        minutes,
        launched_on,
        unanswered,
        now.astimezone(zone(timezone)).date(),
        owed.nothing() if state is TeamState.JOB_SEARCH else owed,
        days,
        is_job_search=state is TeamState.JOB_SEARCH,
    )


def team_here(teams: list[OwnTeam], channel_id: str | None) -> OwnTeam:
    """The team whose channel this is, or the only one.

    Raises:
        UserError: there is none, or it must be chosen.
    """
    if not teams:
        raise UserError(Wrong.NO_TEAM)
    here = [team for team in teams if team.channel_id is not None and team.channel_id == channel_id]
    if here:
        return here[0]
    if len(teams) > 1:
        raise UserError(Wrong.WHICH_TEAM, block="team")
    return teams[0]


def team_chosen(teams: list[OwnTeam], team_id: str) -> OwnTeam:
    """The team that a form names, or the only one where it names none.

    Raises:
        UserError: it is not there any more, there is none at all, or it must be chosen.
    """
    chosen = [team for team in teams if str(team.id) == team_id]
    if teams and team_id and not chosen:
        raise UserError(Wrong.GONE)
    return team_here(chosen or teams, None)


def log(db: Db, now: datetime, who: Acting, team: OwnTeam, minutes: int, held_on: date, topic: str) -> Logged:
    """Store a session; the other member hears of it in the team's channel.

    Raises:
        UserError: a length or a day that no session of this team can have.
    """
    require_one_of(who, (team.student_id, team.buddy_id))
    check_session(minutes, held_on, team.today, team.launched_on)
    session_id = add(
        db,
        BuddySession,
        team_id=team.id,
        held_on=held_on,
        minutes=minutes,
        topic=topic,
        logged_by=who.user_id,
        logged_at=now,
    )
    if team.unanswered_nudges:
        db.execute(update(Team).where(Team.id == team.id).values(unanswered_nudges=0))
    notices.owe(db, "session", to=f"team:{team.id}", key=str(session_id), now=now, session=session_id)
    team = replace(team, days=(*team.days, (held_on, minutes)))
    return Logged(session_id, team, minutes, held_on, topic, team.tally)


def undo(db: Db, now: datetime, who: Acting, session_id: int) -> Logged:
    """Take back a session that one has logged oneself, within a day. The row stays, marked.

    Raises:
        UserError: it is somebody else's, too late, or not there.
    """
    session = db.scalars(select(BuddySession).where(BuddySession.id == session_id)).first()
    if session is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (session.logged_by,))
    if session.undone_at is not None:
        raise UserError(Wrong.ALREADY_DONE)
    if now - session.logged_at > UNDO_FOR:
        raise UserError(Wrong.STALE)
    session.undone_at = now
    db.flush()
    teams = [team for team in own_teams(db, who.user_id, now) if team.id == session.team_id]
    if not teams:
        raise UserError(Wrong.GONE)
    notices.owe(
        db, "session_undone", to=f"team:{session.team_id}", key=str(session.id), now=now, session=session.id
    )
    return Logged(
        session.id,
        teams[0],
        session.minutes,
        session.held_on,
        session.topic,
        teams[0].tally,
        undone=True,
    )
