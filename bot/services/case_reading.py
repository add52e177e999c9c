"""A private case as its readers have it: opened, looked after, passed on, closed. Every try to open it is noted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, func, select

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.services import case_content, case_holder, case_steps, cases, contacts, notices, people
from bot.services.case_content import Told
from bot.vault import KeyLost, WorkspaceVault
from models import CaseOpening, CaseReader, PrivateCase
from models.enums import HelpState
from models.store import Db

WAITING_SHOWN = 50
"""Of the cases that one may open, so many are shown: a modal takes 100 blocks."""


@dataclass(frozen=True)
class Waiting:
    """A case that one may open, before it is opened. `is_ones_own`: she looks after it herself."""

    id: str
    state: HelpState
    asked_at: datetime
    is_ones_own: bool = False


@dataclass(frozen=True, repr=False)
class Content:
    """An opened case, for its reader's modal alone.

    Attributes:
        reader: whose modal it is.
        acknowledged_by: who looks after it; where it is open again, who did before.
        passed_to: to whom it was passed on; `could_pass_to`: to whom it can be, now.
        last_word: what whoever closed it wrote to the person who asked.
    """

    id: str
    who: str
    told: Told
    state: HelpState
    asked_at: datetime
    reader: str
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    erase_at: datetime | None
    passed_to: tuple[str, ...]
    could_pass_to: tuple[str, ...]
    last_word: str = ""

    @property
    def may_take_over(self) -> bool:
        """It was passed on to its reader, and somebody else has it."""
        has_it = self.acknowledged_by == self.reader
        return self.state is HelpState.ACKNOWLEDGED and self.reader in self.passed_to and not has_it


def waiting(db: Db, vault: WorkspaceVault, who: Acting) -> tuple[Waiting, ...]:
    """The cases, not closed, that a person may open now; those that nobody looks after first, then the oldest."""
    rows = db.execute(
        select(PrivateCase, CaseReader.is_picked)
        .join(
            CaseReader,
            (CaseReader.workspace_id == PrivateCase.workspace_id) & (CaseReader.case_id == PrivateCase.id),
        )
        .where(CaseReader.user_id == who.user_id, PrivateCase.state != HelpState.CLOSED)
        .order_by(case((PrivateCase.state == HelpState.OPEN, 0), else_=1), PrivateCase.asked_at)
        .limit(WAITING_SHOWN)
    ).all()
    may, roles = case_steps.who_may(db)
    return tuple(
        Waiting(row.id, row.state, row.asked_at, row.acknowledged_by == who.user_id)
        for row, is_picked in rows
        if (who.user_id in may or (is_picked and who.user_id in roles)) and not _must_not(db, vault, row, who)
    )


def _must_not(db: Db, vault: WorkspaceVault, row: PrivateCase, who: Acting) -> bool:
    try:
        content = case_content.opened(vault, row)
    except KeyLost:  # it is told where she opens it
        return False
    return content is not None and who.user_id in case_steps.never(db, content)


def read(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> Content | None:
    """Open a case for one of its readers. None for anybody else; either way the try is noted."""
    row = _opened(db, vault, now, who, case_id)
    return None if row is None else _content(db, vault, row, who)


def acknowledge(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> Content | None:
    """A reader has it: from now on she alone is reminded. None where she may not open it.

    One to whom it was passed on may take it over from whoever has it.
    """
    row = _opened(db, vault, now, who, case_id)
    if row is None:
        return None
    seen = _content(db, vault, row, who)
    if row.state is HelpState.OPEN or (seen is not None and seen.may_take_over):
        case_holder.take(db, now, row, who)
        case_steps.news(db, now, row, f"acknowledged:{now:%Y%m%dT%H%M%S}")
    return _content(db, vault, row, who)


def reopen(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> Content | None:
    """A reader closed it too early: she looks after it again, and nothing is erased. None as above.

    Raises:
        UserError: the person who asked has asked anew since.
    """
    row = _opened(db, vault, now, who, case_id)
    if row is None:
        return None
    if row.state is HelpState.CLOSED:
        hers = (PrivateCase.asker_hash == row.asker_hash) & (PrivateCase.state != HelpState.CLOSED)
        if db.scalars(select(PrivateCase.id).where(hers)).first() is not None:
            raise UserError(Wrong.CASE_ASKED_ANEW)
        row.closed_at = row.erase_at = None
        case_holder.take(db, now, row, who)
        case_steps.news(db, now, row, f"again:{now:%Y%m%dT%H%M%S}")
    return _content(db, vault, row, who)


def close(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str, last_word: str = ""
) -> Content | None:
    """A reader is done: it is erased after the programme's `cases_kept_days`. None where she may not open it.

    `last_word`: to the person who asked; it may be empty. Raises `UserError` where it is too long.
    """
    row = _opened(db, vault, now, who, case_id)
    if row is None:
        return None
    content = case_content.opened(vault, row)
    if content is not None and row.state is not HelpState.CLOSED:
        case_content.close_with(vault, row, content, last_word)
        kept = timedelta(days=people.programme(db).cases_kept_days)
        row.state, row.next_step_at = HelpState.CLOSED, None
        row.closed_at, row.erase_at = now, now + kept
        db.flush()
        case_steps.news(db, now, row, f"closed:{now:%Y%m%dT%H%M%S}")
    return _content(db, vault, row, who)


def pass_on(
    db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str, to: str
) -> Content | None:
    """Let a member of the Mental Health Team read it, too, where the person who asked agrees. None as above.

    Raises:
        UserError: she has not agreed, or that person is no member of it now.
    """
    row = _opened(db, vault, now, who, case_id)
    if row is None:
        return None
    seen = _content(db, vault, row, who)
    if seen is None or row.state is HelpState.CLOSED:
        return seen
    if not seen.told.may_pass_on:
        raise UserError(Wrong.NOT_AGREED_TO_THAT)
    if to not in (*seen.could_pass_to, *seen.passed_to):
        raise UserError(Wrong.NO_PERSON)
    if to in seen.could_pass_to:
        last = select(func.max(CaseReader.position)).where(CaseReader.case_id == row.id)
        position = (db.scalars(last).one() or 0) + 1
        db.add(CaseReader(case_id=row.id, user_id=to, position=position, since=now))
        db.flush()
        key = f"{row.id}:{now:%Y%m%dT%H%M%S}:{to}"
        notices.owe(db, case_steps.PASSED, to=to, key=key, now=now, case=row.id)
        case_steps.news(db, now, row, f"passed:{now:%Y%m%dT%H%M%S}")
    return _content(db, vault, row, who)


def _opened(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, case_id: str) -> PrivateCase | None:
    row = case_steps.locked(db, case_id)
    if row is None or cases.is_hers(vault, row, who):
        return None  # her own try is not noted: it would write down who asked
    allowed = _may_open(db, vault, row, who)
    db.add(CaseOpening(case_id=row.id, user_id=who.user_id, at=now, allowed=allowed))
    db.flush()
    return row if allowed else None


def _may_open(db: Db, vault: WorkspaceVault, row: PrivateCase, who: Acting) -> bool:
    """A case that cannot be opened at all is her readers' trouble, and no sign for anybody else."""
    if who.user_id not in case_steps.present_readers(db, row.id):
        return False
    return who.user_id in case_steps.readers(db, row, case_content.opened(vault, row))


def _content(db: Db, vault: WorkspaceVault, row: PrivateCase, who: Acting) -> Content | None:
    content = case_content.opened(vault, row)
    if content is None:
        return None
    readers, never = case_steps.readers(db, row, content), case_steps.never(db, content)
    passed = (CaseReader.case_id == row.id) & CaseReader.since.is_not(None)
    passed_to = db.scalars(select(CaseReader.user_id).where(passed).order_by(CaseReader.position))
    team = (one.user_id for one in contacts.of(db).wellbeing)
    return Content(
        id=row.id,
        who=content.who,
        told=content.told,
        state=row.state,
        asked_at=row.asked_at,
        reader=who.user_id,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        erase_at=row.erase_at,
        passed_to=tuple(user for user in passed_to if user not in never),
        could_pass_to=tuple(user for user in team if user not in {*readers, *never}),
        last_word=content.last_word,
    )
