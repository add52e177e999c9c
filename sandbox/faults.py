"""What goes wrong on demand: failing methods, a slow or absent Slack, lost answers, doubled deliveries."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Fault:
    """The next `times` calls of `method` ("*" is any) fail; exactly one of the kinds is meant.

    `error` is a Slack error code; `http` an HTTP status (429 with `retry_after` seconds);
    `lose_answer` performs the call and then closes the connection without a response.
    """

    method: str
    times: int = 1
    error: str | None = None
    http: int | None = None
    retry_after: int = 30
    lose_answer: bool = False
    team: str | None = None

    def __post_init__(self) -> None:
        kinds = [self.error is not None, self.http is not None, self.lose_answer]
        if sum(kinds) != 1:
            raise ValueError("a fault is one of error, http and lose_answer")
        if not isinstance(self.method, str) or not isinstance(self.error, str | None):
            raise ValueError("method and error are words")
        if not _whole(self.times, 1, 10**6) or not _whole(self.retry_after, 0, 10**9):
            raise ValueError("times and retry_after are whole numbers, times at least 1")
        if self.http is not None and not _whole(self.http, 400, 599):
            raise ValueError("http is a status between 400 and 599")


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


@dataclass
class Faults:
    """All faults that are switched on."""

    waiting: list[Fault] = field(default_factory=list)
    down: str | None = None
    silent: bool = False
    """Sockets stand, and nothing comes over them, not even a sign of life."""
    slow_ms: int = 0
    doubled: int = 0
    doubled_at_once: bool = False
    no_charts: bool = False
    """Charts have not come to this Slack yet: a message with one is refused as a whole."""
    ahead: int = 0
    """Seconds that Slack's clock is ahead of this machine's."""

    def take(self, method: str, team: str | None) -> Fault | None:
        """The fault that this call meets, counted as used."""
        for fault in self.waiting:
            if fault.method in (method, "*") and fault.team in (None, team):
                fault.times -= 1
                if fault.times <= 0:
                    self.waiting.remove(fault)
                return fault
        return None

    def take_chart(self, method: str, blocks: Any) -> Fault | None:
        """What a message with a chart in it meets where charts have not come yet."""
        kinds = (
            [block.get("type") for block in blocks if isinstance(block, dict)]
            if isinstance(blocks, list)
            else []
        )
        is_met = self.no_charts and "data_visualization" in kinds
        return Fault(method, error="invalid_blocks") if is_met else None

    def take_double(self) -> bool:
        """Whether the delivery at hand goes out twice."""
        if self.doubled <= 0:
            return False
        self.doubled -= 1
        return True

    def clear(self) -> None:
        self.waiting.clear()
        self.down, self.slow_ms, self.doubled, self.ahead = None, 0, 0, 0
        self.no_charts = self.silent = False
