"""Days away of one of a team's two: nothing is owed on them, nobody is nudged, and they end by themselves.

Days are those of the zone of whoever is away; "welcome back" comes at `MORNING` there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select

from bot.clock import local_day, local_moment, zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import availability, notices, people, planned, stand_in_choice, stand_ins, volunteers
from bot.services.planned import Planned
from bot.services.sessions import OwnTeam, own_teams
from models import Rest
from models.enums import AT_REST, MeetingState
from models.prepared import Moment
from models.store import Db

KIND, OVER, STAYS = "away", "away_over", "away_stays"
LONGEST = timedelta(days=366)
MORNING = 9 * 60
"""Minutes after midnight."""
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Away:
    """Days away of one person, both included, in her own zone; and her partners, who hear of it."""

    rest_id: int
    user_id: str
    first: date
    last: date
    partners: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reach:
    """What days away of somebody change: her teams, and her offer to be a buddy."""

    in_team: bool
    offers: bool

    @property
    def is_any(self) -> bool:
        return self.in_team or self.offers


def reach(db: Db, now: datetime, user_id: str) -> Reach:
    """Both may be false: then she has nothing to be away from."""
    offer = volunteers.row_of(db, user_id)
    return Reach(bool(own_teams(db, user_id, now)), offer is not None and offer.state not in AT_REST)


def own(db: Db, now: datetime, user_id: str) -> Away | None:
    """The days on which somebody is away now, or next; None where none are known."""
    row = db.scalars(_open_rests(user_id, local_day(now, people.timezone_of(db, user_id)))).first()
    return None if row is None else _seen(db, now, row)


def is_away(db: Db, now: datetime, user_id: str) -> bool:
    """Whether one of somebody's days away is today."""
    found = own(db, now, user_id)
    return found is not None and found.first <= local_day(now, people.timezone_of(db, user_id))


def meetings_within(db: Db, now: datetime, who: Acting, days: Away) -> tuple[Planned, ...]:
    """What she and her teams have agreed on next, where it lies in her days away: it still stands."""
    teams = [team.id for team in own_teams(db, who.user_id, now)]
    where = zone(who.timezone)
    found = [
        one
        for one in planned.next_of(db, now, teams).values()
        if one.state is MeetingState.CONFIRMED
        and days.first <= one.starts_at.astimezone(where).date() <= days.last
    ]
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.id)))


def go(db: Db, now: datetime, who: Acting, first: date | None, last: date | None) -> Away:
    """She is away from `first` to `last`. Days that go on from those that run now lengthen them; others stand beside
    them, in place of what she said before of days to come.

    A volunteer takes no new student on these days.

    Raises:
        UserError: she is in no team and offers nothing, or these days cannot be.
    """
    today = local_day(now, who.timezone)
    first, last = _checked(first, last, today)
    teams, offer = own_teams(db, who.user_id, now), volunteers.row_of(db, who.user_id)
    if not teams and (offer is None or offer.state in AT_REST):
        raise UserError(Wrong.NOTHING_TO_LEAVE)
    row, instead_of = _to_change(db, who.user_id, first, last, today)
    was = None if row is None else (row.first, row.last)
    if row is None:
        row = Rest(user_id=who.user_id, made_by=who.user_id, first=first)
        db.add(row)
    row.first = row.first if row.first <= today else first
    row.last, row.made_at = last, now
    row.back_at = _next(row, today, who.timezone)
    db.flush()
    if instead_of is not None:
        _take_out(db, now, instead_of, today, teams)
    notices.record(
        db, who, now, "person", who.user_id, "away", first=first.isoformat(), last=last.isoformat()
    )
    _tell(db, now, KIND, row, teams)
    _no_new_student(db, now, row, today, None if was is None else was[1] + _DAY)
    stand_ins.look_again(db, now, row.id, is_over=False)
    if was not in (None, (row.first, row.last)):
        stand_in_choice.other_days(db, now, row.id)
    return _seen(db, now, row)


def _to_change(db: Db, user_id: str, first: date, last: date, today: date) -> tuple[Rest | None, Rest | None]:
    """The days away that are said anew: those that run, where the new ones go on from them; else those to come. These
    stand second where they have no day in common with the new ones, which are another time away then.
    """
    rows = db.scalars(_open_rests(user_id, today).with_for_update()).all()
    running = next((row for row in rows if row.first <= today and first <= row.last + _DAY), None)
    if running is not None:
        return running, None
    coming = next((row for row in rows if row.first > today), None)
    is_other = coming is not None and (last < coming.first or coming.last < first)
    return (None, coming) if is_other else (coming, None)


def _next(row: Rest, today: date, timezone: str | None) -> datetime:
    """When something comes of it: on its first morning, or on the morning after the last."""
    day = row.first if row.first > today else row.last + _DAY
    return local_moment(day, MORNING, zone(timezone))


def _no_new_student(db: Db, now: datetime, row: Rest, today: date, before: date | None = None) -> None:
    """`before`: on which day he would have been back by what he said before. Who is full for longer stays so."""
    assert row.user_id is not None  # noqa: S101 - rows of persons alone are read here
    offer = volunteers.row_of(db, row.user_id)
    back_on = row.last + _DAY
    if row.first > today or offer is None or offer.state in AT_REST:
        return
    if offer.away_until in (None, before) or offer.away_until < back_on:
        availability.away_until(db, now, people.acting(db, row.user_id), back_on)


def back(db: Db, now: datetime, who: Acting, rest_id: int | None = None) -> Away | None:
    """She is here again, or stays after all. None: these days are over, or taken back.

    `rest_id`: which days; None: those that run, or come next.
    """
    today = local_day(now, who.timezone)
    rows = db.scalars(_open_rests(who.user_id, today).with_for_update()).all()
    row = next((one for one in rows if rest_id in (None, one.id)), None)
    if row is None:
        return None
    seen, was_away, back_on = _seen(db, now, row), row.first <= today, row.last + _DAY
    _take_out(db, now, row, today, own_teams(db, who.user_id, now))
    notices.record(db, who, now, "person", who.user_id, "came_back")
    offer = volunteers.row_of(db, who.user_id)
    if was_away and offer is not None and offer.away_until == back_on:
        availability.back(db, now, who)
    return seen


def told(db: Db, now: datetime, rest_id: int) -> Away | None:
    """The days away that a message is about; None where they are over, or she has thought again."""
    row = db.scalars(select(Rest).where(Rest.id == rest_id)).first()
    if row is None or row.user_id is None or row.last < local_day(now, people.timezone_of(db, row.user_id)):
        return None
    return _seen(db, now, row)


def _take_out(db: Db, now: datetime, row: Rest, today: date, teams: Sequence[OwnTeam]) -> None:
    """She is here again, or on these days after all: her teams hear of it, and whoever stands in, or would."""
    _tell(db, now, OVER if row.first <= today else STAYS, row, teams)
    stand_ins.look_again(db, now, row.id, is_over=True)
    row.back_at = None
    if row.first < today:
        row.last = today - _DAY
    else:
        db.delete(row)
    db.flush()


def _checked(first: date | None, last: date | None, today: date) -> tuple[date, date]:
    if first is None:
        raise UserError(Wrong.NO_DAY, block="first")
    if last is None:
        raise UserError(Wrong.NO_DAY, block="last")
    if first < today:
        raise UserError(Wrong.AWAY_BEGINS_IN_PAST, {"today": today}, block="first")
    if last < first:
        raise UserError(Wrong.AWAY_ENDS_FIRST, {"first": first}, block="last")
    if last > today + LONGEST:
        raise UserError(Wrong.AWAY_TOO_LONG, block="last")
    return first, last


def _tell(
    db: Db, now: datetime, kind: str, row: Rest, teams: Sequence[OwnTeam], at: datetime | None = None
) -> None:
    """In the channel of each team, now or `at` a moment."""
    about: dict[str, Any] = {
        "rest": row.id,
        "user": row.user_id,
        "first": f"{row.first}",
        "last": f"{row.last}",
    }
    for team in teams:
        key = f"{row.user_id}:{now:%Y%m%dT%H%M%S%f}:{team.id}"
        notices.owe(db, kind, to=f"team:{team.id}", key=key, now=now, at=at, team=team.id, **about)


def _seen(db: Db, now: datetime, row: Rest) -> Away:
    assert row.user_id is not None  # noqa: S101 - rows of persons alone are read here
    teams = own_teams(db, row.user_id, now)
    partners = dict.fromkeys(team.partner_of(row.user_id) for team in teams)
    return Away(row.id, row.user_id, row.first, row.last, tuple(partners))


def _open_rests(user_id: str, today: date) -> Select[Rest]:
    return select(Rest).where(Rest.user_id == user_id, Rest.last >= today).order_by(Rest.first, Rest.id)


# what time does -----------------------------------------------------------------------------------

_NEXT = Moment(select(func.min(Rest.back_at)).where(Rest.user_id.is_not(None)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next person is back, in any workspace; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and rest of each who is back; of an unbound session."""
    found = select(Rest.workspace_id, Rest.id).where(Rest.back_at <= now, Rest.user_id.is_not(None))
    return db.execute(found.order_by(Rest.back_at, Rest.id)).all()


def take_due(db: Db, now: datetime, rest_id: int) -> None:
    """Her days away begin, or are over: then "welcome back" to her teams, where she is still in the workspace."""
    row = db.scalars(select(Rest).where(Rest.id == rest_id).with_for_update()).first()
    if row is None or row.back_at is None or row.back_at > now or row.user_id is None:
        return
    timezone = people.timezone_of(db, row.user_id)
    today, is_here = local_day(now, timezone), people.is_here(db, row.user_id)
    if today <= row.last:
        row.back_at = _next(row, today, timezone)
        if is_here:
            _no_new_student(db, now, row, today)
        return
    row.back_at = None
    db.flush()
    if is_here:
        at = people.next_open(db, now, row.user_id)
        _tell(db, now, OVER, row, own_teams(db, row.user_id, now), at)
