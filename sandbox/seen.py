"""What one person can see: channels, direct messages, whispers, the modal on top, her Home."""

from __future__ import annotations

import base64
import json

from sandbox import viewstate
from sandbox.blockkit import render
from sandbox.hub import Hub
from sandbox.world import Channel, File, Json, Message, Person, View, Workspace


def reader(hub: Hub, space: Workspace, who: Person) -> render.Reader:
    """Names of all people, but only of channels that she may know of."""
    names = {p.id: p.real_name for p in space.people.values()}
    channels = {c.id: c.name for c in space.channels.values() if c.kind == "public" or who.id in c.members}
    gone = frozenset(p.id for p in space.people.values() if p.deleted)
    private = frozenset(c.id for c in space.channels.values() if c.kind == "private")
    return render.Reader(names, channels, who.tz, hub.clock.now(), gone, private, who.locale)


def visible_channels(space: Workspace, who: Person) -> list[Channel]:
    """Her own conversations, and those where something was whispered to her."""
    return [
        c
        for c in space.channels.values()
        if who.id in c.members or any(m.viewer == who.id for m in c.messages)
    ]


def visible_messages(channel: Channel, who: Person) -> list[Message]:
    member = who.id in channel.members
    return [m for m in channel.messages if m.viewer == who.id or (member and m.viewer is None)]


def everything(hub: Hub, space: Workspace, who: Person) -> Json:
    """All of it as plain data, with a readable `text` in every part."""
    eyes = reader(hub, space, who)
    conversations = [_conversation(space, c, who, eyes) for c in visible_channels(space, who)]
    stack = space.stacks.get(who.id) or []
    home = space.homes.get(who.id)
    seen: Json = {
        "person": {"id": who.id, "name": who.real_name, "locale": who.locale, "tz": who.tz},
        "channels": [c for c in conversations if c["kind"] != "im"],
        "dms": [c for c in conversations if c["kind"] == "im"],
        "modals": [view(v, eyes) for v in stack],
        "modal": view(stack[-1], eyes) if stack else None,
        "home": view(home, eyes) if home else None,
    }
    seen["text"] = as_text(seen)
    return seen


def _conversation(space: Workspace, channel: Channel, who: Person, eyes: render.Reader) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "archived": channel.archived,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "pins": list(channel.pins),
        "members": list(channel.members),
        "messages": [message(space, m, eyes) for m in visible_messages(channel, who)],
    }


def message(space: Workspace, said: Message, eyes: render.Reader) -> Json:
    return {
        "ts": said.ts,
        "channel": said.channel,
        "user": said.user,
        "from": "Slack" if said.from_slack else space.people[said.user].real_name,
        "text": "\n".join(
            filter(None, [render.message_text(said.text, said.blocks, eyes), *shown_files(said)])
        ),
        "notification": said.text,
        "blocks": said.blocks,
        "ephemeral": said.viewer is not None,
        "edited": said.edited is not None,
        "thread_ts": said.thread_ts,
        "warnings": list(said.warnings),
    }


def shown_files(said: Message) -> list[str]:
    return [shown_file(file) for file in said.files]


def shown_file(file: File) -> str:
    return f"[{file.title}]" + (f" {file.alt_text}" if file.alt_text else "")


def files(space: Workspace, who: Person) -> list[Json]:
    """The files in her conversations, the oldest first; what is in them as base64."""
    return [
        {
            "title": file.title,
            "name": file.name,
            "channel": channel.id,
            "content": base64.b64encode(file.content or b"").decode(),
        }
        for channel in visible_channels(space, who)
        for said in visible_messages(channel, who)
        for file in said.files
    ]


def view(shown: View, eyes: render.Reader) -> Json:
    """A view with its fields by label, their values, and the errors beside them."""
    blocks: list[Json] = shown.payload.get("blocks", [])
    fields: list[Json] = []
    for block, element, label in viewstate.elements(blocks):
        state = shown.values.get(block["block_id"], {}).get(element["action_id"])
        entry = {"label": label, "block_id": block["block_id"], "action_id": element["action_id"]}
        entry |= {
            "type": element["type"],
            "value": (render.state_text(state, eyes) or None) if state else None,
        }
        if element["type"] == "button":
            entry["label"] = viewstate.plain(element["text"])
        entry |= {"input": block["type"] == "input", "optional": bool(block.get("optional"))}
        fields.append({**entry, "options": _options(element)})
    errors = {_label(blocks, block_id): words for block_id, words in shown.errors.items()}
    title = viewstate.plain(shown.payload.get("title"))
    lines = [f"== {title} ==" if title else "", *render.block_lines(blocks, eyes, shown.values)]
    lines += [f"! {label}: {words}" for label, words in errors.items()]
    lines += [f"! {shown.trouble}"] if shown.trouble else []
    buttons = [viewstate.plain(shown.payload.get(name)) for name in ("close", "submit")]
    lines += [" ".join(f"[{label}]" for label in buttons if label)]
    return {
        "id": shown.id,
        "type": shown.kind,
        "callback_id": shown.payload.get("callback_id"),
        "title": title,
        "submit": buttons[1] or None,
        "fields": fields,
        "errors": errors,
        "trouble": shown.trouble,
        "warnings": list(shown.warnings),
        "text": "\n".join(line for line in lines if line),
        "view": shown.payload,
    }


def _options(element: Json) -> list[str]:
    options = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        options += group["options"]
    return [viewstate.plain(o["text"]) for o in options]


def _label(blocks: list[Json], block_id: str) -> str:
    return next((viewstate.plain(b.get("label")) for b in blocks if b.get("block_id") == block_id), block_id)


def as_text(seen: Json) -> str:
    """The whole of it as a person would read it down her screen."""
    lines: list[str] = []
    for channel in seen["channels"] + seen["dms"]:
        name = "Direct message" if channel["kind"] == "im" else f"#{channel['name']}"
        closed = " (archived)" if channel["archived"] else ""
        about = " · ".join(part for part in (channel["topic"], channel["purpose"]) if part)
        lines.append(f"## {name}{closed}{': ' + about if about else ''}")
        for said in channel["messages"]:
            mark = " (only you see this)" if said["ephemeral"] else ""
            lines.append(f"{said['from']}{mark}: {said['text']}")
            lines += [f"  ⚠ {words}" for words in said["warnings"]]
    for modal in seen["modals"]:
        lines += ["## Modal", modal["text"]]
    if seen["home"]:
        lines += ["## Home", seen["home"]["text"]]
    return "\n".join(lines)


def raw(seen: Json) -> str:
    """Text and data together, for looking for what must not be there."""
    return as_text(seen) + "\n" + json.dumps(seen, ensure_ascii=False)
