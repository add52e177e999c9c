"""What managers note of a team: read by managers alone, and by none who is of the two; changed by who wrote it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager, require_one_of
from bot.services import notices
from bot.vault import WorkspaceVault
from models import Team, TeamNote
from models.store import Db

WORDS = "team_notes.words"
MOST = 500
"""Characters."""
SHOWN = 5
KEPT = timedelta(days=365)


@dataclass(frozen=True, repr=False)
class Note:
    id: str
    team_id: int
    by: str
    at: datetime
    is_changed: bool
    words: str


@dataclass(frozen=True, repr=False)
class Notes:
    """The newest, and how many there are."""

    shown: tuple[Note, ...]
    number: int


def may_read(who: Acting, team: Team) -> bool:
    """Whoever is of the two reads nothing that was noted of them."""
    return who.is_manager and who.user_id not in (team.student_id, team.buddy_id)


def team_of(db: Db, who: Acting, team_id: int) -> Team:
    """The team, for a manager who may read what is noted of it.

    Raises:
        UserError: she is no manager, the team is not there, or she is of it.
    """
    require_manager(who)
    team = db.scalars(select(Team).where(Team.id == team_id)).first()
    if team is None:
        raise UserError(Wrong.GONE)
    if not may_read(who, team):
        raise UserError(Wrong.OWN_TEAM)
    return team


def of(db: Db, vault: WorkspaceVault, who: Acting, team_id: int) -> Notes:
    """Newest first. Raises `UserError` as `team_of`."""
    team_of(db, who, team_id)
    mine = TeamNote.team_id == team_id
    rows = db.scalars(
        select(TeamNote).where(mine).order_by(TeamNote.written_at.desc(), TeamNote.id).limit(SHOWN)
    )
    shown = tuple(_seen(vault, row) for row in rows)
    return Notes(shown, db.scalars(select(func.count(TeamNote.id)).where(mine)).one())


def write(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, team_id: int, words: str) -> None:
    """A new note. Raises `UserError` as `team_of`, or nothing was written, or too much."""
    team = team_of(db, who, team_id)
    words = _checked(words)
    number = secrets.token_hex(16)
    db.add(
        TeamNote(
            id=number,
            team_id=team.id,
            written_by=who.user_id,
            written_at=now,
            changed_at=None,
            words=vault.seal(WORDS, number, words),
            kept_until=local_day(now, team.timezone) + KEPT,
        )
    )
    notices.record(db, who, now, "team", team.id, "note_written")
    db.flush()


def own(db: Db, vault: WorkspaceVault, who: Acting, number: str) -> Note:
    """A note that she may change. Raises `UserError`: it is gone, somebody else's, or of her own team."""
    return _seen(vault, _mine(db, who, number))


def change(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, number: str, words: str) -> int:
    """Other words in its place. Returns the team. Raises `UserError` as `own` and `write`."""
    row = _mine(db, who, number)
    row.words, row.changed_at = vault.seal(WORDS, row.id, _checked(words)), now
    notices.record(db, who, now, "team", row.team_id, "note_changed")
    db.flush()
    return row.team_id


def delete(db: Db, now: datetime, who: Acting, number: str) -> int:
    """It is gone for good. Returns the team. Raises `UserError` as `own`."""
    row = _mine(db, who, number)
    team_id = row.team_id
    db.delete(row)
    notices.record(db, who, now, "team", team_id, "note_deleted")
    db.flush()
    return team_id


def _mine(db: Db, who: Acting, number: str) -> TeamNote:
    require_manager(who)
    row = db.scalars(select(TeamNote).where(TeamNote.id == number).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    team_of(db, who, row.team_id)
    require_one_of(who, (row.written_by,))
    return row


def _checked(words: str) -> str:
    words = words.strip()
    if not words:
        raise UserError(Wrong.NOTHING_WRITTEN, block="words")
    if len(words) > MOST:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": MOST}, block="words")
    return words


def _seen(vault: WorkspaceVault, row: TeamNote) -> Note:
    words = vault.open(WORDS, row.id, row.words)
    return Note(row.id, row.team_id, row.written_by, row.written_at, row.changed_at is not None, words)
