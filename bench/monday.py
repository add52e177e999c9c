"""The hour in which everything is due: 100,000 teams in 1,000 workspaces of one zone, on PostgreSQL.

    monday_100k   from the start of a worker until every reminder and every digest is owed, by that one process: the
                  reminders (`sweep_s`), then the digests. The reference is the same notices written by the bare
                  driver, in batches of a thousand. `mib`: the most memory that the worker had, some seconds of sending
                  included

One team in ten is under its hours. Where no PostgreSQL answers, nothing is measured.
"""

from __future__ import annotations

import multiprocessing
import os
import time
from datetime import timedelta

import psycopg
from sqlalchemy import text

from bench.databases import beside, tidy
from bench.delivery import NOW, against_slack
from bench.digest import build
from bench.figures import figure
from bench.nudge_sweep import moment_of
from bench.worker import install, work
from bot.vault import KeyRing
from models import schema
from models.store import BACKGROUND_PATIENCE, Store

WORKSPACES, TEAMS = 1_000, 100
BATCH = 1_000
SWEEP_SECONDS, ALL_SECONDS, MEBIBYTES = 30, 120, 250
"""What it may take at most."""
LOOKS_EVERY, SENDS = 0.1, 10
"""Seconds."""


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


def owed_within(store: Store, begun: float) -> tuple[float, float]:
    """Seconds until the reminders are owed, and until all is."""
    left = text("SELECT count(*) FROM slots WHERE kind = :kind AND due_at <= :now")
    took: list[float] = []
    for kind in ("nudge", "digest"):
        while True:
            with beside(store) as connection:
                if not connection.execute(left, {"kind": kind, "now": NOW}).scalar():
                    break
            time.sleep(LOOKS_EVERY)
        took.append(time.monotonic() - begun)
    return took[0], took[1]


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


def measure(url: str, slack_url: str) -> None:
    schema.migrate(url)
    store, ring = Store(url, patience=BACKGROUND_PATIENCE), KeyRing.new()
    build(store, WORKSPACES, TEAMS)
    install(store, ring, WORKSPACES, NOW)
    slots(store)
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    gates, ended = context.Barrier(2), context.Event()
    worker = context.Process(target=work, args=(url, ring.text(), slack_url, NOW, gates, ended, there))
    worker.start()
    gates.wait()
    begun = time.monotonic()
    gates.wait()
    swept, took = owed_within(store, begun)
    time.sleep(SENDS)
    ended.set()
    mib = here.recv()
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


if __name__ == "__main__":
    against_slack(measure)
