"""`python app.py move-store`: from one file to PostgreSQL, with everything. What it has done is its answer, in words."""

from __future__ import annotations

import argparse

from pydantic import SecretStr
from sqlalchemy.exc import DBAPIError, OperationalError

from bot import opening
from bot.config import StoreSettings, data_folder, read
from bot.opening import CannotStart
from models import copying, schema
from models.store import BACKGROUND_PATIENCE, Store, is_busy

UNCHANGED = "Nothing was moved."


def offer(parser: argparse.ArgumentParser) -> None:
    """What may follow `move-store` on the command line."""
    parser.add_argument(
        "--from", dest="source", default="", help="the SQLite store, sqlite:///PATH (else the default one)"
    )
    parser.add_argument(
        "--to", dest="target", default="", help="an empty database, postgresql://… (else DATABASE_URL)"
    )


def run(chosen: argparse.Namespace) -> str:
    """Copy the one into the other, and compare them. Raises `CannotStart`, `BadSettings`: what was not done, and why."""
    source = read(StoreSettings, _env_file=None, database_url=SecretStr(chosen.source))
    target = (
        read(StoreSettings, database_url=SecretStr(chosen.target)) if chosen.target else read(StoreSettings)
    )
    _one_way(source, target)
    lock = opening.lock(source, f"Stop the program first, and start it again afterwards. {UNCHANGED}")
    try:
        with opening.trouble(source):
            counts = _moved(source, target)
    finally:
        if lock is not None:
            lock.release()
    return _told(source, target, counts)


def _one_way(source: StoreSettings, target: StoreSettings) -> None:
    if not source.is_sqlite or target.is_sqlite:
        raise CannotStart(
            "move-store goes from an SQLite file to PostgreSQL: "
            f"--from sqlite:///PATH --to postgresql://user:password@host:5432/name. {UNCHANGED}"
        )
    if source.sqlite_file is not None and not source.sqlite_file.is_file():
        raise CannotStart(f"There is no store at {source.sqlite_file}. {UNCHANGED}")


def _moved(source: StoreSettings, target: StoreSettings) -> dict[str, int]:
    with opening.trouble(target):
        old, new = (Store(one.store_url, patience=BACKGROUND_PATIENCE) for one in (source, target))
        try:
            copying.refuse_full(new.engine)  # before its tables are touched: it may be at work
            with opening.trouble(source):
                schema.migrate(source.store_url)
            schema.migrate(target.store_url)
            return copying.copy(old.engine, new.engine)
        except copying.NotEmpty as error:
            raise CannotStart(
                f"{opening.place(target)} is not empty (there are rows in {error}). A store is moved into an empty "
                f"database alone: make a new one. {UNCHANGED}"
            ) from None
        except copying.NotTheSame as error:
            raise CannotStart(
                f"What was written into {error} does not read as it was, so it was taken back. {UNCHANGED}"
            ) from None
        except DBAPIError as error:
            raise _refused(target, error) from None
        finally:
            old.close()
            new.close()


def _refused(target: StoreSettings, error: DBAPIError) -> Exception:
    """A database that does not let it, without what was to be written: drivers repeat values."""
    if isinstance(error, OperationalError) and is_busy(error):
        return CannotStart(
            f"Another process has the tables of {opening.place(target)} open. Stop it. {UNCHANGED}"
        )
    state = getattr(error.orig, "sqlstate", None)
    if state and not state.startswith(
        ("08", "28", "3D", "57")
    ):  # its own errors with a value, not ways to reach it
        return CannotStart(f"{opening.place(target)} did not take a row (error {state}). {UNCHANGED}")
    return error


def _told(source: StoreSettings, target: StoreSettings, counts: dict[str, int]) -> str:
    rows, filled = sum(counts.values()), sum(1 for count in counts.values() if count)
    lines = [
        f"Moved {rows:,} rows of {filled} tables from {source.sqlite_file} to {opening.place(target)}, and compared them.",
        "Now, in .env or where the settings are:",
        "  DATABASE_URL=the address after --to",
    ]
    if source.is_default_store:
        lines.append(
            f"  KEYS=file:{data_folder() / 'keys'}  (the same keys as before; without them nothing opens)"
        )
    else:
        lines.append("  KEYS as before: the same keys open what was moved")
    lines.append(
        "Then start the program. Do not start it with the old file again: two would write to the same people. "
        "Keep that file as a backup, and delete it when you no longer need it."
    )
    return "\n".join(lines)
