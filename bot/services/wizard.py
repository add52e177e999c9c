"""The questions with which a programme begins: where somebody is in them, who else is, and saving one page.

Each page is saved into the settings at once, so that nothing waits for the last one; what was typed and not sent stays
for the one who typed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.rules.access import Acting
from bot.rules.intake import Group
from bot.rules.wizard import GROUPS, Step, step_of
from bot.services import classes, drafts, people, proposals, settings
from bot.vault import WorkspaceVault
from models import Draft
from models.enums import FormKind
from models.store import Db

STILL_AT_IT = timedelta(hours=1)
"""After which somebody who has answered nothing more is not waited for."""


@dataclass(frozen=True)
class Other:
    """Somebody else who is answering the questions. `at`: when something was last heard of it."""

    user_id: str
    at: datetime


def standing(db: Db, vault: WorkspaceVault, now: datetime, who: Acting) -> Step | None:
    """The page at which she is; None where she has not begun, has finished, or a week has passed."""
    kept = drafts.of(db, vault, now, who.user_id, FormKind.SETUP)
    return step_of(kept.get("step")) if kept else None


def move(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    to: Step,
    *,
    left: Step | None = None,
    typed: Mapping[str, str] | None = None,
) -> None:
    """She is at another page now. `typed`: what stays in the fields of the one she `left`; None: nothing."""
    kept: dict[str, Any] = {"step": str(to)}
    if left is not None:
        kept[f"typed_{left}"] = dict(typed or {})
    drafts.keep(db, vault, now, who.user_id, FormKind.SETUP, kept)


def typed_on(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, step: Step) -> dict[str, str]:
    """What she typed on a page and has not sent."""
    kept = drafts.of(db, vault, now, who.user_id, FormKind.SETUP) or {}
    return {str(block): str(text) for block, text in (kept.get(f"typed_{step}") or {}).items()}


def finish(db: Db, who: Acting) -> None:
    drafts.forget(db, who.user_id, FormKind.SETUP)


def others(db: Db, now: datetime, who: Acting) -> tuple[Other, ...]:
    """Who else is at it now."""
    rows = db.execute(
        select(Draft.user_id, Draft.saved_at)
        .where(
            Draft.form == FormKind.SETUP, Draft.user_id != who.user_id, Draft.saved_at >= now - STILL_AT_IT
        )
        .order_by(Draft.saved_at.desc())
    )
    return tuple(Other(user, at) for user, at in rows)


def version(db: Db, step: Step) -> str:
    """A short mark of what a page shows as set; another one says that somebody has saved meanwhile."""
    if step is Step.CLASSES:
        kept = repr(people.programme(db).classes)
        return hashlib.sha256(kept.encode()).hexdigest()[:16]
    marks = ".".join(settings.version(db, group) for group in GROUPS[step])
    return hashlib.sha256(marks.encode()).hexdigest()[:16]


def is_overtaken(db: Db, step: Step, was: str) -> bool:
    """Whether somebody has saved since the page was filled in; nobody can until this transaction ends."""
    proposals.alone(db)
    return version(db, step) != was


def last_change(db: Db, step: Step) -> tuple[Group, settings.Change | None]:
    """The group of a page that was changed last, and by whom."""
    found = [(group, settings.last_change(db, group)) for group in GROUPS[step]]
    return max(
        found, key=lambda one: (one[1] is not None, one[1].at if one[1] else datetime.min.replace(tzinfo=UTC))
    )


def save(db: Db, now: datetime, who: Acting, values: Mapping[Group, dict[str, Any]]) -> None:
    """Set each group of a page (see `rules.wizard.read`). The caller has checked that this person may."""
    for group, wanted in values.items():
        settings.save(db, now, who, group, wanted)


def open_and_close(db: Db, now: datetime, who: Acting, opened: set[str]) -> None:
    """Classes of these keys are open, the others closed: whoever waits keeps waiting. The caller has checked her."""
    for one in classes.of(people.programme(db)):
        if one.is_open != (one.key in opened):
            classes.put(db, now, who, replace(one, is_open=one.key in opened))
