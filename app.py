"""The command line. What it does is loaded only when it is known that all of it is there.

python app.py              everything in one process: Socket Mode, scheduler, delivery
python app.py worker       sweeps and delivery alone, for PostgreSQL
gunicorn 'app:web()'       Slack's requests over signed HTTP, for PostgreSQL
python app.py migrate      bring the database to this version's tables
python app.py keys init    print a new key ring
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

INTERRUPTED = 130
"""The exit status of a program that Ctrl-C has ended, as shells count."""


def web() -> Flask:
    """What gunicorn serves."""
    from start import commands  # noqa: PLC0415 - as in main()

    return commands.web()


def main() -> None:
    signal.signal(signal.SIGINT, _end_at_once)  # until there is something to close
    chosen = _parser().parse_args()
    try:
        from bot import logs  # noqa: PLC0415 - loading takes a second, in which Ctrl-C must count already
        from start import commands  # noqa: PLC0415
    except ModuleNotFoundError as error:
        sys.exit(
            f"{error.name} is not installed for this Python ({sys.executable}). The program has its own: "
            "start it with `make run`, or with `.venv/bin/python app.py` (README.md says how it is made)."
        )
    logs.configure()
    sys.excepthook = logs.fault
    threading.excepthook = lambda raised: logs.fault(*raised[:3])
    try:
        {
            "run": commands.run,
            "worker": commands.worker,
            "migrate": commands.migrate,
            "keys": commands.keys_init,
        }[chosen.command or "run"]()
    except commands.REFUSALS as error:
        sys.exit(str(error))


def _end_at_once(*_: object) -> None:
    os._exit(INTERRUPTED)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="The CodeBuddies coordinator")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("run", help="everything in one process (the default)")
    commands.add_parser("worker", help="sweeps and delivery, for PostgreSQL")
    commands.add_parser("migrate", help="bring the database to this version's tables")
    keys = commands.add_parser("keys", help="the key ring").add_subparsers(dest="keys", required=True)
    keys.add_parser("init", help="print a new key ring")
    return parser


if __name__ == "__main__":
    main()
