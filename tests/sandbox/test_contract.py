"""The sandbox's data and payloads against Slack's own description of itself."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.blockkit.problems import LIMITS
from sandbox.people import Person, Workspace
from sandbox.rates import PER_MINUTE
from sandbox.webapi.core import GENERIC_ERRORS, HANDLERS, METHODS, UNLISTED_ERRORS
from tests.contract import (
    ABSENT,
    FOLDER,
    STRUCTURES,
    granted,
    manifest,
    problems,
    scopes_of,
    scopes_of_the_doors,
)
from tests.contract import read as contract
from tests.sandbox.robot import Robot, actions, button, field_block, modal, section

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=ABSENT)


def wire_type(name: str, schema: dict[str, Any]) -> str:
    """The sandbox's word for the type of an argument."""
    types = {schema.get("type"), *(part.get("type") for part in schema.get("anyOf", []))}
    if name in STRUCTURES:
        return "json"
    known = {"boolean": "boolean", "number": "number", "integer": "number", "array": "array"}
    return next((word for kind, word in known.items() if kind in types), "string")


@pytest.mark.parametrize("method", sorted(METHODS))
def test_a_method_is_known_as_slack_describes_it(method: str) -> None:
    mine, slacks = METHODS[method], contract(f"methods/{method}.json")
    args = slacks["args"]["properties"]
    assert mine["args"] == {name: wire_type(name, schema) for name, schema in args.items() if name != "token"}
    assert set(mine["required"]) == set(slacks["args"].get("required", [])) - {"token"}
    assert mine["scopes"] == slacks["scope"].get("bot", [])
    assert mine["tier"] == slacks["rate_limits"]
    assert mine["tier"] in PER_MINUTE
    assert mine["json"] == bool(slacks.get("json_input_supported"))
    assert set(mine["errors"]) <= set(slacks.get("errors") or ())


def test_every_known_method_has_a_handler_and_no_other() -> None:
    assert set(HANDLERS) == set(METHODS)


def test_errors_that_slack_does_not_list_for_a_method_exist_elsewhere_in_slack() -> None:
    listed = {
        e
        for path in (FOLDER / "methods").glob("*.json")
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


def call(method: str, *, ok: bool = True, by_manifest: bool = True, **args: Any) -> dict[str, Any]:
    """A line of the ledger."""
    line = {"method": method, "args": args, "ok": ok, "error": None, "faulty": False, "needed": None}
    return {**line, "by_manifest": by_manifest}


def test_what_the_program_sends_all_the_time_is_within_the_contract() -> None:
    blocks = [section("Hello"), actions(button("Go", "go"))]
    for line in (
        call("chat.postMessage", channel="U1", text="Hello", blocks=blocks, unfurl_links=False),
        call("users.info", user="U1", include_locale="1"),
        call("views.open", trigger_id="1.2", view=modal(field_block("Name", {"type": "plain_text_input"}))),
        call("conversations.invite", channel="C1", users="U1,U2", force=True),
        call("response_url", text="Hello", blocks=blocks),
    ):
        assert list(problems(line)) == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (call("chat.postMessage", channel="U1", text="x", colour="red"), "no such argument: colour"),
        (call("chat.postMessage", text="x"), "'channel' is a required property"),
        (call("conversations.invite", channel="C1", users=["U1"]), "is not of type 'string'"),
        (call("conversations.histories", channel="C1"), "Slack has no such method"),
        (
            call("reactions.add", channel="C1", name="x", timestamp="1.000001"),
            "needs one of ['reactions:write']",
        ),
        (
            {**call("conversations.create", ok=False, name="a"), "needed": "channels:manage"},
            "channels:manage here",
        ),
        ({**call("chat.update", ok=False, channel="C1", ts="1"), "error": "invalid_blocks"}, "is refused"),
        ({"rejected": "command", "problems": ["no_text"], "by_manifest": True}, "no_text"),
        (
            call("chat.postMessage", by_manifest=False, channel="C1", blocks=[section("x" * 3001)]),
            "3001 where",
        ),
        (
            {"acked": "command", "args": {"blocks": [actions(button("x" * 76, "b"))]}, "by_manifest": False},
            "76 where",
        ),
    ],
)
def test_a_breach_of_the_contract_is_told(line: dict[str, Any], words: str) -> None:
    assert any(words in problem for problem in problems(line)), list(problems(line))


def test_the_sandboxs_own_tests_may_ask_for_what_slack_refuses_as_long_as_it_is_refused() -> None:
    wrong = {"channel": "C1", "text": "x", "colour": "red"}
    assert list(problems(call("chat.postMessage", ok=False, by_manifest=False, **wrong))) == []
    assert list(problems(call("chat.postMessage", ok=True, by_manifest=False, **wrong))) != []


def test_a_call_makes_use_of_the_scopes_it_needs_and_of_no_other() -> None:
    assert scopes_of(call("pins.add", channel="C1", timestamp="1.000001")) == {"pins:write"}
    assert scopes_of(call("conversations.create", name="a", is_private=True)) == {"groups:write"}
    assert scopes_of(call("views.open", trigger_id="1.2", view={})) == set()
    assert "commands" in scopes_of_the_doors() <= granted()
    assert granted() == {one for scopes in manifest()["oauth_config"]["scopes"].values() for one in scopes}
