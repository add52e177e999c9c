"""One server for all tests here; every test gets an empty world in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.people import Person, Sandbox, Workspace
from sandbox.server import SandboxServer
from tests.sandbox.robot import Api, Robot, hang_up, make_app

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running


@pytest.fixture(scope="session")
def line(server: SandboxServer) -> Iterator[SocketModeHandler]:
    """One socket for all tests: the SDK needs a second to close one."""
    with Sandbox(server.url) as client:
        school = client.workspace("First School")
        web = WebClient(token=school.bot_token, base_url=client.api_url, retry_handlers=[])
        handler = SocketModeHandler(make_app(web), school.app_token)
        handler.connect()
        client.wait_for_bot()
        yield handler
        hang_up(handler, client, school.app)


@pytest.fixture
def sandbox(server: SandboxServer) -> Iterator[Sandbox]:
    with Sandbox(server.url) as client:
        client.reset()
        client.settings(ack_timeout=3.0, trigger_life=3.0, rate_limits=True)
        client.set_clock(MONDAY)
        yield client


@pytest.fixture
def school(sandbox: Sandbox) -> Workspace:
    return sandbox.workspace("Made-up School", events=[])


@pytest.fixture
def ana(school: Workspace) -> Person:
    return school.person("Ana", locale="es-ES", tz="Europe/Madrid")


@pytest.fixture
def ben(school: Workspace) -> Person:
    return school.person("Ben")


@pytest.fixture
def api(school: Workspace) -> Iterator[Api]:
    with Api(school) as calls:
        yield calls


@pytest.fixture
def bot(school: Workspace, line: SocketModeHandler) -> Robot:
    """A small Bolt app, connected by Socket Mode; tests add listeners to it."""
    if school.app not in school.sandbox.state["sockets"]:
        line.client.connect_to_new_endpoint(force=True)  # type: ignore[union-attr]
        school.sandbox.wait_for_bot()
    return Robot(school, line)
