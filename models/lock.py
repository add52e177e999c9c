"""Who waits for whom: one process an SQLite store, one `keys` command a store, new workspaces and keys that go; and who
does not wait: of what takes long, each is one process's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from models.store import Db, Store

try:
    import fcntl
except ImportError:  # Windows has no fcntl: nothing refuses a second process there
    fcntl = None  # type: ignore[assignment]


class AlreadyRunning(Exception):
    """Another process has this store open."""


_HELD = set[IO[str]]()
"""Files that nobody closes by forgetting whose they are."""


class OneProcess:
    """An operating system's lock on `<store>.lock`, let go when the process ends, however it ends."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(store.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises `AlreadyRunning`."""
        held = self._path.open("w", encoding="ascii")
        try:
            if fcntl is not None:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            held.close()
            raise AlreadyRunning(str(self._path)) from error
        self._file = held
        _HELD.add(held)

    def release(self) -> None:
        if self._file is not None:
            _HELD.discard(self._file)
            self._file.close()
            self._file = None


_KEYS_COMMAND = 0x6B657973
"""The number of the advisory lock: "keys"."""
_LOCK_NOT_AVAILABLE = "55P03"
_GONE_WITHIN = 3
"""Seconds in which PostgreSQL sees that a process is gone; measured below 0.1, more on a busy machine."""


def alone_with_keys(connection: Connection) -> bool:
    """Whether no other process changes which key wraps the workspaces, until this transaction ends.

    PostgreSQL keeps the lock of a command that was killed until it has seen that its connection is gone: so wait a
    little before saying no.
    """
    if connection.dialect.name != "postgresql":
        return True  # `OneProcess` has seen to it
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_GONE_WITHIN}s'")
    try:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_KEYS_COMMAND})")
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


@contextmanager
def alone(store: Store, *what: str) -> Iterator[bool]:
    """Whether no other process is at this, nor begins before the block ends. No transaction is open meanwhile: a
    connection holds it, and lets it go with its process, however that ends.
    """
    if store.is_sqlite:
        yield True  # `OneProcess` has seen to it
        return
    number = int.from_bytes(blake2b("\0".join(what).encode(), digest_size=8).digest(), signed=True)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as held:
        is_ours = bool(held.exec_driver_sql("SELECT pg_try_advisory_lock(%s)", (number,)).scalar())
        try:
            yield is_ours
        finally:
            if is_ours:
                held.exec_driver_sql("SELECT pg_advisory_unlock(%s)", (number,))


def no_key_leaves(db: Db) -> None:
    """Until the transaction ends no key is taken out of the ring: for who wraps with one that is there now.

    SQLite's writing transactions come one after the other anyway.
    """
    _lock_workspaces(db, "ROW EXCLUSIVE")


def no_key_comes_to_use(db: Db) -> None:
    """Until the transaction ends nothing is wrapped: for who takes a key out of the ring."""
    _lock_workspaces(db, "SHARE")


def _lock_workspaces(db: Db, mode: str) -> None:
    if db.here.dialect.name == "postgresql":
        db.here.exec_driver_sql(f"LOCK TABLE workspaces IN {mode} MODE")
