"""Logging what a team did together, and how its week and its average stand."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_one_of
from bot.rules.hours import Owing, Tally, tally, window_start
from bot.rules.parsing import check_session
from bot.rules.venues import check_place
from bot.services import asking, notices, owing, venues
from models import BuddySession, Team
from models.enums import TeamState
from models.prepared import Bound
from models.store import Db, add

UNDO_FOR = timedelta(days=1)
TWIN_WITHIN = timedelta(minutes=10)
"""The same day and length, logged again so soon, may be the same session: the two press at once after it."""


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
    nudged_from: date | None
    today: date
    owing: Owing = field(repr=False)
    days: tuple[tuple[date, int], ...] = field(repr=False)
    """Minutes by day, of this week and the weeks that can count."""
    is_job_search: bool = False
    """They go on after the graduation, and owe nothing."""

    @cached_property
    def tally(self) -> Tally:
        """How its week and its average stand."""
        return tally(self.owing, self.days, self.today)

    @property
    def wants_no_reminder(self) -> bool:
        """The two have asked for none, and that time is not over."""
        return self.nudged_from is not None and self.today < self.nudged_from

    def partner_of(self, user_id: str) -> str:
        return self.buddy_id if user_id == self.student_id else self.student_id


@dataclass(frozen=True, repr=False)
class Entry:
    """What is said of a session. `place`: see `rules.venues`."""

    minutes: int
    held_on: date
    topic: str = ""
    place: str = ""


@dataclass(frozen=True, repr=False)
class Twin:
    """A session of the same day and length that was logged a moment before."""

    session_id: int
    by: str
    at: datetime
    topic: str


@dataclass(frozen=True)
class Logged:
    """A session as it was stored, and how the team stands with it.

    `twin`: it does not count yet, its logger is asked whether it is another one; `was`: it corrects this.
    """

    session_id: int
    team: OwnTeam
    entry: Entry
    tally: Tally
    undone: bool = False
    twin: Twin | None = None
    was: Entry | None = None


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
        Team.nudged_from,
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
    .group_by(Team.id, BuddySession.held_on)
    .order_by(Team.id)
)
"""A row for each team and day with sessions, in one statement: it is in every click about sessions."""
_OWN_TEAMS = Bound(
    _TEAMS.where(
        Team.state != TeamState.ENDED,
        or_(Team.student_id == bindparam("user_id"), Team.buddy_id == bindparam("user_id")),
    )
)
_ACTIVE_TEAM = Bound(_TEAMS.where(Team.state == TeamState.ACTIVE, Team.id == bindparam("id")))
_ALONE = Bound(
    select(Team.id).where(Team.id == bindparam("id"), Team.state != TeamState.ENDED).with_for_update()
)
_HELD = Bound(
    select(
        BuddySession.id,
        BuddySession.logged_by,
        BuddySession.logged_at,
        BuddySession.topic,
        BuddySession.held_on,
        BuddySession.minutes,
    )
    .where(
        BuddySession.team_id == bindparam("team_id"),
        or_(BuddySession.held_on >= bindparam("since"), BuddySession.logged_at > bindparam("after")),
        BuddySession.undone_at.is_(None),
    )
    .order_by(BuddySession.id)
)


def own_teams(db: Db, user_id: str, now: datetime) -> list[OwnTeam]:
    """The running teams a person is in, oldest first."""
    return _teams(db, now, _OWN_TEAMS.rows(db, user_id=user_id, since=_since(now)))


def active_team(db: Db, team_id: int, now: datetime) -> OwnTeam | None:
    """This one; None where it is not at work."""
    return next(iter(_teams(db, now, _ACTIVE_TEAM.rows(db, id=team_id, since=_since(now)))), None)


def _teams(db: Db, now: datetime, rows: list[tuple[Any, ...]]) -> list[OwnTeam]:
    found: dict[tuple[Any, ...], list[tuple[date, int]]] = {}
    for *team, held_on, minutes in rows:
        days = found.setdefault(tuple(team), [])
        if held_on is not None:
            days.append((held_on, minutes))
    if not found:
        return []
    agreed = owing.read_some(db, now, [team[:3] for team in found])
    return [_team(team, tuple(days), agreed, now) for team, days in found.items()]


def _since(now: datetime) -> date:
    return window_start(now.date() - timedelta(days=1))  # west of UTC it may still be yesterday


def _team(
    row: tuple[Any, ...], days: tuple[tuple[date, int], ...], agreed: owing.Agreed, now: datetime
) -> OwnTeam:
    number, student_id, buddy_id, channel_id, language, timezone, minutes, launched_on, *nudged, state = row
    unanswered, nudged_from = nudged
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
        nudged_from,
        local_day(now, timezone),
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


def log(db: Db, now: datetime, who: Acting, team: OwnTeam, entry: Entry) -> Logged:
    """Store a session; the other member hears of it. One that looks like another of a moment ago waits for a word.

    Raises:
        UserError: a length, a day or a place that no session of this team can have.
    """
    require_one_of(who, (team.student_id, team.buddy_id))
    check_session(entry.minutes, entry.held_on, team.today, team.launched_on)
    check_place(entry.place, venues.listed(db) if entry.place else ())
    alone(db, team.id)
    lately = now - TWIN_WITHIN
    held = _HELD.rows(db, team_id=team.id, since=_since(now), after=lately)
    days = tuple(row[4:] for row in held)  # the other one may have logged since it was read
    same = (row for row in held if row[2] > lately and row[4:] == (entry.held_on, entry.minutes))
    twin = next((Twin(*row[:4]) for row in same), None)
    session_id = put(
        db,
        now,
        who,
        team,
        entry,
        looks_like=twin.session_id if twin else None,
        undone_at=now if twin else None,
    )
    if twin:
        team = replace(team, days=days)
        return Logged(session_id, team, entry, team.tally, twin=twin)
    team = replace(team, days=(*days, (entry.held_on, entry.minutes)))
    return _counts(db, now, who, team, session_id, entry)


def put(db: Db, now: datetime, who: Acting, team: OwnTeam, entry: Entry, **more: Any) -> int:
    """A row of its own for what somebody says; nothing that is there is changed."""
    return add(
        db,
        BuddySession,
        team_id=team.id,
        held_on=entry.held_on,
        minutes=entry.minutes,
        topic=entry.topic,
        place=entry.place,
        logged_by=who.user_id,
        logged_at=now,
        **more,
    )


def another(db: Db, now: datetime, who: Acting, session_id: int) -> Logged:
    """It is another session than the one it looks like: it counts.

    Raises:
        UserError: it is somebody else's, answered already, too late, or not there.
    """
    session = _asked(db, now, who, session_id)
    session.undone_at = None
    db.flush()
    team = own_team(db, now, who, session.team_id)
    return _counts(db, now, who, team, session.id, entry_of(session))


def the_same(db: Db, now: datetime, who: Acting, session_id: int) -> Logged:
    """It is the same session: what was logged first stays, and this one stays struck out. Raises as `another`."""
    session = _asked(db, now, who, session_id)
    session.undone_by = who.user_id
    db.flush()
    team = own_team(db, now, who, session.team_id)
    return Logged(session.id, team, entry_of(session), team.tally, undone=True)


def undo(db: Db, now: datetime, who: Acting, session_id: int) -> Logged:
    """Take back a session that one has logged oneself, within a day. The row stays, marked.

    Raises:
        UserError: it is somebody else's, too late, or not there.
    """
    session = own_session(db, now, who, session_id)
    if session.undone_at is not None:
        raise UserError(Wrong.ALREADY_DONE)
    strike_out(db, now, who, session)
    team = own_team(db, now, who, session.team_id)
    notices.owe(
        db, "session_undone", to=reader_of(team, who), key=str(session.id), now=now, session=session.id
    )
    show_both(db, now, team, f"{session.id}:undone")
    return Logged(session.id, team, entry_of(session), team.tally, undone=True)


def show_both(db: Db, now: datetime, team: OwnTeam, mark: object) -> None:
    """What counts has changed: the Home tabs of the two are brought up to date. `mark`: of this change."""
    notices.owe_all(db, _home_of_both(team, mark), now)


def _home_of_both(team: OwnTeam, mark: object) -> list[notices.Owed]:
    return [("home", one, f"{one}:session-{mark}", {}) for one in (team.student_id, team.buddy_id)]


def strike_out(db: Db, now: datetime, who: Acting, session: BuddySession) -> None:
    """It counts no more. What was told of it says so, and has no button any more."""
    session.undone_at, session.undone_by = now, who.user_id
    db.flush()
    told = f"session_corrected:{session.id}" if session.corrects else f"session:{session.id}"
    to = f"team:{session.team_id}"
    notices.owe(db, "session_struck", to=to, key=str(session.id), now=now, session=session.id, notice=told)


def reader_of(team: OwnTeam, who: Acting) -> str:
    """Where the other of the two hears of it: in the team's channel, or directly while there is none."""
    return f"team:{team.id}" if team.channel_id else team.partner_of(who.user_id)


def own_session(db: Db, now: datetime, who: Acting, session_id: int) -> BuddySession:
    """A session that she has logged herself within a day, its team to herself. Raises `UserError` otherwise."""
    session = db.scalars(select(BuddySession).where(BuddySession.id == session_id)).first()
    if session is None:
        raise UserError(Wrong.GONE)
    require_one_of(who, (session.logged_by,))
    alone(db, session.team_id)
    db.refresh(session)
    if session.undone_at is None and now - session.logged_at > UNDO_FOR:
        raise UserError(Wrong.STALE)
    return session


def own_team(db: Db, now: datetime, who: Acting, team_id: int) -> OwnTeam:
    """A running team of hers, as it stands now. Raises `UserError` where it is none."""
    for team in own_teams(db, who.user_id, now):
        if team.id == team_id:
            return team
    raise UserError(Wrong.GONE)


def alone(db: Db, team_id: int) -> None:
    """Nobody else logs for this team until the transaction ends. Raises `UserError` where it has ended."""
    if not _ALONE.rows(db, id=team_id):
        raise UserError(Wrong.GONE)


def entry_of(session: BuddySession) -> Entry:
    return Entry(session.minutes, session.held_on, session.topic, session.place)


def _asked(db: Db, now: datetime, who: Acting, session_id: int) -> BuddySession:
    """A session of hers that waits for her word whether it is another one."""
    session = own_session(db, now, who, session_id)
    if session.looks_like is None or session.undone_at is None or session.undone_by is not None:
        raise UserError(Wrong.ALREADY_DONE)
    if now - session.logged_at > UNDO_FOR:
        raise UserError(Wrong.STALE)
    return session


def _counts(db: Db, now: datetime, who: Acting, team: OwnTeam, session_id: int, entry: Entry) -> Logged:
    """`team`: with it. The other member hears of it."""
    if len(team.days) == 1:
        asking.session_logged(db, now, team.id, (team.student_id, team.buddy_id))
    if team.unanswered_nudges:
        db.execute(update(Team).where(Team.id == team.id).values(unanswered_nudges=0))
    told = ("session", reader_of(team, who), str(session_id), {"session": session_id})
    notices.owe_all(db, [told, *_home_of_both(team, session_id)], now)
    return Logged(session_id, team, entry, team.tally)
