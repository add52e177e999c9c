"""Lanes: one a workspace, drained by a few threads. A ring is a doorbell; losing or doubling one is harmless."""

from __future__ import annotations

import queue
import threading
import time
from collections import defaultdict
from datetime import datetime

import structlog

from bot.delivery.sender import Sender

log = structlog.get_logger()

AT_ONCE = 20
"""Notices of one workspace before another's turn comes."""


class Lanes:
    """Each workspace is drained by one thread of this process at a time, so that nothing overtakes."""

    def __init__(self, sender: Sender, *, threads: int = 2) -> None:
        self._sender = sender
        self._rung: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._waiting: set[str] = set()
        self._guard = threading.Lock()
        self._lanes: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
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
        for _ in self._threads:
            self._rung.put(None)

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
        """There may be something to send for this workspace."""
        with self._guard:
            if workspace_id in self._waiting:
                return
            self._waiting.add(workspace_id)
        self._rung.put(workspace_id)

    def ring_due(self, now: datetime) -> None:
        """Ring for every workspace with something due."""
        for workspace_id in self._due(now):
            self.ring(workspace_id)

    def drain_due(self, now: datetime) -> int:
        """Send everything that is due, and wait for what other threads are sending. Returns how many steps."""
        due = self._due(now)
        with self._guard:
            others = [lane for workspace_id, lane in self._lanes.items() if workspace_id not in due]
        for lane in others:
            with lane:
                pass  # what was under way there is recorded
        return sum(self.drain(workspace_id) for workspace_id in sorted(due))

    def drain(self, workspace_id: str, most: int | None = None) -> int:
        """Send what is due for a workspace, `most` steps at once. Returns how many were taken."""
        with self._guard:
            lane = self._lanes[workspace_id]
        steps = 0
        with lane:
            while steps != most and not self._stopping.is_set() and self._sender.send_one(workspace_id):
                steps += 1
        return steps

    def _due(self, now: datetime) -> list[str]:
        with self._sender.store.everywhere_reading() as db:
            return self._sender.due_workspaces(db, now)

    def _work(self) -> None:
        while (workspace_id := self._rung.get()) is not None:
            with self._guard:
                self._waiting.discard(workspace_id)
            try:
                if self.drain(workspace_id, AT_ONCE) == AT_ONCE:
                    self.ring(workspace_id)
            except Exception:
                log.exception("lane_failed", workspace=workspace_id)
