"""What of her own data somebody can correct herself, and by which form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from bot.rules.access import MANAGERS, Acting
from bot.rules.duty import Duty
from bot.rules.parsing import MAX_DAYS_BACK
from bot.services import away, contacts, duty, planned, requests, sessions, volunteers
from bot.services.away import Away
from bot.services.planned import Planned
from bot.services.sessions import Entry, OwnTeam, entry_of
from models import BuddySession, Team
from models.enums import TeamState
from models.store import Db

NEWEST = 5
"""Sessions of one team that are shown."""


@dataclass(frozen=True)
class OfTeam:
    """What was said of one of her running teams. `sessions`: id → what stands, the newest first."""

    team: OwnTeam
    sessions: tuple[tuple[int, Entry], ...]
    next: Planned | None


@dataclass(frozen=True)
class Correctable:
    """A part is empty, false or None where it does not apply to her.

    Attributes:
        learns: she is a student in a team, and her request is not hers to change any more.
        ended: some team of hers has ended.
        can_leave: she is in a team or offers to be a buddy, and can say when she is away.
        away: what she has said of that.
        duty: when she is there for those who turn to her role.
        ask: a manager other than herself.
    """

    who: Acting
    has_request: bool
    learns: bool
    has_offer: bool
    teams: tuple[OfTeam, ...]
    ended: bool
    can_leave: bool
    away: Away | None
    takes_part: bool
    duty: Duty | None
    is_manager: bool
    ask: str | None


def of(db: Db, now: datetime, who: Acting) -> Correctable:
    """As far as there is a form for it that she can open now. Nothing of what is asked in confidence is looked at."""
    teams = sessions.own_teams(db, who.user_id, now)
    learns = any(team.student_id == who.user_id for team in teams)
    asked = requests.own(db, now, who.user_id) is not None
    offers = volunteers.row_of(db, who.user_id) is not None
    reach = away.reach(db, now, who.user_id)
    can_leave = reach.in_team or reach.offers
    others = (one.user_id for one in contacts.of(db).managers if one.user_id != who.user_id)
    coming = planned.next_of(db, now, [team.id for team in teams])
    return Correctable(
        who=who,
        has_request=asked and not learns,
        learns=learns,
        has_offer=offers,
        teams=tuple(OfTeam(team, _newest(db, team), _to_move(coming.get(team.id), now)) for team in teams),
        ended=_has_ended(db, who.user_id),
        can_leave=can_leave,
        away=away.own(db, now, who.user_id) if can_leave else None,
        takes_part=bool(teams) or asked or offers,
        duty=duty.own(db, who.user_id).current(now) if who.roles else None,
        is_manager=not who.roles.isdisjoint(MANAGERS),
        ask=next(others, None),
    )


def _newest(db: Db, team: OwnTeam) -> tuple[tuple[int, Entry], ...]:
    """Of those that can be corrected still."""
    wanted = (
        select(BuddySession)
        .where(
            BuddySession.team_id == team.id,
            BuddySession.undone_at.is_(None),
            BuddySession.held_on >= team.today - timedelta(days=MAX_DAYS_BACK),
        )
        .order_by(BuddySession.held_on.desc(), BuddySession.id.desc())
    )
    return tuple((row.id, entry_of(row)) for row in db.scalars(wanted.limit(NEWEST)))


def _to_move(meeting: Planned | None, now: datetime) -> Planned | None:
    """A manager leads an introduction: it is not for the two to move."""
    return None if meeting is None or meeting.is_introduction or meeting.ends_at <= now else meeting


def _has_ended(db: Db, user_id: str) -> bool:
    mine = or_(Team.student_id == user_id, Team.buddy_id == user_id)
    return db.scalars(select(Team.id).where(mine, Team.state == TeamState.ENDED).limit(1)).first() is not None
