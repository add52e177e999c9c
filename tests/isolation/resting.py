"""Services of days away and reminders, called with ids of the other workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.services import away, nudges, people

Call = Callable[..., Any]
OF_RESTING: dict[str, Call] = {
    "away.own": lambda db, now, vault, who, far: away.own(db, now, far.people["olu"]),
    "away.told": lambda db, now, vault, who, far: away.told(db, now, far.rest),
    "away.take_due": lambda db, now, vault, who, far: away.take_due(db, now, far.rest),
    "nudges.no_more_for_now": lambda db, now, vault, who, far: nudges.no_more_for_now(db, now, who, far.team),
    "nudges.pair_of": lambda db, now, vault, who, far: nudges.pair_of(db, far.team),
    "people.is_here": lambda db, now, vault, who, far: people.is_here(db, far.people["bruno"]),
}
