"""What time does: each sweep says when it is due next, and does what is due. Two or three lines each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.delivery import housekeeping, queue
from bot.delivery.letters import KINDS
from bot.services import cases, digests, matching, nudges
from bot.services import help as help_calls
from models.store import Db, Store


@dataclass(frozen=True)
class Sweep:
    """`due` reads when it is next; `run` does everything due, in short transactions of its own.

    `is_traced`: the log says where in the code it failed.
    """

    name: str
    due: Callable[[Db, datetime], datetime | None]
    run: Callable[[Store, datetime], None]
    is_traced: bool = True


def reclaim(store: Store, now: datetime) -> None:
    """Leases that ran out, on the database's clock: at every tick, due at no moment of the program's time."""
    with store.everywhere_reading() as db:
        expired = queue.has_expired(db)
    while expired:
        with store.everywhere() as db:
            expired = queue.reclaim(db, KINDS) == queue.RECLAIMED_AT_ONCE


SWEEPS: tuple[Sweep, ...] = (
    Sweep("help", help_calls.next_due, help_calls.run_due, is_traced=False),
    Sweep("help", cases.next_due, cases.run_due, is_traced=False),  # both doors are one thing in the log
    Sweep("matching", matching.next_due, matching.run_due),
    Sweep("nudges", nudges.next_due, nudges.plan),
    Sweep("digests", digests.next_due, digests.plan),
    Sweep("housekeeping", housekeeping.due, housekeeping.run),
)
