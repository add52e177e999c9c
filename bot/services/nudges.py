"""The weekly nudge: which teams are under their hours, and what one slot brings for each of them.

A slot is moved on only in the transaction that writes the last of its teams, and a team's row for the week
decides who writes what follows from it: run twice, by two at once or after a crash, nothing comes twice and
nobody is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Case,
    ColumnElement,
    Date,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    select,
    update,
)

from bot.clock import iso_week, zone
from bot.rules.cadence import Decision, is_late, nudge_due
from bot.rules.hours import WEEKS_IN_AVERAGE, Tally, monday_of
from bot.services import notices, slots
from bot.services.sessions import OwnTeam, own_teams
from models import BuddySession, Nudge, Settings, Slot, Team
from models.base import UtcDateTime
from models.bulk import Bulk, copy_once, listed, these
from models.enums import TaskKind, TeamState
from models.store import Db

KIND = "nudge"
BATCH = 250
"""Teams written in one transaction: a fraction of the 100 ms that SQLite's write lock may be held."""
WEEK = timedelta(weeks=1)


@dataclass(frozen=True)
class DueSlot:
    """A slot to be worked off. `monday` and `week`: of its day in its zone."""

    workspace_id: str
    timezone: str
    due_at: datetime
    next_at: datetime
    monday: date
    week: str
    is_late: bool


@dataclass(frozen=True)
class Part:
    """Teams of one slot that go into one transaction; with its last part a slot is done."""

    slot: DueSlot
    teams: list[tuple[int, Decision]]
    is_last: bool


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next slot of nudges is due; of an unbound session."""
    return slots.next_due(db, slots.NUDGE)


def team_now(db: Db, team_id: int, now: datetime) -> OwnTeam | None:
    """How a team stands at the moment its nudge would be sent; None if it is running no more."""
    running = select(Team.student_id).where(Team.id == team_id, Team.state == TeamState.ACTIVE)
    student = db.scalars(running).first()
    teams = own_teams(db, student, now) if student else []
    return next((team for team in teams if team.id == team_id), None)


def sent(db: Db, team_id: int) -> None:
    """A nudge has reached its channel: one more that nobody has answered, until a session is logged."""
    db.execute(
        update(Team)
        .where(Team.id == team_id)
        .values(unanswered_nudges=Team.unanswered_nudges + 1)
        .execution_options(synchronize_session=False)
    )


def due_slots(db: Db, now: datetime) -> list[DueSlot]:
    """Slots of nudges that are due, in a fixed order, so that two sweeps at once wait but do not lock up."""
    rows = db.execute(
        select(Slot.workspace_id, Slot.timezone, Slot.due_at, Settings.nudge_weekday, Settings.nudge_minute)
        .join(Settings, Settings.workspace_id == Slot.workspace_id)
        .where(Slot.kind == slots.NUDGE, Slot.due_at <= now)
        .order_by(Slot.workspace_id, Slot.timezone)
    )

    @cache
    def dates(timezone: str, due_at: datetime, weekday: int, minute: int) -> tuple[datetime, date, str, bool]:
        where = zone(timezone)
        day = due_at.astimezone(where).date()
        following = slots.following(due_at, weekday, minute, where, now)
        return following, monday_of(day), iso_week(day), is_late(due_at, now, where)

    return [
        DueSlot(workspace_id, timezone, due_at, *dates(timezone, due_at, weekday, minute))
        for workspace_id, timezone, due_at, weekday, minute in rows
    ]


def decide(db: Db, due: list[DueSlot]) -> dict[DueSlot, list[tuple[int, Decision]]]:
    """What the week brings for the teams of these slots; those that need nothing are left out.

    One statement for all slots of the same week: slots of several weeks are due only after an outage.
    """
    decided: dict[DueSlot, list[tuple[int, Decision]]] = {slot: [] for slot in due}
    until = max((slot.due_at for slot in due), default=None)
    for monday in sorted({slot.monday for slot in due}):
        here = {(s.workspace_id, s.timezone): (s.is_late, decided[s]) for s in due if s.monday == monday}
        rows = _DUE_TEAMS.stream(db, **weeks_before(monday), until=until)
        for team_id, workspace_id, timezone, target, weeks, unanswered, week, before in rows:
            found = here.get((workspace_id, timezone))
            if found is None:
                continue
            standing = Tally(week, target, round(before / weeks) if weeks else None)
            decision = nudge_due(standing, unanswered, late=found[0])
            if decision is not Decision.NOT_NEEDED:
                found[1].append((team_id, decision))
    return decided


def batches(due: list[DueSlot], decided: dict[DueSlot, list[tuple[int, Decision]]]) -> Iterator[list[Part]]:
    """Small slots together, large ones in parts: at most `BATCH` teams, and at most as many slots."""
    batch: list[Part] = []
    room = BATCH
    for slot in due:
        teams = decided[slot]
        for start in range(0, len(teams) or 1, BATCH):
            some = teams[start : start + BATCH]
            if batch and (len(some) > room or len(batch) >= BATCH):
                yield batch
                batch, room = [], BATCH
            batch.append(Part(slot, some, is_last=start + BATCH >= len(teams)))
            room -= len(some)
    if batch:
        yield batch


def write(db: Db, batch: list[Part], now: datetime) -> None:
    """Write what was decided. A team whose week has its row already was somebody else's to write."""
    alike: defaultdict[tuple[Decision, str, datetime], list[int]] = defaultdict(list)
    for part in batch:
        for team_id, decision in part.teams:
            alike[decision, part.slot.week, part.slot.due_at].append(team_id)
    for (decision, week, due_at), team_ids in sorted(alike.items()):
        rows = _WRITE.run(db, team_ids=listed(team_ids), week=week, decision=str(decision), now=now)
        ours = [team_id for (team_id,) in rows]
        if decision is Decision.SEND:
            notices.owe_teams(db, KIND, ours, week, due_at)
        if decision is Decision.HAND_OVER:
            _hand_over(db, ours, week, now)
            _COUNT.run(db, team_ids=listed(ours))
    _move(db, [part.slot for part in batch if part.is_last])


def _hand_over(db: Db, team_ids: list[int], week: str, now: datetime) -> None:
    """A task for the managers: a person should ask how it is going."""
    teams = db.execute(select(Team.workspace_id, Team.id).where(Team.id.in_(team_ids)))
    tasks = [(workspace_id, f"{team_id}:{week}", {"team": team_id}) for workspace_id, team_id in teams]
    notices.task_each(db, TaskKind.QUIET_TEAM, tasks, now)


def _move(db: Db, done: list[DueSlot]) -> None:
    """On to the next week, unless somebody was faster."""
    alike: defaultdict[tuple[str, datetime, datetime], list[str]] = defaultdict(list)
    for slot in done:
        alike[slot.timezone, slot.due_at, slot.next_at].append(slot.workspace_id)
    for (timezone, due_at, next_at), workspaces in sorted(alike.items()):
        _MOVE.run(db, workspaces=listed(workspaces), timezone=timezone, worked_off=due_at, next_at=next_at)


_WRITE = copy_once(
    Nudge,
    select(
        Team.workspace_id,
        Team.id.label("team_id"),
        bindparam("week", type_=String).label("week"),
        bindparam("decision", type_=String).label("decision"),
        bindparam("now", type_=UtcDateTime).label("decided_at"),
    )
    .where(Team.id.in_(these("team_ids")))
    .order_by(Team.id),
    "team_id",
)
_COUNT = Bulk(
    every=update(Team)
    .where(Team.id.in_(these("team_ids")))
    .values(unanswered_nudges=Team.unanswered_nudges + 1)
)
"""Handed over: one more than may go unanswered. Logging a session sets it back."""
_MOVE = Bulk(
    every=update(Slot)
    .where(
        Slot.kind == slots.NUDGE,
        Slot.timezone == bindparam("timezone"),
        Slot.due_at == bindparam("worked_off"),
        Slot.workspace_id.in_(these("workspaces", String)),
    )
    .values(due_at=bindparam("next_at"))
)


def hours_by_team(*more: Any) -> Select[Any]:
    """Running teams with the minutes of their week and of the finished weeks that count before it.

    Columns: the team's id, workspace, zone, target, how many weeks count, unanswered nudges, `more`; then the
    two sums. All numbers and texts. Parameters: those of `weeks_before`.
    """
    return (
        select(
            Team.id,
            Team.workspace_id,
            Team.timezone,
            Team.weekly_minutes,
            _weeks_counted(),
            Team.unanswered_nudges,
            *more,
            _minutes(BuddySession.held_on >= _monday(0)),
            _minutes(BuddySession.held_on < _monday(0)),
        )
        .outerjoin(
            BuddySession,
            and_(
                BuddySession.workspace_id == Team.workspace_id,
                BuddySession.team_id == Team.id,
                BuddySession.held_on >= _first_counted(),
                BuddySession.held_on < bindparam("week_after", type_=Date),
                BuddySession.undone_at.is_(None),
            ),
        )
        .where(Team.state == TeamState.ACTIVE)
        .group_by(Team.workspace_id, Team.id)
    )


def _minutes(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((when, BuddySession.minutes), else_=0)), 0)


def _weeks_counted() -> Case[int]:
    """`rules.hours.finished_weeks`, in SQL: the week of a team's beginning does not count."""
    return _by_beginning(*range(WEEKS_IN_AVERAGE + 1))


def _first_counted() -> Case[date]:
    """The Monday after a team's beginning, four weeks back at most; this week's for one that is newer."""
    return _by_beginning(*(_monday(number) for number in range(WEEKS_IN_AVERAGE + 1)))


def _by_beginning(*values: Any) -> Case[Any]:
    """The first value for a team that began last week or later, the next for one a week older, and so on."""
    *newer, oldest = values
    return case(*((Team.launched_on >= _monday(n + 1), value) for n, value in enumerate(newer)), else_=oldest)


def _monday(weeks_ago: int) -> BindParameter[date]:
    return bindparam(f"week_{weeks_ago}", type_=Date)


def weeks_before(monday: date) -> dict[str, date]:
    """Parameters of `hours_by_team`: the Mondays of a week and of the four before it, and the one after."""
    mondays = {f"week_{number}": monday - number * WEEK for number in range(WEEKS_IN_AVERAGE + 1)}
    return {**mondays, "week_after": monday + WEEK}


HOURS_OF_DUE_TEAMS = hours_by_team().join(
    Slot,
    and_(
        Slot.workspace_id == Team.workspace_id,
        Slot.timezone == Team.timezone,
        Slot.kind == slots.NUDGE,
        Slot.due_at <= bindparam("until", type_=UtcDateTime),
    ),
)
_DUE_TEAMS = Bulk(
    every=HOURS_OF_DUE_TEAMS.having(_minutes(BuddySession.held_on >= _monday(0)) < Team.weekly_minutes)
)
"""Without those that have their hours this week, which are most, and of whom the rule need not be asked."""
