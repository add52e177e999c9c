"""`make demo`: a little school in a pretend Slack, to be tried in the browser. `STORY=0`: with nothing played yet.

Everything is real but Slack: the program runs in a process of its own, on SQLite in a temporary folder.
"""

from __future__ import annotations

import os
import signal
import sys
from threading import Event


def main() -> int:
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    from sandbox.opening import hold_open  # noqa: PLC0415 - takes a second, in which Ctrl-C must count already

    status = hold_open(ended, played=os.environ.get("STORY") != "0")
    if status == 0:
        print("\nEnded. Nothing was kept.", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
