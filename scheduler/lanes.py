"""Lanes: one a workspace, drained by a few threads. A ring is a doorbell: losing or doubling one is harmless."""

from __future__ import annotations

import secrets
import threading
import time
from datetime import datetime
from zlib import crc32

import structlog
from sqlalchemy.exc import OperationalError

from bot.delivery.sender import Sender
from scheduler.turns import Turns

log = structlog.get_logger()

FILE_THREADS, SERVER_THREADS = 2, 8
"""SQLite serves one workspace, and one of its threads may wait for Slack. On PostgreSQL most of them do: Slack takes
50 to 300 ms for a call, and a step's own work is some 10. With the four rounds of a tick, and what one holds, they fit into
the store's pool."""
KEPT_QUICK = 4
"""One thread in so many, but one at least, is kept for workspaces whose last step was none of the slow ones."""
RESTED = 10.0
"""Seconds after which a workspace is tried again in which a step has failed for its own sake: its key is lost, say. It
does not fill the log; a click rings for it all the same."""
SLOW_SECONDS = 2.0
"""Slack, or the line to it, hangs: a call may take six."""


class Lanes:
    """Each workspace is drained by one thread of this process at a time, one step a turn.

    Another process may drain the same one: the store's leases keep its order and its pace.
    """

    def __init__(self, sender: Sender, *, threads: int | None = None) -> None:
        """`threads`: how many workspaces are served at once; None: as many as the database is for."""
        if threads is None:
            threads = FILE_THREADS if sender.store.is_sqlite else SERVER_THREADS
        self._sender = sender
        self._turns = Turns(max(1, threads - max(1, threads // KEPT_QUICK)))
        self._rests: dict[str, float] = {}
        """Workspace → until when, by `time.monotonic`."""
        self._begins_at = secrets.randbits(32)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name=f"lane-{number}", daemon=True)
            for number in range(threads)
        ]

    @property
    def sender(self) -> Sender:
        return self._sender

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stopping(self) -> None:
        """Begin nothing new; what is under way is finished and recorded. Returns at once."""
        self._stopping.set()
        self._turns.end()

    def stop(self, seconds: float = 10) -> bool:
        """End after the calls that are under way, within `seconds`; what is left is sent after the next start.

        Returns:
            False where a call hangs for longer: its lease runs out, and its kind says what happens then.
        """
        self.stopping()
        end = time.monotonic() + seconds
        for thread in self._threads:
            if thread.is_alive():
                thread.join(max(0.0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def ring(self, workspace_id: str) -> None:
        """There may be something to send for this workspace, and somebody waits for it."""
        self._turns.ring(workspace_id, now=True)

    def ring_due(self, now: datetime) -> None:
        """Ring for every workspace with something due that does not rest."""
        for workspace_id in self._due(now):
            if time.monotonic() >= self._rests.get(workspace_id, 0.0):
                self._turns.ring(workspace_id)

    def drain_due(self, now: datetime) -> int:
        """Send everything that is due, and wait for what other threads are sending. Returns how many steps."""
        due = self._due(now)
        for workspace_id in self._turns.held() - set(due):
            self._turns.hold(workspace_id)  # what was under way there is recorded
            self._turns.release(workspace_id)
        return sum(self.drain(workspace_id) for workspace_id in sorted(due))

    def drain(self, workspace_id: str) -> int:
        """Send all that is due for a workspace. Returns how many steps were taken."""
        steps = 0
        self._turns.hold(workspace_id)
        try:
            while not self._stopping.is_set() and self._sender.send_one(workspace_id):
                steps += 1
        finally:
            self._turns.release(workspace_id)
        return steps

    def _due(self, now: datetime) -> list[str]:
        """In an order of this process's own: two that tick together begin at different ends."""
        with self._sender.store.everywhere_reading() as db:
            found = self._sender.due_workspaces(db, now)
        return sorted(found, key=lambda workspace_id: crc32(workspace_id.encode(), self._begins_at))

    def _work(self) -> None:
        while (workspace_id := self._turns.take()) is not None:
            began = time.monotonic()
            try:
                if self._sender.send_one(workspace_id):
                    self._turns.ring(workspace_id)
                self._rests.pop(workspace_id, None)
            except Exception as error:
                if not isinstance(error, OperationalError):  # that is the database's trouble
                    self._rests[workspace_id] = time.monotonic() + RESTED
                log.error("lane_failed", workspace=workspace_id, exc_info=error)
            finally:
                self._turns.release(workspace_id, slow=time.monotonic() - began > SLOW_SECONDS)
