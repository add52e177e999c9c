"""The manifests ask Slack for what the program uses, and for nothing else."""

from __future__ import annotations

import ast
import json
import os
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from handlers.door import Door
from tests.house.sentences import ROOT, places

CONTRACT = ROOT.parent / "shared" / "slack"
if os.environ.get("SLACK_CONTRACT"):
    CONTRACT = CONTRACT.__class__(os.environ["SLACK_CONTRACT"])
NAMES = ("manifest.socket.json", "manifest.http.json")
METHODS: dict[str, Any] = json.loads((ROOT / "sandbox" / "data" / "methods.json").read_text(encoding="utf-8"))
"""What the sandbox knows of Slack's methods; held against Slack's own reference by the sandbox's tests."""
EVENT_SCOPES = {
    "app_home_opened": None,
    "app_uninstalled": None,
    "tokens_revoked": None,
    "team_access_granted": None,
    "team_access_revoked": None,
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "groups:read",
    "member_left_channel": "groups:read",
    "team_join": "users:read",
    "user_change": "users:read",
}
"""For private channels; sources: Slack's event reference (events.json of the contract)."""
PRIVATE = {"groups:write", "groups:read"}
"""Of several scopes that would do, the one for private channels: teams have no other."""


def manifest(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((ROOT / name).read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("name", NAMES)
def test_a_manifest_is_valid_by_slacks_own_schema(name: str) -> None:
    schema = CONTRACT / "manifest.schema.2.0.0.json"
    if not schema.is_file():
        pytest.skip("Slack's manifest schema is not here (set SLACK_CONTRACT to its folder)")
    jsonschema.validate(manifest(name), json.loads(schema.read_text(encoding="utf-8")))


def test_both_are_the_same_but_for_the_way_requests_come() -> None:
    web = manifest("manifest.http.json")
    urls = [
        web["settings"]["event_subscriptions"].pop("request_url"),
        web["settings"]["interactivity"].pop("request_url"),
        *(command.pop("url") for command in web["features"]["slash_commands"]),
    ]
    assert len(set(urls)) == 1
    assert urls[0].startswith("https://")
    assert urls[0].endswith("/slack/events")
    web["settings"]["socket_mode_enabled"] = True
    web["settings"]["org_deploy_enabled"] = False  # a process with one token serves one workspace
    assert web == manifest("manifest.socket.json")


@pytest.mark.parametrize("name", NAMES)
def test_nobody_can_write_into_a_void(name: str) -> None:
    """The program reads no messages, so its Messages tab takes none."""
    assert manifest(name)["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": True,
    }


def test_commands_shortcuts_and_events_are_those_that_are_listened_to(door: Door) -> None:
    features, settings = manifest(NAMES[0])["features"], manifest(NAMES[0])["settings"]
    heard = {(one.kind, one.name) for one in door.listeners}
    asked = {
        *(("command", one["command"]) for one in features["slash_commands"]),
        *(("shortcut", one["callback_id"]) for one in features["shortcuts"]),
        *(("event", one) for one in settings["event_subscriptions"]["bot_events"]),
    }
    assert {one for one in heard if one[0] in ("command", "shortcut", "event")} == asked


def called_methods() -> set[str]:
    """Every Web API method the program names, as a string or as a method of the SDK's client."""
    by_attribute = {name.replace(".", "_"): name for name in METHODS}
    found = set()
    for place in places("bot/delivery", "bot/importing", "handlers"):
        if place.path.name == "pace.py":  # a table of rates, which calls nothing
            continue
        if isinstance(place.node, ast.Attribute) and place.node.attr in by_attribute:
            found.add(by_attribute[place.node.attr])
        if isinstance(place.node, ast.Constant) and place.node.value in METHODS:
            found.add(place.node.value)
    return found


def needs(called: set[str], events: list[str]) -> Iterator[tuple[str, set[str]]]:
    """(who needs it, the scopes of which one is enough)"""
    yield "slash commands and shortcuts", {"commands"}
    for method in sorted(called):
        enough = set(METHODS[method]["scopes"])
        if enough:
            yield method, (enough & PRIVATE) or enough
    for event in events:
        if EVENT_SCOPES[event] is not None:
            yield event, {str(EVENT_SCOPES[event])}


def test_scopes_are_exactly_what_is_called_and_heard() -> None:
    called = called_methods()
    assert {"chat.postMessage", "views.open", "conversations.create"} <= called
    settings = manifest(NAMES[0])
    scopes = {one for several in settings["oauth_config"]["scopes"].values() for one in several}
    reasons: dict[str, list[str]] = {scope: [] for scope in scopes}
    for who, enough in needs(called, settings["settings"]["event_subscriptions"]["bot_events"]):
        assert enough & scopes, f"{who} needs one of {sorted(enough)}"
        for scope in enough & scopes:
            reasons[scope].append(who)
    assert [scope for scope, why in reasons.items() if not why] == [], "asked for, and used by nothing"
    assert not [scope for scope in scopes if scope.endswith(":history") or scope == "files:read"]


def test_the_scopes_of_events_are_slacks_own() -> None:
    reference = CONTRACT / "events.json"
    if not reference.is_file():
        pytest.skip("Slack's contract is not here (set SLACK_CONTRACT to its folder)")
    known = json.loads(reference.read_text(encoding="utf-8"))
    events = known if isinstance(known, dict) else {one["name"]: one for one in known}
    compared = 0
    for event, scope in EVENT_SCOPES.items():
        if event in events:
            compared += 1
            given = events[event].get("scopes") or events[event].get("required_scopes") or []
            assert (scope in given) if scope else not given, (event, given)
    assert compared > 3
