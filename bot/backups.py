"""`python app.py backup FILE` and `restore FILE`: the whole store as one SQLite file, from either database and into either.

What they have done is their answer, in words. The key ring is not in the file: without it nothing sealed can be read.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import create_engine, func, inspect, select

from bot import opening
from bot.config import StoreSettings, read
from bot.filling import fill
from bot.opening import CannotStart
from models import Notice, copying, schema
from models.base import Base
from models.enums import NoticeState
from models.store import BACKGROUND_PATIENCE, Store

NOT_WRITTEN = "No backup was written."
UNCHANGED = "Nothing was restored."
FULL = "A backup is restored into an empty database alone: make a new one."


def offer_backup(parser: argparse.ArgumentParser) -> None:
    """What may follow `backup` on the command line."""
    parser.add_argument("file", type=Path, help="where to write it; a file that is not there yet")


def offer_restore(parser: argparse.ArgumentParser) -> None:
    """What may follow `restore` on the command line."""
    parser.add_argument("file", type=Path, help="what `backup` has written; it is read and stays as it is")


def backup(file: Path) -> str:
    """Write the store as it is at one moment, also while the program runs. Raises `CannotStart`, `BadSettings`."""
    settings = read(StoreSettings)
    if file.exists():
        raise CannotStart(f"{file} is there already. Choose another name. {NOT_WRITTEN}")
    if settings.sqlite_file is not None and not settings.sqlite_file.is_file():
        raise CannotStart(f"There is no store at {settings.sqlite_file}. {NOT_WRITTEN}")
    with opening.trouble(settings), _new(file, NOT_WRITTEN) as part:
        if settings.sqlite_file is not None:
            _write_out(settings.sqlite_file, part)
        else:
            _fetch(settings.store_url, part)
        rows, _ = _what_is_in(part)
    return (
        f"Wrote {rows:,} rows from {opening.place(settings)} to {file}.\n"
        "The key ring is not in it: keep a copy of that, too, in another place (docs/DEPLOY.md, “The keys”)."
    )


def restore(file: Path) -> str:
    """Fill an empty store with a backup of this version or an older one. Raises `CannotStart`, `BadSettings`."""
    settings = read(StoreSettings)
    _look_at(file)
    lock = opening.lock(settings, f"Stop the program first. {UNCHANGED}")
    try:
        with opening.trouble(settings), tempfile.TemporaryDirectory() as folder:
            if settings.sqlite_file is not None:
                _put_in_place(file, settings.sqlite_file)
                rows, waiting = _what_is_in(settings.sqlite_file)
            else:
                brought = Path(folder) / "store"
                _copied(file, brought)
                source = read(StoreSettings, _env_file=None, database_url=SecretStr(_url(brought)))
                fill(source, settings, FULL, UNCHANGED)
                rows, waiting = _what_is_in(brought)
    finally:
        if lock is not None:
            lock.release()
    return _told(settings, file, rows, waiting)


def _write_out(store: Path, part: Path) -> None:
    """Of SQLite: one moment of it, without what was erased."""
    with contextlib.closing(sqlite3.connect(store, timeout=BACKGROUND_PATIENCE)) as connection:
        try:
            connection.execute("vacuum into ?", (str(part),))
        except sqlite3.Error as error:
            raise CannotStart(f"{store} cannot be read: {error}. {NOT_WRITTEN}") from None


def _fetch(url: str, part: Path) -> None:
    """Of PostgreSQL: one moment of it, every row read again and compared."""
    source = Store(url, patience=BACKGROUND_PATIENCE)
    try:
        if schema.current(source.engine) != schema.HEAD:
            raise CannotStart(f"{opening.other_tables(source)} {NOT_WRITTEN}")
        schema.migrate(_url(part))
        target = Store(_url(part), patience=BACKGROUND_PATIENCE)
        try:
            copying.copy(source.engine, target.engine)
        except copying.NotTheSame as error:
            raise CannotStart(f"What was written of {error} does not read as it was. {NOT_WRITTEN}") from None
        finally:
            target.close()
    finally:
        source.close()
    with contextlib.closing(sqlite3.connect(part)) as connection:
        connection.execute("pragma journal_mode = delete")  # one file, readable where nothing can be written


def _put_in_place(file: Path, store: Path) -> None:
    if store.exists():
        raise CannotStart(
            f"There is a store at {store}. Move it away first, with the files beside it that end in -wal and -shm. "
            f"{UNCHANGED}"
        )
    for left in (store.with_name(store.name + end) for end in ("-wal", "-shm")):
        if left.exists():
            raise CannotStart(f"{left} belongs to another store. Move it away first. {UNCHANGED}")
    with _new(store, UNCHANGED) as part:
        _copied(file, part)
        schema.migrate(_url(part))


@contextlib.contextmanager
def _new(file: Path, unchanged: str) -> Iterator[Path]:
    """An empty file beside it, for its owner alone, which takes its place when all has gone well."""
    part = file.with_name(file.name + ".part")
    try:
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise CannotStart(f"{part} cannot be written: {error.strerror}. {unchanged}") from None
    try:
        yield part
        with part.open("rb+") as written:
            os.fsync(written.fileno())
        if file.exists():
            raise CannotStart(f"{file} has come to be meanwhile. {unchanged}")
        part.replace(file)
        _sync(file.parent)
    finally:
        for name in (part.name, f"{part.name}-wal", f"{part.name}-shm", f"{part.name}-journal"):
            part.with_name(name).unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """The file is found there after a power cut, too, where the system can promise that."""
    with contextlib.suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _look_at(file: Path) -> None:
    """Whether it is a backup that this version can read. Raises `CannotStart`."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        ) as connection:
            [[revision]] = connection.execute("select version_num from alembic_version").fetchall()
            [[sound]] = connection.execute("pragma quick_check(1)").fetchall()
    except (sqlite3.Error, ValueError):
        is_there = file.is_file()
        what = "is no backup of this program, or a damaged one" if is_there else "is not there"
        raise CannotStart(f"{file} {what}. {UNCHANGED}") from None
    if sound != "ok":
        raise CannotStart(f"{file} is damaged. {UNCHANGED}")
    if str(revision) > schema.HEAD:
        raise CannotStart(
            f"{file} was written by a newer version of the program. Update the program first. {UNCHANGED}"
        )


def _copied(file: Path, to: Path) -> None:
    """The backup itself stays as it is: bringing it to this version's tables changes a file."""
    with (
        contextlib.closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as old,
        contextlib.closing(sqlite3.connect(to)) as new,
    ):
        old.backup(new)


def _what_is_in(file: Path) -> tuple[int, int]:
    """How many rows, and how many messages that wait to be sent. The file may have an older version's tables."""
    engine = create_engine(_url(file))
    try:
        with engine.connect() as connection:
            there = inspect(connection).get_table_names()
            tables = [table for table in Base.metadata.sorted_tables if table.name in there]
            rows = [connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables]
            waits = Notice.state.in_((NoticeState.PENDING, NoticeState.SENDING))
            return sum(rows), connection.scalar(select(func.count()).select_from(Notice).where(waits)) or 0
    finally:
        engine.dispose()


def _url(file: Path) -> str:
    return f"sqlite:///{file}"


def _told(settings: StoreSettings, file: Path, rows: int, waiting: int) -> str:
    lines = [f"Restored {rows:,} rows from {file} into {opening.place(settings)}."]
    if waiting:
        lines.append(
            f"{waiting:,} messages waited to be sent when the backup was written. They are sent when the program "
            "starts, also those that have gone out since then."
        )
    lines.append("Start the program with the key ring of that time: the same keys open what was restored.")
    return "\n".join(lines)
