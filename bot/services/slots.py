"""When something weekly comes next: one row for each workspace, kind and zone, computed here, kept in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from bot.clock import next_weekly, zone
from bot.rules.cadence import is_late
from bot.services import people
from models import Settings, Slot
from models.prepared import Everywhere
from models.store import Db, add_once

Kind = Literal["nudge", "digest"]
NUDGE: Kind = "nudge"
DIGEST: Kind = "digest"


def plan(db: Db, kind: Kind, timezone: str, now: datetime) -> None:
    """Make sure that the weekly slot of a zone exists, at the time the programme has chosen.

    Call it where a zone becomes needed (a team begins, a manager is named) or the programme changes its day
    or hour. A slot that is due already stays: its sweep has not run yet, and moves it on.

    Args:
        timezone: a name of the tz database; one unknown to this machine counts as UTC.
    """
    following = next_slot(people.programme(db), kind, timezone, now)
    if add_once(db, Slot, kind=kind, timezone=timezone, due_at=following):
        return
    db.execute(
        update(Slot)
        .where(Slot.kind == kind, Slot.timezone == timezone, Slot.due_at > now, Slot.due_at != following)
        .values(due_at=following)
        .execution_options(synchronize_session=False)
    )


def next_slot(programme: Settings, kind: Kind, timezone: str, after: datetime) -> datetime:
    """The first of this kind's weekly moments in a zone after `after`, in UTC."""
    if kind == NUDGE:
        weekday, minute = programme.nudge_weekday, programme.nudge_minute
    else:
        weekday, minute = programme.digest_weekday, programme.digest_minute
    return next_weekly(after, weekday, minute, zone(timezone))


def following(slot: datetime, weekday: int, minute: int, where: ZoneInfo, now: datetime) -> datetime:
    """The slot after one that is worked off at `now`: the next to come, or one that is not too late yet.

    After a week without the program, today's moment may have passed, too: it is not lost with the old one.
    """
    moment = next_weekly(slot, weekday, minute, where)
    while is_late(moment, now, where):
        moment = next_weekly(moment, weekday, minute, where)
    return moment


_NEXT = {
    kind: Everywhere(select(Slot.due_at).where(Slot.kind == kind).order_by(Slot.due_at).limit(1))
    for kind in (NUDGE, DIGEST)
}


def next_due(db: Db, kind: Kind) -> datetime | None:
    """When the next slot of a kind is due in any workspace; for the sweep."""
    return _NEXT[kind].moment(db)
