"""Questions that are asked at every click or every tick: each is made once at import, and compiled once."""

from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar, cast

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
    inspect,
    select,
)
from sqlalchemy.orm import Mapper, make_transient_to_detached
from sqlalchemy.sql import visitors

from models.base import Base
from models.compiled import Compiled
from models.store import SILENT, Db, OutOfBounds

Row = TypeVar("Row", bound=Base)
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
        here = db.here
        compiled = self._compiled.get(here.dialect)
        if compiled is None:
            types = [column.type for column in self.statement.selected_columns]
            compiled = self._compiled[here.dialect] = Compiled(self.statement, here.dialect, types)
        return compiled.run(here, values)[0]


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


class Rows(Bound, Generic[Row]):
    """A select of one mapped class, made once at import; run in a bound session it gives that workspace's rows as the
    session's own. One that the session has read before is given as it stands there.
    """

    def __init__(self, statement: Select[Row]) -> None:
        super().__init__(statement)
        self._mapper: Mapper[Row] = inspect(statement.column_descriptions[0]["entity"])
        columns = self._mapper.local_table.c
        self._names = [
            self._mapper.get_property_by_column(columns[one.key]).key for one in statement.selected_columns
        ]

    def all(self, db: Db, **values: Any) -> list[Row]:
        return [self._own(db, dict(zip(self._names, row, strict=True))) for row in self.rows(db, **values)]

    def first(self, db: Db, **values: Any) -> Row | None:
        return next(iter(self.all(db, **values)), None)

    def _own(self, db: Db, values: dict[str, Any]) -> Row:
        one = self._mapper.class_()
        one.__dict__.update(values)
        make_transient_to_detached(one)
        known: Any = db.identity_map.get(self._mapper.identity_key_from_instance(one))
        if known is None:
            db.add(one)
            known = one
        return cast(Row, known)


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
        here = db.here
        compiled = self._compiled.get(here.dialect)
        if compiled is None:
            compiled = self._compiled[here.dialect] = Compiled(self._statement, here.dialect, [])
        db.info["wrote"] = True
        return compiled.run(here, {HERE.key: db.workspace_id, **values})[1]


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
