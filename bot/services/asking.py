"""When each person of a team is asked how it is going, and when a manager checks in: what time does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, String, delete, func, select, type_coerce

from bot.clock import local_day, zone
from bot.rules.features import Feature
from bot.rules.pulses import AFTER_FIRST_SESSION, APART, EVERY, FIRST_CHECK_IN, next_check_in
from bot.services import features, notices, people, resting
from models import Asking, BuddySession, Person, Pulse, Task, Team
from models.enums import AskingKind, TaskKind, TeamState
from models.prepared import Moment
from models.store import Db, add_each_once

FIT, PULSE = "fit", "pulse"
"""Kinds of notices."""
ASKED_IN_PRIVATE = (AskingKind.FIT, AskingKind.PULSE)
_DAY = timedelta(days=1)


def begin(db: Db, now: datetime, team_id: int, pair: tuple[str, str]) -> None:
    """A team begins: the days of its questions and check-ins."""
    begins = {AskingKind.PULSE: now + EVERY, AskingKind.CHECK_IN: now + FIRST_CHECK_IN}
    _plan(db, [(team_id, user, kind, due) for user in pair for kind, due in begins.items()])


def session_logged(db: Db, now: datetime, team_id: int, pair: tuple[str, str]) -> None:
    """Each of the two is asked whether they fit, after their first session; later ones change nothing."""
    due = now + AFTER_FIRST_SESSION
    opens = ((user, people.next_open(db, due, user)) for user in pair)
    _plan(db, [(team_id, user, AskingKind.FIT, opening) for user, opening in opens])


def _plan(db: Db, rows: list[tuple[int, str, AskingKind, datetime]]) -> None:
    names = ("team_id", "user_id", "kind", "due_at")
    add_each_once(db, Asking, [{**dict(zip(names, row, strict=True)), "number": 0} for row in rows])


_NEXT = Moment(select(func.min(Asking.due_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When somebody is asked next, in any workspace; for the sweep."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int, str, str]]:
    """Everybody who is to be asked now, whoever waits longest first; of an unbound session."""
    return db.execute(
        select(Asking.workspace_id, Asking.team_id, Asking.user_id, type_coerce(Asking.kind, String))
        .where(Asking.due_at <= now)
        .order_by(Asking.due_at)
    ).all()


def take_due(db: Db, now: datetime, team_id: int, user_id: str, named: str) -> None:
    """Ask one person, or put it on the managers' list, if nobody was faster and it is a good moment.

    Who has left the workspace is passed over, and may come back.
    """
    kind = AskingKind(named)
    db.execute(select(Person.user_id).where(Person.user_id == user_id).with_for_update())
    mine = (Asking.team_id == team_id) & (Asking.user_id == user_id) & (Asking.kind == kind)
    row = db.scalars(select(Asking).where(mine).with_for_update()).first()
    if row is None or row.due_at is None or row.due_at > now:
        return
    team = db.scalars(select(Team).where(Team.id == team_id)).one()
    if team.state is TeamState.ENDED:
        row.due_at = None
        return
    if not people.is_here(db, user_id):
        row.due_at = now + EVERY
        return
    if kind is not AskingKind.CHECK_IN and not features.is_on(db, Feature.PULSES):
        row.due_at = people.next_open(db, now + EVERY, user_id)
        return
    moment = _good_moment(db, now, row, team)
    if moment > now:
        row.due_at = moment
    elif kind is AskingKind.CHECK_IN:
        _check_in(db, now, row, team)
    else:
        _ask(db, now, row)
    db.flush()


def rests_until(db: Db, now: datetime, team_id: int) -> date | None:
    """The last day of a rest that a team is in now, by its own calendar; None where it is in none."""
    timezone = db.scalars(select(Team.timezone).where(Team.id == team_id)).first()
    today = local_day(now, timezone)
    back = resting.day_after(db, team_id, today)
    return back - _DAY if back > today else None


def _good_moment(db: Db, now: datetime, row: Asking, team: Team) -> datetime:
    """`now`, or the first moment after it at which this person may be asked."""
    last = rests_until(db, now, team.id)
    if last is not None:
        return people.open_hours(db).opening(last + _DAY, zone(team.timezone))
    if row.kind is AskingKind.CHECK_IN:
        return now
    asked = select(func.max(Asking.asked_at)).where(
        Asking.user_id == row.user_id, Asking.kind.in_(ASKED_IN_PRIVATE)
    )
    before = db.scalars(asked).one()
    return people.next_open(db, now if before is None else max(now, before + APART), row.user_id)


def _ask(db: Db, now: datetime, row: Asking) -> None:
    about: dict[str, Any] = {"team": row.team_id}
    if row.kind is AskingKind.FIT and not _has_met(db, row.team_id):
        db.execute(delete(Asking).where(Asking.team_id == row.team_id, Asking.kind == AskingKind.FIT))
        return
    row.number, row.asked_at, row.due_at = row.number + 1, now, None
    key = f"{row.team_id}:{row.user_id}"
    if row.kind is AskingKind.FIT:
        notices.owe(db, FIT, to=row.user_id, key=f"{key}:{row.number}", now=now, **about)
        return
    row.due_at = people.next_open(db, now + EVERY, row.user_id)
    db.add(Pulse(team_id=row.team_id, user_id=row.user_id, number=row.number, asked_at=now))
    about["number"] = row.number
    notices.owe(db, PULSE, to=row.user_id, key=f"{key}:{row.number}", now=now, **about)


def go_on(db: Db, now: datetime, team_id: int) -> None:
    """A team that had ended goes on: what fell due meanwhile, and was left out, comes at the next good moment."""
    left_out = Asking.kind.in_((AskingKind.PULSE, AskingKind.CHECK_IN)) | Asking.asked_at.is_(None)
    mine = select(Asking).where(Asking.team_id == team_id, Asking.due_at.is_(None), left_out)
    for row in db.scalars(mine.with_for_update()).all():
        row.due_at = now
    db.flush()


def not_asked(db: Db, now: datetime, team_id: int, user_id: str) -> None:
    """Whether they fit could not be asked: it is planned anew, at the next good moment."""
    mine = (Asking.team_id == team_id) & (Asking.user_id == user_id) & (Asking.kind == AskingKind.FIT)
    row = db.scalars(select(Asking).where(mine).with_for_update()).first()
    if row is not None and row.due_at is None:
        row.due_at, row.asked_at = now, None
        db.flush()


def _check_in(db: Db, now: datetime, row: Asking, team: Team) -> None:
    """On the managers' list, unless the one before of the same person is still there."""
    key = f"{team.id}:{row.user_id}"
    before = f"{TaskKind.CHECK_IN}:{key}:{row.number}"
    still_there = db.scalars(select(Task.id).where(Task.dedupe_key == before, Task.done_at.is_(None))).first()
    if still_there is None:
        row.number, row.asked_at = row.number + 1, now
        notices.task(db, TaskKind.CHECK_IN, f"{key}:{row.number}", now, team=team.id, user=row.user_id)
    row.due_at = next_check_in(team.launched_at, now)


def _has_met(db: Db, team_id: int) -> bool:
    held = select(BuddySession.id).where(BuddySession.team_id == team_id, BuddySession.undone_at.is_(None))
    return db.scalars(held.limit(1)).first() is not None
