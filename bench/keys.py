"""A new key for 100,000 workspaces, while people go on writing: `app.py keys rotate`, against the bare driver.

    keys_rotate_100k   a new key made and saved, every workspace's key unwrapped, wrapped anew and committed, in
                       short transactions; against the same rows read and values as long written by the bare
                       driver in one transaction, without a cipher and with nobody beside it

Two writers of another process each make a person known to a workspace some fifty times a second, with the
patience of a click; `slowest_write_ms` is the longest of them, and none may fail. On SQLite and, where one
answers at TEST_DATABASE_URL, on PostgreSQL. The two are run in turn.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import sqlite3
import statistics
import tempfile
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg
from sqlalchemy import insert

from bench.databases import own_database
from bench.figures import figure
from bench.nudge_sweep import timed
from bot import keys
from bot.services import people
from bot.vault import KEY_BYTES, KeyRing
from models import Workspace, schema
from models.store import LISTENER_PATIENCE, Store

WORKSPACES, WRITERS, PAUSE, ROUNDS = 100_000, 2, 0.02, 3
NOW = datetime(2026, 3, 5, 16, 0, tzinfo=UTC)


def build(url: str, ring: KeyRing) -> None:
    schema.migrate(url)
    store = Store(url)
    rows = [
        {
            "id": f"T{number}",
            "bot_user_id": "B1",
            "created_at": NOW,
            "wrapped_key": ring.wrap(secrets.token_bytes(KEY_BYTES), f"T{number}"),
        }
        for number in range(WORKSPACES)
    ]
    with store.everywhere() as db:
        db.here.execute(insert(Workspace.__table__), rows)  # type: ignore[arg-type]
    store.close()


def write(url: str, pipe: Connection) -> None:
    """Of a process of its own: until it is told to end, then how long each write took, in seconds."""
    store, ended = Store(url, patience=LISTENER_PATIENCE), Event()
    lasted: list[float] = []

    def one(writer: int) -> None:
        number = 0
        while not ended.is_set():
            number += 1
            told = people.Facts(f"U{number}", "en", None, is_admin=False, is_guest=False, is_gone=False)
            began = time.perf_counter()
            with store.begin(f"T{(number * 7919 + writer) % WORKSPACES}") as db:
                people.remember(db, told, NOW)
            lasted.append(time.perf_counter() - began)
            time.sleep(PAUSE)

    def watched(writer: int) -> None:
        try:
            one(writer)
        except Exception as error:
            failed.append(error)
            raise

    failed: list[Exception] = []
    threads = [Thread(target=watched, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    pipe.send("ready")
    pipe.recv()
    ended.set()
    for thread in threads:
        thread.join()
    store.close()
    pipe.send((lasted, len(failed)))


@contextmanager
def writers(url: str, lasted: list[float]) -> Any:
    """People at work while the block lasts; how long their writes took comes into `lasted`."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=write, args=(url, there))
    process.start()
    here.recv()
    yield
    here.send("end")
    took, failed = here.recv()
    process.join()
    assert not failed, f"{failed} writers failed"
    lasted += took


def bare(url: str) -> None:
    """The rows read, and written as they are, by the driver alone."""
    read, change = (
        "SELECT id, wrapped_key FROM workspaces",
        "UPDATE workspaces SET wrapped_key = {} WHERE id = {}",
    )
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as lite, lite:
            lite.execute("PRAGMA synchronous=FULL")
            rows = [(key, row) for row, key in lite.execute(read).fetchall()]
            lite.executemany(change.format("?", "?"), rows)
        return
    with psycopg.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        rows = [(key, row) for row, key in cursor.execute(read).fetchall()]
        cursor.executemany(change.format("%s", "%s").encode(), rows)


def check(url: str, ring: KeyRing) -> None:
    """Every key opens, and the newest of the ring has wrapped it."""
    store = Store(url)
    with store.everywhere_reading() as db:
        rows = keys.WRAPPED.rows(db)
    store.close()
    newest = KeyRing(ring.keys[:1])
    assert len(rows) == WORKSPACES
    assert all(len(newest.unwrap(wrapped, row)) == KEY_BYTES for row, wrapped in rows)


def measure(url: str, database: str, file: Path) -> None:
    ring = KeyRing.new()
    ring.save(file)
    os.environ |= {"DATABASE_URL": url.replace("+psycopg", ""), "KEYS": f"file:{file}"}
    build(url, ring)
    references, values, lasted = [], [], list[float]()
    for _ in range(ROUNDS):
        references.append(timed(lambda: bare(url)))
        with writers(url, lasted):
            values.append(timed(keys.rotate))
        check(url, KeyRing.read(file))
    figure(
        "keys_rotate_100k",
        round(statistics.median(values), 3),
        round(statistics.median(references), 3),
        database=database,
        slowest_write_ms=round(max(lasted) * 1000, 1),
        writes_beside=len(lasted),
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "keys"
        measure(f"sqlite:///{Path(folder) / 'bench.sqlite3'}", "sqlite", file)
        with own_database() as url:
            if url is not None:
                measure(url, "postgresql", file)


if __name__ == "__main__":
    main()
