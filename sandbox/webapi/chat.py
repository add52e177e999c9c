"""chat.* and pins.add."""

from __future__ import annotations

import re
from typing import Any

from sandbox import payloads
from sandbox.blockkit import check
from sandbox.viewstate import with_ids
from sandbox.webapi.core import METHODS, Call, SlackError, TooFast, method
from sandbox.world import Channel, Json, Message

POST_LENGTH = 40_000
"""Slack cuts what is longer; where it says so in a method's errors, it refuses instead."""
UPDATE_LENGTH = 4_000
MOST_PINS = 100
MOST_ATTACHMENTS = 100
TS = re.compile(r"\d{1,12}\.\d{6}")


def content(call: Call, longest: int) -> tuple[str, list[Json]]:
    """Text and blocks of a call, checked as Slack checks them."""
    marked, attachments = call.args.get("markdown_text"), call.args.get("attachments")
    text = str(call.args.get("text") or marked or "")
    blocks = call.args.get("blocks") or []
    if marked and (call.args.get("text") or blocks):
        raise SlackError("markdown_text_conflict")
    if isinstance(attachments, list) and len(attachments) > MOST_ATTACHMENTS:
        raise SlackError("too_many_attachments")
    if not isinstance(blocks, list) or not all(isinstance(b, dict) for b in blocks):
        raise SlackError("invalid_blocks_format")
    if len(text) > longest and "msg_too_long" in METHODS[call.method]["errors"]:
        raise SlackError("msg_too_long")
    if not text.strip() and not blocks and not attachments:
        raise SlackError("no_text")
    refuse_bad_blocks(blocks)
    return text[:longest], with_ids(blocks)


def refuse_bad_blocks(blocks: list[Json]) -> None:
    problems = check.message_problems(blocks)
    if problems:
        raise SlackError(
            "invalid_blocks",
            errors=problems,
            response_metadata={"messages": [f"[ERROR] {p}" for p in problems]},
        )


def _target(call: Call) -> Channel:
    """Where a message goes; a user id means the direct message with her, opened where needed."""
    given = str(call.args["channel"])
    person = call.person(given)
    if person is not None:
        if person.deleted or person.is_bot:
            raise SlackError("channel_not_found")
        return call.hub.world.open_dm(call.space, given, call.now_int())
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_archived")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    return channel


def _pace(call: Call, channel: Channel) -> None:
    wait = call.hub.rates.refuse_message(call.space.id, channel.id, call.hub.clock.now())
    if wait is not None:
        raise TooFast(wait)


@method("chat.postMessage")
def post(call: Call) -> Json:
    channel = _target(call)
    text, blocks = content(call, POST_LENGTH)
    _pace(call, channel)
    said = Message(call.space.next_ts(call.hub.clock.now()), channel.id, call.space.bot_user, text, blocks)
    said.thread_ts = call.args.get("thread_ts")
    said.metadata = call.args.get("metadata")
    channel.messages.append(said)
    return {"channel": channel.id, "ts": said.ts, "message": payloads.message(said, call.space)}


@method("chat.postEphemeral")
def post_ephemeral(call: Call) -> Json:
    channel = call.channel()
    if channel.archived:
        raise SlackError("is_archived")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    viewer = str(call.args["user"])
    if viewer not in channel.members:
        raise SlackError("user_not_in_channel")
    text, blocks = content(call, POST_LENGTH)
    said = whisper(
        call.space.next_ts(call.hub.clock.now()), channel, call.space.bot_user, viewer, text, blocks
    )
    return {"message_ts": said.ts}


def whisper(ts: str, channel: Channel, bot: str, viewer: str, text: str, blocks: list[Any]) -> Message:
    """Put an ephemeral message before one person."""
    said = Message(ts, channel.id, bot, text, blocks, viewer=viewer)
    channel.messages.append(said)
    return said


def _known_message(call: Call, ts_name: str) -> tuple[Channel, Message]:
    channel = call.channel()
    ts = str(call.args[ts_name])
    said = channel.message(ts)
    if said is None:
        raise SlackError("message_not_found")
    return channel, said


@method("chat.update")
def update(call: Call) -> Json:
    channel, said = _known_message(call, "ts")
    if channel.archived:
        raise SlackError("is_inactive")
    if said.user != call.space.bot_user or not call.is_in(channel):
        raise SlackError("cant_update_message")
    text, blocks = content(call, UPDATE_LENGTH)
    said.text = text or said.text
    if "blocks" in call.args:
        said.blocks = blocks
    elif text:
        said.blocks = []
    if "metadata" in call.args:
        said.metadata = call.args["metadata"]
    said.edited = f"{call.hub.clock.now().timestamp():.6f}"
    message = payloads.message(said, call.space)
    return {"channel": channel.id, "ts": said.ts, "text": said.text, "message": message}


@method("chat.delete")
def delete(call: Call) -> Json:
    channel, said = _known_message(call, "ts")
    if said.user != call.space.bot_user or not call.is_in(channel):
        raise SlackError("cant_delete_message")
    channel.messages.remove(said)
    if said.ts in channel.pins:
        channel.pins.remove(said.ts)
    return {"channel": channel.id, "ts": said.ts}


@method("chat.getPermalink")
def permalink(call: Call) -> Json:
    channel, said = _known_message(call, "message_ts")
    link = f"https://{call.space.domain}.slack.com/archives/{channel.id}/p{said.ts.replace('.', '')}"
    return {"channel": channel.id, "permalink": link}


@method("pins.add")
def pin(call: Call) -> Json:
    if not call.args.get("timestamp"):
        raise SlackError("no_item_specified")
    if not TS.fullmatch(call.args["timestamp"]):
        raise SlackError("bad_timestamp")
    channel = call.channel()
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    _, said = _known_message(call, "timestamp")
    if said.ts in channel.pins:
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    channel.pins.append(said.ts)
    return {}
