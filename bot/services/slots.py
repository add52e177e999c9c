"""When something weekly comes next: one row for each workspace, kind and zone, computed here, kept in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import case, select, update

from bot.clock import next_weekly, zone
from bot.rules.hours import monday_of
from bot.rules.open_hours import OpenHours
from bot.rules.open_times import ClassHours, OpenTimes
from bot.services import people
from models import Settings, Slot
from models.prepared import Moment
from models.store import Db, add_once

Kind = Literal["nudge", "digest"]
NUDGE: Kind = "nudge"
DIGEST: Kind = "digest"
_WEEK = timedelta(weeks=1)
_YEAR = 53
"""Weeks in which an open moment is looked for; the settings leave one in each week without holidays."""


def plan(db: Db, kind: Kind, timezone: str, now: datetime) -> None:
    """Make sure that the weekly slot of a zone exists, at the time the programme has chosen.

    Call it where a zone becomes needed (a team begins, a manager is named) or the programme changes its day
    or hour. A slot that is due already stays: its sweep has not run yet, and moves it on. It is written all the same:
    a sweep that is about to move it by what was chosen before waits until this is stored.

    Args:
        timezone: a name of the tz database; one unknown to this machine counts as UTC.
    """
    following = next_slot(people.programme(db), kind, timezone, now)
    if add_once(db, Slot, kind=kind, timezone=timezone, due_at=following):
        return
    db.execute(
        update(Slot)
        .where(Slot.kind == kind, Slot.timezone == timezone, Slot.due_at != following)
        .values(due_at=case((Slot.due_at > now, following), else_=Slot.due_at))
        .execution_options(synchronize_session=False)
    )


def plan_anew(db: Db, kind: Kind, now: datetime) -> None:
    """The programme has changed when something comes: every zone that has a slot gets its new moment."""
    for timezone in db.scalars(select(Slot.timezone).where(Slot.kind == kind).order_by(Slot.timezone)).all():
        plan(db, kind, timezone, now)


def next_slot(programme: Settings, kind: Kind, timezone: str, after: datetime) -> datetime:
    """The first of this kind's weekly moments in a zone after `after`, in UTC."""
    if kind == DIGEST:
        return next_weekly(after, programme.digest_weekday, programme.digest_minute, zone(timezone))
    return next_nudge(after, programme.nudge_weekday, programme.nudge_minute, open_times(programme, timezone))


def open_times(programme: Settings, timezone: str, own: ClassHours | None = None) -> OpenTimes:
    """When a programme's teams in a zone may be nudged. `own`: the hours of a team's class, where it has some."""
    hours = people.hours_of(programme)
    times = times_of(programme.country, programme.region, programme.class_hours, hours, timezone)
    return replace(times, classes=own) if own and own.weekdays else times


def times_of(
    country: str, region: str, class_hours: Mapping[str, Any], hours: OpenHours, timezone: str
) -> OpenTimes:
    """As `open_times`, from the settings' values."""
    return OpenTimes(zone(timezone), country, region, of_settings(class_hours), hours)


def of_settings(kept: Mapping[str, Any]) -> ClassHours:
    """Class hours, from the settings' value."""
    return ClassHours(tuple(kept["weekdays"]), kept["begins"], kept["ends"]) if kept else ClassHours()


def next_nudge(after: datetime, weekday: int, minute: int, open_: OpenTimes) -> datetime:
    """The first open moment from a weekly one on that comes after `after`, and in its week.

    A week whose days from that moment on are all closed has none: on the Monday after it would be about another week.
    """
    weekly = next_weekly(after - _WEEK, weekday, minute, open_.where)
    for _ in range(_YEAR):
        moment = open_.next_open(weekly)
        if moment > after and _week(moment, open_.where) == _week(weekly, open_.where):
            return moment
        weekly = next_weekly(weekly, weekday, minute, open_.where)
    return weekly


def _week(moment: datetime, where: ZoneInfo) -> date:
    return monday_of(moment.astimezone(where).date())


def following(programme: Settings, slot: datetime, where: ZoneInfo, now: datetime) -> datetime:
    """The digest after one that is worked off at `now`: the next to come, or one that is not too late yet.

    After a week without the program, today's moment may have passed, too: it is not lost with the old one.
    """
    weekday, minute, hours = programme.digest_weekday, programme.digest_minute, people.hours_of(programme)
    moment = next_weekly(slot, weekday, minute, where)
    while hours.is_late(moment, now, where):
        moment = next_weekly(moment, weekday, minute, where)
    return moment


def following_nudge(slot: datetime, weekday: int, minute: int, open_: OpenTimes, now: datetime) -> datetime:
    """As `following`, of nudges."""
    moment = next_nudge(slot, weekday, minute, open_)
    while open_.is_late(moment, now):
        moment = next_nudge(moment, weekday, minute, open_)
    return moment


_NEXT = {
    kind: Moment(select(Slot.due_at).where(Slot.kind == kind).order_by(Slot.due_at).limit(1))
    for kind in (NUDGE, DIGEST)
}


def next_due(db: Db, kind: Kind) -> datetime | None:
    """When the next slot of a kind is due in any workspace; for the sweep."""
    return _NEXT[kind].moment(db)
