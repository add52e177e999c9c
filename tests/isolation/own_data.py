"""Services of a person's own data, with somebody of another workspace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from sqlalchemy import select

from bot.rules import personal
from bot.rules.access import MANAGERS
from bot.services import (
    channel_questions,
    endings,
    erasing,
    erasing_work,
    lost_roles,
    manager_cards,
    never_pairs,
    own_data,
    registered,
    where_named,
)
from models import Team
from models.enums import EraseWhy

OF_OWN_DATA: dict[str, Callable[..., Any]] = {
    "own_data.counts": lambda db, now, vault, who, far: any(
        astuple(own_data.counts(db, far.people["samira"]))
    ),
    "own_data.gather": lambda db, now, vault, who, far: own_data.gather(db, vault, far.people["samira"]),
    "own_data.part": lambda db, now, vault, who, far: (
        own_data.part(db, vault, far.people["samira"], 1).tables
    ),
}
OF_ERASING: dict[str, Callable[..., Any]] = {
    "erasing.of_gone": lambda db, now, vault, who, far: erasing.of_gone(db, who, far.people["samira"]),
    "erasing.ask_for": lambda db, now, vault, who, far: erasing.ask_for(
        db, now, who, far.people["samira"], EraseWhy.LEFT
    ),
    "erasing.keep_for": lambda db, now, vault, who, far: erasing.keep_for(db, now, who, far.people["samira"]),
    "erasing.coming": lambda db, now, vault, who, far: erasing.coming(db, now, far.people["samira"]),
    "erasing.holds": lambda db, now, vault, who, far: erasing.holds(db, far.people["petra"]),
    "erasing.held": lambda db, now, vault, who, far: erasing.held(db, far.people["petra"], who.user_id),
    "lost_roles.of": lambda db, now, vault, who, far: lost_roles.of(db, far.people["petra"], MANAGERS),
    "where_named.gather": lambda db, now, vault, who, far: where_named.gather(
        db, far.people["petra"], manager_cards.HERS
    ),
    "where_named.first": lambda db, now, vault, who, far: where_named.first(
        db, far.people["petra"], manager_cards.HERS
    ),
    "where_named.emptied": lambda db, now, vault, who, far: where_named.emptied(
        db, far.people["petra"], far.channel, "1.0"
    ),
    "erasing.waits": lambda db, now, vault, who, far: erasing.waits(db, far.people["samira"]),
    "erasing_work.leave": lambda db, now, vault, who, far: erasing_work.leave(
        db, vault, now, far.people["samira"]
    ),
    "erasing_work.begin": lambda db, now, vault, who, far: erasing_work.begin(
        db, vault, now, far.people["samira"]
    ),
    "endings.end_unsaid": lambda db, now, vault, who, far: endings.end_unsaid(db, vault, now, who, far.team),
    "never_pairs.lists_with": lambda db, now, vault, who, far: never_pairs.lists_with(
        db, vault, far.people["samira"]
    ),
    "never_pairs.take_out": lambda db, now, vault, who, far: never_pairs.take_out(
        db, vault, far.people["samira"], []
    ),
    "channel_questions.unnamed_of": lambda db, now, vault, who, far: channel_questions.unnamed_of(
        db, vault, far.people["samira"]
    ),
    "registered.hers": lambda db, now, vault, who, far: db.scalars(
        select(Team.id).where(registered.hers(personal.TABLES["teams"], (far.people["samira"],)))
    ).all(),
}
ERASING_BY_NAME: dict[str, Callable[..., Any]] = {
    "erasing.acting": lambda db, now, vault, who, far: erasing.acting(db, far.people["samira"]),
}
OWN_DATA_BY_NAME: dict[str, Callable[..., Any]] = {
    "own_data.order_next": lambda db, now, vault, who, far: own_data.order_next(
        db, now, far.people["samira"], f"{far.people['samira']}:x:1", 2
    ),
}
