"""Socket Mode as it is on the wire, without an SDK."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from sandbox.client import NO_TLS
from sandbox.people import Person, Sandbox, Workspace


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
