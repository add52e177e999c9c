"""A bell for open pages: something in the pretend Slack has changed, look again."""

from __future__ import annotations

import asyncio


class Changes:
    """Counts changes; whoever has seen number N can wait for a later one."""

    def __init__(self) -> None:
        self.number = 0
        self._next = asyncio.Event()

    def note(self) -> None:
        self.number += 1
        self._next.set()
        self._next = asyncio.Event()

    async def after(self, seen: int) -> int:
        """Wait until there is a change later than `seen`; returns its number."""
        while self.number <= seen:
            await self._next.wait()
        return self.number
