"""What may follow `python app.py`."""

from __future__ import annotations

import argparse

from bot import backups, keys, moving
from bot.importing import bring


def parser() -> argparse.ArgumentParser:
    """`command` is None where the program is to run."""
    made = argparse.ArgumentParser(prog="app.py", description="The CodeBuddies coordinator")
    commands = made.add_subparsers(dest="command")
    commands.add_parser("run", help="everything in one process (the default)")
    commands.add_parser("worker", help="sweeps and delivery, for PostgreSQL")
    bringing = commands.add_parser(
        "import", help="bring requests and offers from a CSV file (docs/IMPORT.md)"
    )
    bringing.add_argument("file", help="the file, in CSV")
    bringing.add_argument(
        "--workspace", help="whose people they are, where several workspaces install the program"
    )
    bringing.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")
    bringing.add_argument(
        "--only", choices=bring.KINDS, help="what all rows are, without a column that says so"
    )
    commands.add_parser("migrate", help="bring the database to this version's tables")
    commands.add_parser("doctor", help="a check-up: what is wrong, and how it is mended")
    moving.offer(commands.add_parser("move-store", help="from an SQLite file to PostgreSQL, with everything"))
    backups.offer_backup(
        commands.add_parser("backup", help="the whole store as one file, from either database")
    )
    backups.offer_restore(commands.add_parser("restore", help="a backup into an empty store"))
    keys.offer(commands.add_parser("keys", help="the key ring"))
    commands.add_parser(
        "workspaces", help="every workspace in a line: since when, how much waits, held or not"
    )
    for name, what in (("hold", "send nothing and answer nobody in a workspace"), ("release", "end that")):
        commands.add_parser(name, help=what).add_argument("workspace", help="its id, T…")
    return made
