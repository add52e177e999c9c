"""Managers are told, once each and not at night, of what they should not have to look for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.clock import zone
from bot.rules.cadence import next_open
from bot.services import notices, people, proposals
from models.store import Db


def tell(db: Db, now: datetime, kind: str, subject: object, **about: Any) -> None:
    """Owe a short message to each manager who gets the cards; `kind` and `subject` again change nothing."""
    tell_each(db, kind, [(subject, now, about)])


def tell_each(db: Db, kind: str, events: Iterable[tuple[object, datetime, dict[str, Any]]]) -> None:
    """As `tell`, for each `(subject, moment, about)`: at its moment, or the morning after it in the reader's zone."""
    told = list(events)
    if not told:
        return
    readers = [(one, zone(people.timezone_of(db, one))) for one in proposals.deciders(db)]
    notices.owe_each_at(
        db,
        kind,
        (
            (reader, f"{subject}:{reader}", next_open(moment, where), about)
            for subject, moment, about in told
            for reader, where in readers
        ),
    )
