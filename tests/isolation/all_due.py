"""Two furnished workspaces in which something of every sweep is due, the days that come then, and what has become of
them: what is owed, told and stored, without what chance makes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Enum,
    Integer,
    LargeBinary,
    String,
    insert,
    select,
    update,
)

from bot.metrics import Metrics
from bot.services import slots
from models import Base, BuddyRequest, Erasure, Installation, Meeting, Notice, Proposal, Slot, Workspace
from models.enums import NoticeState, ProposalState, RequestState
from models.store import Store
from scheduler.engine import Engine
from scheduler.sweeps import sweeps
from tests.isolation.world import World, furnish
from tests.straight import HERE, THERE, Program

COMES = re.compile(r"(?!facts)(\w+_)?(due|look|back|next_step|step)_at")
WAITS = (*("notices", "slots"), "erasures")
"""Their columns of that name say when something is to be done of each row: never all at once."""
_NOBODY = re.compile("(?<=NOBODY)[0-9A-F]+")
"""Made by chance, for whoever is erased."""
LEFT = "T0LEFT"
MOMENTS = tuple(
    timedelta(days=days, hours=hours, minutes=1) for days, hours in ((0, 0), (3, 8), (7, 0), (31, 2))
)
"""From a Monday, 9:00 in Madrid: when reminders go, when the digest does, a month later."""
TOLD = ("kind", "target", "user_id", "student_id", "volunteer_id", "subject", "event", "reason")
"""Columns of words that are the same whenever the same is done."""


def furnished(program: Program) -> dict[str, World]:
    worlds = {workspace_id: furnish(program, workspace_id) for workspace_id in (HERE, THERE)}
    with program.coordinator.deps.store.everywhere() as db:
        for world in worlds.values():
            for table, values in _more(program.now, world):
                db.here.execute(insert(table), values)
        for table in Base.metadata.sorted_tables:
            for column in table.columns:
                if COMES.fullmatch(column.name) and table.name not in WAITS:
                    db.here.execute(update(table).values({column: program.now}))
        db.here.execute(update(Meeting).values({Meeting.step: 0}))
        in_clear = {Proposal.chosen_why: "because", Proposal.state: ProposalState.APPROVED}
        db.here.execute(update(Proposal).values(in_clear))
        long_ago = program.now - timedelta(days=99)
        left = {"id": LEFT, "wrapped_key": b"", "bot_user_id": "U0", "created_at": long_ago}
        db.here.execute(insert(Workspace), {**left, "left_at": long_ago})
    return worlds


def _more(now: datetime, world: World) -> Iterator[tuple[Any, dict[str, Any]]]:
    """What a furnished workspace lacks: somebody who waits, one who is to be erased, a token that ends, a digest, a lease that ran out."""
    here, number = {"workspace_id": world.workspace_id}, world.team + 50
    request = {"student_id": world.people["wanda"], "state": RequestState.WAITING, "class_key": "web-en"}
    words = {"languages": ["en"], "topics": [], "wish": ""}
    yield BuddyRequest, {**here, **request, **words, "id": number, "asked_at": now, "promise_step": 0}
    who = {"user_id": world.people["olu"], "asked_by": world.people["olu"]}
    yield Erasure, {**here, **who, "asked_at": now, "due_at": now + timedelta(hours=1)}
    token = {
        "bot_token": b"",
        "bot_id": "B0",
        "app_id": "A0",
        "scopes": [],
        "installed_by": "",
        "workspaces": [],
    }
    ends = {"refresh_token": b"", "expires_at": now, "installed_at": now}
    yield Installation, {**here, **token, **ends}
    yield Slot, {**here, "kind": slots.DIGEST, "timezone": "Europe/Madrid", "due_at": now}
    sending = {"state": NoticeState.SENDING, "owner": "gone", "lease_until": now - timedelta(days=99)}
    yield (
        Notice,
        {
            **{**here, **sending, "id": number, "kind": "nudge", "target": f"team:{world.team}"},
            **{"dedupe_key": "nudge:lost", "about": {}, "progress": {}, "attempts": 0},
            **{"due_at": now, "not_before": now},
        },
    )


def became(program: Program, workspace_id: str) -> Counter[tuple[str, ...]]:
    """Every row of it, by what time, people and sweeps have made of it."""
    found = Counter[tuple[str, ...]]()
    with program.coordinator.deps.store.everywhere_reading() as db:
        for table in Base.metadata.sorted_tables:
            if "workspace_id" in table.c:
                told = [column for column in table.columns if _is_told(column)]
                if not told:
                    continue
                rows = db.here.execute(select(*told).where(table.c.workspace_id == workspace_id))
                found.update(
                    (
                        table.name,
                        *(
                            f"{column.name}={_NOBODY.sub('', str(value))}"
                            for column, value in zip(told, row, strict=True)
                        ),
                    )
                    for row in rows
                )
    return found


class Heard(Metrics):
    """Which sweeps ran, and which failed."""

    def __init__(self) -> None:
        super().__init__()
        self.ran, self.failures = Counter[str](), Counter[str]()

    def swept(self, sweep: str, began: float) -> None:
        self.ran[sweep] += 1

    def failed(self, sweep: str) -> None:
        self.failures[sweep] += 1


def engine(program: Program, store: Store | None = None) -> tuple[Engine, Heard]:
    """One more, of this store."""
    deps, heard = program.coordinator.deps, Heard()
    return Engine(deps.clock, store or deps.patient, program.coordinator.lanes, sweeps(deps), heard), heard


def month(program: Program) -> Iterator[datetime]:
    """Its moments, one after the other."""
    began = program.now
    for moment in MOMENTS:
        program.coordinator.clock.forward(began + moment)  # type: ignore[attr-defined]
        yield program.now


def _is_told(column: Column[Any]) -> bool:
    if isinstance(column.type, Integer):
        return not (column.primary_key or column.foreign_keys or column.name.endswith("id"))
    words = isinstance(column.type, String) and not isinstance(column.type, Enum)
    return column.name in TOLD if words else not isinstance(column.type, JSON | LargeBinary)
