"""Making workspaces, people and channels, and what happens to people and channels later."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
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

CHANGEABLE = {"real_name", "name", "email", "tz", "locale", "is_admin", "is_owner", "deleted", "guest"}
GUESTS: dict[Any, tuple[bool, bool]] = {
    False: (False, False),
    None: (False, False),
    True: (True, False),
    "multi": (True, False),
    "single": (True, True),
}
"""guest → (is_restricted, is_ultra_restricted); a single-channel guest is both."""


@dataclass(frozen=True)
class Asked:
    """What a manifest asks for; None where there is no manifest."""

    scopes: list[str] | None = None
    optional: frozenset[str] = frozenset()
    commands: dict[str, Json] | None = None
    shortcuts: dict[str, Json] | None = None
    events: set[str] | None = None
    rotates: bool = False


def make(hub: Hub, body: Json) -> Workspace:
    """A workspace from `name`, `scopes` or `manifest` (a path or the manifest itself), `events`, `app`, `url`.

    `optional`: whoever installs the app grants what the manifest calls optional, too. `installed` false: nobody has
    installed it yet; somebody can, on the page to which the app sends her.
    """
    name, asked = str(body["name"]), _asked(body.get("manifest"))
    scopes = body.get("scopes")
    if scopes is None:
        scopes = asked.scopes or DEFAULT_SCOPES
    granted = asked.optional if body.get("optional") else ()
    app = hub.world.app(str(body.get("app") or "CodeBuddies"), body.get("url"))
    space = hub.world.make_workspace(name, app, {*scopes, *granted}, body.get("bot_token"))
    app.rotates = asked.rotates
    if body.get("installed") is False:
        space.bot_token, space.scopes = "", set()
    for given in ("app_token", "signing_secret", "data_folder"):
        if body.get(given):
            setattr(app, given, str(body[given]))
    space.commands, space.shortcuts, space.events = asked.commands, asked.shortcuts, asked.events
    if body.get("events") is not None:
        space.events = set(body["events"])
    created = int(hub.clock.now().timestamp())
    general = Channel(hub.world.new_id("C"), "general", "public", space.bot_user, created)
    space.channels[general.id] = general
    return space


def _asked(manifest: Any) -> Asked:
    if manifest is None:
        return Asked()
    if not isinstance(manifest, dict):
        manifest = json.loads(Path(str(manifest)).read_text(encoding="utf-8"))
    try:
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        return Asked(
            [str(scope) for scope in scopes.get("bot", [])],
            frozenset(str(scope) for scope in scopes.get("bot_optional", [])),
            {str(one["command"]): one for one in features.get("slash_commands", [])},
            {str(one["callback_id"]): one for one in features.get("shortcuts", [])},
            {str(one) for one in settings.get("event_subscriptions", {}).get("bot_events", [])},
            bool(settings.get("token_rotation_enabled")),
        )
    except (AttributeError, KeyError, TypeError):
        raise CannotDo("the manifest is not one as Slack describes it") from None


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
        "client_id": space.app.client_id,
        "client_secret": space.app.client_secret,
        "scopes": sorted(space.scopes),
        "clock_address": clock_address,
    }


def _free_address(space: Workspace, handle: str) -> str:
    """The address of somebody who was given none; Slack lets two people share a name, and no address."""
    tried = (f"{handle}{number or ''}@example.org" for number in itertools.count())
    return next(address for address in tried if space.by_email(address) is None)


def _refuse_taken_address(space: Workspace, email: str, but: Person | None = None) -> None:
    owner = space.by_email(email)
    if owner is not None and owner is not but:
        raise CannotDo(f"{email} is the address of {owner.real_name} already")


def add_person(hub: Hub, space: Workspace, body: Json) -> Person:
    """Add a member; the bot hears of it by `team_join`. An `email` of "" means that she has none."""
    name = str(body["name"])
    handle = "".join(ch if ch.isalnum() else "." for ch in name.lower())
    restricted, ultra = _guest(body.get("guest"))
    person = Person(
        str(body.get("id") or hub.world.new_id("U")),
        handle,
        str(body.get("real_name") or name),
        str(body["email"]) if "email" in body else _free_address(space, handle),
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
    _refuse_taken_address(space, person.email)
    space.people[person.id] = person
    general = space.named("general")
    if general is not None and not person.is_guest:
        general.members.append(person.id)
    hub.emit(space, {"type": "team_join", "user": _as_event(hub, space, person)})
    return person


def _as_event(hub: Hub, space: Workspace, person: Person) -> Json:
    email = "users:read.email" in space.scopes
    return payloads.user(person, space, hub.clock.now(), locale=True, email=email)


def _guest(value: Any) -> tuple[bool, bool]:
    try:
        return GUESTS[value]
    except (KeyError, TypeError):
        raise CannotDo(f"{value!r} is no kind of guest; {', '.join(map(repr, GUESTS))} are") from None


async def change_person(hub: Hub, space: Workspace, person: Person, body: Json) -> list[Json]:
    """Change a profile; the bot hears of it by `user_change`. Returns the acks."""
    unknown = set(body) - CHANGEABLE
    if unknown:
        raise CannotDo(f"{', '.join(sorted(unknown))} cannot be changed; {', '.join(sorted(CHANGEABLE))} can")
    _refuse_taken_address(space, str(body.get("email") or ""), person)
    if "guest" in body:
        person.is_restricted, person.is_ultra_restricted = _guest(body["guest"])
    for name in body.keys() - {"guest"}:
        setattr(person, name, body[name])
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
            kind = "group_left" if channel.kind == "private" else "channel_left"
            return await hub.emit_now(space, {"type": kind, "channel": channel.id, "actor_id": user})
        return await hub.emit_now(space, {"type": "member_left_channel", "user": user, **place})
    if do in ("join", "add"):
        if user not in channel.members:
            channel.members.append(user)
        return await hub.emit_now(space, joined(space, channel, user, body.get("inviter")))
    if do == "archive":
        return await hub.emit_now(space, close_channel(space, channel, user))
    if do == "delete":
        del space.channels[channel.id]
        if channel.kind == "private" and not {space.bot_user} & {*channel.members, *channel.former}:
            return []
        stamp = int(hub.clock.now().timestamp())
        event = {"type": "group_deleted" if channel.kind == "private" else "channel_deleted"}
        return await hub.emit_now(
            space, {**event, "channel": channel.id, "date_deleted": stamp, "actor_id": user}
        )
    raise CannotDo(f"nobody can {do!r} a channel; leave, join, add, archive, delete")
