"""`python app.py move-store`: from one file to PostgreSQL, with everything. What it has done is its answer, in words."""

from __future__ import annotations

import argparse

from pydantic import SecretStr

from bot import opening
from bot.config import StoreSettings, data_folder, read
from bot.filling import fill
from bot.opening import CannotStart

UNCHANGED = "Nothing was moved."
FULL = "A store is moved into an empty database alone: make a new one."


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
            counts = fill(source, target, FULL, UNCHANGED)
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
