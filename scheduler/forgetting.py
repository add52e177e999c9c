"""What has had its time is forgotten, each night, workspace by workspace, in short transactions."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import structlog

from bot.services import leaving, retention
from models.store import Store

log = structlog.get_logger()


def forget(store: Store, now: datetime, workspace_id: str) -> None:
    """One workspace. What it has done so far stays done, wherever it is cut off; the log and the settings tell numbers."""
    with store.read(workspace_id) as db:
        kept_for = retention.periods(db)
        found = retention.first(db, now, kept_for)
    counts = Counter[str]()
    for one in found:
        part: retention.Part | None = one
        while part is not None:
            with store.begin(workspace_id) as db:
                counts[str(part.rule.kept)] += retention.forget(db, now, kept_for, part)
            if part.end is None:
                break
            with store.read(workspace_id) as db:
                part = retention.following(db, now, kept_for, part.rule, part.end)
    with store.begin(workspace_id) as db:
        retention.finish(db, now, +counts)
    log.info("forgot", workspace=workspace_id, **+counts)


def erase(store: Store, now: datetime, workspace_id: str) -> None:
    """Everything of a workspace that took the program out."""
    if leaving.erase(store, workspace_id, now):
        log.info("workspace_erased", workspace=workspace_id)
