"""The two's own meetings: planned by either, moved, late, not to be, and logged with one click afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_one_of
from bot.rules.meeting import LATE, SOON, Wanted
from bot.services import notices, planned, sessions
from bot.services.planned import Planned
from bot.services.sessions import Entry, Logged
from models import Meeting, Notice, Team
from models.enums import OPEN_MEETING, MeetingKind, MeetingState
from models.store import Db

LOG_CARD = "meeting_log"


@dataclass(frozen=True)
class Coming:
    """The meeting that somebody can be late for, or not come to. `is_soon`: late is a word for it now."""

    meeting: Planned
    is_soon: bool


def plan(db: Db, now: datetime, who: Acting, team_id: int, wanted: Wanted) -> Planned:
    """One of the two plans a meeting; the other reads it in their channel.

    Raises:
        UserError: she is none of the two, the team is not there, or one of them has another meeting then.
    """
    team = planned.locked_team(db, team_id)
    require_one_of(who, (team.student_id, team.buddy_id))
    planned.require_free(db, team, wanted)
    row = Meeting(
        team_id=team.id,
        kind=MeetingKind.SESSION,
        state=MeetingState.CONFIRMED,
        starts_at=wanted.starts_at,
        minutes=wanted.minutes,
        place=wanted.place,
        planned_by=who.user_id,
        planned_at=now,
        sequence=0,
        agreed=[],
        is_in_calendars=False,
        step=0,
        due_at=None,
    )
    planned.remind(row, now)
    db.add(row)
    db.flush()
    notices.record(db, who, now, "meeting", row.id, "planned", team=team.id)
    planned.invite(db, now, row, team)
    return planned.seen(row, team)


def to_move(db: Db, now: datetime, who: Acting, meeting_id: int) -> Planned:
    """A meeting for which one of the two wants another date.

    Raises:
        UserError: she is none of the two, it is not there, or has been held.
    """
    found = planned.read(db, meeting_id)
    if found is None or found.is_introduction:
        raise UserError(Wrong.GONE)
    require_one_of(who, found.members)
    if found.state is MeetingState.HELD or (found.state in OPEN_MEETING and found.ends_at <= now):
        raise UserError(Wrong.MEETING_OVER)
    return found


def move(db: Db, now: datetime, who: Acting, meeting_id: int, sequence: int, wanted: Wanted) -> Planned:
    """Another date for a meeting that holds, or that was cancelled; its entry in calendars moves with it.

    Raises:
        UserError: see `to_move`; or somebody has changed it since `sequence`, or one has another meeting then.
    """
    row, team = planned.locked(db, meeting_id)
    to_move(db, now, who, meeting_id)
    if row.sequence != sequence:
        raise UserError(Wrong.MEETING_MOVED)
    planned.require_free(db, team, wanted, but=row.id)
    planned.move(db, row, wanted, who.user_id, MeetingState.CONFIRMED, now)
    db.flush()
    notices.record(db, who, now, "meeting", row.id, "moved", team=team.id)
    planned.edit_posts(db, now, row)
    planned.invite(db, now, row, team)
    return planned.seen(row, team)


def coming(db: Db, now: datetime, who: Acting, team_id: int) -> Coming:
    """The next confirmed meeting of a team, or the one under way.

    Raises:
        UserError: she does not come to it, the team is not there, or nothing is planned.
    """
    from_now = (
        select(Meeting, Team)
        .join(Team, (Team.workspace_id == Meeting.workspace_id) & (Team.id == Meeting.team_id))
        .where(
            Meeting.team_id == team_id,
            Meeting.state == MeetingState.CONFIRMED,
            Meeting.starts_at > now - planned.LONGEST,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    team = db.scalars(select(Team).where(Team.id == team_id)).first()
    if team is None:
        raise UserError(Wrong.GONE)
    open_ones = (planned.seen(row, of) for row, of in db.execute(from_now) if planned.is_open(row, now))
    found = next((one for one in open_ones if who.user_id in one.concerned), None)
    if found is None:
        require_one_of(who, (team.student_id, team.buddy_id))
        raise UserError(Wrong.NO_MEETING)
    return Coming(found, now >= found.starts_at - SOON)


def late(db: Db, now: datetime, who: Acting, meeting_id: int, sequence: int, minutes: int) -> Planned:
    """She comes so many minutes later; the others hear it at once.

    Raises:
        UserError: she does not come to it, or it is over, or another one by now.
    """
    row, team = planned.locked(db, meeting_id)
    found = _holds(row, team, who, sequence, now)
    if minutes not in LATE:
        raise UserError(Wrong.UNKNOWN_CHOICE)
    for other in found.others(who.user_id):
        about = f"{row.id}:{row.sequence}:{who.user_id}:{other}"
        if _said_last(db, about) == minutes:
            continue
        key = f"{about}:{now.timestamp():.6f}"
        notices.owe(
            db,
            "meeting_late",
            to=other,
            key=key,
            now=now,
            meeting=row.id,
            sequence=row.sequence,
            by=who.user_id,
            minutes=minutes,
        )
    return found


def _said_last(db: Db, about: str) -> int | None:
    """How late somebody told another one last that she would be; pressed twice, it is told once."""
    told = select(Notice.about).where(Notice.dedupe_key.startswith(f"meeting_late:{about}:"))
    last = db.scalars(told.order_by(Notice.id.desc()).limit(1)).first()
    return None if last is None else int(last["minutes"])


def cannot_come(db: Db, now: datetime, who: Acting, meeting_id: int, sequence: int) -> Planned:
    """One of the two cannot come to their own meeting: it is off, and the other can choose another date.

    Raises:
        UserError: see `late`.
    """
    row, team = planned.locked(db, meeting_id)
    _holds(row, team, who, sequence, now)
    planned.cancel(db, now, row, team, who.user_id)
    notices.record(db, who, now, "meeting", row.id, "cancelled", team=team.id)
    return planned.seen(row, team)


def _holds(row: Meeting, team: Team, who: Acting, sequence: int, now: datetime) -> Planned:
    found = planned.seen(row, team)
    require_one_of(who, found.concerned)
    if not planned.is_open(row, now):
        raise UserError(Wrong.MEETING_OVER)
    if row.sequence != sequence or row.state is not MeetingState.CONFIRMED:
        raise UserError(Wrong.MEETING_MOVED)
    return found


def log(db: Db, now: datetime, who: Acting, meeting_id: int) -> Logged:
    """They have met: it is logged as it was planned, and the other's card says so.

    Raises:
        UserError: she is none of the two, it is not over yet or does not hold, or it is logged already.
    """
    row, team = planned.locked(db, meeting_id)
    found = _over(row, team, who, now)
    if planned.is_logged(db, found):
        raise UserError(Wrong.ALREADY_DONE)
    own = next(one for one in sessions.own_teams(db, who.user_id, now) if one.id == team.id)
    held_on = local_day(row.starts_at, team.timezone)
    done = sessions.log(db, now, who, own, Entry(row.minutes, held_on))
    if done.twin:  # logged by hand a moment ago: she is asked first
        return done
    row.state, row.logged_by, row.session_id = MeetingState.HELD, who.user_id, done.session_id
    db.flush()
    _edit_card(db, now, row, found.others(who.user_id)[0])
    return done


def over(db: Db, now: datetime, who: Acting, meeting_id: int) -> Planned:
    """A meeting of hers that is over, to be logged in a form.

    Raises:
        UserError: see `log`.
    """
    row, team = planned.locked(db, meeting_id)
    return _over(row, team, who, now)


def missed(db: Db, now: datetime, who: Acting, meeting_id: int) -> Planned:
    """They have not met after all. Nobody is asked why; the other's card asks no more.

    Raises:
        UserError: see `log`.
    """
    row, team = planned.locked(db, meeting_id)
    found = _over(row, team, who, now)
    if row.logged_by is not None:
        raise UserError(Wrong.ALREADY_DONE)
    row.state, row.planned_at = MeetingState.CANCELLED, now
    db.flush()
    _edit_card(db, now, row, found.others(who.user_id)[0])
    return found


def _over(row: Meeting, team: Team, who: Acting, now: datetime) -> Planned:
    found = planned.seen(row, team)
    require_one_of(who, found.members)
    if row.kind is not MeetingKind.SESSION or row.state is MeetingState.CANCELLED:
        raise UserError(Wrong.MEETING_OVER)
    if found.ends_at > now:
        raise UserError(Wrong.MEETING_MOVED)
    return found


def _edit_card(db: Db, now: datetime, row: Meeting, other: str) -> None:
    card = f"{LOG_CARD}:{row.id}:{row.sequence}:{other}"
    if db.scalars(select(Notice.id).where(Notice.dedupe_key == card)).first() is None:
        return
    notices.owe(
        db,
        "meeting_log_edit",
        to=other,
        key=f"{row.id}:{row.sequence}:{other}:{row.state}",
        now=now,
        notice=card,
        meeting=row.id,
    )


def is_introduction(db: Db, meeting_id: int) -> bool:
    kind = db.scalars(select(Meeting.kind).where(Meeting.id == meeting_id)).first()
    return kind is MeetingKind.INTRODUCTION
