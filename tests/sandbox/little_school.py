"""The little school of the demo, with the real program in this process; also from inside the server's own loop.

It is played once a run, by people and against the real program; whoever needs it afterwards gets a copy of what the
pretend Slack and the store hold at its end, and the program starts on that as it does after any restart.
"""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import os
import pickle
import shutil
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from app import Coordinator
from bot.vault import KeyRing
from sandbox import school
from sandbox.hub import Hub
from sandbox.people import Person, Sandbox
from sandbox.server import SandboxServer
from sandbox.tour import Tour
from sandbox.world import World
from tests.conftest import MANIFEST, start_program

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
    coordinator: Coordinator
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


@dataclass(frozen=True)
class Played:
    """What is left of a school at its today."""

    folder: Path

    @property
    def slack(self) -> Path:
        return self.folder / "slack.pickle"

    @property
    def store(self) -> Path:
        return self.folder / "store.sqlite3"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Played:
    """Played by whichever test process comes first; the others wait for it."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    done = Played(shared / "little-school")
    with (shared / "little-school.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.folder.exists():
            half = Played(shared / f"little-school-{os.getpid()}")
            _play(half, sqlite_template)
            half.folder.rename(done.folder)
    return done


def _play(kept: Played, sqlite_template: Path) -> None:
    kept.folder.mkdir()
    with new_school(kept.folder, sqlite_template) as little:
        school.play(little.school)
        assert little.sandbox.now == school.TODAY
        assert little.hub.delivery.retries == []
        kept.keys.write_text(little.coordinator.settings.keys.get_secret_value())  # type: ignore[union-attr]
    world = little.hub.world
    slack = (world.workspaces, world.apps, world.response_urls, next(world._count))
    kept.slack.write_bytes(pickle.dumps(slack))


@contextmanager
def new_school(folder: Path, sqlite_template: Path) -> Iterator[LittleSchool]:
    """The people are there, and nothing has happened."""
    shutil.copy(sqlite_template, folder / "store.sqlite3")
    hub = LoopHub()
    with _served(hub) as sandbox:
        sandbox.set_clock(school.BEGINS)
        workspace = sandbox.workspace("Little School", manifest=MANIFEST)
        url = f"sqlite:///{folder / 'store.sqlite3'}"
        coordinator = start_program(sandbox, workspace, url, KeyRing.new().text())
        try:
            little = school.found(sandbox, workspace)
            yield LittleSchool(little, coordinator, hub, Tour(hub, hub.world.workspaces[workspace.id]))
        finally:
            coordinator.stop()


@contextmanager
def played_school(folder: Path, played: Played) -> Iterator[LittleSchool]:
    """A copy of it, at its today."""
    shutil.copy(played.store, folder / "store.sqlite3")
    hub = LoopHub()
    hub.world = _world(played)
    with _served(hub) as sandbox:
        sandbox.set_clock(school.TODAY)
        [workspace] = sandbox.workspaces()
        url = f"sqlite:///{folder / 'store.sqlite3'}"
        coordinator = start_program(sandbox, workspace, url, played.keys.read_text())
        try:
            people = {person.name: person for person in workspace.people()}
            little = school.School(sandbox, workspace, people)
            yield LittleSchool(little, coordinator, hub, Tour(hub, hub.world.workspaces[workspace.id]))
        finally:
            coordinator.stop()


def _world(played: Played) -> World:
    world = World()
    world.workspaces, world.apps, world.response_urls, number = pickle.loads(played.slack.read_bytes())
    world._count = itertools.count(number)
    return world


@contextmanager
def _served(hub: LoopHub) -> Iterator[Sandbox]:
    server = SandboxServer()
    server.hub = hub
    with server, Sandbox(server.url) as sandbox:
        yield sandbox
