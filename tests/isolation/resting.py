"""Services of days away and reminders, called with ids of the other workspace."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot import ids
from bot.services import away, nudges, people, stand_in_choice, stand_in_steps, stand_ins
from models import StandIn
from models.enums import StandInState
from models.store import Db
from tests.straight import Json, submission

Call = Callable[..., Any]
STAND_INS = (
    *(ids.STAND_IN_ASK, ids.STAND_IN_CHOOSE, ids.STAND_IN_NOBODY),
    *(ids.STAND_IN_YES, ids.STAND_IN_NO, ids.STAND_IN_STOP),
)
"""Buttons that carry an id and a number."""


def of_stand_ins(foreign: str, actor: str) -> Json:
    """The form of who is asked, with the mark of another workspace's."""
    return submission(ids.MODAL_STAND_IN, {"somebody": actor}, actor, meta={"mark": f"{foreign}:1"})


def _reached(found: away.Reach) -> bool:
    return found.in_team or found.offers


OF_RESTING: dict[str, Call] = {
    "away.own": lambda db, now, vault, who, far: away.own(db, now, far.people["olu"]),
    "away.back": lambda db, now, vault, who, far: away.back(db, now, who, far.rest),
    "away.is_away": lambda db, now, vault, who, far: away.is_away(db, now, far.people["olu"]),
    "away.reach": lambda db, now, vault, who, far: _reached(away.reach(db, now, far.people["olu"])),
    "away.told": lambda db, now, vault, who, far: away.told(db, now, far.rest),
    "away.take_due": lambda db, now, vault, who, far: away.take_due(db, now, far.rest),
    "stand_ins.standing": lambda db, now, vault, who, far: stand_ins.standing(db, now, far.team),
    "stand_ins.look_again": lambda db, now, vault, who, far: stand_ins.look_again(
        db, now, far.rest, is_over=True
    ),
    "stand_ins.team_ended": lambda db, now, vault, who, far: stand_ins.team_ended(db, now, far.team),
    "stand_ins.told": lambda db, now, vault, who, far: stand_ins.told(db, far.stand_in),
    "stand_in_choice.choose": lambda db, now, vault, who, far: stand_in_choice.choose(
        db, vault, now, who, f"{far.stand_in}:1", far.people["vera"]
    ),
    "stand_in_choice.other_days": lambda db, now, vault, who, far: stand_in_choice.other_days(
        db, now, far.rest
    ),
    "stand_in_steps.take_due": lambda db, now, vault, who, far: stand_in_steps.take_due(
        db, now, far.stand_in
    ),
    "stand_in_steps.gone": lambda db, now, vault, who, far: stand_in_steps.gone(db, now, far.people["vera"]),
    "nudges.no_more_for_now": lambda db, now, vault, who, far: nudges.no_more_for_now(db, now, who, far.team),
    "nudges.pair_of": lambda db, now, vault, who, far: nudges.pair_of(db, far.team),
    "people.is_here": lambda db, now, vault, who, far: people.is_here(db, far.people["bruno"]),
}


def stand_in(db: Db, number: int, team: int, volunteer: str) -> int:
    """Somebody is asked to stand in, of a team whose buddy is not away any more."""
    asked = StandIn(id=number, team_id=team, state=StandInState.OFFERED, asked=[volunteer])
    asked.volunteer_id, asked.asked_at = volunteer, datetime(2026, 3, 1, tzinfo=UTC)
    db.add(asked)
    db.flush()
    return asked.id
