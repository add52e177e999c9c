"""The first days of a team: are the two introduced to each other, and has one of them made a beginning?

No message is read: a beginning is what was planned, logged, or said with a button. One of the two is asked a day
after their channel was opened, the other a day later, and nobody after that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Row, Select, func, select

from bot.clock import zone
from bot.rules.access import Acting, require_one_of
from bot.services import notices, people, planned, resting, teams
from models import BuddySession, Meeting, Task, Team
from models.enums import OPEN_MEETING, MeetingKind, MeetingState, TaskKind, TeamState
from models.prepared import Moment
from models.store import Db

HELLO, LATE = "hello", "introduction_late"
ASKED_AFTER = timedelta(hours=24)
WEEK = timedelta(days=7)
DAY_AFTER = timedelta(days=1)
_NEXT_HELLO = Moment(select(func.min(Team.hello_due_at)))
_NEXT_INTRODUCTION = Moment(select(func.min(Team.introduction_due_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When a team of any workspace is looked at next; of an unbound session."""
    moments = (_NEXT_HELLO.moment(db), _NEXT_INTRODUCTION.moment(db))
    return min(filter(None, moments), default=None)


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and number of each team to look at; of an unbound session."""
    found: list[Row[str, int]] = []
    for due_at in (Team.hello_due_at, Team.introduction_due_at):
        teams = select(Team.workspace_id, Team.id).where(due_at <= now)
        found += db.execute(teams.order_by(due_at, Team.id)).all()
    return list(dict.fromkeys(found))


def take_due(db: Db, now: datetime, team_id: int) -> None:
    """Ask who should begin, and tell managers of an introduction that has not been; if nobody was faster."""
    team = db.scalars(select(Team).where(Team.id == team_id).with_for_update()).one()
    if team.state is TeamState.ENDED:
        team.hello_due_at = team.introduction_due_at = None
    if team.hello_due_at is not None and team.hello_due_at <= now:
        _ask(db, now, team, team.hello_due_at)
    if team.introduction_due_at is not None and team.introduction_due_at <= now:
        _look(db, now, team)
    db.flush()


def channel_opened(db: Db, now: datetime, team: Team) -> None:
    """The welcome is in the channel: from tomorrow on it is looked at whether they have begun. Once for a team."""
    if team.hello_step == 0 and team.hello_due_at is None and not _has_begun(db, team):
        team.hello_due_at = _open(db, now + ASKED_AFTER, team.buddy_id)


def go_on(db: Db, now: datetime, team: Team) -> None:
    """Its end is taken back: what fell due meanwhile, and was left out, comes now."""
    if team.introduced_at is None and team.introduction_due_at is None:
        team.introduction_due_at = now
    order = (team.buddy_id, team.student_id)
    waits = team.hello_due_at is None and team.hello_step < len(order)
    if waits and team.channel_id is not None and not _has_begun(db, team):
        team.hello_due_at = _open(db, now, order[team.hello_step])


def said_hello(db: Db, now: datetime, who: Acting, team_id: int) -> Team:
    """One of the two says that they have written to each other: nobody is asked any more.

    Raises:
        UserError: she is none of the two, or the team is not there.
    """
    team = planned.locked_team(db, team_id)
    require_one_of(who, (team.student_id, team.buddy_id))
    if team.said_hello_at is None:
        team.said_hello_at, team.hello_due_at = now, None
        notices.record(db, who, now, "team", team.id, "said_hello")
        db.flush()
    return team


def is_silent(db: Db, team_id: int) -> bool:
    """Whether a running team that has its channel has made no beginning."""
    team = db.scalars(select(Team).where(Team.id == team_id)).first()
    if team is None or team.state is TeamState.ENDED or team.channel_id is None:
        return False
    return not _has_begun(db, team)


def _ask(db: Db, now: datetime, team: Team, at: datetime) -> None:
    """The volunteer first, then the student; who has left is passed over. In a rest: the morning after it; while all
    three are to meet at an agreed introduction: a day after that.
    """
    order = (team.buddy_id, team.student_id)
    if team.channel_id is None or _has_begun(db, team):
        team.hello_due_at = None
        return
    where = zone(team.timezone)
    today = now.astimezone(where).date()
    day = resting.day_after(db, team.id, today)
    if day > today:
        team.hello_due_at = people.open_hours(db).opening(day, where)
        return
    meets_at = db.scalars(_agreed_introduction(team, now)).first()
    if meets_at is not None and team.hello_step < len(order):
        team.hello_due_at = _open(db, meets_at + ASKED_AFTER, order[team.hello_step])
        return
    while team.hello_step < len(order):
        user = order[team.hello_step]
        team.hello_step += 1
        if planned.is_here(db, user):
            notices.owe(db, HELLO, to=user, key=f"{team.id}:{user}", now=now, at=at, team=team.id)
            break
    more = team.hello_step < len(order)
    team.hello_due_at = _open(db, now + DAY_AFTER, order[team.hello_step]) if more else None


def _open(db: Db, moment: datetime, user_id: str) -> datetime:
    return people.next_open(db, moment, user_id)


def _agreed_introduction(team: Team, now: datetime) -> Select[datetime]:
    """When they meet, where that is still to come."""
    own = (Meeting.team_id == team.id) & (Meeting.kind == MeetingKind.INTRODUCTION)
    return select(Meeting.starts_at).where(
        own, Meeting.state == MeetingState.CONFIRMED, Meeting.starts_at > now
    )


def _has_begun(db: Db, team: Team) -> bool:
    logged = select(BuddySession.id).where(BuddySession.team_id == team.id)
    planned_own = select(Meeting.id).where(Meeting.team_id == team.id, Meeting.kind == MeetingKind.SESSION)
    return (
        team.said_hello_at is not None
        or db.scalars(logged.limit(1)).first() is not None
        or db.scalars(planned_own.limit(1)).first() is not None
    )


def _look(db: Db, now: datetime, team: Team) -> None:
    """A week after the launch: the introduction has been, has its date, or is put on the managers' list."""
    team_id, team.introduction_due_at = team.id, None
    if team.introduced_at is not None:
        return
    coming = select(Meeting.starts_at).where(
        Meeting.team_id == team_id,
        Meeting.kind == MeetingKind.INTRODUCTION,
        Meeting.state.in_(OPEN_MEETING),
        Meeting.starts_at > now,
    )
    starts_at = db.scalars(coming).first()
    if starts_at is not None:
        team.introduction_due_at = starts_at + DAY_AFTER
        return
    key = f"{TaskKind.INTRODUCTION}:{team_id}"
    task = db.scalars(select(Task).where(Task.dedupe_key == key).with_for_update()).first()
    if task is None or task.done_at is not None:
        return
    task.about = {**task.about, "late": True}
    notices.record(db, None, now, "team", team_id, "not_introduced")
    for manager in teams.introducers(db):
        at = _open(db, now, manager)
        notices.owe(db, LATE, to=manager, key=str(team_id), now=now, at=at, team=team_id)
