"""conversations.* and users.conversations."""

from __future__ import annotations

import re

from sandbox import payloads
from sandbox.webapi.core import Call, SlackError, invalid_arguments, method, page
from sandbox.world import Channel, Json, Workspace

TYPES = {"public_channel": "public", "private_channel": "private", "im": "im", "mpim": "mpim"}
NAME_LENGTH = 80
TOPIC_LENGTH = 250
MOST_INVITED = 100
MOST_IN_DM = 8


def _check_name(space: Workspace, name: str) -> None:
    """Slack's rules: lower case letters and digits of any alphabet it accepts, `-`, `_`, at most 80."""
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > NAME_LENGTH:
        raise SlackError("invalid_name_maxlength")
    if re.fullmatch(r"[-_]+", name):
        raise SlackError("invalid_name_punctuation")
    if name != name.lower() or not re.fullmatch(r"[a-z0-9_-]+", name):
        raise SlackError("invalid_name_specials")
    if space.named(name) is not None:
        raise SlackError("name_taken")


@method("conversations.create")
def create(call: Call) -> Json:
    """The bot is creator and only member. Names of archived and of unseen private channels are taken too."""
    kind = "private" if call.args.get("is_private") else "public"
    call.scope_for(kind)
    space = call.space
    name = str(call.args["name"])
    _check_name(space, name)
    made = Channel(call.hub.world.new_id("C"), name, kind, space.bot_user, call.now_int(), [space.bot_user])
    space.channels[made.id] = made
    call.hub.emit(space, joined(space, made, space.bot_user))
    return {"channel": payloads.conversation(made, space)}


def joined(space: Workspace, channel: Channel, user: str, inviter: str | None = None) -> Json:
    """The event member_joined_channel."""
    letter = "G" if channel.kind == "private" else "C"
    event: Json = {"type": "member_joined_channel", "user": user, "channel": channel.id}
    event |= {"channel_type": letter, "team": space.id}
    return {**event, "inviter": inviter} if inviter else event


def _refused(call: Call, channel: Channel, user_id: str) -> str | None:
    """Why this person cannot be invited, as Slack's error."""
    person = call.person(user_id)
    if person is None or (person.is_bot and user_id != call.space.bot_user):
        return "user_not_found" if person is None else "cant_invite"
    if user_id == call.space.bot_user:
        return "cant_invite_self"
    if person.deleted:
        return "cant_invite"
    if user_id in channel.members:
        return "already_in_channel"
    if person.is_ultra_restricted:
        full = any(c.kind != "im" and not c.archived for c in call.space.conversations_of(user_id))
        return "ura_max_channels" if full else None
    if person.is_restricted and channel.kind == "public":
        return "user_is_restricted"
    return None


@method("conversations.invite")
def invite(call: Call) -> Json:
    """All or nothing, unless `force`; then the valid ones come in and the others are listed in `errors`."""
    channel = _own(call)
    users = list(dict.fromkeys(u.strip() for u in call.args["users"].split(",") if u.strip()))
    if not users:
        raise SlackError("no_user")
    if len(users) > MOST_INVITED:
        raise invalid_arguments("must have at most 100 users [json-pointer:/users]")
    refusals = {user: why for user in users if (why := _refused(call, channel, user)) is not None}
    errors = [{"user": user, "ok": False, "error": why} for user, why in refusals.items()]
    welcome = [user for user in users if user not in refusals]
    if errors and (not call.args.get("force") or not welcome):
        raise SlackError(errors[0]["error"], errors=errors)
    for user in welcome:
        channel.members.append(user)
        call.hub.emit(call.space, joined(call.space, channel, user, call.space.bot_user))
    answer: Json = {"channel": payloads.conversation(channel, call.space)}
    return {**answer, "errors": errors} if errors else answer


def _own(call: Call) -> Channel:
    """A channel the bot is in and may change."""
    channel = call.channel()
    call.scope_for(channel.kind)
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.archived:
        raise SlackError("is_archived")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    return channel


@method("conversations.kick")
def kick(call: Call) -> Json:
    """A person is taken out; the bot itself never is, and it must be in the channel."""
    channel = call.channel()
    call.scope_for(channel.kind)
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.name == "general":
        raise SlackError("cant_kick_from_general")
    user = str(call.args.get("user") or "")
    if user == call.space.bot_user:
        raise SlackError("cant_kick_self")
    if call.person(user) is None:
        raise SlackError("user_not_found")
    if not call.is_in(channel) or channel.archived or user not in channel.members:
        raise SlackError("not_in_channel")
    channel.members.remove(user)
    letter = "G" if channel.kind == "private" else "C"
    event: Json = {"type": "member_left_channel", "user": user, "channel": channel.id}
    call.hub.emit(call.space, {**event, "channel_type": letter, "team": call.space.id})
    return {"errors": {}}


@method("conversations.open")
def open_dm(call: Call) -> Json:
    call.scope_for("im")
    space = call.space
    if call.args.get("channel"):
        found = call.channel()
        if found.kind != "im":
            raise SlackError("method_not_supported_for_channel_type")
        return {"channel": payloads.conversation(found, space)}
    users = [u.strip() for u in (call.args.get("users") or "").split(",") if u.strip()]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_IN_DM:
        raise SlackError("too_many_users")
    if len(users) > 1:
        raise SlackError("missing_scope", needed="mpim:write", provided=",".join(sorted(space.scopes)))
    person = call.person(users[0])
    if person is None:
        raise SlackError("user_not_found")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    if person.deleted:
        raise SlackError("user_disabled")
    known = space.dm_of(person.id) is not None
    channel = call.hub.world.open_dm(space, person.id, call.now_int())
    short = {"id": channel.id}
    full = payloads.conversation(channel, space) if call.args.get("return_im") else short
    return {"channel": full, "no_op": True, "already_open": True} if known else {"channel": full}


@method("conversations.info")
def info(call: Call) -> Json:
    channel = call.channel()
    call.scope_for(channel.kind)
    wants = bool(call.args.get("include_num_members"))
    data = payloads.conversation(channel, call.space, num_members=wants)
    if call.args.get("include_locale"):
        data["locale"] = "en-US"
    return {"channel": data}


@method("conversations.members")
def members(call: Call) -> Json:
    channel = call.channel()
    call.scope_for(channel.kind)
    return page(call, "members", list(channel.members), default=100)


@method("conversations.setTopic")
def set_topic(call: Call) -> Json:
    channel = _own(call)
    topic = str(call.args.get("topic") or "")
    if len(topic) > TOPIC_LENGTH:
        raise SlackError("too_long")
    channel.topic = topic
    return {"channel": payloads.conversation(channel, call.space)}


@method("conversations.setPurpose")
def set_purpose(call: Call) -> Json:
    channel = _own(call)
    purpose = str(call.args.get("purpose") or "")
    if len(purpose) > TOPIC_LENGTH:
        raise SlackError("too_long")
    channel.purpose = purpose
    return {"purpose": purpose, "channel": payloads.conversation(channel, call.space)}


@method("conversations.archive")
def archive(call: Call) -> Json:
    channel = call.channel()
    call.scope_for(channel.kind)
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.name == "general":
        raise SlackError("cant_archive_general")
    if channel.archived:
        raise SlackError("already_archived")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    call.hub.emit(call.space, close_channel(call.space, channel, call.space.bot_user))
    return {}


def close_channel(space: Workspace, channel: Channel, user: str) -> Json:
    """Archive a channel: its bots are ejected. Returns the event of it."""
    channel.archived = True
    if space.bot_user in channel.members:
        channel.former.add(space.bot_user)
        channel.members.remove(space.bot_user)
    kind = "group_archive" if channel.kind == "private" else "channel_archive"
    return {"type": kind, "channel": channel.id, "user": user, "is_moved": 0}


def _listed(call: Call, channels: list[Channel]) -> Json:
    names = [t.strip() for t in str(call.args.get("types") or "public_channel").split(",")]
    if any(name not in TYPES for name in names):
        raise SlackError("invalid_types")
    kinds = {TYPES[name] for name in names}
    for kind in sorted(kinds):
        call.scope_for(kind)
    listed = [
        c for c in channels if c.kind in kinds and not (c.archived and call.args.get("exclude_archived"))
    ]
    data = [payloads.conversation(c, call.space) for c in listed]
    return page(call, "channels", data, default=100, most=999)


@method("conversations.list")
def list_all(call: Call) -> Json:
    return _listed(call, [c for c in call.space.channels.values() if call.sees(c)])


@method("users.conversations")
def of_user(call: Call) -> Json:
    """Conversations of the bot, or those of a person that the bot may know of."""
    user = str(call.args.get("user") or call.space.bot_user)
    found = call.space.conversations_of(user)
    return _listed(call, [c for c in found if c.kind == "public" or call.is_in(c)])
