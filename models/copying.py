"""A whole store copied into an empty one and compared with it, in one transaction of each: all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Connection, Engine, Table, bindparam, func, insert, inspect, select, text

from models import walls
from models.base import Base

BATCH = 1_000
"""Rows in memory at once, and in one call to the database."""
MARKS = 2**256
Row = dict[Any, Any]


class NotEmpty(Exception):
    """There is something in the store that was to be filled; its text names the table."""


class NotTheSame(Exception):
    """What was written does not read as it was; its text names the table."""


@dataclass(frozen=True)
class Summary:
    """What a table holds: `rows`, and `mark`, which any other value in any row would make another one."""

    rows: int
    mark: int


def copy(source: Engine, target: Engine) -> dict[str, int]:
    """Copy every row of `source` into the empty `target`; both have this version's tables.

    What others write to a PostgreSQL source meanwhile is not in the copy; to an SQLite one nobody writes. Nobody opens
    the tables of the target. A process that is killed leaves an empty target, whatever it had done.

    Returns:
        How many rows each table has, in both.

    Raises:
        NotEmpty, NotTheSame: nothing was written.
        SQLAlchemyError: likewise; a value that the target does not take, for instance.
    """
    tables = Base.metadata.sorted_tables
    with _as_it_is(source).begin() as old, target.begin() as new:
        for one in (old, new):
            walls.enter(one, None)
            _may_rest(one)
        _close_doors(new, tables)
        counts = {table.name: _copied(table, old, new) for table in tables}
        if _is_postgresql(new):
            for table in tables:
                _go_on_counting(table, new)
    return counts


def refuse_full(target: Engine) -> None:
    """Of a database of any version, or of none. Raises `NotEmpty`."""
    with target.connect() as connection:
        walls.enter(connection, None)
        there = set(inspect(connection).get_table_names())
        _refuse_rows(connection, [table for table in Base.metadata.sorted_tables if table.name in there])


def _may_rest(one: Connection) -> None:
    """While one database works, the other waits for as long as that takes."""
    if _is_postgresql(one):
        one.execute(text("set local idle_in_transaction_session_timeout = 0"))


def _refuse_rows(target: Connection, tables: list[Table]) -> None:
    for table in tables:
        if target.execute(select(1).select_from(table).limit(1)).first() is not None:
            raise NotEmpty(table.name)


def _as_it_is(source: Engine) -> Engine:
    """Whose transaction sees one moment, however long it takes."""
    if not _is_postgresql(source):
        return source
    return source.execution_options(isolation_level="REPEATABLE READ")


def _is_postgresql(one: Engine | Connection) -> bool:
    return one.dialect.name == "postgresql"


def _close_doors(target: Connection, tables: list[Table]) -> None:
    """Nobody else has these tables open from here on, and nothing is in them. Raises `NotEmpty`."""
    if _is_postgresql(target):  # SQLite's one writer has them all
        names = ", ".join(f'"{table.name}"' for table in tables)
        target.execute(text(f"lock table {names} in access exclusive mode"))
    _refuse_rows(target, tables)


def _copied(table: Table, source: Connection, target: Connection) -> int:
    """Copy one table and read it again. Raises `NotTheSame`."""
    into, was = _insert(table), Summary(0, 0)
    for rows in _batches(table, source):
        was = _with(was, rows)
        target.execute(into, rows)
    becomes = Summary(0, 0)
    for rows in _batches(table, target):
        becomes = _with(becomes, rows)
    if was != becomes:
        raise NotTheSame(table.name)
    return was.rows


def _insert(table: Table) -> Any:
    """An insert that leaves NULL what is NULL, in JSON's columns too."""
    plain = JSON(none_as_null=True)
    kept = {
        column.name: bindparam(column.name, type_=plain if isinstance(column.type, JSON) else column.type)
        for column in table.columns
    }
    return insert(table).values(kept)


def _batches(table: Table, connection: Connection) -> Iterator[list[Row]]:
    found = connection.execute(select(table).execution_options(yield_per=BATCH))
    for rows in found.mappings().partitions():
        yield [dict(row) for row in rows]


def _with(summary: Summary, rows: list[Row]) -> Summary:
    """The two databases sort words each in its own way: the order of rows makes no difference."""
    marks = sum(int.from_bytes(hashlib.sha256(_written(row)).digest(), "big") for row in rows)
    return Summary(summary.rows + len(rows), (summary.mark + marks) % MARKS)


def _written(row: Row) -> bytes:
    return json.dumps({name: _value(value) for name, value in row.items()}, sort_keys=True).encode()


def _value(value: Any) -> Any:
    """As JSON has it, and nothing else that reads the same: `1`, `true` and `"1"` are three."""
    return value if isinstance(value, (dict, list, str, int, float, type(None))) else repr(value)


def _go_on_counting(table: Table, target: Connection) -> None:
    """New rows get the numbers after the ones that were copied."""
    number = table.autoincrement_column
    if number is None:
        return
    highest = target.execute(select(func.max(number))).scalar()
    if highest is not None:
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        target.execute(select(func.setval(sequence, highest)))
