"""The language of tests: what it finds, and how it fails."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import pytest

from sandbox.client import NO_TLS, contains
from sandbox.people import Impossible, Person, Sandbox, Workspace
from sandbox.server import SandboxServer
from tests.sandbox.robot import Api, section


def test_a_failed_look_prints_what_she_does_see(api: Api, ana: Person) -> None:
    api.ok("chat.postMessage", channel=ana.id, text="Welcome, <@" + ana.id + ">")
    assert ana.gets_dm("Welcome, @Ana")
    for look in (ana.sees, ana.gets_dm, ana.sees_privately):
        with pytest.raises(Impossible, match=r"(?s)'Goodbye'.*--- Ana sees ---.*Welcome, @Ana"):
            look("Goodbye")


def test_nothing_hides_from_a_leak_test(api: Api, ana: Person, ben: Person) -> None:
    blocks = [{**section("shown"), "block_id": "id-of-case"}]
    api.ok("chat.postMessage", channel=ana.id, text="only notified", blocks=blocks)
    home = {"type": "home", "blocks": [section("at home")], "private_metadata": "meta"}
    api.ok("views.publish", user_id=ana.id, view=home)
    for hidden in ("shown", "only notified", "id-of-case", "at home", "meta"):
        assert hidden in ana.everything_visible()
        assert ben.does_not_see(hidden)
        with pytest.raises(Impossible):
            ana.does_not_see(hidden)


def test_white_space_does_not_matter() -> None:
    assert contains("one\n  two three", "one two")


def test_the_team_channel_is_found_by_its_people(
    api: Api, school: Workspace, ana: Person, ben: Person
) -> None:
    with pytest.raises(Impossible, match="no private channel of Ana, Ben"):
        school.channel_of(ana, ben)
    made = api.channel("team")
    api.ok("conversations.invite", channel=made, users=f"{ana.id},{ben.id}")
    api.ok("chat.postMessage", channel=made, text="hello both")
    channel = school.channel_of(ana, ben)
    assert (channel.id, channel.private) == (made, True)
    assert ben.sees("hello both", in_channel=channel)
    assert ben.channel_texts(channel) == ["hello both"]
    ben.leaves(channel)
    assert ben.does_not_see("hello both")


def test_malformed_control_calls_get_the_reason(sandbox: Sandbox, school: Workspace, ana: Person) -> None:
    def post(path: str, body: object) -> str:
        answer = httpx.post(sandbox.url + path, json=body, trust_env=False, verify=NO_TLS)
        assert answer.status_code == 400
        return str(answer.json()["error"])

    acts = f"{school.path}/people/{ana.id}/acts"
    assert "'do' is missing" in post(acts, {})
    assert "nobody can 'dance'" in post(acts, {"do": "dance"})
    assert "JSON object" in post(acts, [])
    assert "no workspace T0" in post("/sandbox/workspaces/T0/people", {"name": "Ana"})
    assert "no such setting" in post("/sandbox/settings", {"colour": 1})
    assert "unexpected keyword" in post("/sandbox/faults", {"do": "next", "method": "x", "colour": 1})
    assert "the clock cannot" in post("/sandbox/clock", {"do": "stop"})
    assert "already" in post(f"{school.path}/channels", {"name": "general"})


def test_a_reset_forgets_all(sandbox: Sandbox, school: Workspace) -> None:
    sandbox.reset()
    assert sandbox.workspaces() == []


def test_a_server_starts_fast_and_leaves_nothing() -> None:
    server = SandboxServer()
    server.start()
    with Sandbox(server.url) as sandbox:
        assert sandbox.workspaces() == []
        assert sandbox.clock_address == server.clock_address
    server.stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url, trust_env=False, verify=NO_TLS)


def test_as_a_program_it_takes_the_next_free_port_and_ends_when_told() -> None:
    with SandboxServer() as server:
        taken = int(server.url.rsplit(":", 1)[1])
        command = [sys.executable, "-W", "error", "-m", "sandbox", "--port", str(taken)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert f"Port {taken} is taken" in process.stdout.readline()
            line = process.stdout.readline()
            while "The pretend Slack is at" not in line:
                line = process.stdout.readline()
            os.kill(process.pid, signal.SIGTERM)
            out, err = process.communicate(timeout=10)
    assert "The pretend Slack has ended." in out
    assert err == ""
    assert process.returncode == 0
