"""Correcting what was logged: it is struck out, and what is right stands beside it. Both are kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.parsing import MAX_DAYS_BACK, check_session
from bot.rules.venues import check_place
from bot.services import notices, sessions, venues
from bot.services.sessions import Entry, Logged, OwnTeam, entry_of
from models import BuddySession, Team
from models.store import Db


@dataclass(frozen=True)
class Standing:
    """A session as it stands now, to be corrected by one of the two."""

    session_id: int
    team: OwnTeam
    entry: Entry
    by: str


def standing(db: Db, now: datetime, who: Acting, session_id: int) -> Standing:
    """The session, or what stands in its place by now.

    Raises:
        UserError: she is none of the two, it was taken back, is too old, or is not there.
    """
    session = _newest(db, who, session_id)
    team = sessions.own_team(db, now, who, session.team_id)
    _require_recent(session, team)
    return Standing(session.id, team, entry_of(session), session.logged_by)


def correct(db: Db, now: datetime, who: Acting, session_id: int, entry: Entry) -> Logged:
    """Strike it out and log what is right; the other member is told what has changed.

    Raises:
        UserError: as `standing`, or somebody was quicker, or it says what is stored, or no session can be so.
    """
    session, team = _locked(db, now, who, session_id)
    was = entry_of(session)
    if entry == was:
        raise UserError(Wrong.NOTHING_NEW)
    check_session(entry.minutes, entry.held_on, team.today, team.launched_on)
    check_place(entry.place, venues.listed(db) if entry.place else (), was.place)
    sessions.strike_out(db, now, who, session)
    new = sessions.put(db, now, who, team, entry, corrects=session.id)
    team = sessions.own_team(db, now, who, team.id)
    to = sessions.reader_of(team, who)
    notices.owe(db, "session_corrected", to=to, key=str(new), now=now, session=new, was=session.id)
    sessions.show_both(db, now, team, new)
    return Logged(new, team, entry, team.tally, was=was)


def strike_out(db: Db, now: datetime, who: Acting, session_id: int) -> Logged:
    """There was no such session. The other member is told. Raises as `correct`."""
    session, team = _locked(db, now, who, session_id)
    sessions.strike_out(db, now, who, session)
    team = sessions.own_team(db, now, who, team.id)
    to = sessions.reader_of(team, who)
    notices.owe(db, "session_undone", to=to, key=str(session.id), now=now, session=session.id)
    sessions.show_both(db, now, team, f"{session.id}:undone")
    return Logged(session.id, team, entry_of(session), team.tally, undone=True)


def undo(db: Db, now: datetime, who: Acting, session_id: int) -> Logged:
    """Take back what one has logged or corrected oneself, within a day: what was corrected stands again.

    Raises:
        UserError: it is somebody else's, too late, or not there.
    """
    session = sessions.own_session(db, now, who, session_id)
    if session.corrects is None or session.undone_at is not None:
        return sessions.undo(db, now, who, session_id)
    before = db.scalars(select(BuddySession).where(BuddySession.id == session.corrects)).one()
    return correct(db, now, who, session_id, entry_of(before))


def _locked(db: Db, now: datetime, who: Acting, session_id: int) -> tuple[BuddySession, OwnTeam]:
    session = _of_two(db, who, session_id)
    sessions.alone(db, session.team_id)
    db.refresh(session)
    if session.undone_at is not None:
        raise UserError(Wrong.CORRECTED_MEANWHILE)
    team = sessions.own_team(db, now, who, session.team_id)
    _require_recent(session, team)
    return session, team


def _newest(db: Db, who: Acting, session_id: int) -> BuddySession:
    session = _of_two(db, who, session_id)
    while session.undone_at is not None:
        after = db.scalars(select(BuddySession).where(BuddySession.corrects == session.id)).first()
        if after is None:
            raise UserError(Wrong.STRUCK_OUT)
        session = after
    return session


def _of_two(db: Db, who: Acting, session_id: int) -> BuddySession:
    found = db.execute(
        select(BuddySession, Team.student_id, Team.buddy_id)
        .join(Team, (Team.workspace_id == BuddySession.workspace_id) & (Team.id == BuddySession.team_id))
        .where(BuddySession.id == session_id)
    ).first()
    if found is None:
        raise UserError(Wrong.GONE)
    session, *two = found
    if who.user_id not in two:
        raise UserError(Wrong.ONLY_THE_TWO)
    return session


def _require_recent(session: BuddySession, team: OwnTeam) -> None:
    if session.held_on < team.today - timedelta(days=MAX_DAYS_BACK):
        raise UserError(Wrong.TOO_OLD)
