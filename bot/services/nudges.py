"""The weekly nudge: which teams are under their hours, and what one slot brings for each of them.

A slot is moved on only in the transaction that writes the last of its teams, and a team's row for the week
decides who writes what follows from it: run twice, by two at once or after a crash, nothing comes twice and
nobody is forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Row, String, bindparam, select, update

from bot.clock import iso_week, local_day
from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_one_of
from bot.rules.cadence import MAX_IN_A_ROW, Decision, nudge_due
from bot.rules.hours import is_in, monday_of
from bot.rules.open_hours import OpenHours
from bot.rules.open_times import OpenTimes
from bot.services import notices, quiet_teams, slots
from bot.services.under_hours import Programme, under_hours
from models import Nudge, Settings, Slot, Team
from models.base import UtcDateTime
from models.bulk import Bulk, copy_once, listed, these
from models.enums import TaskKind, TeamState
from models.prepared import Bound, Change
from models.store import Db

KIND = "nudge"
QUIET_FOR = timedelta(weeks=4)
BATCH = 250
"""Teams written in one transaction: a fraction of the 100 ms that SQLite's write lock may be held."""


@dataclass(frozen=True)
class DueSlot:
    """A slot to be worked off. `monday` and `week`: of its `day` in its zone."""

    programme: Programme
    timezone: str
    due_at: datetime
    next_at: datetime
    day: date
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


_PAIR = Bound(select(Team.student_id, Team.buddy_id).where(Team.id == bindparam("id")))


def pair_of(db: Db, team_id: int) -> tuple[str, ...]:
    """The student's and the buddy's ids; empty where the team is not there."""
    return next(iter(_PAIR.rows(db, id=team_id)), ())


def no_more_for_now(db: Db, now: datetime, who: Acting, team_id: int) -> date:
    """The two want no reminder for `QUIET_FOR`. Returns the day from which there may be one again, in their zone.

    Raises:
        UserError: she is not of this team, or it has ended.
    """
    team = db.scalars(select(Team).where(Team.id == team_id).with_for_update()).first()
    if team is None or team.state is TeamState.ENDED:
        raise UserError(Wrong.GONE)
    require_one_of(who, (team.student_id, team.buddy_id))
    team.nudged_from = local_day(now, team.timezone) + QUIET_FOR
    db.flush()
    notices.record(db, who, now, "team", team_id, "no_reminders", until=team.nudged_from.isoformat())
    return team.nudged_from


def sent(db: Db, team_id: int) -> None:
    """A nudge has reached its channel: one more that nobody has answered, until a session is logged. In a session of no
    workspace, too, where a sweep decides about one whose fate nobody knows."""
    if "workspace_id" in db.info:
        _SENT.run(db, team=team_id)
    else:
        _COUNT.run(db, team_ids=listed([team_id]))


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces with a slot of nudges that is due; of an unbound session."""
    return db.execute(select(Slot.workspace_id).where(*_is_due(now)).distinct()).all()


def _is_due(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return Slot.kind == slots.NUDGE, Slot.due_at <= now


def due_slots(db: Db, now: datetime, of: Collection[str] | None = None) -> list[DueSlot]:
    """Slots of nudges that are due, in a fixed order, so that two sweeps at once wait but do not lock up.

    `of`: of these workspaces alone.
    """
    found = (
        select(
            Slot.workspace_id,
            Slot.timezone,
            Slot.due_at,
            Settings.country,
            Settings.region,
            Settings.class_hours,
            Settings.opens,
            Settings.closes,
            Settings.nudge_weekday,
            Settings.nudge_minute,
        )
        .join(Settings, Settings.workspace_id == Slot.workspace_id)
        .where(*_is_due(now))
        .order_by(Slot.workspace_id, Slot.timezone)
    )
    rows = db.execute(found if of is None else found.where(Slot.workspace_id.in_(of)))

    @cache
    def dates(
        due_at: datetime, weekday: int, minute: int, open_: OpenTimes
    ) -> tuple[datetime, date, date, str, bool]:
        day = due_at.astimezone(open_.where).date()
        following = slots.following_nudge(due_at, weekday, minute, open_, now)
        return following, day, monday_of(day), iso_week(day), open_.is_late(due_at, now)

    due_now = []
    for workspace_id, timezone, due_at, country, region, class_hours, opens, closes, weekday, minute in rows:
        open_ = slots.times_of(country, region, class_hours, OpenHours(opens, closes), timezone)
        when = dates(due_at, weekday, minute, open_)
        due_now.append(DueSlot(Programme(workspace_id, country, region), timezone, due_at, *when))
    return due_now


def decide(db: Db, due: list[DueSlot]) -> dict[DueSlot, list[tuple[int, Decision]]]:
    """What the week brings for the teams of these slots; those that need nothing are left out.

    One statement for all slots of the same week: slots of several weeks are due only after an outage.
    """
    decided: dict[DueSlot, list[tuple[int, Decision]]] = {slot: [] for slot in due}
    until = max((slot.due_at for slot in due), default=None)
    for monday in sorted({slot.monday for slot in due}):
        here = {(s.programme.workspace_id, s.timezone): s for s in due if s.monday == monday}
        programmes = list(dict.fromkeys(slot.programme for slot in here.values()))
        assert until is not None  # noqa: S101 - there is a slot
        for team in under_hours(db, monday, until, programmes):
            slot = here.get((team.workspace_id, team.timezone))
            if slot is None or (team.quiet_until is not None and slot.day < team.quiet_until):
                continue
            if not is_in(slot.day, team.rests):
                decision = nudge_due(team.tally, team.unanswered, late=slot.is_late)
                decided[slot].append((team.team_id, decision))
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
    """Write what was decided. A team whose week has its row already was somebody else's to write; one that has logged
    a session since it was read is not handed over.
    """
    alike: defaultdict[tuple[Decision, str, datetime], list[int]] = defaultdict(list)
    for part in batch:
        for team_id, decision in part.teams:
            alike[decision, part.slot.week, part.slot.due_at].append(team_id)
    for (decision, week, due_at), team_ids in sorted(alike.items()):
        least = MAX_IN_A_ROW if decision is Decision.HAND_OVER else 0
        rows = _WRITE.run(
            db, team_ids=listed(team_ids), week=week, decision=str(decision), now=now, least=least
        )
        ours = [team_id for (team_id,) in rows]
        if decision is Decision.SEND:
            notices.owe_teams(db, KIND, ours, week, due_at)
        if decision is Decision.HAND_OVER:
            _hand_over(db, ours, week, now)
            _COUNT.run(db, team_ids=listed(ours))
    _move(db, [part.slot for part in batch if part.is_last], now)


def _hand_over(db: Db, team_ids: list[int], week: str, now: datetime) -> None:
    """A task for the managers, and a message about it: a person should ask how it is going."""
    teams = db.execute(select(Team.workspace_id, Team.id).where(Team.id.in_(team_ids)))
    tasks = [(workspace_id, f"{team_id}:{week}", {"team": team_id}) for workspace_id, team_id in teams]
    notices.task_each(db, TaskKind.QUIET_TEAM, tasks, now)
    handed: defaultdict[str, list[int]] = defaultdict(list)
    for workspace_id, _, about in tasks:
        handed[workspace_id].append(about["team"])
    quiet_teams.tell(db, now, week, handed)


def _move(db: Db, done: list[DueSlot], now: datetime) -> None:
    """On to the next week, unless somebody was faster. Where the programme has chosen another day or hour since the
    slot was read, it stays due: the next sweep finds that its teams are done, and moves it by what holds now. Who is
    just choosing holds the slot (`slots.plan`), and is waited for before the settings are read.
    """
    alike: defaultdict[tuple[str, datetime, datetime], list[str]] = defaultdict(list)
    homes = {slot.programme.workspace_id for slot in done}
    ours = select(Slot.workspace_id).where(*_is_due(now), Slot.workspace_id.in_(homes))
    db.execute(ours.order_by(Slot.workspace_id, Slot.timezone).with_for_update())
    as_read = set(due_slots(db, now, homes))
    for slot in as_read.intersection(done):
        alike[slot.timezone, slot.due_at, slot.next_at].append(slot.programme.workspace_id)
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
    .where(Team.id.in_(these("team_ids")), Team.unanswered_nudges >= bindparam("least"))
    .order_by(Team.id),
    "team_id",
)
_ONE_MORE = {Team.unanswered_nudges: Team.unanswered_nudges + 1}
_SENT = Change(update(Team).where(Team.id == bindparam("team")).values(_ONE_MORE))
_COUNT = Bulk(every=update(Team).where(Team.id.in_(these("team_ids"))).values(_ONE_MORE))
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
