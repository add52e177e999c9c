"""What a process counts and times of its own work, for whoever runs the program: no person, no workspace, no word.

Acts and messages of the help doors are not counted, nor are the steps of what is asked in confidence: a number that
moves would be a sign of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, Summary
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from bot.traces import Span, Traces, Untold

ACK_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0)
"""Seconds; Slack waits for three."""
PROCESS = "process"
"""The label of what one process alone says: several may answer at one address in turn."""
SHARED = "PROMETHEUS_MULTIPROC_DIR"
"""Prometheus' own name for the folder in which processes at one address count together: whichever is asked tells the
counts of all, those of processes that have ended too."""


@dataclass(frozen=True)
class Pool:
    """The connections to the database that a part of the process has open."""

    name: str
    in_use: int
    idle: int


class Metrics:
    """The counts of one process, from its start on; what is counted and has lasted, `traces` hears of, too. Safe to
    use from several threads."""

    def __init__(self, traces: Traces | None = None) -> None:
        self._traces = traces or Untold()
        self._kept = kept = CollectorRegistry()
        self._acks = Histogram(
            "codebuddies_ack_seconds",
            "From a delivery of Slack's to the answer.",
            ["payload"],
            buckets=ACK_BUCKETS,
            registry=kept,
        )
        self._shed = Counter(
            "codebuddies_shed",
            "Deliveries of Slack's refused at once: they had waited too long for their turn.",
            ["payload"],
            registry=kept,
        )
        self._calls = Counter(
            "codebuddies_calls",
            "Calls to Slack by delivery, by what became of them.",
            ["method", "outcome"],
            registry=kept,
        )
        self._waits = Counter(
            "codebuddies_rate_limit_waits",
            "Messages put off before the call, to keep to Slack's limits.",
            ["method"],
            registry=kept,
        )
        self._sweeps = Summary(
            "codebuddies_sweep_seconds",
            "What a sweep took that found something due.",
            ["sweep"],
            registry=kept,
        )
        self._failures = Counter(
            "codebuddies_sweep_failures",
            "Sweeps that ended in an error, and are tried again.",
            ["sweep"],
            registry=kept,
        )
        self._ticked: float | None = None
        self._silence: Callable[[], float] | None = None

    def acked(self, payload: str, began: float, statements: Sequence[Span], reference: str) -> None:
        """`began`: by `time.perf_counter`, here and below; it has ended now."""
        seconds = time.perf_counter() - began
        self._acks.labels(payload).observe(seconds)
        self._traces.tell(Span(f"answer {payload}", began, seconds, {"reference": reference}, statements))

    def sheds(self, payloads: Iterable[str]) -> None:
        """These come in here: each stands at zero from now on, so that the first one refused is seen as one."""
        for payload in payloads:
            self._shed.labels(payload)

    def shed(self, payload: str) -> None:
        """It was refused, and `acked`, too."""
        self._shed.labels(payload).inc()

    def called(self, method: str, outcome: str, began: float, *, apart: bool) -> None:
        """`apart`: it belongs to what is asked in confidence, and is not counted."""
        if not apart:
            self._calls.labels(method, outcome).inc()
            seconds = time.perf_counter() - began
            self._traces.tell(Span(f"call {method}", began, seconds, {"outcome": outcome}))

    def waited(self, method: str, *, apart: bool) -> None:
        """`apart`: as in `called`."""
        if not apart:
            self._waits.labels(method).inc()

    def sweeps(self, names: Iterable[str]) -> None:
        """These run here: each stands at zero from now on, so that its first failure is seen as one."""
        for name in names:
            self._failures.labels(name)

    def swept(self, sweep: str, began: float) -> None:
        seconds = time.perf_counter() - began
        self._sweeps.labels(sweep).observe(seconds)
        self._traces.tell(Span(f"sweep {sweep}", began, seconds))

    def failed(self, sweep: str) -> None:
        self._failures.labels(sweep).inc()

    def ticked(self, now: datetime) -> None:
        """Everything that was due at `now` has been looked after."""
        self._ticked = now.timestamp()

    def listens(self, silence: Callable[[], float]) -> None:
        """This process has the socket to Slack. `silence`: seconds since it has said anything."""
        self._silence = silence

    def end(self) -> None:
        """Nothing is told after this."""
        self._traces.end()

    def families(self, pools: Iterable[Pool]) -> Iterator[Metric]:
        """All of it; what is not counted together with other processes has the number of this one."""
        here = {PROCESS: str(os.getpid())}
        if os.environ.get(SHARED):
            yield from MultiProcessCollector(CollectorRegistry()).collect()  # type: ignore[no-untyped-call]
        else:
            yield from _of(here, self._kept.collect())
        tick = GaugeMetricFamily(
            "codebuddies_last_tick_timestamp_seconds",
            "When this process last looked after everything that was due; only where it sweeps.",
            labels=[PROCESS],
        )
        if self._ticked is not None:
            tick.add_metric([here[PROCESS]], self._ticked)
        yield tick
        silent = GaugeMetricFamily(
            "codebuddies_socket_silent_seconds",
            "How long Slack's socket has said nothing; only where there is one.",
            labels=[PROCESS],
        )
        if self._silence is not None:
            silent.add_metric([here[PROCESS]], round(self._silence(), 1))
        yield silent
        connections = GaugeMetricFamily(
            "codebuddies_database_connections",
            "Connections to the database that this process has open.",
            labels=[PROCESS, "pool", "state"],
        )
        for pool in pools:
            connections.add_metric([here[PROCESS], pool.name, "in_use"], pool.in_use)
            connections.add_metric([here[PROCESS], pool.name, "idle"], pool.idle)
        yield connections


def _of(here: Mapping[str, str], families: Iterable[Metric]) -> Iterator[Metric]:
    for family in families:
        kept = (one for one in family.samples if not one.name.endswith("_created"))
        family.samples = [one._replace(labels={**here, **one.labels}) for one in kept]
        yield family
