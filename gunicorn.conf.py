"""Gunicorn reads this where it is started: no client holds a thread by sending its request slowly, and its processes
count together for `/metrics`."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import tempfile
import time

from gunicorn.workers.gthread import TConn, ThreadWorker

COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes count together; of Prometheus' client (docs/MONITORING.md). Each start has an empty folder."""
ARRIVES_IN = 1
"""Seconds in which a whole request must have come, looked at once a second: whoever waits for the thread meanwhile still
has an answer in Slack's three."""


class Hurried(ThreadWorker):
    """Gunicorn's threads. Its own `timeout` ends a process that hangs, and no request."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self._began: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> object:
        self._began[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._began[conn]

    def notify(self) -> None:
        """Called every second: nothing more is read from who is late. What is answered meanwhile still goes out."""
        super().notify()
        now = time.monotonic()
        for conn, began in self._began.copy().items():
            if now - began > ARRIVES_IN:
                with contextlib.suppress(OSError):  # gone by itself
                    conn.sock.shutdown(socket.SHUT_RD)


worker_class = Hurried


def on_starting(_: object) -> None:
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="codebuddies-counts-")


def on_exit(_: object) -> None:
    shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
