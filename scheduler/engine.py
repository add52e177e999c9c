"""The clock of the process: APScheduler ticks; at each tick each round sweeps what is due, and the lanes are rung."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

import structlog
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler

from bot import logs
from bot.clock import Clock, SteeredClock
from bot.metrics import Metrics
from models.prepared import at_once
from models.store import Db, Store
from scheduler.ending import Ended, Ending
from scheduler.lanes import RESTED, Lanes
from scheduler.rows import SomeFailed
from scheduler.sweeps import Round, Sweep, reclaim

log = structlog.get_logger()

TICK_SECONDS = 1
"""Pacing is one message a second per channel. An idle tick costs some 2 ms of processor time (SQLite): each of its
three rounds asks by itself what is due."""
RING = "ring"
"""Of its own: what is put off, by its pace or by Slack, is sent at its time, whatever sweeps do meanwhile."""
SOON = (RING, Round.HELP, Round.BRIEF)
STILL_SECONDS = 5
"""Without a tick: APScheduler waits by the machine's clock, and where that was put back, until it has come round."""
EXPECTED = timedelta(seconds=5)
"""Until a tick has come round to what is due."""
STOP_SECONDS = 7.5
"""For the sweep and the calls that are under way when the process is told to end (`signals.ENDS_WITHIN`): longer than a
call that hangs, so that it is known what became of it."""
RESTED_AFTER_FAILURE = timedelta(seconds=RESTED)
"""A workspace in which a sweep failed is tried again this much later, so that it does not fill the log."""
TOLD = 20
"""Workspaces of which the log says what went wrong in one sweep; of more it says how many."""
ALL = "*"
"""Rests where nobody can say whose trouble it was."""
STUCK_AFTER = 20
"""Times that the same due came up again with nothing done in between."""


class Stuck(Exception):
    """Something stays due though it was run; the log says why."""


@dataclass(frozen=True)
class _Due:
    """One thing to be done at a moment: by a sweep, or by delivery (None)."""

    at: datetime
    what: str
    sweep: Sweep | None


class Engine:
    """Runs sweeps and lanes; by itself, or step by step under a sandbox's hand."""

    def __init__(
        self,
        clock: Clock,
        store: Store,
        lanes: Lanes,
        sweeps: tuple[Sweep, ...],
        metrics: Metrics | None = None,
    ) -> None:
        self._clock = clock
        self._store = store
        self._lanes = lanes
        self._sweeps = sweeps
        self._metrics = metrics or Metrics()
        self._leases = Sweep("leases", lambda db, now: now, reclaim)
        self._resting: dict[Sweep, dict[str, datetime]] = {one: {} for one in (self._leases, *sweeps)}
        """Sweep → workspace → until when."""
        self._at_work = {name: threading.Lock() for name in (*SOON, Round.LONG)}
        self._looked: dict[str, datetime] = {}
        self._stopping = threading.Event()
        self._swept = Ending(store, self._stopping.is_set)
        self._ticks = 0
        self._threads = ThreadPoolExecutor(len(self._at_work), "tick")
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        """Start the lanes and the ticks. Memory job store: the store's rows are the truth."""
        self._lanes.start()
        self._metrics.sweeps(sweep.name for sweep in self._resting)
        self._scheduler.add_job(
            self._hand_out,
            "interval",
            seconds=TICK_SECONDS,
            id="tick",
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
        self._scheduler.start()
        threading.Thread(target=self._keep_ticking, name="still", daemon=True).start()

    def stop(self, seconds: float = STOP_SECONDS) -> bool:
        """Finish what is under way, begin nothing new. False where something needed longer than `seconds`."""
        end = time.monotonic() + seconds
        self._stopping.set()
        self._lanes.stopping()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._threads.shutdown(wait=False)
        swept = True
        for lock in self._at_work.values():
            if ended := lock.acquire(timeout=max(0.0, end - time.monotonic())):
                lock.release()
            swept &= ended
        drained = self._lanes.stop(max(0.0, end - time.monotonic()))
        if not (swept and drained):
            log.warning("stopped_in_the_middle", sweep=not swept, call=not drained)
        return swept and drained

    def tick(self) -> None:
        """Do what is due, one after the other. One sweep's failure is a log record and does not stop the others."""
        for name in (*Round, RING):
            self._look(name, waits=True)

    def _hand_out(self) -> None:
        """A tick: to each round that is not under way."""
        self._ticks += 1
        for name, at_work in self._at_work.items():
            if not (at_work.locked() or self._stopping.is_set()):
                self._threads.submit(self._looked_after, name)

    def _looked_after(self, name: str) -> None:
        try:
            self._look(name, waits=False)
        except Exception as error:
            log.error("tick_failed", reason=name, exc_info=error)

    def _look(self, name: str, *, waits: bool) -> None:
        """One round, or the ring. `waits`: for the one before, where that is still under way."""
        if not self._at_work[name].acquire(blocking=waits):
            return
        try:
            if self._stopping.is_set():
                return
            now = self._clock.now()
            if name == RING:
                self._ring(now)
            else:
                self._sweep(name, now)
            self._looked[name] = now
            if name in SOON and self._looked.keys() >= set(SOON):
                self._metrics.ticked(min(self._looked[one] for one in SOON))
        finally:
            self._at_work[name].release()

    def _ring(self, now: datetime) -> None:
        if not self._rests(self._leases, now):
            self._guarded(self._leases, now)
        self._lanes.ring_due(now)

    def _keep_ticking(self) -> None:
        """Begin to tick anew, from what the machine's clock shows now, where no tick has come for a while."""
        seen = -1
        while not self._stopping.wait(STILL_SECONDS):
            if self._ticks == seen:
                log.warning("ticks_anew")
                with suppress(JobLookupError):  # it has just been told to end
                    self._scheduler.reschedule_job("tick", trigger="interval", seconds=TICK_SECONDS)
            seen = self._ticks

    def next_due(self) -> tuple[datetime, str] | None:
        """The next moment at which something is to be done, and what."""
        dues = self._dues()
        return (dues[0].at, dues[0].what) if dues else None

    def late(self, db: Db, now: datetime) -> dict[str, timedelta]:
        """How long each sweep has been due, in an unbound session; zero within `EXPECTED`.

        Those that look after help are left out: their moments would be a sign of what is asked in confidence.
        """
        at_once(db)
        told = (sweep for sweep in self._sweeps if sweep.is_traced)
        since = {sweep.name: now - (sweep.due(db, now) or now) for sweep in told}
        return {name: waits if waits > EXPECTED else timedelta(0) for name, waits in since.items()}

    def finish_rung(self) -> None:
        """Wait for what a click has just rung for, so that nothing under way is overlooked."""
        self._lanes.drain_due(self._clock.now())

    def run_until(self, until: datetime, clock: SteeredClock) -> datetime:
        """Do everything that is due up to `until`, in order, deliveries included; then stand there.

        Raises:
            Stuck: something stays due though it was run.
        """
        with ExitStack() as alone:
            for lock in self._at_work.values():
                alone.enter_context(lock)
            reclaim(self._store, clock.now())
            self.finish_rung()
            last, times = None, 0
            while (dues := self._dues()) and dues[0].at <= until:
                clock.forward(dues[0].at)
                now = clock.now()
                for resting in self._resting.values():
                    resting.clear()
                self._run([due.sweep for due in dues if due.sweep is not None and due.at <= now], now)
                moved = self._lanes.drain_due(now)
                times = times + 1 if dues[0] == last and not moved else 0
                last = dues[0]
                if times >= STUCK_AFTER:
                    raise Stuck(f"{last.what} stays due at {last.at.isoformat()}")
            clock.forward(until)
            return clock.now()

    def _dues(self) -> list[_Due]:
        """What is to be done next by each sweep and by delivery, soonest first."""
        now, dues = self._clock.now(), list[_Due]()
        with self._store.everywhere_reading() as db:
            at_once(db)
            for sweep in self._sweeps:
                if (at := sweep.due(db, now)) is not None:
                    dues.append(_Due(at, sweep.name, sweep))
            if (at := self._lanes.sender.next_due(db)) is not None:
                dues.append(_Due(at, "delivery", None))
        return sorted(dues, key=lambda due: (due.at, due.what))

    def _sweep(self, name: str, now: datetime) -> None:
        """Run each sweep of a round that is due, unless it has just failed or the process is ending."""
        with self._store.everywhere_reading() as db:
            try:
                at_once(db)
            except Exception:  # noqa: BLE001 - each is asked by itself, and the log says which it is
                db.rollback()
            due = [sweep for sweep in self._sweeps if sweep.round == name and self._is_due(sweep, db, now)]
        self._run(due, now)

    def _run(self, due: list[Sweep], now: datetime) -> None:
        for sweep in due:
            if self._stopping.is_set():
                return
            began = time.perf_counter()
            self._guarded(sweep, now)
            if sweep.is_traced:
                self._metrics.swept(sweep.name, began)

    def _guarded(self, sweep: Sweep, now: datetime) -> None:
        try:
            sweep.run(self._swept, now, self._resting[sweep])
        except Ended:
            return
        except SomeFailed as failed:
            self._failed(sweep, now, dict(zip(failed.workspaces, failed.exceptions, strict=True)))
        except Exception as error:  # noqa: BLE001 - logged; the other sweeps go on
            self._failed(sweep, now, {ALL: error})

    def _is_due(self, sweep: Sweep, db: Db, now: datetime) -> bool:
        if self._rests(sweep, now):
            return False
        try:
            due = sweep.due(db, now)
        except Exception as error:  # noqa: BLE001 - logged; the other sweeps go on
            self._failed(sweep, now, {ALL: error})
            db.rollback()  # the others' questions need a transaction that is not broken
            return False
        return due is not None and due <= now

    def _rests(self, sweep: Sweep, now: datetime) -> bool:
        """Everywhere; and whoever has rested rests no more."""
        resting = self._resting[sweep] = {
            one: until for one, until in self._resting[sweep].items() if until > now
        }
        return ALL in resting

    def _failed(self, sweep: Sweep, now: datetime, troubles: Mapping[str, Exception]) -> None:
        """`troubles`: by workspace."""
        self._metrics.failed(sweep.name)
        if sweep.is_traced:
            for where, error in islice(troubles.items(), TOLD):
                there = {} if where == ALL else {"workspace": where}
                log.error("sweep_failed", sweep=sweep.name, exc_info=error, **there)
            if len(troubles) > TOLD:
                log.error("sweep_failed", sweep=sweep.name, more=len(troubles) - TOLD)
        else:
            kinds = sorted({logs.kind(error) for error in troubles.values()})
            log.error("sweep_failed", sweep=sweep.name, error="+".join(kinds))
        self._resting[sweep] |= dict.fromkeys(troubles, now + RESTED_AFTER_FAILURE)
