"""Whose turn it is: one step for each lane that wants one, then the next step of each."""

from __future__ import annotations

import heapq
import threading
from itertools import count

AHEAD = 1
"""Turns by which a lane comes before its time when somebody waits for it."""


class Turns:
    """A fair queue of lanes, for several threads. A lane is in one thread's hands at a time.

    Each turn has a number, and the lowest goes first. A lane that has rested comes in at the number that is being
    served, and its next turn has the next number. So one with thousands of steps holds up no other by more than
    one of them (start-time fair queueing: Goyal, Vin and Cheng, 1996).
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._wanted, self._freed = threading.Condition(self._guard), threading.Condition(self._guard)
        self._queue: list[tuple[int, int, str]] = []
        self._rung: dict[str, tuple[int, int]] = {}
        """Lanes that want a turn → its place, and its number. What stands at another place in the queue is void."""
        self._held: set[str] = set()
        self._next: dict[str, int] = {}
        self._served = 0
        self._order = count()
        self._is_over = False

    def ring(self, lane: str, *, now: bool = False) -> None:
        """It wants a turn; while it has one, another afterwards.

        Args:
            now: somebody waits for it: its turn comes ahead, and is counted as if it had come in its time.
        """
        with self._guard:
            number = max(self._served, self._next.get(lane, 0))
            wanted = number - AHEAD * now, number
            if lane not in self._rung or wanted < self._rung[lane]:
                self._want(lane, *wanted)

    def take(self) -> str | None:
        """Wait for the next turn, and hold its lane. None: it is over."""
        with self._guard:
            while not self._is_over:
                while self._queue:
                    place, _, lane = heapq.heappop(self._queue)
                    if lane not in self._held and self._rung.get(lane, (None,))[0] == place:
                        _, number = self._rung.pop(lane)
                        self._held.add(lane)
                        self._served, self._next[lane] = max(self._served, place), number + 1
                        return lane
                self._wanted.wait()
        return None

    def hold(self, lane: str) -> None:
        """Take it out of its turn, when whoever has it is done."""
        with self._guard:
            while lane in self._held:
                self._freed.wait()
            self._held.add(lane)

    def release(self, lane: str) -> None:
        with self._guard:
            self._held.discard(lane)
            if lane in self._rung:
                self._want(lane, *self._rung[lane])
            self._freed.notify_all()

    def held(self) -> set[str]:
        """Lanes that somebody has now."""
        with self._guard:
            return set(self._held)

    def end(self) -> None:
        """Whoever waits for a turn gets none."""
        with self._guard:
            self._is_over = True
            self._wanted.notify_all()

    def _want(self, lane: str, place: int, number: int) -> None:
        """One that is held stands in the queue from its release on."""
        self._rung[lane] = place, number
        if lane not in self._held:
            heapq.heappush(self._queue, (place, next(self._order), lane))
            self._wanted.notify()
