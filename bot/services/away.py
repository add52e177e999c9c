"""Days away of one of a team's two: nothing is owed on them, nobody is nudged, and they end by themselves.

Days are those of the zone of whoever is away; "welcome back" comes at `MORNING` there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, func, select

from bot.clock import local_moment, zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import availability, notices, people, volunteers
from bot.services.sessions import OwnTeam, own_teams
from models import Rest
from models.enums import AT_REST
from models.prepared import Everywhere
from models.store import Db

KIND, OVER = "away", "away_over"
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


def own(db: Db, now: datetime, user_id: str) -> Away | None:
    """The days on which somebody is away now, or next; None where none are known."""
    row = _row(db, user_id, _today(now, people.timezone_of(db, user_id)))
    return None if row is None else _seen(db, now, row)


def go(db: Db, now: datetime, who: Acting, first: date | None, last: date | None) -> Away:
    """She is away from `first` to `last`; what she said before of days to come is replaced.

    A volunteer who goes now takes no new student until she is back.

    Raises:
        UserError: she is in no team and offers nothing, or these days cannot be.
    """
    today = _today(now, who.timezone)
    first, last = _checked(first, last, today)
    teams, offer = own_teams(db, who.user_id, now), volunteers.row_of(db, who.user_id)
    if not teams and (offer is None or offer.state in AT_REST):
        raise UserError(Wrong.NOTHING_TO_LEAVE)
    row = _row(db, who.user_id, today)
    if row is None or row.first > last:
        row = Rest(user_id=who.user_id, made_by=who.user_id, first=first, last=last, made_at=now)
        db.add(row)
    row.first, row.last, row.made_at = min(first, row.first) if row.first <= today else first, last, now
    row.back_at = local_moment(last + _DAY, MORNING, zone(who.timezone))
    db.flush()
    notices.record(
        db, who, now, "person", who.user_id, "away", first=first.isoformat(), last=last.isoformat()
    )
    _tell(db, now, KIND, row, teams)
    if offer is not None and offer.state not in AT_REST and first <= today:
        availability.away_until(db, now, who, last + _DAY)
    return _seen(db, now, row)


def back(db: Db, now: datetime, who: Acting) -> Away | None:
    """She is here again, or stays after all. None: no days were known."""
    today = _today(now, who.timezone)
    row = _row(db, who.user_id, today)
    if row is None:
        return None
    seen, was_away = _seen(db, now, row), row.first <= today
    if was_away:
        _tell(db, now, OVER, row, own_teams(db, who.user_id, now))
    _end(db, row, today)
    notices.record(db, who, now, "person", who.user_id, "came_back")
    offer = volunteers.row_of(db, who.user_id)
    if was_away and offer is not None and offer.away_until is not None:
        availability.back(db, now, who)
    return seen


def told(db: Db, now: datetime, rest_id: int) -> Away | None:
    """The days away that a message is about; None where they are over, or she has thought again."""
    row = db.scalars(select(Rest).where(Rest.id == rest_id)).first()
    if row is None or row.user_id is None or row.last < _today(now, people.timezone_of(db, row.user_id)):
        return None
    return _seen(db, now, row)


def _end(db: Db, row: Rest, today: date) -> None:
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


def _tell(db: Db, now: datetime, kind: str, row: Rest, teams: Sequence[OwnTeam]) -> None:
    """In the channel of each team."""
    for team in teams:
        key = f"{row.id}:{row.first}:{row.last}:{team.id}"
        notices.owe(
            db,
            kind,
            to=f"team:{team.id}",
            key=key,
            now=now,
            rest=row.id,
            team=team.id,
            user=row.user_id,
        )


def _seen(db: Db, now: datetime, row: Rest) -> Away:
    assert row.user_id is not None  # noqa: S101 - rows of persons alone are read here
    teams = own_teams(db, row.user_id, now)
    partners = dict.fromkeys(team.partner_of(row.user_id) for team in teams)
    return Away(row.id, row.user_id, row.first, row.last, tuple(partners))


def _row(db: Db, user_id: str, today: date) -> Rest | None:
    mine = select(Rest).where(Rest.user_id == user_id, Rest.last >= today)
    return db.scalars(mine.order_by(Rest.first).limit(1).with_for_update()).first()


def _today(now: datetime, timezone: str | None) -> date:
    return now.astimezone(zone(timezone)).date()


# what time does -----------------------------------------------------------------------------------

_NEXT = Everywhere(select(func.min(Rest.back_at)).where(Rest.user_id.is_not(None)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next person is back, in any workspace; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, int]]:
    """Workspace and rest of each who is back; of an unbound session."""
    found = select(Rest.workspace_id, Rest.id).where(Rest.back_at <= now, Rest.user_id.is_not(None))
    return db.execute(found.order_by(Rest.back_at, Rest.id)).all()


def take_due(db: Db, now: datetime, rest_id: int) -> None:
    """Her days away are over: "welcome back" to her teams, where she is still in the workspace."""
    row = db.scalars(select(Rest).where(Rest.id == rest_id).with_for_update()).first()
    if row is None or row.back_at is None or row.back_at > now or row.user_id is None:
        return
    row.back_at = None
    db.flush()
    if people.is_here(db, row.user_id):
        _tell(db, now, OVER, row, own_teams(db, row.user_id, now))
