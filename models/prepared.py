"""Questions that are asked at every click or every tick: each is made once at import, and compiled once."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Alias,
    BindParameter,
    Column,
    Dialect,
    FromClause,
    Join,
    Select,
    Table,
    Update,
    bindparam,
    select,
)
from sqlalchemy.sql import visitors

from models.compiled import Compiled
from models.store import SILENT, Db, OutOfBounds

HERE: BindParameter[str] = bindparam("bound_workspace_id")
"""The workspace of the session, where a question that is made once looks into a second table by itself."""


class Everywhere:
    """A select of columns over all workspaces at work, for sweeps: refused in a
    bound session."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        home = _home(statement)
        here = home.c.get("workspace_id")
        self._keep(statement if here is None else statement.where(here.not_in(SILENT)))

    def _keep(self, statement: Select[*tuple[Any, ...]]) -> None:
        self.statement = statement
        self._compiled: dict[Dialect, Compiled] = {}

    def rows(self, db: Db, **values: Any) -> list[tuple[Any, ...]]:
        if "workspace_id" in db.info:
            raise OutOfBounds("a question over all workspaces, in the session of one")
        return self._run(db, values)

    def moment(self, db: Db) -> datetime | None:
        """The one moment that it asks for; None where there is none."""
        found: list[tuple[datetime | None]] = self.rows(db)
        return found[0][0] if found else None

    def _run(self, db: Db, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        db.locks(self.statement)
        dialect = db.here.dialect
        compiled = self._compiled.get(dialect)
        if compiled is None:
            types = [column.type for column in self.statement.selected_columns]
            compiled = self._compiled[dialect] = Compiled(self.statement, dialect, types)
        return compiled.run(db.here, values)[0]


class Whole(Everywhere):
    """The same over really all, those that are held or have taken the program out too: for whoever runs the program."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._keep(statement)


class Bound(Everywhere):
    """A select of columns, made once at import; run in a bound session it is of that workspace alone.

    As every query of a bound session, but at half the cost: the condition is added once and not at each
    click. What it joins must be joined by the workspace too, or it is refused at import.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        home = _home(statement)
        bound = statement.where(home.c.workspace_id == HERE)
        _require_ties(bound)
        self._keep(bound)

    def rows(self, db: Db, **values: Any) -> list[tuple[Any, ...]]:
        db.catch_up()
        return self._run(db, {HERE.key: db.workspace_id, **values})


class Change:
    """An update of one table, made once at import; run in a bound session it is of that workspace's rows alone.

    Rows that the session has read before do not learn of it.
    """

    def __init__(self, statement: Update) -> None:
        if any(getattr(column, "key", column) == "workspace_id" for column in statement._values or ()):
            raise OutOfBounds("rows stay in their workspace")
        self._statement = statement.where(statement.table.c.workspace_id == HERE)
        _require_ties(self._statement)
        self._compiled: dict[Dialect, Compiled] = {}

    def run(self, db: Db, **values: Any) -> int:
        """The number of rows that it changed."""
        db.catch_up()
        dialect = db.here.dialect
        compiled = self._compiled.get(dialect)
        if compiled is None:
            compiled = self._compiled[dialect] = Compiled(self._statement, dialect, [])
        db.info["wrote"] = True
        return compiled.run(db.here, {HERE.key: db.workspace_id, **values})[1]


class Moment(Everywhere):
    """When something is next, over all workspaces. A tick asks all of them at once (`at_once`): one way to the
    database and not thirty.
    """

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        super().__init__(statement)
        _MOMENTS.append(self)

    def moment(self, db: Db) -> datetime | None:
        known: dict[Moment, datetime | None] | None = db.info.get(_KNOWN)
        return super().moment(db) if known is None else known[self]


_MOMENTS: list[Moment] = []
_KNOWN = "moments"


@cache
def _all_moments(dialect: Dialect, moments: tuple[Moment, ...]) -> Compiled:
    asked = [one.statement.scalar_subquery() for one in moments]
    return Compiled(select(*asked), dialect, [one.type for one in asked])


def at_once(db: Db) -> None:
    """Ask for every moment; the session answers with them from then on."""
    moments = tuple(_MOMENTS)
    [found], _ = _all_moments(db.here.dialect, moments).run(db.here, {})
    db.info[_KNOWN] = dict(zip(moments, found, strict=True))


def _home(statement: Select[*tuple[Any, ...]]) -> FromClause:
    """The table that it is about; others are joined to it."""
    [home] = statement.get_final_froms()
    while isinstance(home, Join):
        home = home.left
    return home


def _require_ties(statement: Select[*tuple[Any, ...]] | Update) -> None:
    """Raises `OutOfBounds` where it, or a select inside it, looks into a table without saying of which workspace."""
    for one in visitors.iterate(statement):
        if not isinstance(one, Select):
            continue
        conditions = [one.whereclause]
        tables = []
        waiting = list(one.get_final_froms())
        while waiting:
            found = waiting.pop()
            if isinstance(found, Join):
                conditions.append(found.onclause)
                waiting += [found.left, found.right]
            elif isinstance(home := found.element if isinstance(found, Alias) else found, Table):
                tables.append((found, "id" if home.name == "workspaces" else "workspace_id"))
        said = {
            (column.table, column.key)
            for condition in conditions
            if condition is not None
            for column in visitors.iterate(condition)
            if isinstance(column, Column)
        }
        for table, key in tables:
            if key in table.c and (table, key) not in said:
                raise OutOfBounds(f"{table} is not bound to a workspace")
