"""One team on one page, for managers: how it stands, what has been, what is planned, and what was noted of it.

What one of the two has said in private is for the two roles that read it, and for nobody of the pair; so are the notes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import READERS, Acting, require_manager
from bot.services import check_ins, ended, pauses, people, planned, tasks, team_list, team_notes
from bot.services.check_ins import Line
from bot.services.ended import Seen
from bot.services.pauses import Pause
from bot.services.planned import Planned
from bot.services.tasks import OpenTask
from bot.services.team_list import Listed
from bot.services.team_notes import Notes
from bot.vault import WorkspaceVault
from models import BuddySession, Ending, Nudge, Target, Team
from models.enums import TeamState
from models.store import Db

SESSIONS, WEEKS, TARGETS = 6, 6, 4
"""How many of each are shown, the newest first."""


@dataclass(frozen=True, repr=False)
class Said:
    """What one of the two wrote for managers, and what they noted of a check-in with this person."""

    user_id: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Held:
    """Minutes a week from a day on. `asked_by`, `agreed_by`: None where it is what the programme asked for then."""

    since: date
    minutes: int
    asked_by: str | None
    agreed_by: str | None


@dataclass(frozen=True, repr=False)
class Card:
    """Attributes:
    sessions: day and minutes of the newest.
    together: minutes and sessions since the beginning.
    nudges: ISO week and what was decided in it.
    weekly_minutes: what holds now.
    targets: the newest first, which holds now; empty where it never changed.
    notes: None for a manager who is of the two.
    said: empty for whoever does not read it.
    tasks: open ones about this team that she may read.
    """

    team: Listed
    began_on: date
    timezone: str
    channel_id: str | None
    weekly_minutes: int
    together: tuple[int, int]
    sessions: tuple[tuple[date, int], ...]
    nudges: tuple[tuple[str, str], ...]
    targets: tuple[Held, ...]
    next: Planned | None
    pause: Pause | None
    end: Seen | None
    notes: Notes | None
    said: tuple[Said, ...]
    tasks: tuple[OpenTask, ...]

    @property
    def is_running(self) -> bool:
        return self.team.state is not TeamState.ENDED

    @property
    def may_have_another(self) -> bool:
        """The student can get another buddy through the program."""
        return self.team.state in (TeamState.LAUNCHING, TeamState.ACTIVE)


def card(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, team_id: int) -> Card:
    """Raises `UserError` for anybody who is no manager, or where the team is not there."""
    require_manager(who)
    row = db.scalars(select(Team).where(Team.id == team_id)).first()
    listed = None if row is None else team_list.one(db, now, who, team_id)
    if row is None or listed is None:
        raise UserError(Wrong.GONE)
    is_others = team_notes.may_read(who, row)
    return Card(
        team=listed,
        began_on=row.launched_on,
        timezone=row.timezone,
        channel_id=row.channel_id,
        weekly_minutes=row.weekly_minutes,
        together=ended.together(db, team_id),
        sessions=_sessions(db, team_id),
        nudges=_nudges(db, team_id),
        targets=_targets(db, team_id),
        next=planned.next_of(db, now, [team_id]).get(team_id),
        pause=pauses.of(db, now, row),
        end=_end(db, row),
        notes=team_notes.of(db, vault, now, who, team_id) if is_others else None,
        said=_said(db, vault, who, row) if is_others else (),
        tasks=tuple(tasks.of_team(db, now, who.user_id, team_id)),
    )


def _sessions(db: Db, team_id: int) -> tuple[tuple[date, int], ...]:
    held = (
        select(BuddySession.held_on, BuddySession.minutes)
        .where(BuddySession.team_id == team_id, BuddySession.undone_at.is_(None))
        .order_by(BuddySession.held_on.desc(), BuddySession.id.desc())
        .limit(SESSIONS)
    )
    return tuple((day, minutes) for day, minutes in db.execute(held))


def _nudges(db: Db, team_id: int) -> tuple[tuple[str, str], ...]:
    decided = select(Nudge.week, Nudge.decision).where(Nudge.team_id == team_id).order_by(Nudge.week.desc())
    return tuple((week, decision) for week, decision in db.execute(decided.limit(WEEKS)))


def _targets(db: Db, team_id: int) -> tuple[Held, ...]:
    held = select(Target).where(Target.team_id == team_id).order_by(Target.since.desc()).limit(TARGETS)
    return tuple(Held(one.since, one.minutes, one.asked_by, one.agreed_by) for one in db.scalars(held))


def _end(db: Db, team: Team) -> Seen | None:
    """Planned, or past."""
    row = db.scalars(select(Ending).where(Ending.team_id == team.id, Ending.taken_back_at.is_(None))).first()
    return None if row is None else ended.seen(db, row, team)


def _said(db: Db, vault: WorkspaceVault, who: Acting, team: Team) -> tuple[Said, ...]:
    if who.user_id not in people.holders(db, *READERS):
        return ()
    found: Sequence[Said] = [
        Said(user, check_ins.lines_of(db, vault, team.id, user)) for user in (team.student_id, team.buddy_id)
    ]
    return tuple(one for one in found if one.lines)
