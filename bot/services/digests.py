"""The weekly digest of each manager: what is owed on Monday morning, and what stands in it when it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, func, select, update

from bot.clock import days_between, iso_week, local_day, local_moment, zone
from bot.rules.access import READERS
from bot.rules.cadence import is_late
from bot.rules.hours import monday_of, tally
from bot.services import notices, own_pairs, people, promises, rosters, sessions, shortage, slots, tasks
from bot.services.promises import Waits
from bot.services.shortage import Shortage
from bot.services.tasks import OpenTask
from models import BuddySession, HelpRequest, Proposal, Settings, Slot, Team, Volunteer
from models.enums import HelpState, ProposalState, TaskKind, TeamState, VolunteerState
from models.store import Db

KIND = "digest"
LISTED_APART = (TaskKind.INTRODUCTION, TaskKind.LONG_WAIT)
"""Tasks about people who stand in a list of their own."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class HelpCall:
    """Somebody asked for more support, openly. `days`: since then, by the programme's calendar."""

    asked_by: str
    days: int
    taken_by: str | None


@dataclass(frozen=True)
class UnderHours:
    """A team whose full weeks, so many of them, are below its target on average; minutes."""

    student_id: str
    buddy_id: str
    average: int
    target: int
    weeks: int


@dataclass(frozen=True)
class WeekSum:
    sessions: int
    minutes: int


@dataclass(frozen=True)
class Digest:
    """What a manager reads on Monday, each list with the most pressing first."""

    calls: tuple[HelpCall, ...]
    tasks: tuple[OpenTask, ...]
    to_approve: int
    """Possible teams that wait for a manager."""
    waiting: tuple[Waits, ...]
    """Those first who wait longer than was promised."""
    short: tuple[Shortage, ...]
    promised_days: int
    volunteers: tuple[str, ...]
    under: tuple[UnderHours, ...]
    not_introduced: tuple[tuple[str, str], ...]
    last_week: WeekSum
    week_before: WeekSum

    @property
    def is_quiet(self) -> bool:
        """Nothing in it asks anything of anybody."""
        return not (
            self.calls
            or self.tasks
            or self.to_approve
            or self.waiting
            or self.volunteers
            or self.under
            or self.not_introduced
        )


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next slot of digests is due; of an unbound session."""
    return slots.next_due(db, slots.DIGEST)


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces where a Monday morning has come; of an unbound session."""
    is_due = (Slot.kind == slots.DIGEST) & (Slot.due_at <= now)
    return db.execute(select(Slot.workspace_id).where(is_due).distinct().order_by(Slot.workspace_id)).all()


def take_due(db: Db, now: datetime) -> None:
    """Owe the digests that are due, and move the workspace's slots on.

    A manager whose zone has no slot yet (she has moved) gets one, and this week's digest if her morning has
    just passed. A digest that is too late is owed all the same where its slot was missed: it is counted.
    """
    programme = people.programme(db)
    rosters.ask(db, now)
    rows = db.execute(
        select(Slot.timezone, Slot.due_at)
        .where(Slot.kind == slots.DIGEST)
        .order_by(Slot.timezone)
        .with_for_update()
    ).all()
    known = {timezone for timezone, _ in rows}
    due = {timezone: due_at for timezone, due_at in rows if due_at <= now}
    for user_id in readers(db):
        timezone = people.timezone_of(db, user_id)
        morning = _last_morning(programme, timezone, now)
        if timezone in due or (timezone not in known and not is_late(morning, now, zone(timezone))):
            week = iso_week(local_day(morning, timezone))
            notices.owe(db, KIND, to=user_id, key=f"{user_id}:{week}", now=now, at=morning)
        slots.plan(db, slots.DIGEST, timezone, now)
    for timezone, due_at in due.items():
        db.execute(
            update(Slot)
            .where(Slot.kind == slots.DIGEST, Slot.timezone == timezone, Slot.due_at == due_at)
            .values(due_at=_following(programme, timezone, due_at, now))
            .execution_options(synchronize_session=False)
        )


def readers(db: Db) -> list[str]:
    """Who gets a digest: managers who are still here."""
    return people.present(db, *READERS)


def _last_morning(programme: Settings, timezone: str, now: datetime) -> datetime:
    """The newest moment at or before `now` at which a digest is due in a zone."""
    where = zone(timezone)
    day = monday_of(now.astimezone(where).date()) + timedelta(days=programme.digest_weekday)
    moment = local_moment(day, programme.digest_minute, where)
    return moment if moment <= now else local_moment(day - WEEK, programme.digest_minute, where)


def _following(programme: Settings, timezone: str, due_at: datetime, now: datetime) -> datetime:
    where = zone(timezone)
    return slots.following(due_at, programme.digest_weekday, programme.digest_minute, where, now)


def digest(db: Db, now: datetime, user_id: str) -> Digest:
    """How the programme stands now, in the weeks of this manager's zone."""
    monday = monday_of(local_day(now, people.timezone_of(db, user_id)))
    own = own_pairs.hidden(db, user_id)
    open_tasks = tasks.open_tasks(db, now, user_id)
    return Digest(
        calls=_calls(db, now, user_id),
        tasks=tuple(task for task in open_tasks if task.kind not in LISTED_APART),
        to_approve=db.scalars(
            select(func.count(Proposal.id)).where(
                Proposal.state == ProposalState.PROPOSED, Proposal.id.not_in(own)
            )
        ).one(),
        waiting=promises.waiting(db, now),
        short=shortage.short(db, now),
        promised_days=people.programme(db).promise_days[-1],
        volunteers=tuple(
            db.scalars(
                select(Volunteer.user_id)
                .where(Volunteer.state == VolunteerState.OFFERED)
                .order_by(Volunteer.offered_at, Volunteer.user_id)
            )
        ),
        under=_under(db, now, monday),
        not_introduced=_not_introduced(db),
        last_week=_sum(db, monday - WEEK),
        week_before=_sum(db, monday - 2 * WEEK),
    )


def _calls(db: Db, now: datetime, user_id: str) -> tuple[HelpCall, ...]:
    """Open requests for more support that she may know of, those that nobody has taken first, then the oldest."""
    rows = db.execute(
        select(HelpRequest.asked_by, HelpRequest.asked_at, HelpRequest.acknowledged_by, HelpRequest.excluded)
        .where(HelpRequest.state != HelpState.CLOSED)
        .order_by(HelpRequest.acknowledged_by.is_not(None), HelpRequest.asked_at, HelpRequest.id)
    )
    where = zone(people.programme(db).timezone)
    return tuple(
        HelpCall(asked_by, days_between(asked_at, now, where), taken_by)
        for asked_by, asked_at, taken_by, excluded in rows
        if user_id not in excluded
    )


def _under(db: Db, now: datetime, monday: date) -> tuple[UnderHours, ...]:
    """Teams below their target in the weeks that are over, the lowest share of it first.

    A team that was not introduced yet is named as that alone: it is the first thing to do for it.
    """
    under = []
    for team in sessions.introduced_teams(db, now):
        standing = tally(team.owing, team.days, monday)
        if standing.is_behind and standing.average is not None:
            under.append(
                UnderHours(team.student_id, team.buddy_id, standing.average, standing.usual, standing.weeks)
            )
    return tuple(sorted(under, key=lambda team: (team.average / team.target, team.student_id)))


def _not_introduced(db: Db) -> tuple[tuple[str, str], ...]:
    rows = db.execute(
        select(Team.student_id, Team.buddy_id)
        .where(Team.state != TeamState.ENDED, Team.introduced_at.is_(None))
        .order_by(Team.launched_at, Team.id)
    )
    return tuple((student_id, buddy_id) for student_id, buddy_id in rows)


def _sum(db: Db, monday: date) -> WeekSum:
    row = db.execute(
        select(func.count(BuddySession.id), func.coalesce(func.sum(BuddySession.minutes), 0)).where(
            BuddySession.held_on >= monday,
            BuddySession.held_on < monday + WEEK,
            BuddySession.undone_at.is_(None),
        )
    ).one()
    return WeekSum(*row)
