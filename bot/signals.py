"""Whether the process is told to end; and that it does."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger()

ENDS_WITHIN = 9.5
"""Seconds from being told to until the process is gone, whatever is still under way in it: hosts kill after ten."""


def watched() -> Callable[[], None]:
    """What waits until SIGTERM or Ctrl-C has come, even if it comes just before the wait. From then on the process has
    `ENDS_WITHIN` seconds.

    Python runs a signal's handler when the main thread runs Python next. One that comes in the moment in which it
    begins to wait for a lock is forgotten until the next one; a byte in a socket is not.
    """
    told, tells = socket.socketpair()
    tells.setblocking(False)
    signal.set_wakeup_fd(tells.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: tells.fileno())  # which also keeps it open

    def wait() -> None:
        told.recv(1)
        threading.Thread(target=_end, name="end", daemon=True).start()

    return wait


def _end() -> None:
    """Python waits for threads of others, such as a sweep's, for as long as they take."""
    time.sleep(ENDS_WITHIN)
    log.warning(
        "left_behind", threads=" + ".join(sorted(one.name for one in threading.enumerate() if not one.daemon))
    )
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(1)
