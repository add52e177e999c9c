"""Slack's rate limits, counted on sandbox time per method and workspace."""

from __future__ import annotations

import math
from collections import defaultdict, deque
from datetime import datetime, timedelta

PER_MINUTE = {"t1": 1, "t2": 20, "t3": 50, "t4": 100, "t5": 300}
"""Calls a minute of Slack's tiers; t5 ("special") stands for its "several hundred a minute"."""

CHANNEL_BURST = 4
"""Messages a channel takes at once before it is held to one a second; Slack allows "short bursts"."""

MINUTE = timedelta(minutes=1)


class RateLimits:
    """Sliding minutes for methods, a bucket that refills one a second for every channel."""

    def __init__(self) -> None:
        self.on = True
        self._calls: dict[tuple[str, str], deque[datetime]] = defaultdict(deque)
        self._buckets: dict[tuple[str, str], tuple[float, datetime]] = {}

    def reset(self) -> None:
        self._calls.clear()
        self._buckets.clear()

    def refuse(self, team: str, method: str, tier: str, now: datetime) -> int | None:
        """Seconds to wait, or None where the call is allowed (and then counted)."""
        if not self.on:
            return None
        calls = self._calls[team, method]
        while calls and not now - MINUTE < calls[0] <= now:
            calls.popleft()
        if len(calls) >= PER_MINUTE[tier]:
            return max(1, math.ceil((calls[0] + MINUTE - now).total_seconds()))
        calls.append(now)
        return None

    def refuse_message(self, team: str, channel: str, now: datetime) -> int | None:
        """The same for a message to one channel: about one a second, with a short burst."""
        if not self.on:
            return None
        left, then = self._buckets.get((team, channel), (float(CHANNEL_BURST), now))
        passed = (now - then).total_seconds()
        left = min(float(CHANNEL_BURST), left + passed) if passed >= 0 else float(CHANNEL_BURST)
        if left < 1:
            self._buckets[team, channel] = (left, now)
            return max(1, math.ceil(1 - left))
        self._buckets[team, channel] = (left - 1, now)
        return None
