"""Where nobody answers what was asked in confidence, the person who asked lets somebody else read it, too."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from bot.errors import UserError, Wrong
from bot.services import behind, case_steps, rounds
from bot.services.case_content import Sealed
from models import CaseReader, PrivateCase
from models.enums import HelpState
from models.store import Db

_REMINDED = 2
"""So many steps were taken once the first of its readers was reminded."""


def offered(db: Db, now: datetime, row: PrivateCase, content: Sealed) -> tuple[str, ...]:
    """Whom she can choose: who is behind this kind of help now and does not read it yet, and nobody whom she left out.

    Nobody before its first reader was reminded, while somebody looks after it, or where nobody can read it any more.
    """
    if row.state is not HelpState.OPEN or row.step < _REMINDED or not case_steps.readers(db, row, content):
        return ()
    listed = db.scalars(select(CaseReader.user_id).where(CaseReader.case_id == row.id))
    not_them = {*listed, *case_steps.never(db, content)}
    there = behind.door(db, now, content.who, content.told.kind)
    return tuple(user for user in there.people if user not in not_them)


def let(db: Db, now: datetime, row: PrivateCase, content: Sealed, to: str) -> None:
    """That person reads it from now on as one whom she has picked, and is the next who is told: at once.

    Raises:
        UserError: that person is not offered.
    """
    if to not in offered(db, now, row, content):
        raise UserError(Wrong.STALE, block="also")
    last = db.scalars(select(func.max(CaseReader.position)).where(CaseReader.case_id == row.id)).one() or 0
    db.add(CaseReader(case_id=row.id, user_id=to, position=last + 1, is_picked=True))
    db.flush()
    rounds.ask_next(db, now, row, row.step, (to,), case_steps.NOTICE, case=row.id)
