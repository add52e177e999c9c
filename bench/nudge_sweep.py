"""Thursday 17:00 for 100,000 teams: the whole weekly sweep, against the bare query any such sweep needs.

    nudge_sweep_100k   decide, write nudges and notices, commit, move the slots; against the same aggregate
                       over slots, teams and sessions, run by the bare driver, its rows fetched into Python

1,000 workspaces of 100 teams, a session a week for eight weeks, one team in ten under its hours. One buddy in ten was
away for some days, one team in twenty has changed its target, one programme in ten had a week's break, and Catalonia's
public holidays count for all. On SQLite and, where one answers at TEST_DATABASE_URL, on PostgreSQL. The two are run
in turn, the state restored between.

    grows_mib          the highest resident memory of a process of its own while it sweeps, less what it had when it
                       was loaded and had looked for what is due; limit 64
"""

from __future__ import annotations

import gc
import multiprocessing
import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, event, text

from bench.databases import beside, on_both, tidy
from bench.figures import figure
from bot.rules.hours import WEEKS_IN_AVERAGE
from bot.services import under_hours
from models import schema
from models.store import BACKGROUND_PATIENCE, Store
from scheduler import sweeps

WORKSPACES, TEAMS, WEEKS, ROUNDS = 1_000, 100_000, 8, 5
UNDER = TEAMS // 10
NOW = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
"""A Thursday, 17:00 in Madrid."""
MONDAY = date(2026, 3, 2)


def build(store: Store) -> None:
    """The data in a few statements; the sessions in the order of time, as they come."""
    lite = store.is_sqlite
    begun = moment_of(NOW - timedelta(weeks=9), lite)
    away = ", ".join(day_of(MONDAY - timedelta(days=days), lite) for days in (18, 16))
    off = ", ".join(day_of(MONDAY - timedelta(days=days), lite) for days in (14, 8))
    no, key = ("0", "x'00'") if lite else ("false", "'\\x00'")
    statements = [
        f"""{numbers(WORKSPACES)} INSERT INTO workspaces (id, bot_user_id, created_at, wrapped_key)
            SELECT 'T' || i, 'B' || i, {begun}, {key} FROM n""",
        f"""INSERT INTO settings (workspace_id, set_up_at, timezone, language, weekly_minutes, classes, topics,
            promise_days, nudge_weekday, nudge_minute, digest_weekday, digest_minute)
            SELECT id, {begun}, 'Europe/Madrid', 'en', 120, '[]', '[]', '[7,10,14]', 3, 1020, 0, 540
            FROM workspaces""",
        f"""INSERT INTO slots (workspace_id, kind, timezone, due_at)
            SELECT id, 'nudge', 'Europe/Madrid', {moment_of(NOW, lite)} FROM workspaces""",
        *(
            f"""{numbers(TEAMS)} INSERT INTO people (workspace_id, user_id, is_admin, is_guest, is_gone, facts_at)
            SELECT 'T' || (i % {WORKSPACES}), '{who}' || i, {no}, {no}, {no}, {begun} FROM n"""
            for who in ("S", "B")
        ),
        f"""{numbers(TEAMS)} INSERT INTO teams (workspace_id, student_id, buddy_id, state, language, timezone,
            weekly_minutes, launched_on, launched_at, channel_id, unanswered_nudges)
            SELECT 'T' || (i % {WORKSPACES}), 'S' || i, 'B' || i, 'active', 'en', 'Europe/Madrid', 120,
            {day_of(MONDAY - timedelta(weeks=9), lite)}, {begun}, 'C' || i, 0 FROM n""",
        *(
            f"""INSERT INTO sessions (workspace_id, team_id, held_on, minutes, topic, logged_by, logged_at)
            SELECT workspace_id, id, {day_of(MONDAY + timedelta(days=2) - timedelta(weeks=week), lite)},
            (case when (id / {WORKSPACES}) % 10 = 0 then 30 else 120 end) + (id + {week}) % 60, 'react', student_id, {begun}
            FROM teams ORDER BY id"""
            for week in reversed(range(WEEKS))
        ),
        f"""INSERT INTO rests (workspace_id, user_id, first, last, made_by, made_at)
            SELECT workspace_id, buddy_id, {away}, buddy_id, {begun}
            FROM teams WHERE (id / {WORKSPACES}) % 20 IN (0, 1)""",
        f"""INSERT INTO rests (workspace_id, first, last, made_by, made_at)
            SELECT id, {off}, 'U1', {begun} FROM workspaces WHERE id LIKE '%7'""",
        *(
            f"""INSERT INTO targets (workspace_id, team_id, since, minutes) SELECT workspace_id, id, {since}
            FROM teams WHERE (id / {WORKSPACES}) % 20 = 10"""
            for since in (
                f"{day_of(MONDAY - timedelta(weeks=9), lite)}, 180",
                f"{day_of(MONDAY - timedelta(days=20), lite)}, 120",
            )
        ),
    ]
    with beside(store) as connection:
        if not lite:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%" if lite else "%%"))
    tidy(store)


def numbers(count: int) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})"


def day_of(day: date, lite: bool) -> str:
    return f"'{day}'" if lite else f"date '{day}'"


def moment_of(moment: datetime, lite: bool) -> str:
    return f"'{moment:%Y-%m-%d %H:%M:%S.%f}'" if lite else f"timestamptz '{moment.isoformat()}'"


def restore(store: Store) -> None:
    """As it was before the sweep."""
    with beside(store) as connection:
        for table in ("notices", "nudges"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql(f"UPDATE slots SET due_at = {moment_of(NOW, store.is_sqlite)}")
    tidy(store)


def check(store: Store) -> None:
    """The sweep did all of its work; a figure of a sweep that did not would be worth nothing."""
    with beside(store) as connection:
        count: Callable[[str], Any] = lambda query: connection.execute(text(query)).scalar()  # noqa: E731
        assert count("SELECT count(*) FROM nudges WHERE decision = 'send'") == UNDER
        assert count("SELECT count(*) FROM notices WHERE state = 'pending'") == UNDER
        late = moment_of(NOW, store.is_sqlite)
        assert count(f"SELECT count(*) FROM slots WHERE due_at > {late}".replace(":", "\\:")) == WORKSPACES


class WriteLocks:
    """How long each writing transaction lasted, from its begin to the end of its commit, in seconds."""

    def __init__(self, store: Store) -> None:
        self.lasted: list[float] = []
        self._since: dict[int, float] = {}
        dialect = store.engine.dialect
        commit = dialect.do_commit
        event.listen(store.engine, "begin", self._began)

        def timed(connection: Any) -> None:
            commit(connection)
            since = self._since.pop(id(connection), None)
            if since is not None:
                self.lasted.append(time.perf_counter() - since)

        dialect.do_commit = timed  # type: ignore[method-assign, assignment]

    def _began(self, connection: Connection) -> None:
        if connection.get_execution_options().get("store_reads"):
            self._since.pop(id(connection.connection), None)
        else:
            self._since[id(connection.connection)] = time.perf_counter()


def bare(store: Store) -> Callable[[], int]:
    """The sweep's own query with its values, without anything else of the program."""
    first = MONDAY - WEEKS_IN_AVERAGE * timedelta(weeks=1)
    statement = under_hours.SUMS.params(under_hours.sums_since(MONDAY, first, NOW))
    if store.is_sqlite:
        lite = sqlite3.connect(str(store.url.database))
        query = str(statement.compile(store.engine, compile_kwargs={"literal_binds": True}))
        return lambda: len(lite.execute(query).fetchall())
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(address, autocommit=True)
    compiled = statement.compile(store.engine)
    asked: Any = str(compiled)
    return lambda: len(connection.execute(asked, compiled.params).fetchall())


def timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def grows(url: str) -> float:
    """MiB that a sweep needs at its highest, in a process that does nothing else."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_sweep_alone, args=(url, theirs))
    process.start()
    theirs.close()
    grown: float = ours.recv()
    process.join()
    return grown


def _sweep_alone(url: str, told: Any) -> None:
    store = Store(url, patience=BACKGROUND_PATIENCE)
    sweeps.nudge(store, NOW - timedelta(days=1))  # nothing is due: the statements are compiled
    gc.collect()
    before = _resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the highest so far is forgotten
    sweeps.nudge(store, NOW)
    told.send(round(_resident("VmHWM") - before, 1))
    store.close()


def _resident(name: str) -> float:
    [line] = [one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith(name)]
    return int(line.split()[1]) / 1024


def measure(url: str, database: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    build(store)
    reference, sweep = bare(store), lambda: sweeps.nudge(store, NOW)
    assert reference() == TEAMS
    locks = WriteLocks(store)
    references, values, longest = [], [], 0.0
    for round_ in range(ROUNDS + 1):
        restore(store)
        references.append(timed(reference))
        locks.lasted.clear()
        values.append(timed(sweep))
        longest = max(longest, *locks.lasted) if round_ else 0.0
        check(store)
    restore(store)
    grown = grows(url)
    check(store)
    store.close()
    figure(
        "nudge_sweep_100k",
        round(statistics.median(values[1:]), 4),
        round(statistics.median(references[1:]), 4),
        database=database,
        longest_write_lock_ms=round(longest * 1000, 1),
        grows_mib=grown,
    )


def main() -> None:
    on_both(measure)


if __name__ == "__main__":
    main()
