"""Databases of a measurement's own: an SQLite file and, where one answers at TEST_DATABASE_URL, PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from models import walls
from models.store import Store

POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")


def on_both(measure: Callable[[str, str], None]) -> None:
    """Call it with the address of an empty database and its name, for each of the two."""
    with tempfile.TemporaryDirectory() as folder:
        measure(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", "sqlite")
    with own_database() as url:
        if url is not None:
            measure(url, "postgresql")


@contextmanager
def own_database() -> Iterator[str | None]:
    """A PostgreSQL database of its own, gone afterwards; None where no PostgreSQL answers."""
    name = f"codebuddies_bench_{uuid4().hex[:12]}"
    try:
        admin = psycopg.connect(POSTGRESQL, autocommit=True)
    except psycopg.OperationalError:
        yield None
        return
    with admin:
        admin.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield POSTGRESQL.replace("postgresql://", "postgresql+psycopg://").rpartition("/")[0] + f"/{name}"
        finally:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


@contextmanager
def beside(store: Store) -> Iterator[Connection]:
    """A transaction of no session: over all rows, and as whoever is connected, without the role that the program takes on."""
    with store.engine.connect() as connection:
        walls.enter(connection, None)
        if not store.is_sqlite:
            connection.exec_driver_sql("SET LOCAL ROLE NONE")
        yield connection
        connection.commit()


def tidy(store: Store) -> None:
    """What the database does by itself in the background, done now, so that it does not fall into a round."""
    if store.is_sqlite:
        connection = store.engine.raw_connection()
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        return
    owner = create_engine(store.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with owner.connect() as own:
        own.exec_driver_sql("VACUUM ANALYZE")
