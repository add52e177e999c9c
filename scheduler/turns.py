"""Whose turn it is: one step for each lane that wants one, then the next step of each."""

from __future__ import annotations

import heapq
import threading
from itertools import count

AHEAD = 1
"""Turns by which a lane comes before its time when somebody waits for it."""

_Place = tuple[int, int, str]


class Turns:
    """A fair queue of lanes, for several threads. A lane is in one thread's hands at a time.

    Each turn has a number, and the lowest goes first. A lane that has rested comes in at the number that is being
    served, and its next turn has the next number. So one with thousands of steps holds up no other by more than
    one of them (start-time fair queueing: Goyal, Vin and Cheng, 1996).

    Turns are fair by number, and a lane whose turns last long would have more of the time: of those whose last one did,
    only so many (`slow_at_once`) have a turn at the same time, and some threads are left to the others.
    """

    def __init__(self, slow_at_once: int | None = None) -> None:
        self._guard = threading.Lock()
        self._wanted, self._freed = threading.Condition(self._guard), threading.Condition(self._guard)
        self._queue, self._slow_queue = list[_Place](), list[_Place]()
        self._slow, self._slow_at_once = set[str](), slow_at_once
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
                if (lane := self._first()) is not None:
                    return lane
                self._wanted.wait()
        return None

    def _first(self) -> str | None:
        queues = [self._queue]
        if self._slow_at_once is None or len(self._held & self._slow) < self._slow_at_once:
            queues.append(self._slow_queue)
        for queue in queues:
            while queue and not self._stands(queue[0]):
                heapq.heappop(queue)
        queue = min(filter(None, queues), key=lambda one: one[0], default=self._queue)
        if not queue:
            return None
        place, _, lane = heapq.heappop(queue)
        _, number = self._rung.pop(lane)
        self._held.add(lane)
        self._served, self._next[lane] = max(self._served, place), number + 1
        return lane

    def _stands(self, at: _Place) -> bool:
        place, _, lane = at
        return lane not in self._held and self._rung.get(lane, (None,))[0] == place

    def hold(self, lane: str) -> None:
        """Take it out of its turn, when whoever has it is done."""
        with self._guard:
            while lane in self._held:
                self._freed.wait()
            self._held.add(lane)

    def release(self, lane: str, *, slow: bool | None = None) -> None:
        """`slow`: whether its turn lasted long; None: it was none."""
        with self._guard:
            self._held.discard(lane)
            if slow is not None:
                (self._slow.add if slow else self._slow.discard)(lane)
            if self._slow_queue:
                self._wanted.notify()  # there may be room now
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
            queue = self._slow_queue if lane in self._slow else self._queue
            heapq.heappush(queue, (place, next(self._order), lane))
            self._wanted.notify()
