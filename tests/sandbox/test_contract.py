"""The sandbox's data and payloads against Slack's own description of itself."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sandbox.blockkit.problems import LIMITS
from sandbox.people import Person, Workspace
from sandbox.rates import PER_MINUTE
from sandbox.webapi.core import GENERIC_ERRORS, HANDLERS, METHODS, UNLISTED_ERRORS
from tests.sandbox.robot import Robot, actions, button, field_block, modal

ROOT = Path(__file__).parents[2]
CONTRACT = Path(os.environ.get("SLACK_CONTRACT") or ROOT.parent / "shared" / "slack")

pytestmark = pytest.mark.skipif(
    not CONTRACT.is_dir(), reason="Slack's contract is not here (set SLACK_CONTRACT to its folder)"
)

JSON_FIELDS = {"blocks", "attachments", "unfurled_attachments", "metadata", "view"}


def contract(path: str) -> Any:
    return json.loads((CONTRACT / path).read_text(encoding="utf-8"))


def wire_type(name: str, schema: dict[str, Any]) -> str:
    """The sandbox's word for the type of an argument."""
    types = {schema.get("type"), *(part.get("type") for part in schema.get("anyOf", []))}
    if name in JSON_FIELDS:
        return "json"
    return next((t for t in ("boolean", "number", "array") if t in types), "string")


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_method_is_known_as_slack_describes_it(method: str) -> None:
    mine, slacks = METHODS[method], contract(f"methods/{method}.json")
    args = slacks["args"]["properties"]
    assert mine["args"] == {name: wire_type(name, schema) for name, schema in args.items() if name != "token"}
    assert set(mine["required"]) == set(slacks["args"].get("required", [])) - {"token"}
    assert mine["scopes"] == slacks["scope"].get("bot", [])
    assert mine["tier"] == slacks["rate_limits"]
    assert mine["tier"] in PER_MINUTE
    assert set(mine["errors"]) <= set(slacks.get("errors") or ())


def test_every_known_method_has_a_handler_and_no_other() -> None:
    assert set(HANDLERS) == set(METHODS)


def test_errors_that_slack_does_not_list_for_a_method_exist_elsewhere_in_slack() -> None:
    listed = {
        e
        for path in (CONTRACT / "methods").glob("*.json")
        for e in contract(f"methods/{path.name}").get("errors") or ()
    }
    for errors in UNLISTED_ERRORS.values():
        assert errors - {"cannot_dm_bot"} <= listed
    assert GENERIC_ERRORS & listed


def leaves(data: dict[str, Any], at: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {}
    for key, value in data.items():
        found |= leaves(value, (*at, key)) if isinstance(value, dict) else {(*at, key): value}
    return found


def test_block_limits_are_slacks() -> None:
    mine = leaves({key: value for key, value in LIMITS.items() if key != "sandbox"})
    slacks = leaves(contract("block-limits.json"))
    assert mine.items() <= slacks.items()


def shape(sample: Any) -> Any:
    """Field names of a sample, lists by their first entry."""
    if isinstance(sample, dict):
        return {key: shape(value) for key, value in sample.items()}
    return [shape(sample[0])] if isinstance(sample, list) and sample else None


def strangers(sent: Any, known: Any, at: str = "") -> list[str]:
    """Fields of a payload that Slack's sample does not have."""
    if not isinstance(sent, dict) or not isinstance(known, dict) or not known:
        return []
    found = [f"{at}/{key}" for key in sent if key not in known]
    for key in sent.keys() & known.keys():
        found += strangers(sent[key], known[key], f"{at}/{key}")
    return found


LATER_THAN_SAMPLE = {
    "/response_urls",
    "/event/event_ts",
    "/context_team_id",
    "/context_enterprise_id",
    "/view/blocks",
}
"""Fields that the samples lack (the event samples of some kinds were taken before they existed)."""


def test_what_the_bot_receives_has_the_shape_of_slacks_samples(
    school: Workspace, bot: Robot, ana: Person
) -> None:
    field = field_block("Name", {"type": "plain_text_input"})
    bot.opens("/form", modal(field, notify_on_close=True))
    bot.answers_view("form")
    bot.answers_action("go")
    bot.answers_command("/say", {"text": "x", "blocks": [actions(button("Go", "go"))]})
    bot.hears("user_change")
    bot.hears("app_home_opened")
    ana.types("/form")
    ana.submits({"Name": "Ana"})
    ana.types("/say")
    ana.clicks("Go")
    ana.changes_locale("en-GB")
    ana.opens_home()
    samples = {
        "slash_commands": "interactions/SlashCommandPayload.json",
        "block_actions": "interactions/BlockActionPayload.json",
        "view_submission": "interactions/ViewSubmissionPayload.json",
        "user_change": "events/UserChange.json",
        "app_home_opened": "events/AppHomeOpened.json",
    }
    seen = set()
    for sent in school.deliveries():
        payload = sent["payload"]
        kind = payload["event"]["type"] if "event" in payload else payload.get("type", "slash_commands")
        if kind in samples:
            seen.add(kind)
            known = shape(contract(f"inbound/{samples[kind]}"))
            assert set(strangers(payload, known)) - LATER_THAN_SAMPLE == set(), kind
    assert seen == set(samples)
