"""Calls of the services of own pairs, with ids of another workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.services import own_pairs

OF_OWN_PAIRS: dict[str, Callable[..., Any]] = {
    "own_pairs.hidden": lambda db, now, vault, who, far: own_pairs.hidden(db, far.people["bruno"]),
    "own_pairs.requests": lambda db, now, vault, who, far: own_pairs.requests(db, far.people["bruno"]),
    "own_pairs.taken": lambda db, now, vault, who, far: own_pairs.taken(db, far.people["bruno"])[
        far.people["vera"]
    ],
    "own_pairs.helpers": lambda db, now, vault, who, far: own_pairs.helpers(db, far.people["bruno"], []),
    "own_pairs.kept_before": lambda db, now, vault, who, far: own_pairs.kept_before(
        db, far.people["bruno"], far.people["vera"], far.proposal
    ),
    "own_pairs.hidden_tasks": lambda db, now, vault, who, far: own_pairs.hidden_tasks(
        db, far.people["bruno"]
    ),
    "own_pairs.known": lambda db, now, vault, who, far: own_pairs.known(
        db, far.people["bruno"], [far.proposal]
    ),
    "own_pairs.refuse": lambda db, now, vault, who, far: own_pairs.refuse(db, who, far.people["bruno"]),
}
OWN_PAIRS_BY_NAME: dict[str, Callable[..., Any]] = {
    "own_pairs.deciders": lambda db, now, vault, who, far: own_pairs.deciders(db, far.people["bruno"]),
    "own_pairs.is_for_others": lambda db, now, vault, who, far: own_pairs.is_for_others(
        db, far.people["bruno"]
    ),
}
