"""The other side of the program's clock: a line-JSON TCP port that programs connect to.

A program says `{"hello": "clock", "now": …}` and then answers one request at a time: `set`, `run_until`
and `next_due`. Time moves from due to due, so that whatever the program does carries the time of its moment.
"""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.clock import SandboxClock
from sandbox.world import Json

ANSWER_LIMIT = 120.0
"""Real seconds a program may take for one answer."""

STUCK_AFTER = 50
"""So many times the same due at the same moment means that the program never gets it done."""


class ClockError(Exception):
    """Time could not be moved; the message says why."""


class ClockProgram:
    """One connected program."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._lock = asyncio.Lock()
        self._count = 0

    async def ask(self, do: str, **fields: Any) -> Json:
        """Send one request and read its answer; :class:`ClockError` if it refuses, leaves or is silent."""
        async with self._lock:
            self._count += 1
            line = json.dumps({"id": self._count, "do": do, **fields})
            self._writer.write(line.encode() + b"\n")
            try:
                await self._writer.drain()
                answer = await asyncio.wait_for(self._reader.readline(), ANSWER_LIMIT)
            except TimeoutError:
                raise ClockError(f"the program did not answer {do!r} within {ANSWER_LIMIT:.0f} s") from None
            except OSError as problem:
                raise ClockError(f"the program left during {do!r}: {problem}") from None
        if not answer:
            raise ClockError(f"the program left during {do!r}")
        said: Json = json.loads(answer)
        if said.get("id") != self._count or not said.get("ok"):
            raise ClockError(f"the program answered {do!r} with {said.get('error') or said}")
        return said

    @property
    def gone(self) -> bool:
        return self._reader.at_eof() or self._writer.is_closing()

    def close(self) -> None:
        self._writer.close()


class ClockPort:
    """The listening port and the commands that go to every connected program."""

    def __init__(self, clock: SandboxClock) -> None:
        self.clock = clock
        self.address = ""
        self.programs: list[ClockProgram] = []
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int = 0) -> None:
        self._server = await asyncio.start_server(self._welcome, host, port)
        self.address = f"{host}:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
        for program in list(self.programs):
            self._leave(program)
        await asyncio.sleep(0)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            hello = json.loads(await asyncio.wait_for(reader.readline(), 5))
            if hello.get("hello") != "clock":
                raise ValueError(f"expected a hello, got {hello}")
        except (ValueError, TimeoutError, OSError) as problem:
            writer.write(json.dumps({"ok": False, "error": f"no clock hello: {problem}"}).encode() + b"\n")
            writer.close()
            return
        program = ClockProgram(reader, writer)
        try:
            await program.ask("set", now=self.clock.now().isoformat(), running=self.clock.running)
        except ClockError:
            program.close()
            return
        self.programs.append(program)

    def _leave(self, program: ClockProgram) -> None:
        if program in self.programs:
            self.programs.remove(program)
        program.close()

    async def _all(self, do: str, **fields: Any) -> list[Json]:
        """Ask every program. One that left before is forgotten; one that leaves meanwhile is an error."""
        for program in [p for p in self.programs if p.gone]:
            self._leave(program)
        asked = list(self.programs)
        answers = await asyncio.gather(*(p.ask(do, **fields) for p in asked), return_exceptions=True)
        good: list[Json] = []
        problems: list[BaseException] = []
        for program, answer in zip(asked, answers, strict=True):
            if isinstance(answer, BaseException):
                problems.append(answer)
                if "left" in str(answer) or "within" in str(answer):
                    self._leave(program)
            else:
                good.append(answer)
        if problems:
            raise problems[0]
        return good

    async def set(self, now: datetime, *, running: bool) -> None:
        """Put the sandbox and every program at `now`."""
        self.clock.set(now, running=running)
        await self._all("set", now=self.clock.now().isoformat(), running=running)

    async def run_until(self, until: datetime) -> None:
        """Let every program do what is due up to `until`; returns when all are idle."""
        await self._all("run_until", until=until.isoformat())

    async def next_due(self) -> tuple[datetime, str | None] | None:
        """The earliest due of all programs and its name."""
        dues = [
            (datetime.fromisoformat(answer["due"]).astimezone(UTC), answer.get("what"))
            for answer in await self._all("next_due")
            if answer.get("due")
        ]
        return min(dues, key=lambda due: due[0]) if dues else None


class StuckGuard:
    """Notices a program that reports the same due again and again."""

    def __init__(self) -> None:
        self._last: tuple[datetime, str | None] | None = None
        self._times = 0

    def saw(self, due: tuple[datetime, str | None]) -> None:
        self._times = self._times + 1 if due == self._last else 0
        self._last = due
        if self._times >= STUCK_AFTER:
            raise ClockError(f"{due[1] or 'something'} stays due at {due[0].isoformat()} though it was run")


SETTLE_HORIZON = timedelta(seconds=10)
"""How far `settle` looks ahead: the pacing of a few messages to one channel."""
