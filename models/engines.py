"""The database, opened: what is set on every connection, and what its errors mean."""

from __future__ import annotations

import select
import sqlite3
from typing import Any

import psycopg
from psycopg.errors import IdleInTransactionSessionTimeout
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError

from models import walls

STILL = 10.0
"""Seconds in which nothing comes from whoever has begun a transaction: then the database ends it, and what it holds is
free for others. A process that is frozen, or whose machine is gone, hangs up for nobody. What a transaction reads and
writes takes a few of them at most; nothing that computes for longer does so within one."""


def opened(url: str, patience: float, pool_size: int) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return _postgresql(url, patience, pool_size)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": patience})

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins; the driver must not, a moment later
        cursor = connection.cursor()
        # secure_delete: what is erased (a case's key) is overwritten in the file, whatever SQLite was built with
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reads = connection.get_execution_options().get("store_reads")
        driver = connection.connection.dbapi_connection
        assert driver is not None  # noqa: S101 - the connection was just checked out
        begin = "BEGIN" if reads else "BEGIN IMMEDIATE"
        try:
            driver.execute(begin)
        except sqlite3.OperationalError as error:
            raise OperationalError(begin, None, error) from error

    return engine


def _postgresql(url: str, patience: float, pool_size: int) -> Engine:
    away = {"connect_timeout": 2, "tcp_user_timeout": 2000, "keepalives_idle": 30}
    engine = create_engine(url, pool_size=pool_size, hide_parameters=True, connect_args=away)

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: object, _record: object, given: Any, named: Any) -> _Line:
        return _Line.connect(*given, **named)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        for name, seconds in (("lock_timeout", patience), ("idle_in_transaction_session_timeout", STILL)):
            connection.execute(f"set {name} = {int(seconds * 1000)}")
        connection.execute(walls.TAKE_ON)
        connection.commit()

    @event.listens_for(engine, "checkout")
    def _look(connection: Any, _record: object, _proxy: object) -> None:
        """Another one instead of one that was cut meanwhile: this machine knows of it, and need not ask over it."""
        if connection.closed or _is_spoken_to(connection.fileno()):
            raise InvalidatePoolError  # those beside it are looked at again, too

    return engine


class _Line(psycopg.Connection[Any]):
    """The driver's connection. One that the database has ended while we stood still is lost like any other."""

    def wait(self, *given: Any, **named: Any) -> Any:
        try:
            return super().wait(*given, **named)
        except IdleInTransactionSessionTimeout as error:
            raise psycopg.OperationalError(str(error)) from error


def _is_spoken_to(socket: int) -> bool:
    """Whether something has come that nobody asked for. To a connection at rest that is its end."""
    looked = select.poll()
    looked.register(socket, select.POLLIN)
    return bool(looked.poll(0))


_BUSY_CODES = ("55P03", "40P01", "40001")
"""PostgreSQL: a lock not had in time, a deadlock, two changes at once. All of it was rolled back."""
_FULL_CODES = ("53100",)
"""PostgreSQL: disk full."""


def is_busy(error: OperationalError) -> bool:
    """Whether a lock was held by somebody else for longer than our patience."""
    words = str(error.orig)
    locked = "database is locked" in words or "database table is locked" in words
    return locked or getattr(error.orig, "sqlstate", None) in _BUSY_CODES


def is_full(error: OperationalError) -> bool:
    """Whether there is no room left to write."""
    words = str(error.orig)
    return "disk is full" in words or getattr(error.orig, "sqlstate", None) in _FULL_CODES
