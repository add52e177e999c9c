"""Statements over many rows of many workspaces, for sweeps alone: compiled once, hundreds of ids as one value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, String, Table, bindparam, cast, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from models.base import Base
from models.compiled import Compiled
from models.store import Db, OutOfBounds


class _Elements(FunctionElement[Any]):
    """The elements of a JSON array, as rows."""

    inherit_cache = True


@compiles(_Elements)
def _somewhere(element: _Elements, compiler: SQLCompiler, **kw: Any) -> str:
    """Of no database: where a statement is only looked at."""
    return f"elements({compiler.process(element.clauses, **kw)})"


@compiles(_Elements, "postgresql")
def _postgresql_elements(element: _Elements, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_array_elements_text(CAST({compiler.process(element.clauses, **kw)} AS JSON))"


@compiles(_Elements, "sqlite")
def _sqlite_elements(element: _Elements, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **kw)})"


def these(name: str, kind: type[TypeEngine[Any]] = Integer) -> Select[*tuple[Any, ...]]:
    """`Team.id.in_(these("teams"))`: many ids, given at execution as `teams=listed(ids)`.

    A list of hundreds of parameters costs SQLAlchemy and the driver more than it costs the database. Distinct, so that
    PostgreSQL makes numbers of them before it compares: behind `models.walls` it does so where it reads the rows, and
    reads a table whole (the weekly sweep of 100,000 teams took four times its time).
    """
    elements = _Elements(bindparam(name, type_=String)).table_valued("value")
    return select(cast(elements.c.value, kind)).distinct()


def listed(values: Iterable[int | str]) -> str:
    return json.dumps(list(values))


class Bulk:
    """A statement over all workspaces, by the name of the dialect where it differs."""

    def __init__(self, *results: TypeEngine[Any], **by_dialect: Executable) -> None:
        self._results = results
        self._by_dialect = by_dialect
        self._compiled: dict[str, Compiled] = {}

    def run(self, db: Db, **values: Any) -> list[tuple[Any, ...]]:
        """Rows it returns. Raises `OutOfBounds` in a session of one workspace."""
        rows = self._for(db).run(db.here, values)[0]
        db.info["wrote"] = True
        return rows

    def stream(self, db: Db, **values: Any) -> Iterator[Sequence[Any]]:
        """Rows of a select, as the driver gives them; see `Compiled.stream`."""
        return self._for(db).stream(db.here, values)

    def _for(self, db: Db) -> Compiled:
        if "workspace_id" in db.info:
            raise OutOfBounds("a statement over all workspaces in a session of one")
        dialect = db.here.dialect
        if dialect.name not in self._compiled:
            name = dialect.name if dialect.name in self._by_dialect else "every"
            self._compiled[dialect.name] = Compiled(self._by_dialect[name], dialect, self._results)
        return self._compiled[dialect.name]


def copy_once(model: type[Base], rows: Select[*tuple[Any, ...]], returning: str) -> Bulk:
    """Insert what a select finds, each row unless its unique key is there: made inside the database.

    The select's columns carry the names of the table's; `returning` names the column of inserted rows to give
    back.
    """
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model has one
    columns = [column.name for column in rows.selected_columns]
    back = table.c[returning]
    return Bulk(
        back.type,
        sqlite=sqlite.insert(table).from_select(columns, rows).on_conflict_do_nothing().returning(back),
        postgresql=postgresql.insert(table)
        .from_select(columns, rows)
        .on_conflict_do_nothing()
        .returning(back),
    )


def change_each(db: Db, model: type[Base], column: str, changes: Sequence[tuple[str, Any, Any]]) -> None:
    """Set a column of rows of all workspaces, for each `(id, was, becomes)` where it still is what it was.

    Raises `OutOfBounds` in a session of one workspace.
    """
    if "workspace_id" in db.info:
        raise OutOfBounds("a statement over all workspaces in a session of one")
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model has one
    kind = table.c[column].type
    was: BindParameter[Any] = bindparam("was", type_=kind)
    becomes: BindParameter[Any] = bindparam("becomes", type_=kind)
    statement = update(table).where(table.c.id == bindparam("which"), table.c[column] == was)
    rows = [{"which": one, "was": before, "becomes": after} for one, before, after in changes]
    db.here.execute(statement.values({column: becomes}), rows)
    db.info["wrote"] = True


def add_or_append(db: Db, model: type[Base], rows: list[dict[str, Any]], column: str) -> None:
    """Insert rows, each with its workspace; where one is there already, the text in `column` is written behind its own,
    with a space between. In a bound session all are of its workspace.
    """
    if any(db.info.get("workspace_id", one["workspace_id"]) != one["workspace_id"] for one in rows):
        raise OutOfBounds(f"a {model.__name__} of another workspace")
    if rows:
        table = model.__table__
        insert = postgresql.insert if db.here.dialect.name == "postgresql" else sqlite.insert
        new = insert(table)  # type: ignore[arg-type]
        longer = {column: table.c[column] + " " + new.excluded[column]}
        db.here.execute(new.on_conflict_do_update(index_elements=list(table.primary_key), set_=longer), rows)
        db.info["wrote"] = True
