"""Payloads as Slack describes them, bent: the program never breaks, never leaks, never leaves its workspace."""

from __future__ import annotations

import copy
import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from slack_bolt import BoltRequest
from slack_bolt.request import payload_utils

from bot import ids
from tests.bad_input.garbage import BROKEN, GARBAGE, LEAKS, words
from tests.house.sentences import ROOT
from tests.isolation.world import World
from tests.straight import HERE, THERE, Json, Program, fresh

CONTRACT = Path(os.environ.get("SLACK_CONTRACT") or ROOT.parent / "shared" / "slack")
SHORT, LONG = 1_000, 20_000
pytestmark = pytest.mark.skipif(
    not CONTRACT.is_dir(), reason="Slack's contract is not here (set SLACK_CONTRACT to its folder)"
)
ACTIONS = sorted(value for name, value in vars(ids).items() if name.isupper() and isinstance(value, str))
ODDITIES: list[Any] = [
    *GARBAGE.values(),
    None, True, False, 0, -1, 1e308, 2**70, [], {}, [[]], [{}], {"id": None}, "x" * 5000, "U" * 40,
]  # fmt: skip


def shapes() -> list[Json]:
    """Slack's own shapes of what the program may get."""
    found = []
    for path in sorted((CONTRACT / "inbound").rglob("*.json")):
        shape = json.loads(path.read_text(encoding="utf-8"))
        if path.stem == "SlashCommandPayload":
            shape["command"] = ids.CODEBUDDY
        found.append(shape)
    return found


def paths(data: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield (*at, key)
            yield from paths(value, (*at, key))


def real(body: Json, here: World, dice: random.Random) -> None:
    """Make a shape a delivery of this workspace to one of the program's listeners."""
    person = dice.choice([*here.people.values(), "U0NEW"])
    body.update(trigger_id=fresh(), team_id=HERE)
    if "user_id" in body:
        texts = ("log 1h", "help", "status x", "request history", f"request history <@{person}|x>")
        body.update(user_id=person, channel_id=here.channel, text=dice.choice(texts))
        body["command"] = dice.choice([ids.CODEBUDDY, ids.LOG_SESSION, ids.ESCALATE])
    if isinstance(body.get("team"), dict):
        body["team"] = {"id": HERE, "domain": "here"}
    if isinstance(body.get("user"), dict):
        body["user"].update(id=person, team_id=HERE)
    if isinstance(body.get("event"), dict):
        body.update(type="event_callback", event_id=fresh("Ev"))
        user = body["event"].get("user")
        body["event"].update(user={**user, "id": person} if isinstance(user, dict) else person, tab="home")
        body["event"]["channel"] = here.channel
    if isinstance(body.get("view"), dict):
        body["view"].update(callback_id=dice.choice(ACTIONS), private_metadata="{}")
    for action in body.get("actions") or []:
        action.update(action_id=dice.choice(ACTIONS), value=dice.choice([*here.ids.values(), "status"]))


def bend(body: Json, dice: random.Random) -> None:
    """Take something away, put something odd in, or hang something on, at up to four places."""
    for _ in range(dice.randint(0, 4)):
        *way, last = dice.choice(list(paths(body)))
        inside: Any = body
        for step in way:
            inside = inside[step]
        if dice.random() < 0.3 and isinstance(inside, dict):
            del inside[last]
        else:
            inside[last] = copy.deepcopy(dice.choice(ODDITIES))
        if not body:
            return


def readable(body: Json) -> bool:
    """Whether Bolt gets a request out of it; where not, the program is not even asked."""
    try:
        BoltRequest(mode="socket_mode", body=copy.deepcopy(body))
        for name, reader in vars(payload_utils).items():
            if name.startswith(("is_", "to_")):
                reader(body)
    except (TypeError, AttributeError, KeyError, IndexError):
        return False
    return True


def fuzz(running: Program, here: World, examples: int) -> None:
    all_shapes = shapes()

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(range(len(all_shapes))), st.integers(0, 2**32))
    def one(number: int, seed: int) -> None:
        dice = random.Random(seed)
        body = copy.deepcopy(all_shapes[number])
        real(body, here, dice)
        bend(body, dice)
        assume(readable(body))
        before = len(running.ear.said)
        answer = running.deliver(body)
        assert answer.status < 500, f"{answer.status} to {body}"
        read = words(answer, running.ear.said[before:])
        assert not [text for text in read if LEAKS.search(text) or BROKEN in text], f"{read} to {body}"

    one()


def test_bent_payloads(running: Program, here: World, there: World) -> None:
    foreign = {table: [row for row in rows if THERE in row] for table, rows in running.rows().items()}
    fuzz(running, here, SHORT if running.coordinator.deps.store.is_sqlite else SHORT // 5)
    after = running.rows()
    assert {table: [row for row in rows if THERE in row] for table, rows in after.items()} == foreign
    assert {row[0] for row in after["workspaces"]} == {HERE, THERE}


@pytest.mark.long
@pytest.mark.timeout(1200)  # ten milliseconds each
def test_very_many_bent_payloads(running: Program, here: World, there: World) -> None:
    fuzz(running, here, LONG)
