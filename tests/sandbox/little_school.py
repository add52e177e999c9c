"""The little school of the demo, with the real program in this process; also from inside the server's own loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bot.vault import KeyRing
from sandbox import school
from sandbox.hub import Hub
from sandbox.people import Person, Sandbox
from sandbox.server import SandboxServer
from sandbox.tour import Tour
from tests.conftest import MANIFEST, empty_database, start_program

T = TypeVar("T")


class LoopHub(Hub):
    """Remembers in which loop it lives."""

    loop: asyncio.AbstractEventLoop

    async def open(self, host: str, clock_port: int = 0) -> None:
        self.loop = asyncio.get_running_loop()
        await super().open(host, clock_port)


@dataclass
class LittleSchool:
    school: school.School
    hub: LoopHub
    tour: Tour

    @property
    def sandbox(self) -> Sandbox:
        return self.school.sandbox

    def person(self, name: str) -> Person:
        return self.school.person(name)

    def inside(self, work: Coroutine[Any, Any, T]) -> T:
        """As the page does it, in the server's loop."""
        return asyncio.run_coroutine_threadsafe(work, self.hub.loop).result(60)

    def ask(self, look: Callable[[Tour], T]) -> T:
        async def looked() -> T:
            return look(self.tour)

        return self.inside(looked())

    @property
    def current(self) -> int:
        return self.ask(lambda tour: tour.current)

    def does(self) -> None:
        self.inside(self.tour.do())


@contextmanager
def little_school(folder: Path, sqlite_template: Path, *, played: bool = True) -> Iterator[LittleSchool]:
    hub, server = LoopHub(), SandboxServer()
    server.hub = hub
    with (
        server,
        Sandbox(server.url) as sandbox,
        empty_database("sqlite", folder, sqlite_template, None) as database_url,
    ):
        sandbox.set_clock(school.BEGINS)
        workspace = sandbox.workspace("Little School", manifest=MANIFEST)
        coordinator = start_program(sandbox, workspace, database_url, KeyRing.new().text())
        try:
            little = school.found(sandbox, workspace)
            if played:
                school.play(little)
            yield LittleSchool(little, hub, Tour(hub, hub.world.workspaces[workspace.id]))
        finally:
            coordinator.stop()
