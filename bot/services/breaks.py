"""Breaks of the whole programme: entered, taken back, and what each team's channel hears of them, once.

A break's `back_at` is the next moment at which something is owed: on its first morning that it begins, on the morning
after it "welcome back". Each is owed in the transaction that moves it on, so that nobody hears twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, bindparam, select

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.hours import Span
from bot.rules.intake import Group
from bot.services import notices, people
from models import Notice, Rest, Team
from models.base import UtcDateTime
from models.enums import TeamState
from models.prepared import Everywhere, Moment
from models.store import Db

BEGINS, OFF = "break_begins", "break_off"
OFF_EVERYWHERE = "break_off_everywhere"
"""Kind of notice: a break that has begun is taken back, and every running team is owed `OFF`, part by part."""
PART = 500
"""Teams that are told in one transaction: about 30 ms on SQLite."""
_DAY = timedelta(days=1)
_OF_ALL = Rest.user_id.is_(None) & Rest.team_id.is_(None)


@dataclass(frozen=True)
class Break:
    """Days on which nothing is expected of any team, in the programme's zone. `is_on`: today is one of them."""

    id: int
    first: date
    last: date
    is_on: bool

    @property
    def span(self) -> Span:
        return self.first, self.last


def today(db: Db, now: datetime) -> date:
    """The programme's day."""
    return now.astimezone(_where(db)).date()


def coming(db: Db, now: datetime) -> tuple[Break, ...]:
    """Breaks that are not over, the next first."""
    day = today(db, now)
    rows = db.scalars(select(Rest).where(_OF_ALL, Rest.last >= day).order_by(Rest.first, Rest.id))
    return tuple(Break(row.id, row.first, row.last, row.first <= day) for row in rows)


def add(db: Db, now: datetime, who: Acting, span: Span) -> None:
    """A new break (see `rules.breaks.read`); its teams hear of it on its first morning, or now.

    The caller has checked that this person may, and lets nobody else change the settings meanwhile.
    """
    first, last = span
    hears_at = _open(db, max(now, _opening(db, first)))
    db.add(Rest(first=first, last=last, made_by=who.user_id, made_at=now, back_at=hears_at))
    db.flush()
    _record(db, who, now, "break_added", span)


def remove(db: Db, now: datetime, who: Acting, rest_id: int) -> Break:
    """Take a break back: one to come is gone, one that is on ends with yesterday. The caller has checked that she may.

    Raises:
        UserError: it is not there any more, or over.
    """
    rest = db.scalars(select(Rest).where(_OF_ALL, Rest.id == rest_id).with_for_update()).first()
    day = today(db, now)
    if rest is None or rest.last < day:
        raise UserError(Wrong.GONE)
    gone = Break(rest.id, rest.first, rest.last, rest.first <= day)
    if rest.first < day:
        rest.last = day - _DAY
        rest.back_at = _open(db, now)
    else:
        if gone.is_on and _has_begun(db, rest):
            about: dict[str, Any] = {
                "break": rest.id,
                "mark": _mark(rest),
                "first": str(gone.first),
                "last": str(gone.last),
            }
            notices.owe(db, OFF_EVERYWHERE, to=who.user_id, key=_mark(rest), now=now, **about)
        db.delete(rest)
    db.flush()
    _record(db, who, now, "break_removed", gone.span)
    return gone


def is_told(db: Db, rest_id: int, now: datetime) -> Span | None:
    """The days of a break that is on; None where it is over, or was taken back."""
    found = _span(db, rest_id)
    return found if found and found[0] <= today(db, now) <= found[1] else None


def is_over(db: Db, rest_id: int, now: datetime) -> bool:
    """Whether the teams are back from it: it is over, and no other break has begun."""
    found = _span(db, rest_id)
    return found is not None and found[1] < today(db, now) and not is_on(db, now)


def take_due(db: Db, now: datetime, rest_id: int, told: int = 0) -> int | None:
    """Owe running teams what is due of a break, `PART` of them at a time, so that no click waits for long.

    The break moves on with its last part: whoever stops before begins anew, and a team that was told is not told again.

    Args:
        told: the last team of the part before.

    Returns the last team of this part; None when all have been told.
    """
    rest = db.scalars(select(Rest).where(_OF_ALL, Rest.id == rest_id).with_for_update()).first()
    if rest is None or rest.back_at is None or rest.back_at > now:
        return None
    begins = today(db, now) <= rest.last
    teams = _running(told) if begins else _running(told).where(Team.launched_on <= rest.last)
    kind = BEGINS if begins else "break_over"
    last = _owe_part(db, kind, _mark(rest), teams, rest.back_at, {"break": rest.id})
    if last is None:
        rest.back_at = _opening(db, rest.last + _DAY) if begins else None
    db.flush()
    return last


def tell_off(db: Db, at: datetime, gone: Mapping[str, Any], told: int) -> int | None:
    """Owe the next `PART` of running teams that a break was taken back. `gone`: as `remove` has kept it.

    Returns the last team of this part; None when all have been told.
    """
    about = {key: gone[key] for key in ("break", "first", "last")}
    return _owe_part(db, OFF, str(gone["mark"]), _running(told), at, about)


def is_on(db: Db, now: datetime) -> bool:
    """Whether today is a day of a break."""
    day = today(db, now)
    return db.scalars(select(Rest.id).where(_OF_ALL, Rest.first <= day, Rest.last >= day)).first() is not None


def next_due(db: Db, now: datetime) -> datetime | None:
    """When something is owed of a break next, in any workspace."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> list[tuple[str, int]]:
    """(workspace, break) of which something is due; of an unbound session."""
    return [(workspace_id, rest_id) for workspace_id, rest_id in _DUE.rows(db, now=now)]


_NEXT = Moment(select(Rest.back_at).where(_OF_ALL, Rest.back_at.is_not(None)).order_by(Rest.back_at).limit(1))
_DUE = Everywhere(
    select(Rest.workspace_id, Rest.id)
    .where(_OF_ALL, Rest.back_at <= bindparam("now", type_=UtcDateTime))
    .order_by(Rest.back_at, Rest.id)
)


def _running(after: int) -> Select[int]:
    """Teams that run, behind the team `after`."""
    return select(Team.id).where(Team.state != TeamState.ENDED, Team.id > after).order_by(Team.id)


def _owe_part(
    db: Db, kind: str, mark: str, teams: Select[int], at: datetime, about: Mapping[str, Any]
) -> int | None:
    """Owe the first `PART` of these teams' channels a notice, each once. Returns the last one, if there may be more."""
    found = db.scalars(teams.limit(PART)).all()
    owed = [(f"team:{one}", f"{mark}:{one}", at, {"team": one, **about}) for one in found]
    notices.owe_each_at(db, kind, owed)
    return found[-1] if len(found) == PART else None


def _mark(rest: Rest) -> str:
    """It says when a break was entered, too: the number of one that was taken back may be given again."""
    return f"{rest.id}:{rest.made_at.timestamp():.6f}"


def _has_begun(db: Db, rest: Rest) -> bool:
    """Whether somebody has been told, or all have."""
    some = select(Notice.id).where(Notice.dedupe_key.startswith(f"{BEGINS}:{_mark(rest)}:")).limit(1)
    return rest.back_at != _hears_at(db, rest) or db.scalars(some).first() is not None


def _hears_at(db: Db, rest: Rest) -> datetime:
    return _open(db, max(rest.made_at, _opening(db, rest.first)))


def _open(db: Db, moment: datetime) -> datetime:
    return people.open_hours(db).next_open(moment, _where(db))


def _opening(db: Db, day: date) -> datetime:
    return people.open_hours(db).opening(day, _where(db))


def _span(db: Db, rest_id: int) -> Span | None:
    row = db.execute(select(Rest.first, Rest.last).where(_OF_ALL, Rest.id == rest_id)).first()
    return (row[0], row[1]) if row else None


def _record(db: Db, who: Acting, now: datetime, event: str, span: Span) -> None:
    first, last = map(str, span)
    notices.record(db, who, now, "settings", Group.BREAKS, event, first=first, last=last)


def _where(db: Db) -> ZoneInfo:
    return zone(people.programme(db).timezone)
