"""Socket Mode as it is on the wire, without an SDK."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, cast

import httpx
import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.sync.client import ClientConnection, connect

from sandbox.client import NO_TLS
from sandbox.delivery import Socket
from sandbox.people import Person, Sandbox, Workspace
from sandbox.server import SandboxServer


def open_socket(sandbox: Sandbox, school: Workspace) -> ClientConnection:
    headers = {"Authorization": f"Bearer {school.app_token}"}
    url = sandbox.api_url + "apps.connections.open"
    said = httpx.post(url, headers=headers, trust_env=False, verify=NO_TLS).json()
    return connect(said["url"], proxy=None)


def answer(socket: ClientConnection, got: list[dict[str, Any]]) -> None:
    """Ack everything with words until Slack hangs up."""
    for line in socket:
        said = json.loads(line)
        got.append(said)
        if "envelope_id" in said:
            socket.send(json.dumps({"envelope_id": said["envelope_id"], "payload": {"text": "done"}}))


@pytest.fixture
def wires(sandbox: Sandbox) -> Iterator[tuple[Person, list[list[dict[str, Any]]]]]:
    """A person, and what two sockets of one app receive."""
    school = sandbox.workspace("Wire School", app="Wire", events=[])
    heard: list[list[dict[str, Any]]] = [[], []]
    with ExitStack() as stack:
        for got in heard:
            socket = stack.enter_context(open_socket(sandbox, school))
            thread = threading.Thread(target=answer, args=(socket, got))
            thread.start()
            stack.callback(thread.join, 5)
            stack.callback(sandbox.faults.drop_socket, "Wire")
        sandbox.wait_for_bot(sockets=2, app="Wire")
        yield school.person("Ana"), heard


def test_each_envelope_goes_to_one_of_the_sockets(wires: tuple[Person, list[list[dict[str, Any]]]]) -> None:
    ana, heard = wires
    for _ in range(4):
        assert ana.types("/x").text == "done"
    kinds = [[said["type"] for said in got] for got in heard]
    assert kinds == [["hello", "slash_commands", "slash_commands"]] * 2
    envelopes = {said["envelope_id"] for got in heard for said in got[1:]}
    assert len(envelopes) == 4
    assert heard[0][0]["num_connections"] + heard[1][0]["num_connections"] == 3
    assert heard[0][1]["accepts_response_payload"] is True


def test_slack_says_so_before_it_refreshes_a_socket(
    sandbox: Sandbox, wires: tuple[Person, list[list[dict[str, Any]]]]
) -> None:
    ana, heard = wires
    sandbox.faults.refresh_socket("Wire")
    assert ana.types("/x").status == "no_bot"
    for got in heard:
        assert (got[-1]["type"], got[-1]["reason"]) == ("disconnect", "refresh_requested")


def test_a_socket_needs_the_app_token(sandbox: Sandbox, school: Workspace) -> None:
    headers = {"Authorization": f"Bearer {school.bot_token}"}
    url = sandbox.api_url + "apps.connections.open"
    said = httpx.post(url, headers=headers, trust_env=False, verify=NO_TLS).json()
    assert said["error"] == "not_allowed_token_type"


def test_slack_warns_some_seconds_before_and_closes_nothing_yet(
    sandbox: Sandbox, wires: tuple[Person, list[list[dict[str, Any]]]]
) -> None:
    ana, heard = wires
    sandbox.faults.warn_socket("Wire")
    assert [ana.types("/x").text, ana.types("/x").text] == ["done"] * 2
    for got in heard:
        assert [said["type"] for said in got] == ["hello", "disconnect", "slash_commands"]
        assert got[1]["reason"] == "warning"


def test_the_eleventh_socket_of_an_app_is_hung_up_on(sandbox: Sandbox) -> None:
    school = sandbox.workspace("Crowd School", app="Crowd", events=[])
    other = sandbox.workspace("Quiet School", app="Quiet", events=[])
    with ExitStack() as stack:
        for count in range(1, 11):
            hello = json.loads(stack.enter_context(open_socket(sandbox, school)).recv())
            assert (hello["type"], hello["num_connections"]) == ("hello", count)
        refused = [json.loads(line) for line in stack.enter_context(open_socket(sandbox, school))]
        assert [(said["type"], said["reason"]) for said in refused] == [("disconnect", "too_many_websockets")]
        assert sandbox.state["sockets"].count("Crowd") == 10
        assert json.loads(stack.enter_context(open_socket(sandbox, other)).recv())["type"] == "hello"


@pytest.mark.parametrize(
    "noise", ["7", "[]", "{", '{"envelope_id": "1", "payload": NaN}', b"\xff", "[" * 100_000]
)
def test_noise_on_a_line_harms_no_other(sandbox: Sandbox, noise: str | bytes) -> None:
    school = sandbox.workspace("Noise School", app="Noise", events=[])
    with open_socket(sandbox, school) as noisy, open_socket(sandbox, school) as quiet:
        assert [json.loads(line.recv())["type"] for line in (noisy, quiet)] == ["hello"] * 2
        noisy.send(noise)
        sandbox.faults.warn_socket("Noise")
        assert json.loads(quiet.recv())["reason"] == "warning"


def test_opening_sockets_has_its_tier(sandbox: Sandbox) -> None:
    school = sandbox.workspace("Busy School", app="Busy", events=[])
    headers = {"Authorization": f"Bearer {school.app_token}"}
    url = sandbox.api_url + "apps.connections.open"
    with httpx.Client(headers=headers, trust_env=False, verify=NO_TLS) as http:
        assert [http.post(url).status_code for _ in range(51)] == [200] * 50 + [429]


class HungUp:
    """A WebSocket whose other side has gone without a word."""

    async def send_text(self, _: str) -> None:
        raise WebSocketDisconnect(1006)

    async def close(self) -> None:
        raise RuntimeError("closed already")


def test_a_line_that_has_gone_without_a_word_is_a_closed_one(sandbox: Sandbox, server: SandboxServer) -> None:
    school = sandbox.workspace("Gone School", app="Gone", events=[])
    hub = server.hub
    app = hub.world.apps["Gone"]
    hub.delivery.sockets.append(Socket(app, cast(WebSocket, HungUp())))
    assert school.person("Ana").types("/x").status == "socket_closed"
    sandbox.faults.warn_socket("Gone")
    sandbox.faults.refresh_socket("Gone")
    assert "Gone" not in sandbox.state["sockets"]
