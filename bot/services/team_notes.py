"""What managers note of a team: read by managers alone, and by none who is of the two; changed by who wrote it.

For an hour whoever has changed or deleted one can take that back.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.clock import local_day
from bot.errors import UserError, Wrong
from bot.rules.access import MANAGERS, Acting, require_manager, require_one_of
from bot.services import notices, people
from bot.vault import WorkspaceVault
from models import FormerNote, Team, TeamNote
from models.store import Db

WORDS = "team_notes.words"
FORMER = "former_notes.words"
MOST = 500
"""Characters."""
SHOWN = 5
KEPT = timedelta(days=365)
PUT_BACK_FOR = timedelta(hours=1)


@dataclass(frozen=True, repr=False)
class Note:
    """`is_orphaned`: who wrote it has no role any more, so that every manager can delete it."""

    id: str
    team_id: int
    by: str
    at: datetime
    is_changed: bool
    words: str
    is_orphaned: bool


@dataclass(frozen=True, repr=False)
class Notes:
    """The newest, and how many there are.

    Attributes:
        changed, deleted: notes that she can put back as they were; the last few of those that she has deleted.
    """

    shown: tuple[Note, ...]
    number: int
    changed: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


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


def of(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, team_id: int) -> Notes:
    """Newest first. Raises `UserError` as `team_of`."""
    team_of(db, who, team_id)
    mine = TeamNote.team_id == team_id
    rows = db.scalars(
        select(TeamNote).where(mine).order_by(TeamNote.written_at.desc(), TeamNote.id).limit(SHOWN)
    )
    managers = people.present(db, *MANAGERS)
    shown = tuple(_seen(vault, row, managers) for row in rows)
    number = db.scalars(select(func.count(TeamNote.id)).where(mine)).one()
    former = select(FormerNote.id, FormerNote.is_deleted).where(
        FormerNote.team_id == team_id,
        FormerNote.done_by == who.user_id,
        FormerNote.done_at > now - PUT_BACK_FOR,
    )
    back = db.execute(former.order_by(FormerNote.done_at, FormerNote.id)).all()
    changed, deleted = (tuple(one for one, is_gone in back if is_gone is which) for which in (False, True))
    return Notes(shown, number, changed, deleted[-SHOWN:])


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
    return _seen(vault, _mine(db, who, number), people.present(db, *MANAGERS))


def change(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, number: str, words: str) -> int:
    """Other words in its place. Returns the team. Raises `UserError` as `own` and `write`."""
    row = _mine(db, who, number)
    sealed = vault.seal(WORDS, row.id, _checked(words))
    _keep(db, vault, now, who, row, is_deleted=False)
    row.words, row.changed_at = sealed, now
    notices.record(db, who, now, "team", row.team_id, "note_changed")
    db.flush()
    return row.team_id


def delete(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, number: str) -> int:
    """It is gone, after an hour for good; also that of somebody who is no manager any more. Returns the team.

    Raises:
        UserError: as `own`.
    """
    row = _to_read(db, who, number)
    if row.written_by in people.present(db, *MANAGERS):
        require_one_of(who, (row.written_by,))
    team_id = row.team_id
    _keep(db, vault, now, who, row, is_deleted=True)
    db.delete(row)
    notices.record(db, who, now, "team", team_id, "note_deleted")
    db.flush()
    return team_id


def put_back(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, number: str) -> int:
    """As it was before she has changed or deleted it. Returns the team.

    Raises:
        UserError: she is no manager or of this team, it was not she, it is too late, or it is gone.
    """
    require_manager(who)
    row = db.scalars(select(TeamNote).where(TeamNote.id == number).with_for_update()).first()
    was = db.scalars(select(FormerNote).where(FormerNote.id == number).with_for_update()).first()
    if was is None:
        raise UserError(Wrong.GONE)
    team_of(db, who, was.team_id)
    require_one_of(who, (was.done_by,))
    if now - was.done_at >= PUT_BACK_FOR:
        raise UserError(Wrong.STALE)
    if row is None and not was.is_deleted:
        raise UserError(Wrong.GONE)
    if row is None:
        row = TeamNote(id=was.id, team_id=was.team_id, written_by=was.written_by, written_at=was.written_at)
        row.kept_until = was.kept_until
        db.add(row)
    row.words = vault.seal(WORDS, row.id, vault.open(FORMER, was.id, was.words))
    row.changed_at = was.changed_at
    db.delete(was)
    notices.record(db, who, now, "team", row.team_id, "note_put_back")
    db.flush()
    return row.team_id


def _keep(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, row: TeamNote, *, is_deleted: bool
) -> None:
    """As it is now, in the place of what was kept of it before."""
    before = db.scalars(select(FormerNote).where(FormerNote.id == row.id).with_for_update()).first()
    was = before or FormerNote(id=row.id, team_id=row.team_id)
    was.written_by, was.written_at, was.changed_at = row.written_by, row.written_at, row.changed_at
    was.words = vault.seal(FORMER, row.id, vault.open(WORDS, row.id, row.words))
    was.kept_until = row.kept_until
    was.done_by, was.done_at, was.is_deleted = who.user_id, now, is_deleted
    db.add(was)


def _mine(db: Db, who: Acting, number: str) -> TeamNote:
    row = _to_read(db, who, number)
    require_one_of(who, (row.written_by,))
    return row


def _to_read(db: Db, who: Acting, number: str) -> TeamNote:
    """Locked."""
    require_manager(who)
    row = db.scalars(select(TeamNote).where(TeamNote.id == number).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    team_of(db, who, row.team_id)
    return row


def _checked(words: str) -> str:
    words = words.strip()
    if not words:
        raise UserError(Wrong.NOTHING_WRITTEN, block="words")
    if len(words) > MOST:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": MOST}, block="words")
    return words


def _seen(vault: WorkspaceVault, row: TeamNote, managers: Collection[str]) -> Note:
    words, is_orphaned = vault.open(WORDS, row.id, row.words), row.written_by not in managers
    is_changed = row.changed_at is not None
    return Note(row.id, row.team_id, row.written_by, row.written_at, is_changed, words, is_orphaned)
