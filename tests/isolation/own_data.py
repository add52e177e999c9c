"""Services of a person's own data, with somebody of another workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from bot.services import own_data

OF_OWN_DATA: dict[str, Callable[..., Any]] = {
    "own_data.counts": lambda db, now, vault, who, far: any(
        astuple(own_data.counts(db, far.people["samira"]))
    ),
    "own_data.gather": lambda db, now, vault, who, far: own_data.gather(db, vault, far.people["samira"]),
    "own_data.part": lambda db, now, vault, who, far: (
        own_data.part(db, vault, far.people["samira"], 1).tables
    ),
}
OWN_DATA_BY_NAME: dict[str, Callable[..., Any]] = {
    "own_data.order_next": lambda db, now, vault, who, far: own_data.order_next(
        db, now, far.people["samira"], f"{far.people['samira']}:x:1", 2
    ),
}
