"""Every other thing that comes by itself, for 100,000 teams: what a tick asks, what it finds, and what it then does.

    sweeps_100k   one line for each sweep: the milliseconds of its question "when is the next one due?", which every
                  tick asks each second, against the barest question that the same driver can be asked; of finding what
                  is due; and of doing it in `done` transactions, with the median and the longest of
                  their write locks

The data of `nudge_sweep_100k`, and beside it for each team a meeting to come, a question to each of the two, a planned
end; one buddy in five away, a request that waits and an offer that was made for one team in ten, a break and a digest
for each programme. Of each `DUE` are due, but the digests: those of all programmes at once. On SQLite and PostgreSQL.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from slack_sdk import WebClient
from sqlalchemy import update

from bench.databases import beside, on_both, tidy
from bench.figures import figure
from bench.nudge_sweep import (
    MONDAY,
    NOW,
    WORKSPACES,
    WriteLocks,
    build,
    day_of,
    moment_of,
)
from bench.settings import made_up
from bot.clock import SystemClock
from bot.deps import Deps, Vaults
from bot.vault import KEY_BYTES, KeyRing
from models import Workspace, schema
from models.store import BACKGROUND_PATIENCE, Store
from scheduler import sweeps

ASKED, DUE = 30, 200
LEFT_OUT = {"help", "nudges", "matching", "housekeeping", "daily check", "volunteers"}
"""Measured elsewhere, or a look at a row for each programme."""


def fill(store: Store) -> None:
    """What waits, in a few statements. A row is due where its team's number is below `DUE`."""
    lite = store.is_sqlite
    soon, past = moment_of(NOW + timedelta(days=5), lite), moment_of(NOW - timedelta(minutes=1), lite)
    begun = moment_of(NOW - timedelta(weeks=5), lite)
    no = "0" if lite else "false"
    due = f"case when id <= {DUE} then {past} else {soon} end"
    away = ", ".join(day_of(MONDAY + timedelta(days=days), lite) for days in (-9, 2))
    statements = [
        f"UPDATE settings SET doors_due_at = {soon}, match_due_at = {soon}",
        f"""INSERT INTO people (workspace_id, user_id, timezone, is_admin, is_guest, is_gone, facts_at)
            SELECT id, 'UPETRA', 'Europe/Madrid', {no}, {no}, {no}, {begun} FROM workspaces""",
        """INSERT INTO roles (workspace_id, role, user_id, position)
            SELECT id, 'project_manager', 'UPETRA', 0 FROM workspaces""",
        f"""INSERT INTO meetings (workspace_id, team_id, kind, state, starts_at, minutes, place, planned_by, planned_at,
            sequence, agreed, is_in_calendars, step, due_at)
            SELECT workspace_id, id, 'session', 'confirmed', {moment_of(NOW + timedelta(hours=23), lite)}, 60, 'Room 2',
            student_id, {begun}, 0, '[]', {no}, 0, {due} FROM teams""",
        *(
            f"""INSERT INTO askings (workspace_id, team_id, user_id, kind, due_at, number)
            SELECT workspace_id, id, {who}, 'pulse', {due}, 1 FROM teams"""
            for who in ("student_id", "buddy_id")
        ),
        f"""INSERT INTO endings (workspace_id, team_id, team_was, reason, may_be_said, made_by, made_at, planned_for,
            readers, goes_on) SELECT workspace_id, id, 'active', 'graduated', {no}, student_id, {begun},
            {day_of(MONDAY + timedelta(days=20), lite)}, '[]', '[]' FROM teams""",
        f"""INSERT INTO ending_moments (workspace_id, ending_id, step, due_at)
            SELECT workspace_id, id, 'announce', {due} FROM endings""",
        f"""INSERT INTO rests (workspace_id, user_id, first, last, made_by, made_at, back_at)
            SELECT workspace_id, buddy_id, {away}, buddy_id, {begun}, {due}
            FROM teams WHERE (id / {WORKSPACES}) % 5 = 0""",
        f"""INSERT INTO stand_ins (workspace_id, team_id, rest_id, state, asked_at, asked, due_at)
            SELECT t.workspace_id, t.id, min(r.id), 'asked', {begun}, '[]', min(r.back_at) FROM teams t JOIN rests r
            ON r.workspace_id = t.workspace_id AND r.user_id = t.buddy_id WHERE r.back_at IS NOT NULL
            GROUP BY t.workspace_id, t.id""",
        f"""INSERT INTO rests (workspace_id, first, last, made_by, made_at, back_at)
            SELECT id, {day_of(MONDAY, lite)}, {day_of(MONDAY + timedelta(days=10), lite)}, 'UPETRA', {begun},
            case when id < 'T2' then {past} else {soon} end FROM workspaces""",
        f"UPDATE teams SET hello_due_at = {due}, introduction_due_at = {soon}",
        f"""INSERT INTO people (workspace_id, user_id, timezone, is_admin, is_guest, is_gone, facts_at)
            SELECT workspace_id, 'W' || id, 'Europe/Madrid', {no}, {no}, {no}, {begun}
            FROM teams WHERE (id / {WORKSPACES}) % 10 = 0""",
        f"""INSERT INTO buddy_requests (workspace_id, student_id, state, class_key, languages, topics, wish, asked_at,
            promise_step, promise_due_at) SELECT workspace_id, 'W' || id, 'waiting', 'web-en', '["en"]', '[]', '',
            {moment_of(NOW - timedelta(days=8), lite)}, 0, {due} FROM teams WHERE (id / {WORKSPACES}) % 10 = 0""",
        f"""INSERT INTO slots (workspace_id, kind, timezone, due_at)
            SELECT id, 'digest', 'Europe/Madrid', {past} FROM workspaces""",
    ]
    with beside(store) as connection:
        if lite:
            connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%" if lite else "%%"))
    tidy(store)


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Milliseconds, and what it gave."""
    start = time.perf_counter()
    found = work()
    return (time.perf_counter() - start) * 1000, found


def asked(store: Store, ask: Callable[[Any, datetime], Any]) -> float:
    """The median of a question, in the middle of others as a tick has them."""
    with store.everywhere_reading() as db:
        ask(db, NOW)
        return statistics.median(timed(lambda: ask(db, NOW))[0] for _ in range(ASKED))


def measure(url: str, database: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    build(store)
    fill(store)
    ring = KeyRing.new()
    with beside(store) as connection:
        for number in range(WORKSPACES):
            key = ring.wrap(bytes(KEY_BYTES), f"T{number}")
            connection.execute(update(Workspace).where(Workspace.id == f"T{number}").values(wrapped_key=key))
    barest = asked(store, lambda db, now: db.here.exec_driver_sql("SELECT 1").scalar())
    locks = WriteLocks(store)
    client = WebClient()
    deps = Deps(made_up(url), SystemClock(), store, store, Vaults(ring, store), client, client)
    for sweep in sweeps.sweeps(deps):
        if sweep.name in LEFT_OUT:
            continue
        asks = asked(store, sweep.due)
        locks.lasted.clear()
        does, _ = timed(partial(sweep.run, store, NOW))
        with store.everywhere_reading() as db:
            following = sweep.due(db, NOW)
        assert following is None or following > NOW, f"{sweep.name}: something is left"
        figure(
            "sweeps_100k",
            round(asks, 3),
            round(barest, 3),
            "ms",
            sweep=sweep.name,
            database=database,
            does_ms=round(does, 1),
            done=len(locks.lasted),
            write_lock_ms=round(statistics.median(locks.lasted or [0.0]) * 1000, 1),
            longest_write_lock_ms=round(max(locks.lasted, default=0.0) * 1000, 1),
        )
    store.close()


def main() -> None:
    on_both(measure)


if __name__ == "__main__":
    main()
