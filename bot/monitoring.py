"""What `/metrics` says, in Prometheus' words: what the store holds, read at that moment, and what the process counted.

docs/MONITORING.md describes each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

import structlog
from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import QueuePool

from bot import logs
from bot.clock import SystemClock
from bot.deps import Deps
from bot.metrics import Pool
from bot.services import standing
from bot.services.standing import Standing
from models.limited import within
from models.store import Db, Store

log = structlog.get_logger()

LONGEST = 1.0
"""Seconds that a question to the store may take; Prometheus gives a whole scrape ten."""
TEXT = "text/plain; version=0.0.4; charset=utf-8"
Late = Callable[[Db, datetime], Mapping[str, timedelta]]
"""How long each sweep has been due."""


class Scrape(Collector):
    """Everything that is told of the program's work, read anew each time."""

    def __init__(self, deps: Deps, late: Late) -> None:
        self._deps = deps
        self._late = late

    def text(self) -> bytes:
        """For Prometheus, as `TEXT`. Never raises for a store that is away: that is told, too."""
        return generate_latest(self)

    def collect(self) -> Iterator[Metric]:
        pools = [_pool("listeners", self._deps.store), _pool("background", self._deps.patient)]
        yield from self._deps.metrics.families(pools)
        up = GaugeMetricFamily("codebuddies_database_up", "1 while the database answers in time.")
        found = self._read()
        up.add_metric([], 0 if found is None else 1)
        yield up
        if found is not None:
            yield from _families(*found)

    def _read(self) -> tuple[Standing, Mapping[str, timedelta], timedelta] | None:
        """None: the store is away, or too slow."""
        now = self._deps.clock.now()
        try:
            with self._deps.patient.everywhere_reading() as db, within(db, LONGEST):
                before = SystemClock().now()
                found = standing.read(db, now)
                ours = before + (SystemClock().now() - before) / 2
                return found, self._late(db, now), found.database_clock - ours
        except SQLAlchemyError as error:
            log.warning("store_not_read", error=logs.kind(error))
            return None


def _families(found: Standing, late: Mapping[str, timedelta], ahead: timedelta) -> Iterator[Metric]:
    yield _by("codebuddies_workspaces", "Workspaces.", "state", found.workspaces)
    yield _by("codebuddies_notices", "Messages that are not sent yet.", "state", found.notices)
    yield _one(
        "codebuddies_oldest_due_seconds",
        "How long the message that is due longest waits for its turn.",
        found.oldest_due.total_seconds(),
    )
    yield _one("codebuddies_lanes_waiting", "Workspaces with a message that is due.", found.lanes)
    yield _by(
        "codebuddies_help_unacknowledged",
        "Calls for more support that nobody looks after yet.",
        "promise",
        found.help,
    )
    yield _by(
        "codebuddies_sweep_late_seconds",
        "How long a sweep has been due.",
        "sweep",
        {name: since.total_seconds() for name, since in late.items()},
    )
    yield _one(
        "codebuddies_database_clock_ahead_seconds",
        "How far the database's clock is ahead of this machine's.",
        round(ahead.total_seconds(), 1),
    )


def _one(name: str, what: str, value: float) -> Metric:
    return GaugeMetricFamily(name, what, value=value)


def _by(name: str, what: str, label: str, values: Mapping[str, float]) -> Metric:
    made = GaugeMetricFamily(name, what, labels=[label])
    for one, value in values.items():
        made.add_metric([one], value)
    return made


def _pool(name: str, store: Store) -> Pool:
    pool = store.engine.pool
    assert isinstance(pool, QueuePool)  # noqa: S101 - of files and of PostgreSQL it is one
    return Pool(name, pool.checkedout(), pool.checkedin())
