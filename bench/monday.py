"""The hour in which everything is due: 100,000 teams in 1,000 workspaces of one zone, on PostgreSQL.

    monday_100k   from the tick until every reminder and every digest is owed, by one process: the sweep of the reminders
                  (`sweep_s`), then the digests. The reference is the same notices written by the bare driver, in
                  batches of a thousand. `mib`: the most memory that the process had

One team in ten is under its hours. Where no PostgreSQL answers, nothing is measured.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from datetime import timedelta
from typing import Any

import psycopg
import structlog
from sqlalchemy import text

from bench.databases import beside, own_database, tidy
from bench.delivery import NOW
from bench.digest import build
from bench.figures import figure
from bench.nudge_sweep import moment_of
from bot.services import digests
from models import schema
from models.store import BACKGROUND_PATIENCE, Store
from scheduler import sweeps
from scheduler.rows import each

WORKSPACES, TEAMS = 1_000, 100
BATCH = 1_000
SWEEP_SECONDS, ALL_SECONDS, MEBIBYTES = 30, 120, 250
"""What it may take at most."""


def slots(store: Store) -> None:
    """Both are due now, everywhere."""
    due = moment_of(NOW, store.is_sqlite)
    with beside(store) as connection:
        for kind in ("nudge", "digest"):
            connection.exec_driver_sql(
                f"INSERT INTO slots (workspace_id, kind, timezone, due_at)"
                f" SELECT id, '{kind}', 'Europe/Madrid', {due} FROM workspaces"
            )
    tidy(store)


def work(url: str, told: Any) -> None:
    """A worker's tick, in a process of its own: seconds of the first sweep, of both, and MiB."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    store = Store(url, patience=BACKGROUND_PATIENCE)
    with store.everywhere_reading() as db:
        db.execute(text("SELECT 1"))
    begun = time.perf_counter()
    sweeps.nudge(store, NOW)
    swept = time.perf_counter() - begun
    each(digests.due, digests.take_due)(store, NOW)
    took = time.perf_counter() - begun
    told.send((swept, took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
    store.close()


def bare(url: str, notices: int) -> float:
    """Seconds for as many rows into a table of the same kind."""
    address = url.replace("postgresql+psycopg://", "postgresql://")
    later = NOW + timedelta(0)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE bare_notices (LIKE notices INCLUDING ALL)")
        connection.commit()
        begun = time.perf_counter()
        for start in range(0, notices, BATCH):
            rows = [
                (f"T{one % WORKSPACES}", "nudge", f"nudge:{one}", f"team:{one}", later, later)
                for one in range(start, min(start + BATCH, notices))
            ]
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO bare_notices (workspace_id, kind, dedupe_key, target, about, state, due_at, not_before,"
                    " attempts, progress) VALUES (%s, %s, %s, %s, '{}', 'pending', %s, %s, 0, '{}')",
                    rows,
                )
            connection.commit()
        return time.perf_counter() - begun


def measure(url: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    build(store, WORKSPACES, TEAMS)
    slots(store)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    worker = context.Process(target=work, args=(url, there))
    worker.start()
    swept, took, mib = here.recv()
    worker.join()
    with beside(store) as connection:
        count = connection.execute(text("SELECT kind, count(*) FROM notices GROUP BY kind")).all()
    owed = {str(kind): int(number) for kind, number in count}
    assert owed["digest"] == WORKSPACES, owed
    assert owed["nudge"] == WORKSPACES * TEAMS // 10, owed
    store.close()
    figure(
        "monday_100k",
        round(took, 1),
        round(bare(url, sum(owed.values())), 1),
        sweep_s=round(swept, 1),
        most_sweep_s=SWEEP_SECONDS,
        most_s=ALL_SECONDS,
        mib=round(mib),
        most_mib=MEBIBYTES,
        owed=owed,
        load=round(os.getloadavg()[0], 1),
    )


def main() -> None:
    with own_database() as url:
        if url is not None:
            measure(url)


if __name__ == "__main__":
    main()
