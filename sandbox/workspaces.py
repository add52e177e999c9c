"""Making workspaces, people and channels, and what happens to people and channels later."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sandbox import payloads
from sandbox.fields import CannotDo
from sandbox.hub import Hub
from sandbox.webapi.conversations import close_channel, joined
from sandbox.world import Channel, Json, Person, Workspace

DEFAULT_SCOPES = [
    "commands",
    "chat:write",
    "groups:write",
    "groups:read",
    "im:write",
    "users:read",
    "pins:write",
    "team:read",
]
"""What the bot is granted where neither scopes nor a manifest is given."""

CHANGEABLE = {"real_name", "name", "email", "tz", "locale", "is_admin", "is_owner", "deleted"}
GUESTS: dict[Any, tuple[bool, bool]] = {
    False: (False, False),
    None: (False, False),
    True: (True, False),
    "multi": (True, False),
    "single": (True, True),
}
"""guest → (is_restricted, is_ultra_restricted); a single-channel guest is both."""


def make(hub: Hub, body: Json) -> Workspace:
    """A workspace from `name`, `scopes` or `manifest` (a path or the manifest itself), `events`, `app`, `url`."""
    app = hub.world.app(str(body.get("app") or "CodeBuddies"), body.get("url"))
    scopes = body.get("scopes")
    manifest = _manifest(body.get("manifest"))
    if scopes is None:
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot") or DEFAULT_SCOPES
    space = hub.world.make_workspace(str(body["name"]), app, set(scopes), body.get("bot_token"))
    for name in ("app_token", "signing_secret"):
        if body.get(name):
            setattr(app, name, str(body[name]))
    if manifest:
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        space.commands = {c["command"]: c for c in features.get("slash_commands", [])}
        space.shortcuts = {s["callback_id"]: s for s in features.get("shortcuts", [])}
        space.events = set(settings.get("event_subscriptions", {}).get("bot_events", []))
    if body.get("events") is not None:
        space.events = set(body["events"])
    created = int(hub.clock.now().timestamp())
    general = Channel(hub.world.new_id("C"), "general", "public", space.bot_user, created)
    space.channels[general.id] = general
    return space


def _manifest(given: Any) -> Json:
    if given is None:
        return {}
    if isinstance(given, dict):
        return given
    read: Json = json.loads(Path(str(given)).read_text(encoding="utf-8"))
    return read


def describe(space: Workspace, clock_address: str) -> Json:
    return {
        "id": space.id,
        "name": space.name,
        "bot_token": space.bot_token,
        "bot_user": space.bot_user,
        "app": space.app.name,
        "app_id": space.app.id,
        "app_token": space.app.app_token,
        "signing_secret": space.app.signing_secret,
        "scopes": sorted(space.scopes),
        "clock_address": clock_address,
    }


def add_person(hub: Hub, space: Workspace, body: Json) -> Person:
    """Add a member; the bot hears of it by `team_join`."""
    name = str(body["name"])
    handle = "".join(ch if ch.isalnum() else "." for ch in name.lower())
    restricted, ultra = GUESTS[body.get("guest")]
    person = Person(
        str(body.get("id") or hub.world.new_id("U")),
        handle,
        str(body.get("real_name") or name),
        str(body.get("email") or f"{handle}@example.org"),
        str(body.get("tz") or "Europe/Amsterdam"),
        str(body.get("locale") or "en-US"),
        is_admin=bool(body.get("admin")),
        is_owner=bool(body.get("owner")),
        is_restricted=restricted,
        is_ultra_restricted=ultra,
        is_bot=bool(body.get("bot")),
        updated=int(hub.clock.now().timestamp()),
        title=str(body.get("title") or ""),
    )
    if person.id in space.people:
        raise CannotDo(f"there is a {person.id} already")
    space.people[person.id] = person
    general = space.named("general")
    if general is not None and not person.is_guest:
        general.members.append(person.id)
    hub.emit(space, {"type": "team_join", "user": _as_event(hub, space, person)})
    return person


def _as_event(hub: Hub, space: Workspace, person: Person) -> Json:
    email = "users:read.email" in space.scopes
    return payloads.user(person, space, hub.clock.now(), locale=True, email=email)


async def change_person(hub: Hub, space: Workspace, person: Person, body: Json) -> list[Json]:
    """Change a profile; the bot hears of it by `user_change`. Returns the acks."""
    unknown = set(body) - CHANGEABLE
    if unknown:
        raise CannotDo(f"{', '.join(sorted(unknown))} cannot be changed; {', '.join(sorted(CHANGEABLE))} can")
    for name, value in body.items():
        setattr(person, name, value)
    person.updated = int(hub.clock.now().timestamp())
    event = {"type": "user_change", "user": _as_event(hub, space, person), "cache_ts": person.updated}
    return await hub.emit_now(space, event)


def add_channel(hub: Hub, space: Workspace, body: Json) -> Channel:
    """A channel made by people; the bot is a member only where it is listed or `bot` is true."""
    name = str(body["name"])
    if space.named(name) is not None:
        raise CannotDo(f"there is a channel {name!r} already")
    members = [str(m) for m in body.get("members") or []]
    strangers = [m for m in members if m not in space.people]
    if strangers:
        raise CannotDo(f"no such people here: {', '.join(strangers)}")
    if body.get("bot") and space.bot_user not in members:
        members.append(space.bot_user)
    kind = "private" if body.get("private") else "public"
    creator = str(body.get("creator") or (members[0] if members else space.bot_user))
    created = int(hub.clock.now().timestamp())
    channel = Channel(hub.world.new_id("C"), name, kind, creator, created, members)
    channel.archived = bool(body.get("archived"))
    space.channels[channel.id] = channel
    return channel


async def channel_act(hub: Hub, space: Workspace, channel: Channel, body: Json) -> list[Json]:
    """`do` is "leave", "join", "archive", "delete" or "add" (with `user`); returns the acks of its event."""
    do, user = str(body["do"]), str(body["user"])
    letter = "G" if channel.kind == "private" else "C"
    place: Json = {"channel": channel.id, "channel_type": letter, "team": space.id}
    if do == "leave":
        if user not in channel.members:
            raise CannotDo(f"{user} is not in #{channel.name}")
        channel.members.remove(user)
        if user == space.bot_user:
            return await hub.emit_now(space, {"type": "group_left", "channel": channel.id, "actor_id": user})
        return await hub.emit_now(space, {"type": "member_left_channel", "user": user, **place})
    if do in ("join", "add"):
        if user not in channel.members:
            channel.members.append(user)
        return await hub.emit_now(space, joined(space, channel, user, body.get("inviter")))
    if do == "archive":
        return await hub.emit_now(space, close_channel(space, channel, user))
    if do == "delete":
        del space.channels[channel.id]
        stamp = int(hub.clock.now().timestamp())
        event = {"type": "group_deleted" if channel.kind == "private" else "channel_deleted"}
        return await hub.emit_now(
            space, {**event, "channel": channel.id, "date_deleted": stamp, "actor_id": user}
        )
    raise CannotDo(f"nobody can {do!r} a channel; leave, join, add, archive, delete")
