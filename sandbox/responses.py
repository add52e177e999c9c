"""response_url: the address at which an interaction may be answered for half an hour."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from sandbox import ledger
from sandbox.blockkit import check
from sandbox.hub import Hub
from sandbox.lines import Lines, LostLine
from sandbox.reading import read_object
from sandbox.viewstate import with_ids
from sandbox.webapi.chat import POST_LENGTH
from sandbox.world import Channel, Json, Message, ResponseUrl, Workspace

LIFE = timedelta(minutes=30)
MOST_USES = 5


class Responses:
    """The endpoint of all response_urls. The bot need not be in the channel."""

    def __init__(self, hub: Hub, lines: Lines) -> None:
        self.hub = hub
        self.lines = lines

    async def __call__(self, request: Request) -> Response:
        if self.hub.faults.down is not None:
            if self.hub.faults.down == "503":
                return Response("Service Unavailable", status_code=503)
            return LostLine(self.lines, request)
        space = self.hub.world.workspaces.get(request.path_params["team"])
        door = self.hub.world.response_urls.get(request.path_params["key"])
        if space is None or door is None:
            return PlainTextResponse("used_url", status_code=404)
        try:
            said = read_object(await request.body())
        except (ValueError, RecursionError):
            return PlainTextResponse("invalid_payload", status_code=400)
        faults = self.hub.faults
        fault = faults.take("response_url", space.id) or faults.take_chart("response_url", said.get("blocks"))
        is_failed = fault is not None and not fault.lose_answer
        if fault is not None and is_failed:
            status, words = fault.http or 500, fault.error or "error"
        else:
            status, words = self._take(space, door, said)
        entry = {"method": "response_url", "args": said, "status": status, "ok": status == 200}
        entry |= {"error": None if status == 200 else words, "result": {"ok": status == 200}}
        entry["faulty"] = is_failed
        ledger.called(space, {**entry, "at": self.hub.clock.now().isoformat()})
        if fault is not None and fault.lose_answer:
            return LostLine(self.lines, request)
        return JSONResponse({"ok": True}) if status == 200 else PlainTextResponse(words, status_code=status)

    def _take(self, space: Workspace, door: ResponseUrl, said: Json) -> tuple[int, str]:
        now = self.hub.clock.now()
        if now - door.made > LIFE:
            return 404, "expired_url"
        if door.uses >= MOST_USES:
            return 404, "used_url"
        blocks = said.get("blocks") or []
        problems = check.message_problems(blocks)
        if problems:
            ledger.rejected(space, "response_url", problems, said)
            return 400, "invalid_blocks"
        channel = space.channels.get(door.channel)
        if channel is None or channel.archived:
            return 404, "channel_not_found" if channel is None else "is_archived"
        target = next((m for m in channel.messages if m.ts == door.message_ts), None)
        if said.get("delete_original"):
            door.uses += 1
            if target is not None:
                channel.messages.remove(target)
            return 200, "ok"
        text = str(said.get("text") or "")[:POST_LENGTH]
        if not text.strip() and not blocks:
            return 400, "no_text"
        door.uses += 1
        if said.get("replace_original") and target is not None:
            target.text, target.blocks, target.edited = text, with_ids(blocks), f"{now.timestamp():.6f}"
            return 200, "ok"
        viewer = None if said.get("response_type") == "in_channel" else door.user
        put(
            space,
            channel,
            Message(space.next_ts(now), channel.id, space.bot_user, text, with_ids(blocks), viewer),
        )
        return 200, "ok"


def put(space: Workspace, channel: Channel, said: Message) -> Message:
    """Post, without the checks of membership that the Web API has."""
    channel.messages.append(said)
    return said


def slackbot_says(hub: Hub, space: Workspace, channel: Channel, viewer: str, words: str) -> Message:
    """Slack's own words to one person."""
    said = Message(space.next_ts(hub.clock.now()), channel.id, "USLACKBOT", words, [], viewer=viewer)
    said.from_slack = True
    return put(space, channel, said)
