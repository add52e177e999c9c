"""The database, opened: what is set on every connection, and what its errors mean."""

from __future__ import annotations

import select
import sqlite3
import time
from typing import Any

import psycopg
from psycopg.errors import IdleInTransactionSessionTimeout
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError, OperationalError

from models import walls

STILL = 10.0
"""Seconds in which nothing comes from whoever has begun a transaction: then the database ends it, and what it holds is
free for others. A process that is frozen, or whose machine is gone, hangs up for nobody. What a transaction reads and
writes takes a few of them at most; nothing that computes for longer does so within one."""


AWAY_FOR = 1.0
"""Seconds for which nobody waits for a database that has just let somebody wait in vain: one act asks it several times,
and Slack waits for three seconds."""
NEAR = {"tcp_keepalives_idle": 30, "tcp_keepalives_interval": 10, "tcp_keepalives_count": 3}
"""PostgreSQL looks by itself whether a machine that says nothing is still there: what a connection holds beyond its
transactions is free a minute after it is gone, and not two hours."""


def opened(url: str, patience: float, pool_size: int, silence: float | None) -> Engine:
    """`silence`: seconds in which a statement is answered, or the database is away (PostgreSQL); None: however long."""
    if make_url(url).get_backend_name() != "sqlite":
        return _postgresql(url, patience, pool_size, silence)
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


def _postgresql(url: str, patience: float, pool_size: int, silence: float | None) -> Engine:
    away = {"connect_timeout": 2, "tcp_user_timeout": 2000, "keepalives_idle": 30}
    engine = create_engine(url, pool_size=pool_size, hide_parameters=True, connect_args=away)
    lines = _Lines(silence)
    told = {
        "lock_timeout": int(patience * 1000),
        "idle_in_transaction_session_timeout": int(STILL * 1000),
        **NEAR,
    }

    @event.listens_for(engine, "do_connect")
    def _open(_dialect: object, _record: object, given: Any, named: Any) -> _Line:
        return lines.open(*given, **named)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.execute("; ".join(f"set {name} = {value}" for name, value in told.items()))
        connection.execute(walls.TAKE_ON)
        connection.commit()

    @event.listens_for(engine, "checkout")
    def _look(connection: Any, _record: object, _proxy: object) -> None:
        """Another one instead of one that was cut meanwhile: this machine knows of it, and need not ask over it."""
        try:
            lines.require()
        except psycopg.OperationalError as error:
            raise OperationalError("SELECT", None, error) from error
        if connection.closed or _is_spoken_to(connection.fileno()):
            raise InvalidatePoolError  # those beside it are looked at again, too

    return engine


class _Lines:
    """Connections to a database that may fall silent: it takes what is sent, as a machine without a program behind it
    does, or it is out of reach; and no error comes."""

    def __init__(self, silence: float | None) -> None:
        self.silence = silence
        self._away_until = 0.0

    def open(self, *given: Any, **named: Any) -> _Line:
        self.require()
        began = time.monotonic()
        try:
            line = _Line.connect(*given, **named)
        except psycopg.OperationalError:
            self.failed(began)
            raise
        line.of = self
        return line

    def require(self) -> None:
        """Raises `psycopg.OperationalError` where somebody has just waited in vain."""
        if time.monotonic() < self._away_until:
            raise psycopg.OperationalError("the database did not answer a moment ago")

    def failed(self, began: float) -> None:
        """What is refused is refused at once."""
        now = time.monotonic()
        if now - began > AWAY_FOR:
            self._away_until = now + AWAY_FOR


class _Line(psycopg.Connection[Any]):
    """The driver's connection. One that the database has ended while we stood still is lost like any other, and so is
    one over which no answer comes."""

    of: _Lines | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is None and self.of is not None:
            timeout = self.of.silence
        began = time.monotonic()
        try:
            return super().wait(gen, interval, timeout)
        except IdleInTransactionSessionTimeout as error:
            raise psycopg.OperationalError(str(error)) from error
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()
            if self.closed and self.of is not None:
                self.of.failed(began)
            raise


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
