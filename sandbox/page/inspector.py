"""What goes over the wire, for developers: names, ids, sizes and times; never what one person alone reads or types.

A modal, a Home tab, an answer that only one person sees and the words after a command may hold what somebody
says in confidence. Of these the inspector shows the frame (ids and kinds) and how long the text is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.world import Json, Workspace

SHOWN = 200
TEXTS = frozenset(
    {"text", "value", "initial_value", "alt_text", "fallback", "private_metadata", "response_url"}
)
OPEN_CALLS = frozenset({"chat.postMessage", "chat.update", "conversations.create", "conversations.setTopic"})
"""Calls whose words are read by everybody in their channel; the program writes nothing confidential there."""
SECRETS = frozenset({"trigger_id", "token", "hash"})


@dataclass(frozen=True)
class Row:
    """One call of the bot, or one delivery to it. `ms`: until it was answered."""

    number: int
    kind: str
    name: str
    about: str
    outcome: str
    is_fine: bool
    ms: float
    at: str
    detail: str


def rows(space: Workspace, wanted: str) -> list[Row]:
    """The newest first; `wanted` is part of a name or of what it is about."""
    found: list[Row] = []
    for number in range(len(space.trail), 0, -1):
        kind, entry = space.trail[number - 1]
        row = _call(space, number, entry) if kind == "call" else _delivery(space, number, entry)
        if wanted.lower() in f"{row.name} {row.about} {row.outcome}".lower():
            found.append(row)
        if len(found) == SHOWN:
            break
    return found


def _call(space: Workspace, number: int, entry: Json) -> Row:
    args = dict(entry.get("args") or {})
    detail = args if entry["method"] in OPEN_CALLS else withheld(args)
    return Row(
        number=number,
        kind="call",
        name=entry["method"],
        about=_about(space, args),
        outcome="ok" if entry["ok"] else str(entry.get("error")),
        is_fine=bool(entry["ok"]),
        ms=entry.get("ms", 0.0),
        at=entry["at"],
        detail=_pretty(detail),
    )


def _delivery(space: Workspace, number: int, entry: Json) -> Row:
    payload = entry["payload"]
    ack = entry["ack"]
    what = payload.get("command") or (payload.get("event") or {}).get("type") or payload.get("type")
    action = next((a.get("action_id") for a in payload.get("actions") or []), None)
    callback = payload.get("callback_id") or (payload.get("view") or {}).get("callback_id")
    words = [f"{what}", *(str(part) for part in (action, callback) if part)]
    if entry.get("retry_num"):
        words.append(f"retry {entry['retry_num']}")
    return Row(
        number=number,
        kind="delivery",
        name=" ".join(words),
        about=_about(space, payload),
        outcome=ack["status"],
        is_fine=ack["status"] == "ok",
        ms=ack["ms"],
        at=entry["at"],
        detail=_pretty({"payload": withheld(payload), "ack": withheld(ack.get("body"))}),
    )


def withheld(value: Any, name: str = "") -> Any:
    """The same shape, with the length of every text instead of the text; a choice would show by its length."""
    if name.startswith("selected_") and value:
        return "(withheld)"
    if isinstance(value, dict):
        return {key: withheld(inner, "text" if name == "errors" else key) for key, inner in value.items()}
    if isinstance(value, list):
        return [withheld(inner, name) for inner in value]
    if isinstance(value, str) and name in TEXTS:
        return f"({len(value)} characters)"
    return value


def _about(space: Workspace, data: Json) -> str:
    """Whom or which channel it concerns, by name."""
    user, channel = data.get("user") or data.get("user_id"), data.get("channel") or data.get("channel_id")
    user_id = user.get("id") if isinstance(user, dict) else user
    channel_id = channel.get("id") if isinstance(channel, dict) else channel
    words = []
    if user_id in space.people:
        words.append(space.people[str(user_id)].real_name)
    found = space.channels.get(str(channel_id))
    if found is not None:
        owner = next((space.people[m].real_name for m in found.members if m != space.bot_user), "")
        words.append(f"messages of {owner}" if found.kind == "im" else f"#{found.name}")
    elif channel_id in space.people:
        words.append(space.people[str(channel_id)].real_name)
    return ", ".join(words)


def _pretty(value: Any, depth: int = 0) -> str:
    """Indented lines of a value, without secrets and what is empty."""
    pad = "  " * depth
    if isinstance(value, dict):
        inner = [
            f"{pad}{key}:{_beside(item, depth)}"
            for key, item in value.items()
            if key not in SECRETS and item not in (None, "", [], {})
        ]
        return "\n".join(inner)
    if isinstance(value, list):
        return "\n".join(f"{pad}-{_beside(item, depth)}" for item in value)
    return f"{pad}{value}"


def _beside(value: Any, depth: int) -> str:
    if isinstance(value, dict | list):
        return "\n" + _pretty(value, depth + 1)
    return f" {value}"
