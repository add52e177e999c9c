"""What is asked every second, and what a sweep then takes, in a store in which every table is full: nothing that grows
with the programmes' people is read from end to end.

The rows are made up by the columns' types. They, the database's figures about them and the questions are one
transaction, which is taken back.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Enum, Integer, LargeBinary, Table, insert

from bot import services
from bot.delivery import queue
from bot.delivery.letters import KINDS
from bot.services import slots
from models import Base, walls
from models.base import UtcDateTime
from models.prepared import at_once
from models.store import Db, Store
from scheduler.sweeps import sweeps

NOW = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
ROWS, PROGRAMMES = 2000, 20
RARE = 50
"""One row in so many is in a state that is not its last one."""
WEEKLY = (slots.NUDGE, slots.DIGEST)
_COMES = re.compile("(due|back|look|step)_at|not_before|lease_until|(away|idle)_until")
"""Columns that say when something comes: filled in, though they may be empty."""

_WHOLE = re.compile(r"SCAN (\w+)\b(?! USING INDEX ix_notices_(?:unsent|lane))|SEARCH (\w+)$")
"""In SQLite's words; the two indexes hold what is not sent yet, and no more. Of a `min` without an index it says SEARCH."""


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


@pytest.fixture
def full(store: Store) -> Iterator[Db]:
    with store.everywhere() as db:
        _free_of_rules(db)
        for table in Base.metadata.sorted_tables:
            db.here.execute(insert(table), list(_rows(table)))
        db.here.exec_driver_sql("ANALYZE")
        if not store.is_sqlite:
            db.here.exec_driver_sql("SET LOCAL ROLE codebuddies_rows")
            assert walls.stands(db)
        yield db
        db.rollback()


def _free_of_rules(db: Db) -> None:
    """Made-up rows belong to nobody, and keep to no range."""
    if db.here.dialect.name == "sqlite":
        db.here.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        db.here.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        return
    db.here.exec_driver_sql("SET LOCAL ROLE NONE")
    db.here.exec_driver_sql("SET LOCAL session_replication_role = replica")
    checks = db.here.exec_driver_sql(
        "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0"
    )
    for table, name in checks.all():
        db.here.exec_driver_sql(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')


def _is_small(table: Table) -> bool:
    """A row for each programme, or one for each of its zones."""
    if table.name == "slots":
        return True
    return table.name == "workspaces" or [column.name for column in table.primary_key] == ["workspace_id"]


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for number in range(PROGRAMMES if _is_small(table) else ROWS):
        yield {column.name: _value(table, column, number) for column in table.columns}


def _value(table: Table, column: Column[Any], number: int) -> Any:
    kind = column.type
    if column.name == "workspace_id" or (table.name == "workspaces" and column.name == "id"):
        return f"T{number % PROGRAMMES}"
    if isinstance(kind, UtcDateTime):
        comes = NOW + timedelta(minutes=1 + number)
        return comes if _COMES.search(column.name) else None if column.nullable else NOW
    if column.nullable and number % 2:
        return None  # as many have a value as have none
    if isinstance(kind, Enum):
        values = list(kind.enum_class)
        return values[-1 if number % RARE else number // RARE % len(values)]
    if isinstance(kind, Boolean):
        return False
    if isinstance(kind, Integer):
        return number + 1
    if isinstance(kind, Date):
        return NOW.date()
    if isinstance(kind, JSON):
        return {}
    if isinstance(kind, LargeBinary):
        return b"x"
    return WEEKLY[number % 2] if table.name == "slots" and column.name == "kind" else str(number)


def _questions() -> dict[str, Callable[[Db], object]]:
    """What every tick asks, and how each sweep finds what is due."""
    looks = queue.looks(KINDS)
    found: dict[str, Callable[[Db], object]] = {
        "delivery": looks.next_moment.moment,
        "lanes": lambda db: looks.workspaces.rows(db, now=NOW),
        "leases": lambda db: queue.expired(db, NOW),
        "all moments": _at_once,
    }
    for number, sweep in enumerate(sweeps(SimpleNamespace(vaults=None))):  # type: ignore[arg-type]
        found[f"{sweep.name} {number}"] = lambda db, sweep=sweep: sweep.due(db, NOW)
    for one in pkgutil.iter_modules(services.__path__):
        module = importlib.import_module(f"{services.__name__}.{one.name}")
        for name in ("due", "due_slots"):
            if finds := getattr(module, name, None):
                found[f"{one.name}.{name}"] = lambda db, finds=finds: list(finds(db, NOW))
    return found


def _at_once(db: Db) -> None:
    """As a tick asks; the others below ask each for itself."""
    at_once(db)
    db.info.clear()


def _asked(db: Db, ask: Callable[[Db], object], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """The statements of one question, with their values."""
    heard: list[tuple[str, Any]] = []
    driver: Any = db.here.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        driver.set_trace_callback(lambda sql: heard.append((sql, ())))
        ask(db)
        driver.set_trace_callback(None)
        return heard
    real = psycopg.Cursor.execute

    def hear(cursor: Any, sql: Any, values: Any = None, **more: Any) -> Any:
        heard.append((sql, values))
        return real(cursor, sql, values, **more)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Cursor, "execute", hear)
        ask(db)
    return heard


def _read_whole(db: Db, sql: str, values: Any) -> set[str]:
    """Tables of which the database reads every row to answer this, the small ones left out."""
    small = {table.name for table in Base.metadata.sorted_tables if _is_small(table)}
    driver: Any = db.here.connection.driver_connection
    if isinstance(driver, sqlite3.Connection):
        plan = [str(row[3]) for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}")]
        if "LIMIT" in sql and not any("TEMP B-TREE" in step for step in plan):
            return set()  # it stops at the first one
        return {step[1] or step[2] for step in map(_WHOLE.match, plan) if step} - small
    [[plan]] = driver.execute(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchall()
    return {
        step["Relation Name"] for step in _steps(plan[0]["Plan"]) if step["Node Type"] == "Seq Scan"
    } - small


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for one in plan.get("Plans", ()):
        yield from _steps(one)


def test_what_is_due_is_looked_up_in_a_full_store(full: Db, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = _questions()
    assert len(questions) > 30
    found = set()
    for name, ask in questions.items():
        asked = [(sql, values) for sql, values in _asked(full, ask, monkeypatch) if sql.startswith("SELECT")]
        assert asked, name
        found |= {(name, table) for sql, values in asked for table in _read_whole(full, sql, values)}
    assert found == set()


def test_a_table_that_is_read_whole_is_seen(full: Db) -> None:
    sql = "SELECT id FROM meetings WHERE place = 'here' ORDER BY starts_at"
    assert _read_whole(full, sql, None) == {"meetings"}
