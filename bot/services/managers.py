"""Managers are told, once each and not at night, of what they should not have to look for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.clock import zone
from bot.services import notices, own_pairs, people, proposals
from models.store import Db

Events = Iterable[tuple[object, datetime, dict[str, Any]]]


def tell_of_pair(db: Db, now: datetime, kind: str, proposal_id: int, *pair_ids: str) -> None:
    """Owe a short message to each manager who gets the card of a pair; the same again changes nothing."""
    _tell(db, kind, [(proposal_id, now, {"proposal": proposal_id})], own_pairs.deciders(db, *pair_ids))


def tell_each(db: Db, kind: str, events: Events) -> None:
    """A short message to each manager who gets the cards, for each `(subject, moment, about)`: at its moment, or the
    morning after it in the reader's zone. `kind` and `subject` again change nothing."""
    _tell(db, kind, events, proposals.deciders(db))


def _tell(db: Db, kind: str, events: Events, managers: Iterable[str]) -> None:
    told = list(events)
    if not told:
        return
    hours = people.open_hours(db)
    readers = [(one, zone(people.timezone_of(db, one))) for one in managers]
    notices.owe_each_at(
        db,
        kind,
        (
            (reader, f"{subject}:{reader}", hours.next_open(moment, where), about)
            for subject, moment, about in told
            for reader, where in readers
        ),
    )
