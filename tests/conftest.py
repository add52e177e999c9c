"""The school of the tests: a sandbox, the real program connected to it over a real socket, and made-up people.

Every story runs on SQLite and, where one answers, on PostgreSQL. Time stands still until it is moved.
"""

from __future__ import annotations

import functools
import gc
import os
import shutil
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app import Coordinator
from bot.config import Settings
from bot.vault import KeyRing
from models import schema
from models.store import Store
from sandbox.people import Channel, Person, Sandbox, Workspace
from sandbox.server import SandboxServer
from tests import statements
from tests.databases import Databases

pytest_plugins = [
    "tests.one_database",
    "tests.watch",
    "tests.each_language",
    "tests.in_pseudo",
    "tests.sandbox.little_school",
]

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
"""A Monday, 9:00 in Madrid."""
POSTGRESQL = os.environ.get("TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/test")
ssl.create_default_context = functools.cache(ssl.create_default_context)
"""Reading the machine's certificates takes 50 ms, and the SDK does it for each socket, encrypted or not."""
statements.share()
gc.disable()  # until everything is loaded and collected: nothing of it goes

settings.register_profile("seeded", derandomize=True, deadline=None)
settings.load_profile("seeded")
MANIFEST = Path(__file__).parent.parent / "manifest.socket.json"


def pytest_collection_finish() -> None:
    """What is imported stays: the garbage collector need not look through it again and again, nor at each trifle."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)
    gc.enable()


def _psycopg(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty store, to be copied."""
    path = tmp_path_factory.mktemp("template") / "store.sqlite3"
    schema.migrate(f"sqlite:///{path}")
    opened = Store(f"sqlite:///{path}")
    opened.engine.connect().close()  # in WAL from here on: two who open it at once need not both change that
    opened.close()
    return path


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[str | None]:
    """The name of a migrated, empty database to be copied; None where no PostgreSQL answers."""
    admin = create_engine(_psycopg(POSTGRESQL), isolation_level="AUTOCOMMIT")
    name = f"codebuddies_{uuid4().hex[:12]}"
    try:
        with admin.connect() as connection:
            connection.execute(text(f"create database {name}"))
    except OperationalError:
        admin.dispose()
        yield None
        return
    url = POSTGRESQL.rpartition("/")[0] + f"/{name}"
    schema.migrate(_psycopg(url))
    yield url
    _databases(url).close()
    _databases.cache_clear()
    with admin.connect() as connection:
        connection.execute(text(f"drop database if exists {name} with (force)"))
    admin.dispose()


@contextmanager
def empty_database(kind: str, folder: Path, sqlite_template: Path, postgresql: str | None) -> Iterator[str]:
    """An empty, migrated database, gone at the end. Skips where no PostgreSQL answers."""
    if kind == "sqlite":
        path = folder / "store.sqlite3"
        shutil.copy(sqlite_template, path)
        yield f"sqlite:///{path}"
        return
    if postgresql is None:
        pytest.skip(f"no PostgreSQL answers at {POSTGRESQL.rpartition('@')[2]}")
    pool = _databases(postgresql)
    url = pool.take()
    yield _psycopg(url)
    pool.give_back(url)


@functools.cache
def _databases(template: str) -> Databases:
    return Databases(POSTGRESQL, template.rpartition("/")[2])


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, postgresql_template: str | None
) -> Iterator[str]:
    """An empty, migrated database of the test's own."""
    with empty_database(request.param, tmp_path, sqlite_template, postgresql_template) as url:
        yield url


@pytest.fixture(scope="session")
def ending() -> Iterator[list[SandboxServer]]:
    """Servers that have been told to end: each takes its tenth of a second while the next test begins."""
    told: list[SandboxServer] = []
    yield told
    for server in told:
        server.stop()


@pytest.fixture
def sandbox(ending: list[SandboxServer]) -> Iterator[Sandbox]:
    server = SandboxServer()
    server.start()
    client = Sandbox(server.url)
    client.set_clock(START)
    yield client
    client.close()
    server.end()
    ending.append(server)
    while len(ending) > 2:
        ending.pop(0).stop()


@dataclass
class School:
    """One workspace with the program at work in it."""

    sandbox: Sandbox
    workspace: Workspace
    coordinator: Coordinator
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, name: str, **facts: Any) -> Person:
        """A made-up person; the same name is the same person."""
        if name not in self.people:
            self.people[name] = self.workspace.person(name, **{"tz": "Europe/Madrid", **facts})
        return self.people[name]

    @property
    def store(self) -> Store:
        return self.coordinator.deps.store

    def team_channel(self, *people: Person) -> Channel:
        return self.workspace.channel_of(*people)


def start_program(sandbox: Sandbox, workspace: Workspace, database_url: str, keys: str) -> Coordinator:
    """The real program, connected to the sandbox, its clock in the sandbox's hand."""
    settings = Settings(
        _env_file=None,
        slack_bot_token=workspace.bot_token,
        slack_app_token=workspace.app_token,
        slack_api_url=sandbox.api_url,
        database_url=database_url,
        keys=keys,
        sandbox_clock=sandbox.clock_address,
    )
    coordinator = Coordinator(settings)
    coordinator.clock.set(sandbox.now)
    try:
        coordinator.meet_slack()
        coordinator.start_background()
        coordinator.connect()
    except BaseException:
        coordinator.stop()
        raise
    sandbox.wait_for_bot(sockets=1, programs=1)
    return coordinator


@pytest.fixture
def school(sandbox: Sandbox, database_url: str) -> Iterator[School]:
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    school = School(sandbox, workspace, start_program(sandbox, workspace, database_url, KeyRing.new().text()))
    yield school
    school.coordinator.stop()
