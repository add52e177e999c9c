"""Services and forms of possible teams, called with ids of another workspace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot import ids
from bot.services import board, choosing, decisions, never_pairs, offers, promises, proposals
from models.enums import RequestState
from tests.isolation.world import World
from tests.straight import Json, submission

OF_PAIRS_FORMS = {
    ids.MODAL_OFFER_DECLINE: ("reason",),
    ids.MODAL_TAKE_OFF: ("reason",),
    ids.MODAL_CHOOSE: ("somebody",),
    ids.MODAL_CHOOSE_ANYWAY: ("why",),
}


def of_pairs(callback: str, foreign: int, actor: str, here: World) -> Json:
    """A form that came back with a foreign number in every place that holds one, and is right otherwise."""
    vera = here.people["vera"]
    meta = {"proposal": foreign, "request": foreign, "instead": 0, "volunteer": vera}
    return submission(callback, {"reason": "other", "somebody": vera, "why": "x"}, actor, meta=meta)


OF_PAIRS: dict[str, Callable[..., Any]] = {
    "decisions.asked_of": lambda db, now, vault, who, far: decisions.asked_of(db, now, who, far.proposal),
    "decisions.volunteer_declines": lambda db, now, vault, who, far: decisions.volunteer_declines(
        db, now, who, far.proposal, "other"
    ),
    "board.waiting": lambda db, now, vault, who, far: board.waiting(
        db, now, [far.request], list(RequestState)
    ),
    "board.helpers": lambda db, now, vault, who, far: board.helpers(db, [far.people["vera"]], whoever=True),
    "board.may_be_proposed": lambda db, now, vault, who, far: board.may_be_proposed(db, far.people["vera"]),
    "board.taken": lambda db, now, vault, who, far: board.taken(db, [far.people["vera"]]),
    "board.declined": lambda db, now, vault, who, far: board.declined(db, [far.people["vera"]]),
    "board.declined_by_managers": lambda db, now, vault, who, far: board.declined_by_managers(
        db, far.people["samira"]
    ),
    "board.passed_on": lambda db, now, vault, who, far: board.passed_on(db, far.request),
    "choosing.others": lambda db, now, vault, who, far: choosing.others(db, vault, now, who, far.request),
    "never_pairs.own": lambda db, now, vault, who, far: never_pairs.own(db, vault, far.people["vera"]),
    "offers.take_due": lambda db, now, vault, who, far: offers.take_due(db, now, far.proposal),
    "decisions.note": lambda db, now, vault, who, far: decisions.note(db, vault, now, who, far.proposal),
    "proposals.note": lambda db, now, vault, who, far: proposals.note(db, vault, far.proposal),
    "promises.still_waits": lambda db, now, vault, who, far: promises.still_waits(db, far.request),
    "promises.here_again": lambda db, now, vault, who, far: promises.here_again(db, now, far.people["rosa"]),
    "promises.long_wait_task": lambda db, now, vault, who, far: promises.long_wait_task(db, far.request),
    "promises.waiting_one": lambda db, now, vault, who, far: promises.waiting_one(db, now, far.request, "U1"),
}
