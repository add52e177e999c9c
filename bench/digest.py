"""Monday 9:00: what a manager's digest costs, against the bare queries that any such digest needs.

    digest_1000_teams        one programme of 1,000 teams: the digest computed and rendered, with both charts; the
                             reference is every statement of it, run by the bare driver, its rows fetched
    digests_1000_programmes  1,000 programmes of 60 teams, on PostgreSQL: every digest from the due notice to the recorded
                             answer, by one process; the reference is two of them, so that the ratio says how much
                             faster two are

A session a week for eight weeks, one team in ten under its hours; one buddy in ten was away, one team in twenty has
changed its target; thirty students wait, forty volunteers have free places, some teams are not introduced, and the
managers' list has entries. On SQLite and, where one answers at TEST_DATABASE_URL, on PostgreSQL.
"""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import structlog
from sqlalchemy import text

from bench.databases import beside, on_both, own_database, tidy
from bench.figures import figure
from bench.nudge_sweep import day_of, moment_of, numbers, timed
from bench.settings import made_up
from bot.clock import SteeredClock
from bot.delivery.letters import KINDS
from bot.delivery.sender import Sender
from bot.deps import Deps, Vaults
from bot.services import digest_content, digests
from bot.vault import KeyRing
from bot.views import digest as views
from bot.views.answer import Message
from models import schema
from models.store import BACKGROUND_PATIENCE, Store

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
"""A Monday, 9:00 in Madrid."""
MONDAY = NOW.date()
WEEKS, ROUNDS, TURNS = 8, 7, 3
PROGRAMMES = 1_000
MANAGER = "UPETRA"
RATIO, MILLISECONDS, SCALES = 5.0, 300, 1.6
"""What it may cost at most, and what a second worker must bring at least; a figure says them beside what it measured."""
Asked = tuple[str, Any]
"""A statement and its values, as the driver got them."""


def build(store: Store, workspaces: int, teams: int) -> None:
    """`teams` in each of the workspaces; the data in a few statements."""
    lite, number = store.is_sqlite, workspaces * teams
    begun, lately = moment_of(NOW - timedelta(weeks=10), lite), moment_of(NOW - timedelta(days=5), lite)
    no = "0" if lite else "false"
    about = "'{\"team\": ' || id || '}'" if lite else "('{\"team\": ' || id || '}')::json"
    launched = day_of(MONDAY - timedelta(weeks=10), lite)
    statements = [*_people(workspaces, number, begun, lite)]
    statements += [
        f"""{numbers(number)} INSERT INTO teams (workspace_id, student_id, buddy_id, state, language, timezone,
            weekly_minutes, launched_on, launched_at, introduced_at, channel_id, unanswered_nudges)
            SELECT 'T' || (i % {workspaces}), 'S' || i, 'B' || i, 'active', 'en', 'Europe/Madrid', 120, {launched},
            {begun}, case when (i / {workspaces}) % 50 = 1 then null else {begun} end, 'C' || i, 0 FROM n""",
        *(
            f"""INSERT INTO sessions (workspace_id, team_id, held_on, minutes, topic, logged_by, logged_at)
            SELECT workspace_id, id, {day_of(MONDAY - timedelta(weeks=week) + timedelta(days=2), lite)},
            (case when (id / {workspaces}) % 10 = 0 then 30 else 120 end) + (id + {week}) % 60, 'react', student_id, {begun}
            FROM teams ORDER BY id"""
            for week in range(WEEKS, 0, -1)
        ),
        f"""INSERT INTO rests (workspace_id, user_id, first, last, made_by, made_at)
            SELECT workspace_id, buddy_id, {day_of(MONDAY - timedelta(days=18), lite)},
            {day_of(MONDAY - timedelta(days=16), lite)}, buddy_id, {begun}
            FROM teams WHERE (id / {workspaces}) % 10 = 3""",
        f"""INSERT INTO targets (workspace_id, team_id, since, minutes)
            SELECT workspace_id, id, {launched}, 180 FROM teams WHERE (id / {workspaces}) % 20 = 10""",
        f"""INSERT INTO buddy_requests (workspace_id, student_id, state, class_key, languages, fluent, topics, wish,
            times, place, city, traits, traits_must, unnamed, asked_at, why_waiting, paused_seconds, earlier_seconds,
            promise_step)
            SELECT workspace_id, 'W' || substr(student_id, 2), 'waiting', 'web-en', '["ar"]', '["ar"]', '[]', '', '[]',
            'either', '', '[]', {no}, {no}, case when (id / {workspaces}) % 66 = 2 then {begun} else {lately} end,
            'no_language', 0, 0, 0
            FROM teams WHERE (id / {workspaces}) % 33 = 2""",
        f"""INSERT INTO volunteers (workspace_id, user_id, state, languages, fluent, topics, capacity, weekly_minutes,
            hello, times, place, city, traits, offered_at, answered_at, conduct_version)
            SELECT workspace_id, 'V' || substr(student_id, 2),
            case when (id / {workspaces}) % 100 = 4 then 'offered' else 'approved' end, '["en"]', '["en"]', '[]', 2,
            120, '', '[]', 'either', '', '[]', {begun}, {begun}, '1'
            FROM teams WHERE (id / {workspaces}) % 25 = 4""",
        f"""INSERT INTO tasks (workspace_id, kind, dedupe_key, about, opened_at)
            SELECT workspace_id, 'channel_gone', 'channel_gone:' || id, {about}, {lately}
            FROM teams WHERE (id / {workspaces}) % 40 = 5""",
    ]
    with beside(store) as connection:
        if not lite:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for statement in statements:
            connection.exec_driver_sql(statement.replace("%", "%" if lite else "%%"))
    tidy(store)


def _people(workspaces: int, number: int, begun: str, lite: bool) -> list[str]:
    """Workspaces, a manager in each, and four people of every team to be."""
    no, key = ("0", "x'00'") if lite else ("false", "'\\x00'")
    return [
        f"""{numbers(workspaces)} INSERT INTO workspaces (id, bot_user_id, created_at, wrapped_key)
            SELECT 'T' || i, 'B' || i, {begun}, {key} FROM n""",
        f"""INSERT INTO settings (workspace_id, set_up_at, timezone, language, weekly_minutes, classes, topics,
            promise_days, nudge_weekday, nudge_minute, digest_weekday, digest_minute)
            SELECT id, {begun}, 'Europe/Madrid', 'en', 120, '[]', '[]', '[7,10,14]', 3, 1020, 0, 540
            FROM workspaces""",
        f"""INSERT INTO people (workspace_id, user_id, is_admin, is_guest, is_gone, facts_at, timezone)
            SELECT id, 'UPETRA', {no}, {no}, {no}, {begun}, 'Europe/Madrid' FROM workspaces""",
        """INSERT INTO roles (workspace_id, role, user_id, position)
            SELECT id, 'project_manager', 'UPETRA', 0 FROM workspaces""",
        *(
            f"""{numbers(number)} INSERT INTO people (workspace_id, user_id, is_admin, is_guest, is_gone, facts_at)
            SELECT 'T' || (i % {workspaces}), '{who}' || i, {no}, {no}, {no}, {begun} FROM n"""
            for who in ("S", "B", "W", "V")
        ),
    ]


def digest(store: Store, workspace_id: str, now: datetime = NOW) -> Message:
    with store.read(workspace_id) as db:
        return views.digest(digest_content.digest(db, now, MANAGER), "en", charts=True)


def check(message: Message) -> None:
    """It found what was built; a figure of one that did not would be worth nothing."""
    ids = [block["block_id"] for block in message.blocks]
    for name in (
        "overdue",
        "tasks",
        "offers",
        "introduce",
        "under",
        "figures",
        "chart_hours",
        "chart_target",
    ):
        assert f"digest_{name}" in ids, name


def asked_of(store: Store, work: Callable[[], object]) -> list[Asked]:
    """Every statement that reaches the driver, with its values."""
    found: list[Asked] = []
    if store.is_sqlite:
        with beside(store) as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.set_trace_callback(lambda sql: found.append((sql, None)))
        work()  # the pool gives the same connection again
        driver.set_trace_callback(None)
    else:
        execute = psycopg.Cursor.execute

        def noted(cursor: Any, query: Any, values: Any = None, **more: Any) -> Any:
            found.append((query, values))
            return execute(cursor, query, values, **more)

        psycopg.Cursor.execute = noted  # type: ignore[method-assign, assignment]
        work()
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    return [one for one in found if str(one[0]).lstrip().upper().startswith(("SELECT", "WITH"))]


def bare(store: Store, asked: list[Asked]) -> Callable[[], int]:
    """The same statements by the driver alone, their rows fetched. Returns how many rows they were."""
    if store.is_sqlite:
        lite = sqlite3.connect(str(store.url.database))
        return lambda: sum(len(lite.execute(sql).fetchall()) for sql, _ in asked)
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(address, autocommit=True)
    return lambda: sum(len(connection.execute(sql, values).fetchall()) for sql, values in asked)


def measure_one(url: str, database: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    build(store, 1, 1_000)
    check(digest(store, "T0"))
    asked = asked_of(store, lambda: digest(store, "T0"))
    reference, value = bare(store, asked), lambda: digest(store, "T0")
    assert reference() > 1_000
    references, values = [], []
    for _ in range(ROUNDS + 1):
        references.append(timed(reference))
        values.append(timed(value))
    store.close()
    took, best = statistics.median(values[1:]), statistics.median(references[1:])
    figure(
        "digest_1000_teams",
        round(took, 4),
        round(best, 4),
        database=database,
        ms=round(took * 1000, 1),
        statements=len(asked),
        most_ratio=RATIO,
        most_ms=MILLISECONDS,
        load=round(os.getloadavg()[0], 1),
    )


class _Slack:
    """Takes every message at once; what Slack does with it is no part of the figure."""

    def chat_postMessage(self, **_: Any) -> Any:
        return SimpleNamespace(data={"ok": True, "ts": "1.000001", "channel": "D0"})


def _sender(url: str, ring: str) -> Sender:
    store = Store(url, patience=BACKGROUND_PATIENCE)
    settings = made_up(url)
    clock = SteeredClock()
    clock.set(NOW)
    client: Any = _Slack()
    vaults = Vaults(KeyRing.parse(ring), store)
    return Sender(Deps(settings, clock, store, store, vaults, client, client), KINDS, client=client)


def work(url: str, ring: str, number: int, of: int, gates: Any) -> None:
    """A worker: the whole way of a digest, from the due notice to the recorded answer, until nothing is due."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    sender = _sender(url, ring)
    with sender.store.everywhere_reading() as db:
        due = sender.due_workspaces(db, NOW)
    digest(sender.store, due[0])
    begin = number * len(due) // of
    gates.wait()
    for workspace_id in due[begin:] + due[:begin]:
        while sender.send_one(workspace_id):
            pass
    gates.wait()


def drained(store: Store, url: str, ring: str, workers: int) -> float:
    """Seconds until so many workers have sent every digest. They have started, and have compiled their statements."""
    owe(store)
    context = multiprocessing.get_context("spawn")
    gates = context.Barrier(workers + 1)
    processes = [
        context.Process(target=work, args=(url, ring, number, workers, gates)) for number in range(workers)
    ]
    for process in processes:
        process.start()
    gates.wait()
    begun = time.perf_counter()
    gates.wait()
    took = time.perf_counter() - begun
    for process in processes:
        process.join()
    with beside(store) as connection:
        sent = connection.exec_driver_sql("SELECT count(*) FROM notices WHERE state = 'sent'").scalar()
        assert sent == PROGRAMMES, sent
    return took


def owe(store: Store) -> None:
    """Monday has come everywhere, as the sweep sees it."""
    with beside(store) as connection:
        for table in ("notices", "paces", "slots"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql(
            f"INSERT INTO slots (workspace_id, kind, timezone, due_at) "
            f"SELECT id, 'digest', 'Europe/Madrid', {moment_of(NOW, store.is_sqlite)} FROM workspaces"
        )
    with store.everywhere_reading() as db:
        due = digests.due(db, NOW)
    for (workspace_id,) in due:
        with store.begin(workspace_id) as db:
            digests.take_due(db, NOW)
    tidy(store)


def measure_many(url: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    build(store, PROGRAMMES, 60)
    ring = KeyRing.new()
    with beside(store) as connection:
        for number in range(PROGRAMMES):
            wrapped = ring.wrap(bytes(32), f"T{number}")
            connection.execute(
                text("UPDATE workspaces SET wrapped_key = :key WHERE id = :id"),
                {"key": wrapped, "id": f"T{number}"},
            )
    check(digest(store, "T0"))
    ones, twos = [], []
    for _ in range(TURNS):
        ones.append(drained(store, url, ring.text(), 1))
        twos.append(drained(store, url, ring.text(), 2))
    store.close()
    one, two = statistics.median(ones), statistics.median(twos)
    figure(
        "digests_1000_programmes",
        round(one, 2),
        round(two, 2),
        database="postgresql",
        least_ratio=SCALES,
        load=round(os.getloadavg()[0], 1),
    )


def main() -> None:
    on_both(measure_one)
    with own_database() as url:
        if url is not None:
            measure_many(url)


if __name__ == "__main__":
    main()
