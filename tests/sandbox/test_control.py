"""Control calls that make no sense: 400 with the reason, and the pretend Slack is as it was."""

from __future__ import annotations

import random
from typing import Any

import httpx
import pytest

from sandbox.client import NO_TLS
from sandbox.given import KINDS
from sandbox.people import Impossible, Person, Sandbox, Workspace

NONSENSE: list[tuple[str, dict[str, Any], str]] = [
    ("/sandbox/settings", {"ack_timeout": -1}, "ack_timeout must be seconds from 0 to 600"),
    ("/sandbox/settings", {"rate_limits": "off"}, "rate_limits must be true or false"),
    ("/sandbox/clock", {"do": "set", "now": "2026-03-02T09:00"}, "has no time zone"),
    ("/sandbox/clock", {"do": "set", "now": "9999-12-31T00:00:00+00:00"}, "from 2000 to 2099"),
    ("/sandbox/clock", {"do": "advance", "days": 10**12}, "too large|days"),
    ("/sandbox/clock", {"do": "advance", "moons": 1}, "moons"),
    ("/sandbox/faults", {"do": "slow", "ms": 10**30}, "ms must be a whole number"),
    ("/sandbox/faults", {"do": "twice", "times": "often"}, "times must be a whole number"),
    ("/sandbox/faults", {}, "'do' is missing"),
    ("/sandbox/workspaces", {"name": None}, "'name' is missing"),
    ("/sandbox/workspaces", {"name": "x", "scopes": "chat:write"}, "scopes must be a list of strings"),
    ("/sandbox/workspaces", {"name": "x", "manifest": {"features": []}}, "manifest"),
    ("/sandbox/workspaces", {"name": "x", "manifest": "/nowhere"}, "nowhere"),
    ("{team}/people", {"name": "Ben", "tz": "Mars/Olympus"}, "tz must be a time zone"),
    ("{team}/people", {"name": "Ben", "guest": "twice"}, "twice"),
    ("{team}/people/{ana}", {"tz": "Mars/Olympus"}, "tz must be a time zone"),
    ("{team}/people/{ana}", {"colour": "red"}, "colour cannot be changed"),
    ("{team}/people/{ana}/acts", {"do": "fly"}, "nobody can 'fly'"),
    ("{team}/people/{ana}/acts", {"do": "fill", "values": []}, "values must be an object"),
    ("{team}/people/{ana}/acts", {"do": "click"}, "'label' is missing"),
    ("{team}/people/U0/acts", {"do": "click"}, "no person U0"),
    ("{team}/channels", {"name": "x", "members": ["U0"]}, "no such people"),
    ("{team}/channels/C0", {"do": "join"}, "no channel C0"),
    ("/sandbox/workspaces/T0/channels", {"name": "x"}, "no workspace T0"),
]


@pytest.mark.parametrize(("path", "body", "words"), NONSENSE)
def test_nonsense_is_answered_with_the_reason(
    sandbox: Sandbox, school: Workspace, ana: Person, path: str, body: dict[str, Any], words: str
) -> None:
    before = sandbox.state
    with pytest.raises(Impossible, match=words):
        sandbox.wire.post(path.format(team=school.path, ana=ana.id), body)
    assert sandbox.state == before
    assert ana.dm_texts() == []


@pytest.mark.parametrize("body", ["{", "[]", "7", '{"do": "\\ud83d"}', "[" * 100_000, b"\xff"])
def test_what_is_no_json_object_is_refused(sandbox: Sandbox, body: str | bytes) -> None:
    answer = httpx.post(sandbox.url + "/sandbox/clock", content=body, trust_env=False, verify=NO_TLS)
    assert answer.status_code == 400
    assert answer.json()["error"]


ODD: list[Any] = [None, True, 0, -1, 1.5, 10**30, "", "x", "\u0000", [], ["x"], [{}], {}, {"x": None}]
DOORS: dict[str, list[str]] = {
    "{team}/people/{ana}/acts": [
        "command",
        "shortcut",
        "shortcut_on",
        "say",
        "click",
        "choose",
        "press",
        "fill",
        "submit",
        "close",
    ],
    "{team}/channels/{channel}": ["leave", "join", "add", "dance"],
    "{team}/people": [],
    "{team}/channels": [],
    "{team}/scopes": [],
    "{team}/people/{ana}": [],
    "/sandbox/workspaces": [],
    "/sandbox/sockets": ["refresh", "hop"],
    "/sandbox/faults": ["next", "twice", "break"],
}
NAMES = sorted({*KINDS, "value", "guest", "manifest", "http"} - {"do"})


@pytest.mark.parametrize("door", DOORS)
def test_whatever_is_asked_the_answer_is_yes_or_the_reason(
    sandbox: Sandbox, school: Workspace, ana: Person, door: str
) -> None:
    draw = random.Random(door)
    channel = next(c.id for c in school.channels())
    path = door.format(team=school.path, ana=ana.id, channel=channel)
    for _ in range(30):
        body = {name: draw.choice(ODD) for name in draw.sample(NAMES, draw.randint(0, 4))}
        if DOORS[door]:
            body["do"] = draw.choice(DOORS[door])
        why = "no reason is needed"
        try:
            sandbox.wire.post(path, body)  # raises something else where it is answered neither
        except Impossible as refused:
            why = str(refused)
        sandbox.faults.clear()
        assert why, body
        assert sandbox.wire.get(f"{school.path}/people/{ana.id}/seen")["person"]["id"] == ana.id, body
