"""The weekly digest of each manager: when it is owed, and to whom. What stands in it: `digest_content`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, select, update

from bot.clock import iso_week, local_day, local_moment, zone
from bot.rules.access import READERS, Acting, require_manager
from bot.rules.hours import monday_of
from bot.services import charts, figures, notices, people, rosters, slots
from models import Notice, Settings, Slot
from models.enums import NoticeState
from models.store import Db

KIND = "digest"
ON_DEMAND = "digest_now"
"""Asked for by its reader, at any time."""
AGAIN = "digest_again"
"""One that has come is drawn anew, after something was done that was begun in it."""
WEEK = timedelta(weeks=1)
FARTHEST = timedelta(hours=24)
"""Between the same morning in two zones; no longer than a notice that has gone out is kept, so that it goes out once."""


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next slot of digests is due; of an unbound session."""
    return slots.next_due(db, slots.DIGEST)


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces where a Monday morning has come; of an unbound session."""
    is_due = (Slot.kind == slots.DIGEST) & (Slot.due_at <= now)
    return db.execute(select(Slot.workspace_id).where(is_due).distinct().order_by(Slot.workspace_id)).all()


def take_due(db: Db, now: datetime) -> None:
    """Owe the digests that are due, and move the workspace's slots on.

    A week is her own: its Monday where she was when it was owed, and it is owed once. Who has moved to where this
    week's morning is over already gets it at the next moment of any zone, her old one's at the latest, by day; so does
    a manager who was named since. A digest
    that is too late is owed all the same where its slot was missed: it is counted.
    """
    programme = people.programme_locked(db)  # before the slots, as whoever changes its day
    hours = people.hours_of(programme)
    rosters.ask(db, now)
    rows = db.execute(
        select(Slot.timezone, Slot.due_at)
        .where(Slot.kind == slots.DIGEST)
        .order_by(Slot.timezone)
        .with_for_update()
    ).all()
    due = {timezone: due_at for timezone, due_at in rows if due_at <= now}
    latest = max(due.values(), default=now)
    owed = [*((KIND, user) for user in readers(db)), *((figures.KIND, user) for user in figures.readers(db))]
    for kind, user_id in owed:
        timezone = people.timezone_of(db, user_id)
        morning = at = _last_morning(programme, timezone, now)
        if timezone not in due:
            at = hours.next_open(max(morning, latest), zone(timezone))
        if timezone in due or latest - morning <= FARTHEST:
            monday = monday_of(local_day(morning, timezone))
            key = f"{user_id}:{iso_week(monday)}"
            notices.owe(db, kind, to=user_id, key=key, now=now, at=at, monday=monday.isoformat())
        slots.plan(db, slots.DIGEST, timezone, now)
    for timezone, due_at in due.items():
        db.execute(
            update(Slot)
            .where(Slot.kind == slots.DIGEST, Slot.timezone == timezone, Slot.due_at == due_at)
            .values(due_at=_following(programme, timezone, due_at, now))
            .execution_options(synchronize_session=False)
        )


def ask(db: Db, now: datetime, who: Acting, act: str) -> None:
    """Owe a manager her digest now, whatever the day. `act`: a mark of her wish, so that it counts once.

    Raises:
        UserError: she is no manager.
    """
    require_manager(who)
    notices.owe(db, ON_DEMAND, to=who.user_id, key=f"{who.user_id}:{act}", now=now)


@dataclass(frozen=True)
class Came:
    """A digest in its reader's messages. `number`, `key`: of its notice; `at`: when it came; `monday`: of the week it
    was owed in, None: of the one in which it came; `plain`: Slack took it without its charts.
    """

    number: int
    kind: str
    key: str
    at: datetime
    monday: date | None
    plain: bool


def in_message(db: Db, user_id: str, channel: str, ts: str) -> Came | None:
    """Her digest that this message is; None where it is none of hers, or no message that is known any more."""
    return _came(db, user_id, (Notice.slack_channel == channel) & (Notice.slack_ts == ts))


def of_notice(db: Db, user_id: str, key: str) -> Came | None:
    """As `in_message`, by its notice."""
    return _came(db, user_id, Notice.dedupe_key == key)


def draw_again(db: Db, now: datetime, who: Acting, number: int, act: str) -> None:
    """Owe it to a manager that the digest of this number is drawn anew. `act`: a mark of what she has done."""
    found = _came(db, who.user_id, Notice.id == number)
    if found is not None:
        notices.owe(db, AGAIN, to=who.user_id, key=f"{number}:{act}", now=now, notice=found.key)


def is_drawn_later(db: Db, number: int, after: int) -> bool:
    """Whether the digest of this number waits to be drawn once more `after` this notice: one picture of what
    is true then shows what was done before each of them.
    """
    other = Notice.dedupe_key.startswith(f"{AGAIN}:{number}:", autoescape=True) & (Notice.id > after)
    waits = select(Notice.id).where(other, Notice.kind == AGAIN, Notice.state == NoticeState.PENDING)
    return db.scalars(waits.limit(1)).first() is not None


def readers(db: Db) -> list[str]:
    """Who gets a digest: managers who are still here."""
    return people.present(db, *READERS)


def _came(db: Db, user_id: str, which: ColumnElement[bool]) -> Came | None:
    hers = (Notice.target == user_id) & Notice.kind.in_((KIND, ON_DEMAND))
    row = db.scalars(select(Notice).where(which, hers, Notice.slack_ts.is_not(None))).first()
    if row is None or row.sent_at is None:
        return None
    day = row.about.get("monday")
    monday = date.fromisoformat(day) if day else None
    return Came(row.id, row.kind, row.dedupe_key, row.sent_at, monday, bool(row.progress.get(charts.PLAIN)))


def _last_morning(programme: Settings, timezone: str, now: datetime) -> datetime:
    """The newest moment at or before `now` at which a digest is due in a zone."""
    where = zone(timezone)
    day = monday_of(now.astimezone(where).date()) + timedelta(days=programme.digest_weekday)
    moment = local_moment(day, programme.digest_minute, where)
    return moment if moment <= now else local_moment(day - WEEK, programme.digest_minute, where)


def _following(programme: Settings, timezone: str, due_at: datetime, now: datetime) -> datetime:
    where = zone(timezone)
    return slots.following(programme, due_at, where, now)
