"""The shapes of what Slack sends to the bot, and of the objects its Web API returns."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.world import Channel, File, Json, Message, Person, View, Workspace

DEPRECATED = "sandbox"
"""Slack's old verification token; nobody should look at it."""
OF_AN_INSTALLATION = ("app_uninstalled", "tokens_revoked")
"""Events of one installation, which is the one that they come through, though an organisation may serve the same place."""


def event_callback(space: Workspace, event: Json, event_id: str, now: datetime) -> Json:
    stamp = f"{now.timestamp():.6f}"
    above, team = space.organisation, None if space.is_organisation else space.id
    enterprise = space.id if team is None else above.id if above else None
    of_all = team is None if event["type"] in OF_AN_INSTALLATION else space.served_by is not None
    seat = {
        "enterprise_id": enterprise,
        "team_id": None if of_all else space.id,
        "user_id": space.bot_user,
        "is_bot": True,
        "is_enterprise_install": of_all,
    }
    return {
        "token": DEPRECATED,
        "team_id": team,
        **({"enterprise_id": enterprise} if enterprise else {}),
        "context_team_id": team,
        "context_enterprise_id": enterprise,
        "api_app_id": space.app.id,
        "event": {**event, "event_ts": stamp},
        "type": "event_callback",
        "event_id": event_id,
        "event_time": int(now.timestamp()),
        "authorizations": [seat],
        "is_ext_shared_channel": False,
        "event_context": f"4-{event_id}",
    }


def slash_command(space: Workspace, who: Person, channel: Channel, command: str, text: str) -> Json:
    """A slash command without trigger_id and response_url. Channel names are hidden as Slack does."""
    names = {"im": "directmessage", "private": "privategroup"}
    above = space.organisation
    return {
        "token": DEPRECATED,
        "team_id": space.id,
        "team_domain": space.domain,
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": who.id,
        "user_name": who.name,
        "command": command,
        "text": text,
        "api_app_id": space.app.id,
        **({"enterprise_id": above.id, "enterprise_name": above.name} if above else {}),
        "is_enterprise_install": "true" if space.served_by else "false",
    }


def interaction(space: Workspace, who: Person, kind: str) -> Json:
    """What all interactions share. There is no locale in it."""
    above = space.organisation
    return {
        "type": kind,
        "team": {"id": space.id, "domain": space.domain}
        | ({"enterprise_id": above.id, "enterprise_name": above.name} if above else {}),
        "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": space.id},
        "api_app_id": space.app.id,
        "token": DEPRECATED,
        "enterprise": {"id": above.id, "name": above.name} if above else None,
        "is_enterprise_install": space.served_by is not None,
    }


def user(person: Person, space: Workspace, now: datetime, *, locale: bool, email: bool) -> Json:
    zone = ZoneInfo(person.tz)
    offset = now.astimezone(zone).utcoffset()
    profile: Json = {
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.name,
        "display_name_normalized": person.name,
        "title": person.title,
        "team": space.id,
    }
    if email and person.email:
        profile["email"] = person.email
    data: Json = {
        "id": person.id,
        "team_id": space.id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": person.updated,
    }
    if person.deleted:
        return data
    data |= {
        "color": "9f69e7",
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_email_confirmed": True,
    }
    if locale:
        data["locale"] = person.locale
    return data


def conversation(channel: Channel, space: Workspace, *, num_members: bool = False) -> Json:
    if channel.kind == "im":
        other = next(m for m in channel.members if m != space.bot_user)
        gone = space.people[other].deleted
        return {
            "id": channel.id,
            "created": channel.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": space.id,
            "user": other,
            "is_user_deleted": gone,
            "is_open": True,
        }
    private = channel.kind == "private"
    data: Json = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not private,
        "is_group": private,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": channel.archived,
        "is_general": channel.name == "general",
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "is_member": space.bot_user in channel.members,
        "created": channel.created,
        "creator": channel.creator,
        "context_team_id": space.id,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": 0},
        "previous_names": [],
    }
    if num_members:
        data["num_members"] = len(channel.members)
    return data


def message(said: Message, space: Workspace) -> Json:
    data: Json = {
        "type": "message",
        "user": said.user,
        "ts": said.ts,
        "bot_id": space.bot_id,
        "app_id": space.app.id,
        "text": said.text,
        "team": space.id,
    }
    if said.blocks:
        data["blocks"] = said.blocks
    if said.thread_ts:
        data["thread_ts"] = said.thread_ts
    if said.edited:
        data["edited"] = {"user": said.user, "ts": said.edited}
    if said.metadata:
        data["metadata"] = said.metadata
    if said.files:
        data["files"] = [{**file(one), "name": one.name, "size": one.length} for one in said.files]
    return data


def file(shared: File) -> Json:
    return {"id": shared.id, "title": shared.title}


def view(shown: View, space: Workspace) -> Json:
    sent = shown.payload
    modal = shown.kind == "modal"
    data: Json = {
        "id": shown.id,
        "team_id": space.id,
        "type": shown.kind,
        "blocks": sent.get("blocks", []),
        "private_metadata": sent.get("private_metadata") or "",
        "callback_id": sent.get("callback_id") or "",
        "external_id": sent.get("external_id") or "",
        "state": {"values": shown.values},
        "hash": shown.hash,
        "title": sent.get("title") if modal else {"type": "plain_text", "text": "View Title", "emoji": True},
        "close": sent.get("close"),
        "submit": sent.get("submit"),
        "clear_on_close": bool(sent.get("clear_on_close")),
        "notify_on_close": bool(sent.get("notify_on_close")),
        "root_view_id": shown.root_id,
        "previous_view_id": shown.previous_id,
        "app_id": space.app.id,
        "app_installed_team_id": (space.served_by or space).id,
        "bot_id": space.bot_id,
    }
    return data


def without_nones(data: dict[str, Any]) -> Json:
    return {key: value for key, value in data.items() if value is not None}
