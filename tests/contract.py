"""Slack's own contract, as data beside the project, and what it says about one line of the sandbox's ledger."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from tests.labels import alike
from tests.limits import over_the_limits

ROOT = Path(__file__).parent.parent
FOLDER = Path(os.environ.get("SLACK_CONTRACT") or ROOT.parent / "shared" / "slack")
ABSENT = "Slack's contract is not here (set SLACK_CONTRACT to its folder)"

ADDED_BY_SDKS = {"team_id"}
"""Arguments that Slack's own SDKs add to every call, and that Slack takes."""
STRUCTURES = {"blocks", "attachments", "unfurled_attachments", "metadata", "view"}
"""Arguments that are JSON in a form, and may be what they are where the whole body is JSON."""
PRIVATE = {"groups:write", "groups:read"}
"""Of several scopes that would do, the one for private channels: teams have no other."""
BAD_CALLS = {
    "unknown_method",
    "invalid_arguments",
    "invalid_blocks",
    "invalid_blocks_format",
    "view_too_large",
}
"""What the program must never be told, unless a test makes the call fail."""


NOT_IN_THE_FOLDER: dict[str, Any] = {
    "methods/auth.teams.list.json": {
        "args": {
            "type": "object",
            "required": ["token"],
            "properties": {
                "token": {"type": "string"},
                "cursor": {"type": "string"},
                "include_icon": {"type": "boolean"},
                "limit": {"type": "integer", "minimum": 1, "maximum": 1000},
            },
        },
        "scope": {},
        "rate_limits": "t2",
        "json_input_supported": False,
        "errors": {"invalid_cursor": {}, "invalid_limit": {}, "invalid_auth": {}, "internal_error": {}},
    }
}
"""What Slack's reference (docs.slack.dev, August 2026) says of methods of which the folder has no file."""


@cache
def read(path: str) -> Any:
    if path in NOT_IN_THE_FOLDER and not (FOLDER / path).is_file():
        return NOT_IN_THE_FOLDER[path]
    return json.loads((FOLDER / path).read_text(encoding="utf-8"))


@cache
def manifest() -> Any:
    return json.loads((ROOT / "manifest.socket.json").read_text(encoding="utf-8"))


def granted() -> set[str]:
    """What the app may be given: an admin may leave out the optional ones."""
    scopes = manifest()["oauth_config"]["scopes"]
    return {*scopes["bot"], *scopes["bot_optional"]}


def problems(line: dict[str, Any]) -> Iterator[str]:
    """What is wrong with a line of the ledger.

    Nobody may be answered "ok" to what Slack refuses; the program (made from a manifest) may not even ask for it.
    """
    if line.get("rejected") is not None:
        if line["by_manifest"]:
            yield f"{line['rejected']}: Slack does not take this: {line['problems']}"
        return
    what, args, blocks = _called(line), line["args"], _shown(line)
    if blocks and (line.get("ok") or "acked" in line):
        yield from (f"{what}: {problem}" for problem in over_the_limits(blocks, read("block-limits.json")))
    yield from buttons_alike(line)
    if what not in methods():
        if line["by_manifest"] and "acked" not in line and what != "response_url":
            yield f"{what}: Slack has no such method"
        return
    if line["ok"] or line["by_manifest"]:
        yield from (f"{what}: {problem}" for problem in refused_arguments(what, args))
    if line["by_manifest"]:
        yield from _not_allowed(what, line)


def buttons_alike(line: dict[str, Any]) -> Iterator[str]:
    """Buttons of the program that nobody can tell apart; this needs no contract."""
    blocks = _shown(line)
    if blocks and line["by_manifest"] and line.get("rejected") is None:
        yield from (f"{_called(line)}: {problem}" for problem in alike(blocks))


def _called(line: dict[str, Any]) -> str:
    return str(line.get("method") or line["acked"])


def _shown(line: dict[str, Any]) -> Any:
    """The view or the blocks in it, if any."""
    return _parsed(line["args"].get("view")) or _parsed(line["args"].get("blocks"))


def _not_allowed(method: str, line: dict[str, Any]) -> Iterator[str]:
    enough = set(read(f"methods/{method}.json")["scope"].get("bot", []))
    if enough and not enough & granted():
        yield f"{method} needs one of {sorted(enough)}, and the manifest has none of them"
    elif line.get("needed") and line["needed"] not in granted():
        yield f"{method} needs {line['needed']} here, which the manifest has not"
    if line["error"] in BAD_CALLS and not line["faulty"]:
        yield f"{method} is refused: {line['error']}"


@cache
def methods() -> frozenset[str]:
    lacking = (Path(path).stem for path in NOT_IN_THE_FOLDER)
    return frozenset((*lacking, *(path.stem for path in (FOLDER / "methods").glob("*.json"))))


@cache
def _arguments(method: str) -> tuple[dict[str, Any], Draft7Validator]:
    schema = read(f"methods/{method}.json")["args"]
    known = {name: part for name, part in schema["properties"].items() if name != "token"}
    required = [name for name in schema.get("required", []) if name != "token"]
    return known, Draft7Validator({**schema, "properties": known, "required": required})


def refused_arguments(method: str, given: dict[str, Any]) -> list[str]:
    """Unknown, missing and wrong arguments by Slack's JSON Schema of the method."""
    known, validator = _arguments(method)
    strangers = sorted(set(given) - set(known) - ADDED_BY_SDKS)
    wire = {name: _on_the_wire(name, known[name], value) for name, value in given.items() if name in known}
    found = [error.message for error in validator.iter_errors(wire)]
    return [f"no such argument: {name}" for name in strangers] + found


def _on_the_wire(name: str, schema: dict[str, Any], value: Any) -> Any:
    """An argument as its schema describes it: structures are JSON in a string, a form's words stand for numbers."""
    alternatives = schema.get("anyOf", []) + schema.get("allOf", [])
    types = {schema.get("type"), *(part.get("type") for part in alternatives)}
    if types & {"object", "array"}:
        return _parsed(value)
    if isinstance(value, dict | list):
        return json.dumps(value) if name in STRUCTURES else value
    if isinstance(value, str) and "string" not in types:
        if types & {"number", "integer"} and value.lstrip("-").isdigit():
            return int(value)
        if "boolean" in types and value in ("0", "1", "true", "false"):
            return value in ("1", "true")
    return value


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value


def scopes_of(line: dict[str, Any]) -> set[str]:
    """The scopes of the manifest that this call of the program makes use of."""
    if not line["by_manifest"] or line.get("method") not in methods():
        return set()
    enough = set(read(f"methods/{line['method']}.json")["scope"].get("bot", []))
    return ((enough & PRIVATE) or enough) & granted()


def scopes_of_the_doors() -> set[str]:
    """The scopes that commands, shortcuts and events of the manifest need, without any call."""
    asked = manifest()
    by_name = {event["name"]: event for event in read("events.json")}
    events = asked["settings"]["event_subscriptions"]["bot_events"]
    found = {scope for event in events if event in by_name for scope in by_name[event]["scopes"]}
    found |= {"commands"} if asked["features"]["slash_commands"] or asked["features"]["shortcuts"] else set()
    return found & granted()
