"""When a volunteer takes new students: full for now, away until a day and back by himself, asked whether he is there.

A volunteer is proposed while `board.PROPOSABLE` holds of his row. Days are counted in his own zone; what time does to
him happens at `MORNING` there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Row, case, exists, func, select, update

from bot.clock import local_day, local_moment, zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import board, notices, people, proposals, volunteers
from bot.services.offers import ASKED
from bot.services.volunteers import OwnOffer
from models import Person, Proposal, Settings, Team, Volunteer
from models.enums import AT_REST, TeamState, VolunteerState
from models.matching import LOOK_AT_ONCE
from models.prepared import Moment
from models.store import Db

FULL_FOR = timedelta(weeks=4)
MORNING = 9 * 60
"""Minutes after midnight."""


class Change(StrEnum):
    """What time does to a volunteer."""

    NONE = "none"
    """He is only looked at again."""
    BACK = "back"
    ASKED = "asked"
    SILENT = "silent"


@dataclass(frozen=True)
class _Step:
    at: datetime
    change: Change


def full_for_now(db: Db, now: datetime, who: Acting) -> OwnOffer:
    """No new students for four weeks.

    Raises:
        UserError: he has made no offer.
    """
    return _away(db, now, who, local_day(now, who.timezone) + FULL_FOR)


def away_until(db: Db, now: datetime, who: Acting, day: date) -> OwnOffer:
    """No new students before this day of his own zone, which has not come; then he is back by himself.

    Raises:
        UserError: he has made no offer.
    """
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

_NEXT_LOOK = Moment(select(func.min(Volunteer.look_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When an offer of any workspace is looked at next; of an unbound session."""
    at = _NEXT_LOOK.moment(db)
    return None if at is None else max(at, now)  # "at once" is written as a moment long ago


def due(db: Db, now: datetime) -> Sequence[Row[str, str]]:
    """Workspace and volunteer of each offer to look at; of an unbound session."""
    found = select(Volunteer.workspace_id, Volunteer.user_id).where(Volunteer.look_at <= now)
    return db.execute(found.order_by(Volunteer.look_at, Volunteer.user_id)).all()


def take_due(db: Db, now: datetime, user_id: str) -> None:
    """Do what is due for one volunteer, and plan the next look at him."""
    settings = proposals.alone(db)
    row = volunteers.row_of(db, user_id)
    if row is None or row.look_at is None or row.look_at > now:
        return
    following = _following(db, now, row, settings)
    while following is not None and following.at <= now:
        _DOES[following.change](db, now, row)
        db.flush()
        following = _following(db, now, row, settings)
    row.look_at = following.at if following else None
    db.flush()


def look_again(db: Db, *whom: ColumnElement[bool]) -> None:
    """What these volunteers (all of the workspace) are looked at for has changed somewhere else than in their rows."""
    db.execute(update(Volunteer).where(*whom).values(look_at=LOOK_AT_ONCE))


def _following(db: Db, now: datetime, row: Volunteer, settings: Settings) -> _Step | None:
    """What time does to him next. None: nothing, as long as nobody changes anything."""
    where = people.timezone_of(db, row.user_id)
    if row.away_until is not None:
        return _Step(local_moment(row.away_until, MORNING, zone(where)), Change.BACK)
    standing = db.execute(_STANDING.where(Volunteer.user_id == row.user_id)).first()
    if standing is None:
        return None
    asked, silent = settings.idle_days
    if standing.running:
        return _Step(_after(now, asked, where), Change.NONE)  # a team's end counts as an answer
    if standing.knows_of:
        return _Step(_after(now, 1, where), Change.NONE)
    if row.still_asked_at is not None:
        return _Step(_after(row.still_asked_at, silent, where), Change.SILENT)
    return _Step(_after(standing.since, asked, where), Change.ASKED)


def _ask(db: Db, now: datetime, row: Volunteer) -> None:
    row.still_asked_at = now
    _note(db, now, row, "still_asked", "volunteer_still")


def _is_silent(db: Db, now: datetime, row: Volunteer) -> None:
    row.silent_since = now
    _note(db, now, row, "silent", "volunteer_silent")
    volunteers.let_go(db, now, row.user_id)


def _come_back(db: Db, now: datetime, row: Volunteer) -> None:
    """That he would be back on this day was his own word: he is not asked about his offer now."""
    assert row.away_until is not None  # noqa: S101 - it was just found to be over
    day, row.away_until = row.away_until, None
    volunteers.heard(row, now)
    _note(db, now, row, "came_back", "volunteer_back", until=day.isoformat())
    proposals.soon(db, now)


def _note(db: Db, now: datetime, row: Volunteer, event: str, kind: str, **details: str) -> None:
    """A line of history, and a notice to the volunteer; the notice of one that is not approved says nothing."""
    db.flush()
    notices.record(db, None, now, "volunteer", row.user_id, event, **details)
    if row.state is VolunteerState.APPROVED:
        key = f"{row.user_id}:{now:%Y%m%dT%H%M%S}"
        at = people.next_open(db, now, row.user_id)
        notices.owe(db, kind, to=row.user_id, key=key, now=now, at=at, volunteer=row.user_id)


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


def _after(since: datetime, days: int, name: str | None) -> datetime:
    """The morning so many days later, by the calendar there."""
    where = zone(name)
    return local_moment(since.astimezone(where).date() + timedelta(days=days), MORNING, where)


_DOES = {Change.BACK: _come_back, Change.ASKED: _ask, Change.SILENT: _is_silent}

_TEAM = (Team.workspace_id == Volunteer.workspace_id) & (Team.buddy_id == Volunteer.user_id)
_OFFERED = (Proposal.workspace_id == Volunteer.workspace_id) & (Proposal.volunteer_id == Volunteer.user_id)
_ENDED_LAST = select(func.max(Team.ended_at)).where(_TEAM).correlate(Volunteer).scalar_subquery()
_SINCE = case((Volunteer.answered_at < _ENDED_LAST, _ENDED_LAST), else_=Volunteer.answered_at)
"""Since when nothing has happened with an offer: his last answer, or the end of his last team."""
_STANDING = (
    select(
        _SINCE.label("since"),
        exists().where(_TEAM, Team.state != TeamState.ENDED).label("running"),
        exists().where(_OFFERED, Proposal.state.in_(ASKED)).label("knows_of"),
    )
    .join(Person, board.VOLUNTEER)
    .where(board.PROPOSABLE, people.HERE)
)
"""Of a volunteer who could be proposed: whether he has a team, or a student of whom he knows."""
