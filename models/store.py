"""Engine and sessions. Every session but a sweep's is bound to one workspace, by structure."""

from collections.abc import Callable, Hashable, Iterable
from functools import cache, lru_cache
from typing import Any, TypeVar

import sqlalchemy
from sqlalchemy import (
    BindParameter,
    Connection,
    Dialect,
    Table,
    bindparam,
    event,
    make_url,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import (
    FromStatement,
    ORMExecuteState,
    Session,
    UOWTransaction,
    with_loader_criteria,
)
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.base import Executable, ExecutableOption
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models import engines, walls
from models.base import Base, InWorkspace, UtcDateTime
from models.compiled import Compiled
from models.people import Workspace

LISTENER_PATIENCE = 1.5
"""Seconds a click waits for the write lock of SQLite; Slack gives the whole answer 3."""
BACKGROUND_PATIENCE = 5.0
"""Seconds a sweep or a sender waits for it."""
LISTENER_SILENCE, BACKGROUND_SILENCE = 2.2, 20.0
"""Seconds in which PostgreSQL answers a statement, that patience included, or is away; a click still tells so then."""


T = TypeVar("T")
_KNOWN = "known"
TOGETHER = 32
"""Rows in one statement, at most."""


class OutOfBounds(Exception):
    """A query or a row of a bound session that is not of its workspace; always a mistake in the program."""


class Db(Session):
    """A transaction, bound to one workspace (`workspace_id`) or, for sweeps alone, to none."""

    @property
    def workspace_id(self) -> str:
        bound = self.info.get("workspace_id")
        if bound is None:
            raise OutOfBounds("this session is bound to no workspace")
        return str(bound)

    @property
    def here(self) -> Connection:
        """The transaction's connection, looked up once; after a rollback, another one."""
        found: Connection | None = self.info.get("here")
        if found is None or found.closed:
            found = self.info["here"] = self.connection()
        return found

    def refuse(self, *_: object, **__: object) -> Any:
        """Ways round the workspace that the unit of work would take without asking anybody."""
        raise OutOfBounds("rows are written by db.add, add or add_once, which know the workspace")

    bulk_save_objects = bulk_insert_mappings = bulk_update_mappings = refuse

    @property
    def wrote(self) -> bool:
        """Whether anything was written so far, or is about to be."""
        return bool(self.info.get("wrote") or self.new or self.dirty or self.deleted)

    def catch_up(self) -> None:
        """Write what the unit of work still holds, before a statement that it does not know of."""
        self.flush()

    def once(self, what: Hashable, read: Callable[[], T]) -> T:
        """What `read` finds, read once and not at each question: until this transaction writes something, or locks it,
        for then it must know what others have changed meanwhile.
        """
        if self.wrote:
            return read()
        known: dict[Hashable, T] = self.info.setdefault(_KNOWN, {})
        if what not in known:
            known[what] = read()
        return known[what]

    def locks(self, statement: Executable) -> None:
        """If this statement does: what was read before (`once`) is read anew."""
        if getattr(statement, "_for_update_arg", None) is not None:
            self.info.pop(_KNOWN, None)


class database_now(FunctionElement[Any]):
    """The database's clock, for leases; every other time is the program's."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_now)
def _somewhere(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    """Of no database: where a statement is only looked at."""
    return "now"


@compiles(database_now, "postgresql")
def _postgresql_now(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return "clock_timestamp()"


@compiles(database_now, "sqlite")
def _sqlite_now(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


class database_later(FunctionElement[Any]):
    """So many seconds after `database_now`."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_later)
def _some_time(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    """Of no database: where a statement is only looked at."""
    return f"later({compiler.process(element.clauses, **kw)})"


@compiles(database_later, "postgresql")
def _postgresql_later(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    return f"clock_timestamp() + make_interval(secs => {compiler.process(element.clauses, **kw)})"


@compiles(database_later, "sqlite")
def _sqlite_later(element: Any, compiler: SQLCompiler, **kw: Any) -> str:
    seconds = compiler.process(element.clauses, **kw)
    return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', ({seconds}) || ' seconds')"


class Store:
    """The database, opened. `begin` for listeners and senders, `everywhere` for sweeps."""

    def __init__(
        self,
        url: str,
        *,
        patience: float = LISTENER_PATIENCE,
        pool_size: int = 13,
        silence: float | None = None,
    ) -> None:
        self.url = make_url(url)
        self.engine = engines.opened(url, patience, pool_size, silence)
        self._reading = self.engine.execution_options(store_reads=True)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @property
    def address(self) -> str:
        """For a connection of the driver's own, password included."""
        return self.url.set(drivername=self.url.get_backend_name()).render_as_string(hide_password=False)

    def begin(self, workspace_id: str) -> "Transaction":
        """One writing transaction of one workspace: commits when the block ends, rolls back when it raises.

        Raises:
            OutOfBounds: there is no workspace to bind to.
        """
        if not workspace_id:
            raise OutOfBounds("a transaction needs its workspace")
        return Transaction(Db(self.engine, info={"workspace_id": workspace_id}, expire_on_commit=False))

    def read(self, workspace_id: str) -> "Transaction":
        """As `begin`, but takes no write lock: for what only looks."""
        if not workspace_id:
            raise OutOfBounds("a transaction needs its workspace")
        return Transaction(Db(self._reading, info={"workspace_id": workspace_id}, expire_on_commit=False))

    def everywhere(self, *, found_again: bool = False) -> "Transaction":
        """One writing transaction over all workspaces: for sweeps alone.

        Args:
            found_again: what it does is found and done again should the machine fail in the next second. On
                PostgreSQL its commit does not wait for the disk; the next one that does brings it along.
        """
        db = Db(self.engine, expire_on_commit=False)
        if found_again and not self.is_sqlite:
            db.connection().exec_driver_sql("SET LOCAL synchronous_commit TO off")
        return Transaction(db)

    def everywhere_reading(self) -> "Transaction":
        """As `everywhere`, but takes no write lock."""
        return Transaction(Db(self._reading, expire_on_commit=False))

    def forget_written(self) -> None:
        """Nothing that was overwritten stays beside the store: SQLite's log is taken in and emptied, unless somebody
        reads in it; then that comes with the next one. PostgreSQL's log is its host's.
        """
        if self.is_sqlite:
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                connection.close()

    def close(self) -> None:
        """Close every connection; one that is still in use, when it is given back."""
        event.listen(self.engine.pool, "checkin", _close_late)
        self.engine.dispose()


def _close_late(_connection: object, record: ConnectionPoolEntry) -> None:
    record.close()


class Transaction:
    """`with store.begin(…) as db`: a block is a transaction, and the session ends with it."""

    def __init__(self, db: Db) -> None:
        self._db = db

    def __enter__(self) -> Db:
        return self._db

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        with self._db:
            if kind is None:
                self._db.commit()


def add_once(db: Db, model: type[Base], **values: Any) -> bool:
    """Insert a row unless one with its unique key is there; True if it was inserted.

    The workspace of a bound session is filled in; another's is refused.
    """
    _stamp(db, model, values)
    _, written = _insert(model, db.here.dialect, tuple(values), once=True).run(db.here, values)
    return bool(written)


def add(db: Db, model: type[Base], **values: Any) -> int:
    """Insert a row and return its number, without the cost of the unit of work (it is in every click)."""
    _stamp(db, model, values)
    rows, _ = _insert(model, db.here.dialect, tuple(values), once=False).run(db.here, values)
    return int(rows[0][0])


def add_each_once(db: Db, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert rows, each unless its unique key is there. A bound session's get its workspace and no other."""
    for values in rows:
        _stamp(db, model, values)
    for first in range(0, len(rows), TOGETHER):
        some = rows[first : first + TOGETHER]
        insert = _insert_each(model, db.here.dialect, tuple(some[0]), len(some))
        insert.run(
            db.here, {f"{name}_m{n}": value for n, row in enumerate(some) for name, value in row.items()}
        )


def set_each(db: Db, model: type[Base], key: str, column: str, values: Iterable[tuple[Any, Any]]) -> None:
    """Set a column of many rows of the session's workspace in one call, for each `(key, value)`.

    Rows that the session has read before do not learn of it.
    """
    table = model.__table__
    here, which = table.c.workspace_id == bindparam("here"), table.c[key] == bindparam("which")
    becomes: BindParameter[Any] = bindparam("becomes", type_=table.c[column].type)
    rows = [{"here": db.workspace_id, "which": one, "becomes": value} for one, value in values]
    if rows:
        db.here.execute(update(table).where(here, which).values({column: becomes}), rows)  # type: ignore[arg-type]
        db.info["wrote"] = True


def _stamp(db: Db, model: type[Base], values: dict[str, Any]) -> None:
    if "workspace_id" in db.info and values.setdefault("workspace_id", db.workspace_id) != db.workspace_id:
        raise OutOfBounds(f"a {model.__name__} of another workspace")
    for name, default in _defaults(model):
        if name not in values:
            values[name] = default.arg(None) if default.is_callable else default.arg
    db.catch_up()
    db.info["wrote"] = True


@cache
def _defaults(model: type[Base]) -> list[tuple[str, Any]]:
    """What is written where nothing is said: a statement that is compiled once does not ask for it."""
    columns = model.__table__.columns
    return [(column.key, column.default) for column in columns if column.default is not None]


@cache
def _insert(model: type[Base], dialect: Dialect, columns: tuple[str, ...], *, once: bool) -> Compiled:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model has one
    if once:
        insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
        return Compiled(insert(table).on_conflict_do_nothing(), dialect, [], columns)
    number = table.c.id
    return Compiled(sqlalchemy.insert(table).returning(number), dialect, [number.type], columns)


@cache
def _insert_each(model: type[Base], dialect: Dialect, columns: tuple[str, ...], rows: int) -> Compiled:
    """Many rows in one statement: three that are sent one by one, the driver's own way, take three times as long."""
    table = model.__table__
    insert = postgresql.insert if dialect.name == "postgresql" else sqlite.insert
    values = [
        {name: bindparam(f"{name}_m{number}", type_=table.c[name].type) for name in columns}
        for number in range(rows)
    ]
    return Compiled(insert(table).values(values).on_conflict_do_nothing(), dialect, [])  # type: ignore[arg-type]


@lru_cache(maxsize=4096)
def _criteria(workspace_id: str) -> tuple[ExecutableOption, ...]:
    return (
        with_loader_criteria(InWorkspace, lambda cls: cls.workspace_id == workspace_id, include_aliases=True),
        with_loader_criteria(Workspace, lambda cls: cls.id == workspace_id, include_aliases=True),
    )


IS_SILENT = or_(Workspace.left_at.is_not(None), Workspace.held_at.is_not(None))
"""Of a workspace that has taken the program out, or is held."""
SILENT = select(Workspace.id).where(IS_SILENT)
_NOT_SILENT = with_loader_criteria(
    InWorkspace, lambda cls: cls.workspace_id.not_in(SILENT), include_aliases=True
)
"""A session of no workspace sees none of them: nothing is done there, and nothing sent."""


@event.listens_for(Db, "after_begin")
def _enter(session: Session, _transaction: object, connection: Connection) -> None:
    walls.begin(connection, session.info.get("workspace_id"))


@event.listens_for(Db, "do_orm_execute")
def _bind_to_workspace(state: ORMExecuteState) -> None:
    """Add the workspace to every select, update and delete of a bound session, relationships included."""
    if isinstance(state.session, Db):
        state.session.locks(state.statement)
    if state.is_update or state.is_delete:
        state.session.info["wrote"] = True
    bound = state.session.info.get("workspace_id")
    if bound is None:
        if state.is_orm_statement and not state.is_insert and not isinstance(state.statement, FromStatement):
            state.statement = state.statement.options(_NOT_SILENT)
        return
    if state.is_insert:
        raise OutOfBounds("insert by db.add, add or add_once, which know the workspace")
    if not state.is_orm_statement or isinstance(state.statement, FromStatement):
        raise OutOfBounds("a bound session runs statements over mapped classes only")
    if state.parameters and state.is_update:
        raise OutOfBounds("an update by primary keys, which knows no workspace")
    if state.is_update and _moves(state.statement):
        raise OutOfBounds("rows stay in their workspace")
    if state.is_column_load or state.is_relationship_load:
        return
    state.statement = state.statement.options(*_criteria(bound))


def _moves(update: Any) -> bool:
    """Whether it would set a row's workspace."""
    return any(getattr(column, "key", column) == "workspace_id" for column in update._values or ())


@event.listens_for(Db, "before_flush")
def _stamp_workspace(session: Session, _context: UOWTransaction, _instances: object) -> None:
    session.info["wrote"] = True
    bound = session.info.get("workspace_id")
    if bound is None:
        return
    for row in session.new:
        if isinstance(row, InWorkspace) and row.__dict__.get("workspace_id") is None:
            row.workspace_id = bound
    for row in (*session.new, *session.dirty, *session.deleted):
        home = row.workspace_id if isinstance(row, InWorkspace) else getattr(row, "id", None)
        if home != bound:
            raise OutOfBounds(f"a {type(row).__name__} of another workspace")
