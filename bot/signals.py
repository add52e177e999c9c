"""Whether the process is told to end."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable


def watched() -> Callable[[], object]:
    """What waits until SIGTERM or Ctrl-C has come, even if it comes just before the wait.

    Python runs a signal's handler when the main thread runs Python next. One that comes in the moment in which it
    begins to wait for a lock is forgotten until the next one; a byte in a socket is not.
    """
    told, tells = socket.socketpair()
    tells.setblocking(False)
    signal.set_wakeup_fd(tells.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: tells.fileno())  # which also keeps it open
    return lambda: told.recv(1)
