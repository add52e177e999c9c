"""Services and forms of calls for more support, called with ids of another workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bot import ids
from bot.services import cases, sent
from bot.services import help as calls
from bot.services import help_answers as answers
from bot.services import help_record as record
from tests.isolation.world import World
from tests.straight import Json, submission

OF_HELP_FORMS = {ids.MODAL_HELP_HAND_OVER: ("to",), ids.MODAL_HELP_RESOLVE: ("helped",)}


def of_calls(callback: str, foreign: str, actor: str, here: World) -> Iterator[Json]:
    """A form that came back with a foreign id for the call; and with one for whom it goes to."""
    fields = {"to": here.people["bea"], "why": "x", "helped": "x"}
    yield submission(callback, fields, actor, meta={"call": foreign})
    yield submission(callback, fields, actor, meta={"call": 7})
    if callback == ids.MODAL_HELP_HAND_OVER:
        yield submission(callback, {**fields, "to": foreign}, actor, meta={"call": here.call})


OF_HELP: dict[str, Callable[..., Any]] = {
    "help.ask": lambda db, now, vault, who, far: calls.ask(db, vault, now, who, "x", far.team),
    "help.still_asks": lambda db, now, vault, who, far: (
        (found := record.find(db, vault, far.call)) and calls.still_asks(db, now, found, far.people["petra"])
    ),
    "help.take_due": lambda db, now, vault, who, far: calls.take_due(db, now + timedelta(days=9), far.call),
    "help.unreachable": lambda db, now, vault, who, far: calls.unreachable(
        db, now, far.call, 0, far.people["petra"]
    ),
    "help.not_reminded": lambda db, now, vault, who, far: calls.not_reminded(
        db, now, far.call, far.people["petra"]
    ),
    "help_record.find": lambda db, now, vault, who, far: record.find(db, vault, far.call),
    "help_record.locked": lambda db, now, vault, who, far: record.locked(db, far.call),
    "help_record.last_news": lambda db, now, vault, who, far: record.last_news(db, far.call),
    "help_answers.read": lambda db, now, vault, who, far: answers.read(db, vault, who, far.call),
    **{
        f"help_answers.{name}": lambda db, now, vault, who, far, name=name: getattr(answers, name)(
            db, vault, now, who, far.call
        )
        for name in ("acknowledge", "not_needed", "reopen")
    },
    "help_answers.hand_over": lambda db, now, vault, who, far: answers.hand_over(
        db, vault, now, who, far.call, far.people["bea"]
    ),
    "help_answers.resolve": lambda db, now, vault, who, far: answers.resolve(
        db, vault, now, who, far.call, "x"
    ),
    "help_answers.looked_after": lambda db, now, vault, who, far: answers.looked_after(
        db, now, far.people["petra"]
    ),
    "help_answers.own": lambda db, now, vault, who, far: answers.own(db, now, far.people["samira"]),
    "sent.of_calls": lambda db, now, vault, who, far: sent.of_calls(db, now, far.people["samira"]),
    "cases.let_read": lambda db, now, vault, who, far: cases.let_read(
        db, vault, now, who, far.case, far.people["petra"]
    ),
    "sent.of_cases": lambda db, now, vault, who, far: sent.of_cases(db, now, [far.case]),
}
