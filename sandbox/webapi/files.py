"""files.*: a file is announced, its bytes are sent to a URL of its own, and then it is completed and shared."""

from __future__ import annotations

import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from sandbox import payloads
from sandbox.viewstate import with_ids
from sandbox.webapi.chat import refuse_bad_blocks
from sandbox.webapi.core import Call, SlackError, invalid_arguments, method
from sandbox.world import Channel, File, Json, Message, World

UPLOAD = "upload"
"""Where bytes go, under /api/: to the bot it is an address like any other, and away when Slack is."""
ALT_LENGTH = 1000
SNIPPET_BYTES = 1_000_000
FILE_BYTES = 1_000_000_000
MOST_CHANNELS = 100


@method("files.getUploadURLExternal")
def get_upload_url(call: Call) -> Json:
    length = int(call.args["length"])
    if length < 1:
        raise SlackError("missing_argument")
    if length > FILE_BYTES:
        raise SlackError("file_upload_size_restricted")
    if call.args.get("snippet_type") and length > SNIPPET_BYTES:
        raise SlackError("snippet_too_large")
    alt_text = str(call.args.get("alt_txt") or "")
    if len(alt_text) > ALT_LENGTH:
        raise SlackError("alt_txt_too_large")
    made = File(
        call.hub.world.new_id("F"), str(call.args["filename"]), length, secrets.token_urlsafe(12), alt_text
    )
    call.space.files[made.id] = made
    return {"file_id": made.id, "upload_url": f"{call.hub.base_url}/api/{UPLOAD}?ticket={made.ticket}"}


async def take_upload(world: World, request: Request) -> Response:
    """The bytes of an announced file, bare or as a form's file. No token: the ticket in the URL is enough."""
    ticket = request.query_params.get("ticket")
    files = (file for space in world.workspaces.values() for file in space.files.values())
    found = next((file for file in files if file.ticket == ticket and file.content is None), None)
    if found is None:
        return PlainTextResponse("not_found", status_code=404)
    content = await _bytes(request)
    if len(content) != found.length:
        words = f"announced {found.length} bytes, sent {len(content)}"
        return PlainTextResponse(words, status_code=400)
    found.content = content
    return PlainTextResponse(f"OK - {len(content)}")


async def _bytes(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/"):
        return await request.body()
    for part in (await request.form()).values():
        if not isinstance(part, str):
            return await part.read()
    return b""


@method("files.completeUploadExternal")
def complete_upload(call: Call) -> Json:
    """All of the files or none; without a channel they stay the bot's own."""
    files = [(_uploaded(call, given), given) for given in call.args["files"]]
    if not files:
        raise invalid_arguments("must have at least 1 item [json-pointer:/files]")
    blocks = call.args.get("blocks") or []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks")
    refuse_bad_blocks(blocks)
    channels = [_channel(call, wanted) for wanted in _wanted(call)]
    for file, given in files:
        file.title, file.completed = str(given.get("title") or file.name), True
    comment = str(call.args.get("initial_comment") or "")
    for channel in channels:
        ts = call.space.next_ts(call.hub.clock.now())
        said = Message(ts, channel.id, call.space.bot_user, comment, [] if comment else with_ids(blocks))
        said.thread_ts = call.args.get("thread_ts")
        said.files = [file for file, _ in files]
        channel.messages.append(said)
    return {"files": [payloads.file(file) for file, _ in files]}


@method("files.delete")
def delete(call: Call) -> Json:
    """One of the bot's own: gone from wherever it was shared."""
    if call.space.files.pop(str(call.args["file"]), None) is None:
        raise SlackError("file_not_found")
    for channel in call.space.channels.values():
        for said in channel.messages:
            said.files = [file for file in said.files if file.id != call.args["file"]]
    return {}


def _uploaded(call: Call, given: Any) -> File:
    """The file of one entry, whose bytes have come and which is not completed yet."""
    if not isinstance(given, dict) or not isinstance(given.get("id"), str):
        raise invalid_arguments("missing required field: id [json-pointer:/files]")
    file = call.space.files.get(given["id"])
    if file is None or file.content is None or file.completed:
        raise SlackError("file_not_found")
    return file


def _wanted(call: Call) -> list[str]:
    several = [part.strip() for part in str(call.args.get("channels") or "").split(",") if part.strip()]
    wanted = ([str(call.args["channel_id"])] if call.args.get("channel_id") else []) + several
    if len(wanted) > MOST_CHANNELS:
        raise SlackError("channels_limit_exceeded")
    if call.args.get("thread_ts") and len(wanted) != 1:
        raise SlackError("invalid_channel")
    return wanted


def _channel(call: Call, wanted: str) -> Channel:
    person = call.person(wanted)
    if person is not None and not person.is_bot and not person.deleted:
        return call.hub.world.open_dm(call.space, wanted, call.now_int())
    channel = call.space.channels.get(wanted)
    if channel is None or not call.sees(channel):
        raise SlackError("channel_not_found")
    if not call.is_in(channel):
        raise SlackError("not_in_channel")
    return channel
