"""Door B of "I need help": in confidence. Who asked, what kind and every word lie under a key of the case's own.

Only a person on a case's list of readers who may still read such may open it; no other role gives a right,
and every try is noted. Nothing here writes history or tasks. Erasing a case deletes its key and content from
the store; a backup holds both for as long as it is kept itself (docs/DEPLOY.md).
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.help_kinds import Wish
from bot.services import behind, case_content, case_letting, case_steps, rounds, sent
from bot.services.case_content import Sealed, Told
from bot.services.sent import Sent
from bot.vault import WorkspaceVault
from models import CaseOpening, CaseReader, PrivateCase
from models.enums import HelpState
from models.store import Db, add_once

SHOWN = 3
"""Of one's own cases, so many are shown whole: the newest. All others are closed, and stand in one line."""
REFUSED_SHOWN = 3
"""Of those who tried to open one and were refused, so many are named: the newest. Who has opened it always is."""


@dataclass(frozen=True)
class Opening:
    """Somebody opened a case, or tried to and was refused; the first time and the last, and how often."""

    user_id: str
    first: datetime
    last: datetime
    times: int
    allowed: bool


@dataclass(frozen=True, repr=False)
class Own:
    """One's own case.

    Attributes:
        more_refused: how many people were refused besides those of `openings`.
        acknowledged_by: who looks after it; where it is open again, who did before.
        readers: who may open it and is still there; empty where nobody is. `away`: who of them is away now.
        passed: of these, to whom it was passed on, and when.
        sent: where it is, while nobody looks after it; None: that is not known any more.
        could_let: who else could read it, where nobody has answered for long.
        last_word: what whoever closed it wrote to her.
    """

    id: str
    told: Told | None
    state: HelpState
    asked_at: datetime
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    erase_at: datetime | None
    openings: tuple[Opening, ...]
    more_refused: int
    readers: tuple[str, ...]
    away: tuple[str, ...]
    passed: tuple[tuple[str, datetime], ...]
    sent: Sent | None
    could_let: tuple[str, ...] = ()
    last_word: str = ""


@dataclass(frozen=True)
class Older:
    """One's own case, closed, and not among the newest."""

    id: str
    asked_at: datetime


def ask(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    told: Told,
    wish: Wish,
    shown: Sequence[str],
) -> tuple[str, ...]:
    """Store a case under a key of its own, and tell the first reader that somebody asks. Returns its readers.

    An earlier one that nobody present can read is erased for it.

    Raises:
        UserError: there are too many words; `behind.chosen`; or one is open already; nothing is stored.
    """
    case_content.check(told)
    never = {*wish.excluded, *behind.never(db, who.user_id, told.kind)} - {who.user_id}
    told = replace(told, never=tuple(sorted(never)))
    there = behind.door(db, now, who.user_id, told.kind)
    readers = behind.chosen(told.kind, there, wish, shown)
    _clear_unread(db, vault, who)
    case_id = secrets.token_hex(16)
    key, wrapped = vault.new_case_key(case_id)
    is_first = add_once(
        db,
        PrivateCase,
        id=case_id,
        asker_hash=_hash(vault, who),
        wrapped_key=wrapped,
        sealed=case_content.seal(vault, case_id, key, Sealed(who.user_id, told)),
        state=HelpState.OPEN,
        asked_at=now,
        step=0,
        next_step_at=now,
    )
    if not is_first:
        raise UserError(Wrong.ONE_IS_OPEN, block="words")
    db.add_all(
        CaseReader(case_id=case_id, user_id=user_id, position=position, is_picked=user_id not in there.line)
        for position, user_id in enumerate(readers)
    )
    db.flush()
    row = case_steps.locked(db, case_id)
    assert row is not None  # noqa: S101 - it was just stored
    case_steps.take(db, vault, now, row, 0)
    return readers


def own(db: Db, vault: WorkspaceVault, now: datetime, who: Acting) -> tuple[Own, ...]:
    """A person's own cases that are not erased yet, newest first."""
    rows = db.scalars(_all_of(vault, who).limit(SHOWN)).all()
    where = sent.of_cases(db, now, [row.id for row in rows])
    return tuple(_own(db, vault, now, row, where.get(row.id)) for row in rows)


def older(db: Db, vault: WorkspaceVault, who: Acting) -> tuple[Older, ...]:
    """Those of a person that `own` leaves out, newest first."""
    return tuple(Older(row.id, row.asked_at) for row in db.scalars(_all_of(vault, who).offset(SHOWN)))


def is_own(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> bool:
    """Whether a case is hers. Where it is not, that try is noted."""
    return _hers(db, vault, now, who, case_id) is not None


def withdraw(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> bool:
    """The person who asked erases her case, at any time. False where it is not hers; that try is noted."""
    case_steps.hold(db, [case_id])
    row = _hers(db, vault, now, who, case_id)
    if row is None:
        return False
    case_steps.erase(db, row)
    return True


def withdraw_older(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> bool:
    """She erases this case of hers and all before it, closed as they are. False as above."""
    case_steps.hold(db, db.scalars(_all_of(vault, who).with_only_columns(PrivateCase.id)).all())
    newest = _hers(db, vault, now, who, case_id)
    if newest is None:
        return False
    closed = (PrivateCase.asked_at <= newest.asked_at) & (PrivateCase.state == HelpState.CLOSED)
    for row in db.scalars(_all_of(vault, who).where(closed).with_for_update()).all():
        case_steps.erase(db, row)
    return True


def open_one(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> Own | None:
    """Her case, where it is open and somebody can read what she adds. None where not; where it is not hers that is noted."""
    row = _hers(db, vault, now, who, case_id)
    if row is None or row.state is HelpState.CLOSED:
        return None
    own = _own(db, vault, now, row, None)
    return own if own.readers else None


def add(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str, words: str) -> bool:
    """She writes more; whoever looks after it is told that there is something. False where it is not hers, or not open
    any more; that try is noted.

    Raises:
        UserError: nothing was written, or it is too much together with what she wrote before.
    """
    row = _hers(db, vault, now, who, case_id)
    content = None if row is None else case_content.opened(vault, row)
    if row is None or content is None or row.state is HelpState.CLOSED:
        return False
    case_content.add_words(vault, row, content, words)
    db.flush()
    case_steps.has_more(db, now, row)
    return True


def agree(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> bool:
    """She agrees that it is passed on to the Mental Health Team. False where it is not hers; that try is noted."""
    row = _hers(db, vault, now, who, case_id)
    content = None if row is None else case_content.opened(vault, row)
    if row is None or content is None:
        return False
    case_content.allow_passing_on(vault, row, content)
    db.flush()
    return True


def let_read(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str, to: str) -> bool:
    """She lets somebody else read it, too, who is told at once. False where it is not hers; that try is noted.

    Raises:
        UserError: it is not offered any more: somebody looks after it, or that person cannot read it.
    """
    row = _hers(db, vault, now, who, case_id)
    content = None if row is None else case_content.opened(vault, row)
    if row is None or content is None:
        return False
    case_letting.let(db, now, row, content, to)
    return True


def is_hers(vault: WorkspaceVault, row: PrivateCase, who: Acting) -> bool:
    return row.asker_hash == _hash(vault, who)


def _all_of(vault: WorkspaceVault, who: Acting) -> Select[PrivateCase]:
    hers = PrivateCase.asker_hash == _hash(vault, who)
    return select(PrivateCase).where(hers).order_by(PrivateCase.asked_at.desc(), PrivateCase.id)


def _hers(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> PrivateCase | None:
    row = case_steps.locked(db, case_id)
    if row is None or is_hers(vault, row, who):
        return row
    db.add(CaseOpening(case_id=row.id, user_id=who.user_id, at=now, allowed=False))
    db.flush()
    return None


def _own(db: Db, vault: WorkspaceVault, now: datetime, row: PrivateCase, where: Sent | None) -> Own:
    content = case_content.opened(vault, row)
    readers = case_steps.readers(db, row, content)
    there = rounds.available(db, now, readers)
    seen = _openings(db, row.id)
    opened, refused = [one for one in seen if one.allowed], [one for one in seen if not one.allowed]
    passed = select(CaseReader.user_id, CaseReader.since).where(
        CaseReader.case_id == row.id, CaseReader.since.is_not(None)
    )
    return Own(
        id=row.id,
        told=content.told if content else None,
        state=row.state,
        asked_at=row.asked_at,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        erase_at=row.erase_at,
        openings=(*opened, *refused[:REFUSED_SHOWN]),
        more_refused=len(refused[REFUSED_SHOWN:]),
        readers=readers,
        away=tuple(reader for reader in readers if reader not in there),
        passed=tuple((user, at) for user, at in db.execute(passed.order_by(CaseReader.position)) if at),
        sent=where,
        could_let=case_letting.offered(db, now, row, content) if content else (),
        last_word=content.last_word if content else "",
    )


def _clear_unread(db: Db, vault: WorkspaceVault, who: Acting) -> None:
    """Erase her earlier case where nobody present can read it, so that she can ask anew."""
    hers = (PrivateCase.asker_hash == _hash(vault, who)) & (PrivateCase.state != HelpState.CLOSED)
    case_steps.hold(db, db.scalars(select(PrivateCase.id).where(hers)).all())
    row = db.scalars(select(PrivateCase).where(hers).with_for_update()).first()
    if row is not None and not case_steps.readers(db, row, case_content.opened(vault, row)):
        case_steps.erase(db, row)


def _openings(db: Db, case_id: str) -> tuple[Opening, ...]:
    """Who has opened it or was refused, once each, newest first."""
    last = func.max(CaseOpening.at)
    rows = db.execute(
        select(CaseOpening.user_id, func.min(CaseOpening.at), last, func.count(), CaseOpening.allowed)
        .where(CaseOpening.case_id == case_id)
        .group_by(CaseOpening.user_id, CaseOpening.allowed)
        .order_by(last.desc(), CaseOpening.user_id)
    )
    return tuple(Opening(*row) for row in rows)


def _hash(vault: WorkspaceVault, who: Acting) -> str:
    return vault.hash("private_cases.asker", who.user_id)
