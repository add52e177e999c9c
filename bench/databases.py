"""Databases of a measurement's own: an SQLite file and, where one answers at TEST_DATABASE_URL, PostgreSQL."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg

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
