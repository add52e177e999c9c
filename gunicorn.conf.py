"""Gunicorn reads this where it is started: no client holds a thread by sending its request slowly, each request knows
since when it waits for one, and the processes count together for `/metrics`."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import socket
import sys
import tempfile
import threading
import time

from gunicorn.workers.gthread import TConn, ThreadWorker

COUNTS = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes count together; of Prometheus' client (docs/MONITORING.md). Each start has an empty folder."""
ARRIVED = "codebuddies.arrived"
"""In a request's environment: when it would have come in, had nothing but a thread been waited for, by
`time.perf_counter` (`handlers.shedding`)."""
ARRIVES_IN = 1
"""Seconds in which a whole request must have come, looked at once a second: whoever waits for the thread meanwhile still
has an answer in Slack's three."""

GIVES_UP_IN = 5
"""Seconds in which a process that cannot start is told to end, because the first one could not, either."""
GARBAGE = 10_000
"""Objects that came and did not go by themselves, before the collector looks for those that nobody can reach."""

graceful_timeout = 8
"""Seconds for answers under way when it is told to end, in place of Gunicorn's thirty: hosts kill after ten."""


class Hurried(ThreadWorker):
    """Gunicorn's threads. Its own `timeout` ends a process that hangs, and no request."""

    def __init__(self, *given: object, **named: object) -> None:
        super().__init__(*given, **named)
        self._began: dict[TConn, float] = {}
        self._here = threading.local()

    def accept(self, listener: socket.socket) -> None:
        """As many at once as there are threads. Gunicorn takes one a turn, and the others wait where nobody counts."""
        for _ in range(self.cfg.threads):
            super().accept(listener)

    def enqueue_req(self, conn: TConn) -> None:
        conn.queued = time.perf_counter()
        super().enqueue_req(conn)

    def handle(self, conn: TConn) -> object:
        self._began[conn] = time.monotonic()
        self._here.waited = time.perf_counter() - conn.queued
        try:
            return super().handle(conn)
        finally:
            del self._began[conn]

    def load_wsgi(self) -> None:
        try:
            super().load_wsgi()
        except SystemExit:
            self._give_up()
            raise
        serve = self.wsgi

        def served(environ: dict[str, object], start: object) -> object:
            environ[ARRIVED] = time.perf_counter() - self._here.waited
            return serve(environ, start)

        self.wsgi = served

    def _give_up(self) -> None:
        """The first one's status ends gunicorn; another that gives up while it ends would have it end in a traceback."""
        until = time.monotonic() + GIVES_UP_IN
        while self.alive and self.age > 1 and time.monotonic() < until:
            time.sleep(0.02)
        if not self.alive:
            sys.exit(0)

    def notify(self) -> None:
        """Called every second: nothing more is read from who is late. What is answered meanwhile still goes out."""
        super().notify()
        now = time.monotonic()
        for conn, began in self._began.copy().items():
            if now - began > ARRIVES_IN:
                with contextlib.suppress(OSError):  # gone by itself
                    conn.sock.shutdown(socket.SHUT_RD)


worker_class = Hurried
control_socket_disable = True
"""It would be a file in a home folder, which may be read-only; whoever runs the program steers it by signals."""


def on_starting(_: object) -> None:
    os.environ[COUNTS] = tempfile.mkdtemp(prefix="codebuddies-counts-")


def post_fork(_: object, __: object) -> None:
    """What cleans up `/tmp` may have taken it: nobody has written there of late."""
    os.makedirs(os.environ[COUNTS], mode=0o700, exist_ok=True)


def post_worker_init(_: object) -> None:
    """What is loaded by now stays, and an answer leaves next to nothing that only the collector finds: it looks less
    often, and never through the former."""
    gc.freeze()
    gc.set_threshold(GARBAGE)


def on_exit(_: object) -> None:
    shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
