"""The sandbox's own time: it runs, or stands still where it was put. Aware UTC throughout."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def real_now() -> datetime:
    """The system's time, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251 - the sandbox is no part of the program and has its own clock


class SandboxClock:
    """`now` of message ts, rate limits, event retries and response_urls."""

    def __init__(self) -> None:
        self.running = True
        self._offset = timedelta(0)
        self._standing = real_now()

    def now(self) -> datetime:
        return real_now() + self._offset if self.running else self._standing

    def set(self, now: datetime, *, running: bool) -> None:
        """Go to `now` (aware) and stand still there, or run on from there."""
        self._standing = now.astimezone(UTC)
        self._offset = self._standing - real_now()
        self.running = running
