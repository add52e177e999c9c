"""When a volunteer takes new students: full for now, away until a day and back by himself, asked whether he is there.

A volunteer is proposed while `board.PROPOSABLE` holds of his row. Days are counted in his own zone; what time does to
him happens at `MORNING` there.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.clock import local_moment, zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import board, notices, people, proposals, volunteers
from bot.services.volunteers import OwnOffer
from models import Person, Proposal, Settings, Team, Volunteer
from models.enums import AT_REST, ProposalState, TeamState, VolunteerState
from models.prepared import Everywhere
from models.store import Db

FULL_FOR = timedelta(weeks=4)
LONGEST = timedelta(days=366)
MORNING = 9 * 60
"""Minutes after midnight."""


class Change(StrEnum):
    """What time does to a volunteer."""

    BACK = "back"
    ASKED = "asked"
    SILENT = "silent"


_STEP = {Change.ASKED: 0, Change.SILENT: 1}
"""Which of the programme's `idle_days`."""


def full_for_now(db: Db, now: datetime, who: Acting) -> OwnOffer:
    """No new students for four weeks.

    Raises:
        UserError: he has made no offer.
    """
    return _away(db, now, who, _today(now, who) + FULL_FOR)


def away_until(db: Db, now: datetime, who: Acting, day: date | None) -> OwnOffer:
    """No new students before this day of his own zone; then he is back by himself.

    Raises:
        UserError: he has made no offer, there is no day, it has come already, or it is over a year ahead.
    """
    if day is None:
        raise UserError(Wrong.NO_DAY)
    if day <= _today(now, who):
        raise UserError(Wrong.AWAY_IN_PAST)
    if day > _today(now, who) + LONGEST:
        raise UserError(Wrong.AWAY_TOO_LONG)
    return _away(db, now, who, day)


def back(db: Db, now: datetime, who: Acting) -> OwnOffer:
    """He takes new students again, before his day or after a silence. A pause stays.

    Raises:
        UserError: he has made no offer.
    """
    row = _own_row(db, who)
    if row.away_until is not None or row.still_asked_at is not None or row.silent_since is not None:
        event = "came_back" if row.away_until is not None else "still_holds"
        row.away_until = None
        volunteers.heard(row, now)
        db.flush()
        notices.record(db, who, now, "volunteer", who.user_id, event)
        proposals.soon(db, now)
    return volunteers.seen(db, row)


# what time does -----------------------------------------------------------------------------------


def next_due(db: Db, now: datetime) -> datetime | None:
    """When time next changes something for a volunteer; of an unbound session."""
    moments = [_morning(day, name) for day, name in _AWAY.rows(db)]
    for change in Change.ASKED, Change.SILENT:
        first = _firsts(change).rows(db)
        days = _idle_days(db) if first else {}
        moments += [_after(since, days[here][_STEP[change]], name) for here, name, since in first]
    return min(moments, default=None)


def due(db: Db, now: datetime) -> Iterable[tuple[str, str, Change]]:
    """Workspace, volunteer and what is due for him; of an unbound session."""
    for day, name, here, user in _WHO_IS_AWAY.rows(db):
        if _morning(day, name) <= now:
            yield here, user, Change.BACK
    for change in (Change.ASKED, Change.SILENT):
        yield from ((here, user, change) for here, user in _idle(db, now, change))


def take_due(db: Db, now: datetime, user_id: str, change: Change) -> None:
    """Do what is due for one volunteer, unless he has done something himself meanwhile."""
    proposals.alone(db)
    row = volunteers.row_of(db, user_id)
    if row is None:
        return
    if change is Change.BACK:
        _come_back(db, now, row)
    elif not _idle(db, now, change, user_id):
        return
    elif change is Change.ASKED:
        row.still_asked_at = now
        _note(db, now, row, "still_asked", "volunteer_still")
    else:
        row.silent_since = now
        _note(db, now, row, "silent", "volunteer_silent")
        volunteers.let_go(db, now, user_id)


def _come_back(db: Db, now: datetime, row: Volunteer) -> None:
    """That he would be back on this day was his own word: he is not asked about his offer now."""
    day, row.away_until = row.away_until, None
    if day is None or day > now.astimezone(zone(people.timezone_of(db, row.user_id))).date():
        row.away_until = day
        return
    volunteers.heard(row, now)
    _note(db, now, row, "came_back", "volunteer_back", until=day.isoformat())
    proposals.soon(db, now)


def _note(db: Db, now: datetime, row: Volunteer, event: str, kind: str, **details: str) -> None:
    """A line of history, and a notice to the volunteer; the notice of one that is not approved says nothing."""
    db.flush()
    notices.record(db, None, now, "volunteer", row.user_id, event, **details)
    if row.state is VolunteerState.APPROVED:
        key = f"{row.user_id}:{now:%Y%m%dT%H%M%S}"
        notices.owe(db, kind, to=row.user_id, key=key, now=now, volunteer=row.user_id)


def _away(db: Db, now: datetime, who: Acting, day: date) -> OwnOffer:
    row = _own_row(db, who)
    if row.state not in AT_REST:
        row.away_until = day
        volunteers.heard(row, now)
        db.flush()
        notices.record(db, who, now, "volunteer", who.user_id, "away", until=day.isoformat())
        volunteers.let_go(db, now, who.user_id)
    return volunteers.seen(db, row)


def _own_row(db: Db, who: Acting) -> Volunteer:
    proposals.alone(db)
    row = volunteers.row_of(db, who.user_id)
    if row is None:
        raise UserError(Wrong.GONE)
    return row


def _today(now: datetime, who: Acting) -> date:
    return now.astimezone(zone(who.timezone)).date()


def _morning(day: date, name: str | None) -> datetime:
    return local_moment(day, MORNING, zone(name))


def _after(since: datetime, days: int, name: str | None) -> datetime:
    """The morning so many days later, by the calendar there."""
    where = zone(name)
    return local_moment(since.astimezone(where).date() + timedelta(days=days), MORNING, where)


def _idle_days(db: Db) -> dict[str, list[int]]:
    found = db.execute(select(Settings.workspace_id, Settings.idle_days)).all()
    return {here: days for here, days in found}  # noqa: C416 - rows are no pairs to mypy


_ZONE = func.coalesce(Person.timezone, Settings.timezone)
_TEAM = (Team.workspace_id == Volunteer.workspace_id) & (Team.buddy_id == Volunteer.user_id)
_OFFERED = (Proposal.workspace_id == Volunteer.workspace_id) & (Proposal.volunteer_id == Volunteer.user_id)
_ENDED_LAST = select(func.max(Team.ended_at)).where(_TEAM).correlate(Volunteer).scalar_subquery()
_SINCE = case((Volunteer.answered_at < _ENDED_LAST, _ENDED_LAST), else_=Volunteer.answered_at)
"""Since when nothing has happened with an offer: his last answer, or the end of his last team."""


def _away_days(*more: InstrumentedAttribute[Any]) -> Select[Any]:
    """Their days, and in which zone they are counted."""
    return (
        select(Volunteer.away_until, _ZONE, *more)
        .join(Person, board.VOLUNTEER)
        .join(Settings, Settings.workspace_id == Volunteer.workspace_id)
        .where(Volunteer.away_until.is_not(None))
        .distinct()
    )


_AWAY = Everywhere(_away_days())
_WHO_IS_AWAY = Everywhere(_away_days(Volunteer.workspace_id, Volunteer.user_id))


@cache  # building it costs ten times as much as asking, and it is asked at every tick
def _idlers(change: Change) -> Select[Any]:
    """Volunteers who could be proposed, and have nobody to look after: not asked yet, or without an answer."""
    running = exists().where(_TEAM, Team.state != TeamState.ENDED)
    knows_of = exists().where(_OFFERED, Proposal.state.in_((ProposalState.APPROVED, ProposalState.ACCEPTED)))
    asked_at = Volunteer.still_asked_at
    since: ColumnElement[Any] = _SINCE
    which = asked_at.is_(None)
    if change is Change.SILENT:
        since, which = asked_at.expression, asked_at.is_not(None)
    return (
        select(Volunteer.workspace_id, _ZONE.label("zone"), since.label("since"), Volunteer.user_id)
        .join(Person, board.VOLUNTEER)
        .join(Settings, Settings.workspace_id == Volunteer.workspace_id)
        .where(board.PROPOSABLE, Person.is_gone.is_(False), which, ~running, ~knows_of)
    )


@cache
def _firsts(change: Change) -> Everywhere:
    """Of each workspace and zone, since when the first of them has been idle."""
    idlers = _idlers(change).subquery()
    zones = (idlers.c.workspace_id, idlers.c.zone)
    return Everywhere(select(*zones, func.min(idlers.c.since)).group_by(*zones))


def _idle(db: Db, now: datetime, change: Change, user_id: str | None = None) -> list[tuple[str, str]]:
    """Workspace and volunteer, of those for whom it is time; or of one volunteer, in a bound session."""
    days = _idle_days(db)
    query = _idlers(change)
    if user_id is not None:
        query = query.where(Volunteer.user_id == user_id)
    return [
        (here, user)
        for here, name, since, user in db.execute(query).all()
        if _after(since, days[here][_STEP[change]], name) <= now
    ]
