"""Whom and what Slack's pickers of people and conversations offer to one person."""

from __future__ import annotations

from typing import Any

from sandbox.world import Channel, Json, Person, Workspace

Known = dict[str, tuple[str, str]]
"""Id → the two ways in which a person may write it."""


def offered(space: Workspace, who: Person, element: Json, chosen: Json) -> Known:
    """What `who` may choose there; what is `chosen` (a state) or preset already stays."""
    kept = {
        *_ids(chosen),
        *_ids({name: value for name, value in element.items() if name.startswith("initial")}),
    }
    if "users" in element["type"]:
        people = space.people.values()
        return {p.id: (p.real_name, p.name) for p in people if p.id in kept or not p.deleted}
    kinds = kinds_of(element)
    return {
        c.id: (c.name, f"#{c.name}")
        for c in space.channels.values()
        if c.id in kept or (c.kind in kinds and _knows(who, c))
    }


def kinds_of(element: Json) -> set[str]:
    """The kinds of conversations that a picker lists, in the words of `Channel.kind`."""
    if "channels" in element["type"]:
        return {"public"}
    wanted = (element.get("filter") or {}).get("include")
    if not isinstance(wanted, list):
        return {"public", "private", "im"}
    return {kind for kind in wanted if isinstance(kind, str)}


def _knows(who: Person, channel: Channel) -> bool:
    return who.id in channel.members or (channel.kind == "public" and not who.is_guest)


def _ids(state: Json) -> set[str]:
    values: list[Any] = []
    for value in state.values():
        values += value if isinstance(value, list) else [value]
    return {value for value in values if isinstance(value, str)}
