"""From process to process: a workspace has something to send. PostgreSQL carries it (NOTIFY).

The bell holds nothing: what is to be sent is in the store, and each worker looks there once a second, rung or not.
Rung after the commit, by a thread of its own: a NOTIFY inside the transaction makes all commits wait for each other
(16 writers: 4,200 to 5,300 commits a second instead of 6,800 to 8,000; after the commit, 6,900 to 7,100; a job of
Procrastinate 3.10 in the transaction, 2,200 to 2,700).
"""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import threading
import time
from collections.abc import Callable

import psycopg
import structlog

log = structlog.get_logger()

CHANNEL = "codebuddies_rings"
BREATH = 0.02
"""Seconds between two rings: hundreds of clicks a second are told of fifty times."""
_RING = "SELECT pg_notify(%s, rung) FROM unnest(%s::text[]) AS rung"
TRIED_AGAIN_AFTER = 2.0
"""Seconds after the database was away; the ticks go on meanwhile."""
LOOKED_UP = 0.5
"""Seconds in which a listener sees that it is to end."""


class Bell:
    """Rings for other processes. A ring that cannot be given is none: the workers look by themselves."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._rung: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()

    def ring(self, workspace_id: str) -> None:
        """Returns at once. The thread begins with the first ring: in the process that serves, after a fork."""
        self._rung.put(workspace_id)
        if self._thread is None:
            with self._guard:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._carry, name="bell", daemon=True)
                    self._thread.start()

    def stop(self) -> None:
        """Ring what was asked for, and end."""
        if self._thread is not None:
            self._rung.put(None)
            self._thread.join(LOOKED_UP)

    def _carry(self) -> None:
        connection: psycopg.Connection | None = None
        rung: set[str | None] = set()
        while None not in rung:
            rung = self._all_rung()
            connection = self._tell(connection, [one for one in rung if one is not None])
            time.sleep(BREATH)
        if connection is not None:
            connection.close()

    def _tell(
        self, connection: psycopg.Connection | None, workspaces: list[str]
    ) -> psycopg.Connection | None:
        """The connection, for the next time."""
        for connected in (connection, None):  # one that was idle for long may be cut
            try:
                connection = connected or _connect(self._address)
                connection.execute(_RING, (CHANNEL, workspaces))
                return connection
            except psycopg.Error as error:
                log.info("bell_silent", error=type(error).__name__)
        return None

    def _all_rung(self) -> set[str | None]:
        """Waits for a ring; whoever has rung since the last one is told of once. None: it is to end."""
        rung = {self._rung.get()}
        with contextlib.suppress(queue.Empty):
            while True:
                rung.add(self._rung.get_nowait())
        return rung


class Listener:
    """Tells a worker at once what it would see within a second."""

    def __init__(self, address: str, ring: Callable[[str], None]) -> None:
        self._address = address
        self._ring = ring
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._hear, name="listener", daemon=True)
        self._line: psycopg.Connection | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End at once: its line is hung up, so that it waits no longer for what may come."""
        self._stopping.set()
        if (line := self._line) is not None:
            with (
                contextlib.suppress(psycopg.Error, OSError),
                socket.socket(fileno=os.dup(line.fileno())) as cut,
            ):
                cut.shutdown(socket.SHUT_RDWR)
        if self._thread.is_alive():
            self._thread.join(LOOKED_UP)

    def _hear(self) -> None:
        while not self._stopping.is_set():
            try:
                with _connect(self._address) as connection:
                    connection.execute(f"LISTEN {CHANNEL}")
                    self._line = connection
                    while not self._stopping.is_set():
                        for told in connection.notifies(timeout=LOOKED_UP):
                            self._ring(told.payload)
            except psycopg.Error as error:
                if not self._stopping.is_set():
                    log.info("bell_not_heard", error=type(error).__name__)
                self._stopping.wait(TRIED_AGAIN_AFTER)


def _connect(address: str) -> psycopg.Connection:
    return psycopg.connect(
        address, autocommit=True, connect_timeout=2, tcp_user_timeout=2000, keepalives_idle=30
    )
