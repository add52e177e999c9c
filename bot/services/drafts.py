"""What somebody entered in the first step of a form, sealed, until she sends the second or a week has passed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, select

from bot.vault import WorkspaceVault
from models import Draft
from models.enums import FormKind
from models.store import Db, add_once

KEPT = timedelta(days=7)
_PLACE = "drafts.sealed"

Entered = dict[str, Any]
"""Field → what was entered in it, as the form of that field takes it."""


def read(fields: Mapping[str, Any], names: Iterable[str], several: Collection[str]) -> Entered:
    """What a page brought: a list for a field of `several`, else a text without spaces around it."""
    entered: Entered = {}
    for name in names:
        if name in fields:
            value = fields[name]
            if name in several:
                entered[name] = [str(one) for one in value] if isinstance(value, list) else []
            else:
                entered[name] = value.strip() if isinstance(value, str) else ""
    return entered


def keep(
    db: Db, vault: WorkspaceVault, now: datetime, user_id: str, form: FormKind, entered: Entered
) -> Entered:
    """Keep fields, and what was kept before of the others; returns all of them. Whoever does so, or sends it, at the same
    moment elsewhere is waited for."""
    locked = _locked(user_id, form)
    while True:
        row = db.scalars(locked).first()
        kept = {**(_opened(vault, now, row) or {}), **entered}
        sealed = vault.seal(_PLACE, _row(user_id, form), json.dumps(kept, ensure_ascii=False))
        if row is not None:
            row.sealed, row.saved_at = sealed, now
            db.flush()
            return kept
        if add_once(db, Draft, user_id=user_id, form=form, sealed=sealed, saved_at=now):
            return kept


def of(db: Db, vault: WorkspaceVault, now: datetime, user_id: str, form: FormKind) -> Entered | None:
    """What was kept; None where nothing is, or where it is too old to be what she wants today."""
    return _opened(vault, now, db.scalars(_drafts(user_id, form)).first())


def taken(db: Db, vault: WorkspaceVault, now: datetime, user_id: str, form: FormKind) -> Entered | None:
    """As `of`, of the second step; nobody else changes it or uses it up until this transaction ends."""
    return _opened(vault, now, db.scalars(_locked(user_id, form)).first())


def mark(entered: Entered) -> str:
    """A short mark of what a preview shows; another one says that something else was entered since, elsewhere."""
    return hashlib.sha256(json.dumps(entered, sort_keys=True).encode()).hexdigest()[:16]


def forget(db: Db, user_id: str, form: FormKind) -> None:
    """It was sent, or is not wanted any more."""
    db.execute(delete(Draft).where(Draft.user_id == user_id, Draft.form == form))


def old(now: datetime) -> ColumnElement[bool]:
    """Which drafts need not be kept; for the daily tidying."""
    return Draft.saved_at < now - KEPT


def _drafts(user_id: str, form: FormKind) -> Any:
    return select(Draft).where(Draft.user_id == user_id, Draft.form == form)


def _locked(user_id: str, form: FormKind) -> Any:
    return _drafts(user_id, form).with_for_update().execution_options(populate_existing=True)


def _opened(vault: WorkspaceVault, now: datetime, row: Draft | None) -> Entered | None:
    if row is None or row.saved_at < now - KEPT:
        return None
    entered: Entered = json.loads(vault.open(_PLACE, _row(row.user_id, row.form), row.sealed))
    return entered


def _row(user_id: str, form: FormKind) -> str:
    return f"{user_id}|{form}"
