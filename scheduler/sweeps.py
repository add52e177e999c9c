"""What time does: each sweep says when it is due next, and does what is due, in short transactions."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog

from bot.delivery import housekeeping, queue
from bot.delivery.letters import KINDS
from bot.deps import Deps, Vaults
from bot.services import (
    asking,
    availability,
    away,
    breaks,
    broadcasts,
    case_steps,
    channel_questions,
    chosen_why,
    digests,
    doors,
    ending_steps,
    erasing_hidden,
    erasing_work,
    first_days,
    grants,
    installations,
    leaving,
    matching,
    meeting_steps,
    nudges,
    offers,
    organisations,
    promises,
    retention,
    stand_in_steps,
)
from bot.services import help as help_calls
from bot.services.erasing_rows import Whose
from bot.vault import KeyLost
from models.store import Db, Store
from scheduler import forgetting
from scheduler.rows import Run, each, rows, shared, whole

log = structlog.get_logger()

ERASED_WITHIN = 5
"""Looks for what is left of somebody: one finds it, one that all is gone; others may write meanwhile."""


class StillThere(Exception):
    """Somebody cannot be erased: what was found stays."""


class Round(StrEnum):
    """Sweeps that are made one after the other; one round does not wait for another."""

    HELP = "help"
    BRIEF = "brief"
    LONG = "long"
    """What takes seconds for a large school, and longer for many."""


@dataclass(frozen=True)
class Sweep:
    """`due` reads when it is next; `run` does everything due, in short transactions of its own.

    `is_traced`: the log says where in the code it failed.
    """

    name: str
    due: Callable[[Db, datetime], datetime | None]
    run: Run
    round: Round = Round.BRIEF
    is_traced: bool = True


def matcher(vaults: Vaults) -> Run:
    """Match every workspace that is due; no lock is held while one is solved."""

    def match(store: Store, now: datetime, workspace_id: str) -> None:
        match_one(store, vaults, workspace_id, now)

    return shared("matching", matching.due, match)


def asker(vaults: Vaults) -> Run:
    """Tell the readers of a case, or erase it. Where its key is lost it is erased all the same."""

    def take(store: Store, now: datetime, workspace_id: str, case_id: str) -> None:
        try:
            vault = vaults.of(workspace_id)
        except KeyLost:
            vault = None
        with store.begin(workspace_id) as db:
            case_steps.take_due(db, vault, now, case_id)

    return rows(case_steps.due, take)


def ender(vaults: Vaults) -> Run:
    """Do what the ends of teams are due for; a new request takes its student's sealed note along."""

    def take(store: Store, now: datetime, workspace_id: str, number: int, step: str) -> None:
        with store.begin(workspace_id) as db:
            ending_steps.take_due(db, vaults.of(workspace_id), now, number, step)

    return rows(ending_steps.due, take)


def sealer(vaults: Vaults) -> Run:
    """Seal what a version before has written in clear."""

    def seal(store: Store, now: datetime, workspace_id: str) -> None:
        vault, more = vaults.of(workspace_id), True
        try:
            while more:
                with store.begin(workspace_id) as db:
                    more = chosen_why.seal(db, vault)
        finally:
            store.forget_written()

    return shared("sealing", chosen_why.due, seal)


def eraser(vaults: Vaults) -> Run:
    """Erase everybody whose day is over: found without the write lock, written some rows at a time."""

    def erase(store: Store, now: datetime, workspace_id: str, user_id: str) -> None:
        erase_one(store, vaults, workspace_id, user_id, now)
        store.forget_written()

    return shared("erasing", erasing_work.due, erase)


def erase_one(store: Store, vaults: Vaults, workspace_id: str, user_id: str, now: datetime) -> None:
    """Raises `StillThere`: rows of hers come up again and again; it is tried anew at the next tick."""
    vault, more = vaults.of(workspace_id), True
    while more:
        with store.begin(workspace_id) as db:
            more = erasing_work.leave(db, vault, now, user_id)
    with store.begin(workspace_id) as db:
        whose = erasing_work.begin(db, vault, now, user_id)
    for _ in range(ERASED_WITHIN if whose else 0):
        assert whose is not None  # noqa: S101 - asked above
        with store.read(workspace_id) as db:
            parts = list(erasing_work.found(db, vault, whose))
        for part in parts:
            with store.begin(workspace_id) as db:
                if not erasing_work.run(db, vault, now, whose, part):
                    return  # another worker has finished
        if not parts:
            _finish(store, workspace_id, whose, now)
            return
    if whose:
        raise StillThere


def _finish(store: Store, workspace_id: str, whose: Whose, now: datetime) -> None:
    more = True
    while more:
        with store.begin(workspace_id) as db:
            more = erasing_hidden.forget_answers(db, now)
    with store.begin(workspace_id) as db:
        erasing_work.finish(db, now, whose)


def match_one(store: Store, vaults: Vaults, workspace_id: str, now: datetime) -> None:
    vault = vaults.of(workspace_id)
    with store.read(workspace_id) as db:
        is_busy = matching.is_busy(db)
        impossible = list(matching.impossible(db, vault)) if is_busy else []
    if not is_busy:
        with store.begin(workspace_id) as db:
            matching.rest(db, now)
        return
    for start in range(0, len(impossible), matching.PART):
        with store.begin(workspace_id) as db:
            matching.clear(db, vault, now, impossible[start : start + matching.PART])
    with store.read(workspace_id) as db:
        seen = matching.read(db, vault, now)
    solution = seen.solve(now)
    written = 0
    for part in solution.parts(matching.PART):
        with store.begin(workspace_id) as db:
            written += matching.write(db, vault, now, part)
    with store.begin(workspace_id) as db:
        matching.finish(db, now, seen, solution, written)


def _keep_promises(store: Store, now: datetime, workspace_id: str) -> None:
    """Look at every promise that is due, many at a time."""
    more = True
    while more:
        with store.begin(workspace_id) as db:
            more = promises.take_due(db, now)


def _tell_of_break(store: Store, now: datetime, workspace_id: str, number: int) -> None:
    """Its teams many at a time."""
    told: int | None = 0
    while told is not None:
        with store.begin(workspace_id) as db:
            told = breaks.take_due(db, now, number, told)


def nudge(store: Store, now: datetime, but: Collection[str] = ()) -> None:
    """Work off every slot of nudges that is due: read without the write lock, then write in short transactions. All
    workspaces together; each by itself where that fails.
    """
    if not but:
        try:
            _nudge(store, now)
            return
        except Exception as error:
            log.warning("sweep_taken_apart", sweep="nudges", exc_info=error)
    rows(nudges.due, _nudge)(store, now, but)


def _nudge(store: Store, now: datetime, workspace_id: str | None = None) -> None:
    with store.everywhere_reading() as db:
        due = nudges.due_slots(db, now, None if workspace_id is None else (workspace_id,))
        decided = nudges.decide(db, due)
    for batch in nudges.batches(due, decided):
        with store.everywhere(found_again=True) as db:
            nudges.write(db, batch, now)


def _reclaim(store: Store, now: datetime, workspace_id: str) -> None:
    more = True
    while more:
        with store.begin(workspace_id) as db:
            more = queue.reclaim(db, KINDS) == queue.RECLAIMED_AT_ONCE


keep_promises = rows(promises.due, _keep_promises)
tell_of_breaks = rows(breaks.due, _tell_of_break)
reclaim = rows(queue.expired, _reclaim)
"""Leases that ran out, on the database's clock: looked for at every tick, due at no moment of the program's time."""
forget = shared("forgetting", retention.due, forgetting.forget)
"""Every workspace whose night it is."""

SWEEPS: tuple[Sweep, ...] = (
    Sweep(
        "help", help_calls.next_due, each(help_calls.due, help_calls.take_due), Round.HELP, is_traced=False
    ),
    Sweep("volunteers", availability.next_due, each(availability.due, availability.take_due)),
    Sweep("away", away.next_due, each(away.due, away.take_due)),
    Sweep("stand-ins", stand_in_steps.next_due, each(stand_in_steps.due, stand_in_steps.take_due)),
    Sweep("promises", promises.next_due, keep_promises),
    Sweep("offers", offers.next_due, each(offers.due, offers.take_due)),
    Sweep("meetings", meeting_steps.next_due, each(meeting_steps.due, meeting_steps.take_due)),
    Sweep("first days", first_days.next_due, each(first_days.due, first_days.take_due)),
    Sweep("breaks", breaks.next_due, tell_of_breaks),
    Sweep("nudges", nudges.next_due, nudge),
    Sweep("broadcasts", broadcasts.next_due, each(broadcasts.due, broadcasts.take_due)),
    Sweep("digests", digests.next_due, each(digests.due, digests.take_due)),
    Sweep("questions", channel_questions.next_due, each(channel_questions.due, channel_questions.take_due)),
    Sweep("how it is going", asking.next_due, each(asking.due, asking.take_due)),
    Sweep("tokens", installations.next_due, each(installations.due, installations.take_due)),
    # comes after what people wait for: at 9:00 it is due in every school of a zone
    Sweep("daily check", doors.next_due, each(doors.due, doors.take_due)),
    Sweep("forgetting", retention.next_due, forget, Round.LONG),
    Sweep("left workspaces", leaving.next_due, shared("leaving", leaving.due, forgetting.erase), Round.LONG),
    Sweep("housekeeping", housekeeping.due, whole("housekeeping", housekeeping.run), Round.LONG),
)


def organiser(deps: Deps) -> Run:
    """Make the workspaces of organisations what these have given, where whoever began it did not finish."""

    def agree(store: Store, now: datetime, organisation_id: str) -> None:
        organisations.agree(deps, store, organisation_id, now)

    return rows(lambda db, now: ((one,) for one in organisations.unsettled(db)), agree)


def sweeps(deps: Deps) -> tuple[Sweep, ...]:
    """All of them. Its vaults: matching reads who must never be paired, a case is opened to see who may read it now, a new
    request takes a sealed note along, and what was in clear is sealed.
    """
    vaults = deps.vaults
    return (
        Sweep("matching", matching.next_due, matcher(vaults), Round.LONG),
        *SWEEPS,
        Sweep(
            "help", case_steps.next_due, asker(vaults), Round.HELP, is_traced=False
        ),  # in the log, both are one
        Sweep("endings", ending_steps.next_due, ender(vaults)),
        Sweep("sealing", chosen_why.next_due, sealer(vaults), Round.LONG),
        Sweep("erasing", erasing_work.next_due, eraser(vaults), Round.LONG),
        Sweep("organisations", grants.next_due, organiser(deps)),
        Sweep("organisations", grants.next_due, each(grants.due, grants.take_due)),
    )
