"""Door B of "I need help": in confidence. Who asked, what kind and every word lie under a key of the case's own.

Only a person on a case's list of readers who still holds her role may open it; no other role gives a right,
and every try is noted. Nothing here writes history or tasks. Erasing a case deletes its key and content from
the store; a backup holds both for as long as it is kept itself (docs/HOSTING.md).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Row, case, delete, func, select

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules import routing
from bot.rules.access import Acting
from bot.rules.duty import office
from bot.services import help as calls
from bot.services import notices, people, rounds
from bot.vault import WorkspaceVault
from models import CaseOpening, CaseReader, PrivateCase
from models.enums import HelpState, Role
from models.prepared import Everywhere
from models.store import Db, add_once

READERS = (Role.PROGRAMME_MANAGER, Role.STAND_IN)
KEPT = timedelta(days=30)
"""A closed case is erased this long after it was closed."""
SHOWN = 3
"""Of one's own cases, so many are shown: the newest."""
OPENINGS_SHOWN = 5
"""Of the openings of each, refused ones too, so many are shown: the newest."""
WAITING_SHOWN = 50
"""Of the cases that one may open, so many are shown: a modal takes 100 blocks."""
_UNREAD = "private_unread"
_PLACE = "private_cases.sealed"
_TALK = "talk"
_NOTICE = "private"


@dataclass(frozen=True, repr=False)
class Content:
    """An opened case, for its reader's modal alone."""

    id: str
    who: str
    words: str
    state: HelpState
    asked_at: datetime
    acknowledged_at: datetime | None
    erase_at: datetime | None


@dataclass(frozen=True)
class Opening:
    """Somebody opened a case, or tried to and was refused."""

    user_id: str
    at: datetime
    allowed: bool


@dataclass(frozen=True)
class Own:
    """One's own case. `has_reader`: somebody who may open it is still there."""

    id: str
    state: HelpState
    asked_at: datetime
    acknowledged_at: datetime | None
    erase_at: datetime | None
    openings: tuple[Opening, ...]
    has_reader: bool


@dataclass(frozen=True)
class Waiting:
    """A case that one may open, before it is opened."""

    id: str
    state: HelpState
    asked_at: datetime


def readers(db: Db, asker: str | None) -> tuple[str, ...]:
    """Who may read a case of this person, away or not, in order."""
    return calls.line(db, asker, *READERS)


def available(db: Db, now: datetime, asker: str | None) -> tuple[str, ...]:
    """As `readers`, without who is away now: who would read a new case."""
    return rounds.available(db, now, readers(db, asker))


def ask(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    words: str,
    shown: Sequence[str] | None = None,
) -> None:
    """Store a case under a key of its own, and tell the first reader that somebody asks.

    An earlier one that nobody present can read is erased for it. `shown`: see `help.require_shown`.

    Raises:
        UserError: the words are too long, nobody may read it, others than `shown` would, or one is open already;
            nothing is stored.
    """
    content = json.dumps(
        {"who": who.user_id, "kind": _TALK, "words": calls.checked_words(words)}, ensure_ascii=False
    )
    there = available(db, now, who.user_id)
    calls.require_shown(there, shown)
    _clear_unread(db, vault, now, who)
    case_id = secrets.token_hex(16)
    key, wrapped = vault.new_case_key(case_id)
    is_first = add_once(
        db,
        PrivateCase,
        id=case_id,
        asker_hash=_hash(vault, who),
        wrapped_key=wrapped,
        sealed=vault.seal_case(_PLACE, case_id, key, content),
        state=HelpState.OPEN,
        asked_at=now,
        step=0,
        next_step_at=now,
    )
    if not is_first:
        raise UserError(Wrong.ONE_IS_OPEN, block="door")
    db.add_all(
        CaseReader(case_id=case_id, user_id=user_id, position=position)
        for position, user_id in enumerate(there)
    )
    db.flush()
    _take(db, now, _locked(db, case_id), 0)


def own(db: Db, vault: WorkspaceVault, who: Acting) -> tuple[Own, ...]:
    """A person's own cases that are not erased yet, newest first."""
    rows = db.scalars(
        select(PrivateCase)
        .where(PrivateCase.asker_hash == _hash(vault, who))
        .order_by(PrivateCase.asked_at.desc())
        .limit(SHOWN)
    ).all()
    return tuple(
        Own(
            row.id,
            row.state,
            row.asked_at,
            row.acknowledged_at,
            row.erase_at,
            _openings(db, row.id),
            bool(_present_readers(db, row.id)),
        )
        for row in rows
    )


def waiting(db: Db, who: Acting) -> tuple[Waiting, ...]:
    """The cases, not closed, that a person may open now; those that nobody looks after first, then the oldest."""
    if who.user_id not in readers(db, None):
        return ()
    rows = db.execute(
        select(PrivateCase.id, PrivateCase.state, PrivateCase.asked_at)
        .join(
            CaseReader,
            (CaseReader.workspace_id == PrivateCase.workspace_id) & (CaseReader.case_id == PrivateCase.id),
        )
        .where(CaseReader.user_id == who.user_id, PrivateCase.state != HelpState.CLOSED)
        .order_by(case((PrivateCase.state == HelpState.OPEN, 0), else_=1), PrivateCase.asked_at)
        .limit(WAITING_SHOWN)
    )
    return tuple(Waiting(*row) for row in rows)


def read(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> Content | None:
    """Open a case for one of its readers. None for anybody else; either way the try is noted."""
    row = db.scalars(select(PrivateCase).where(PrivateCase.id == case_id).with_for_update()).first()
    if row is None or row.asker_hash == _hash(vault, who):
        return None  # her own try is not noted: it would write down who asked
    allowed = who.user_id in _present_readers(db, row.id)
    db.add(CaseOpening(case_id=row.id, user_id=who.user_id, at=now, allowed=allowed))
    db.flush()
    return _content(vault, row) if allowed else None


def acknowledge(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> Content | None:
    """A reader has it: nobody is reminded any more. None where she may not open it."""
    if read(db, vault, now, who, case_id) is None:
        return None
    row = _locked(db, case_id)
    if row.state is HelpState.OPEN:
        row.state, row.acknowledged_at = HelpState.ACKNOWLEDGED, now
        row.next_step_at = routing.next_opening(
            now, office(_zone(db))
        )  # each working day: is she still there?
        db.flush()
    return _content(vault, row)


def close(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> Content | None:
    """A reader is done: it is erased after `KEPT`. None where she may not open it."""
    if read(db, vault, now, who, case_id) is None:
        return None
    row = _locked(db, case_id)
    if row.state is not HelpState.CLOSED:
        row.state, row.next_step_at = HelpState.CLOSED, None
        row.closed_at, row.erase_at = now, now + KEPT
        db.flush()
    return _content(vault, row)


def withdraw(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> bool:
    """The person who asked erases her case, at any time. False where it is not hers; that try is noted."""
    row = db.scalars(select(PrivateCase).where(PrivateCase.id == case_id).with_for_update()).first()
    if row is None:
        return False
    if row.asker_hash != _hash(vault, who):
        db.add(CaseOpening(case_id=row.id, user_id=who.user_id, at=now, allowed=False))
        db.flush()
        return False
    _erase(db, now, row)
    return True


def still_asks(db: Db, now: datetime, case_id: str, reader: str) -> bool:
    """Whether a reader is to be told of a case now: it waits for an answer, she may open it, and is not away."""
    state = db.scalars(select(PrivateCase.state).where(PrivateCase.id == case_id)).first()
    return state is HelpState.OPEN and reader in rounds.there(db, now, _present_readers(db, case_id))


def unread_by(db: Db, vault: WorkspaceVault, case_id: str) -> str | None:
    """Who asked, where nobody present can read her case; for the letter to her. None where somebody can, or no more."""
    row = db.scalars(select(PrivateCase).where(PrivateCase.id == case_id)).first()
    if row is None or row.state is HelpState.CLOSED or _present_readers(db, case_id):
        return None
    content = _content(vault, row)
    return None if content is None else content.who


def unreachable(db: Db, now: datetime, case_id: str, number: int, user_id: str) -> None:
    """The notice of step `number` did not reach its reader: the next one is told at once, and nobody else."""
    row = db.scalars(select(PrivateCase).where(PrivateCase.id == case_id).with_for_update()).first()
    if row is None or row.state is not HelpState.OPEN:
        return
    following = rounds.after_failure(db, now, row, number, _present_readers(db, case_id), _NOTICE, user_id)
    if following is not None:
        _take(db, now, row, following)


_NEXT_STEP = Everywhere(select(func.min(PrivateCase.next_step_at)))
_NEXT_ERASURE = Everywhere(select(func.min(PrivateCase.erase_at)))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next step or erasure of any case is due; for the sweep."""
    return min(filter(None, (_NEXT_STEP.moment(db), _NEXT_ERASURE.moment(db))), default=None)


def due(db: Db, now: datetime) -> Sequence[Row[str, str]]:
    """Workspace and id of every case with a step or its erasure due; of an unbound session."""
    is_due = (PrivateCase.next_step_at <= now) | (PrivateCase.erase_at <= now)
    return db.execute(select(PrivateCase.workspace_id, PrivateCase.id).where(is_due)).all()


def take_due(db: Db, now: datetime, case_id: str) -> None:
    """Erase a case, or take its next step, if nobody was faster."""
    row = _locked(db, case_id)
    if row.erase_at is not None and row.erase_at <= now:
        _erase(db, now, row)
    elif row.next_step_at is not None and row.next_step_at <= now:
        _take(db, now, row, row.step)


def _take(db: Db, now: datetime, row: PrivateCase, number: int) -> None:
    """Tell the readers of step `number`, while nobody looks after it; where none is left, the one who asked, once."""
    there = _present_readers(db, row.id)
    if not there:
        notices.owe(db, _UNREAD, to=f"case:{row.id}", key=row.id, now=now, case=row.id)
    if row.state is HelpState.OPEN:
        rounds.ask_next(db, now, row, number, there, _NOTICE, case=row.id)
    else:
        row.next_step_at = routing.next_opening(now, office(_zone(db)))
    db.flush()


def _clear_unread(db: Db, vault: WorkspaceVault, now: datetime, who: Acting) -> None:
    """Erase her earlier case where nobody present can read it, so that she can ask anew."""
    hers = (PrivateCase.asker_hash == _hash(vault, who)) & (PrivateCase.state != HelpState.CLOSED)
    row = db.scalars(select(PrivateCase).where(hers).with_for_update()).first()
    if row is not None and not _present_readers(db, row.id):
        _erase(db, now, row)


def _zone(db: Db) -> ZoneInfo:
    return zone(people.programme(db).timezone)


def _present_readers(db: Db, case_id: str) -> tuple[str, ...]:
    """Those on the case's list who hold the role still, in the list's order."""
    listed = select(CaseReader.user_id).where(CaseReader.case_id == case_id).order_by(CaseReader.position)
    present = set(readers(db, None))
    return tuple(user_id for user_id in db.scalars(listed) if user_id in present)


def _openings(db: Db, case_id: str) -> tuple[Opening, ...]:
    """Who has opened it or was refused, newest first."""
    rows = db.execute(
        select(CaseOpening.user_id, CaseOpening.at, CaseOpening.allowed)
        .where(CaseOpening.case_id == case_id)
        .order_by(CaseOpening.id.desc())
        .limit(OPENINGS_SHOWN)
    )
    return tuple(Opening(*row) for row in rows)


def _content(vault: WorkspaceVault, row: PrivateCase) -> Content | None:
    if row.wrapped_key is None or row.sealed is None:
        return None
    key = vault.case_key(row.id, row.wrapped_key)
    said = json.loads(vault.open_case(_PLACE, row.id, key, row.sealed))
    return Content(
        row.id, said["who"], said["words"], row.state, row.asked_at, row.acknowledged_at, row.erase_at
    )


def _erase(db: Db, now: datetime, row: PrivateCase) -> None:
    """Key, content, whose it was and who could read it go; that there was a case, and when, stays."""
    row.wrapped_key = row.sealed = row.asker_hash = None
    row.next_step_at = row.erase_at = None
    row.state, row.closed_at = HelpState.CLOSED, row.closed_at or now
    db.execute(delete(CaseReader).where(CaseReader.case_id == row.id))
    db.flush()


def _locked(db: Db, case_id: str) -> PrivateCase:
    return db.scalars(select(PrivateCase).where(PrivateCase.id == case_id).with_for_update()).one()


def _hash(vault: WorkspaceVault, who: Acting) -> str:
    return vault.hash("private_cases.asker", who.user_id)
