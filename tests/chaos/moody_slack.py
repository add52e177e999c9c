"""A Slack on a bad day, in a process of its own: it limits one call in ten, hangs up on some that it has done, is slow.

It keeps a journal: every call it was asked for, in the order in which it did them, and what its caller heard. Whom it
limits, hangs up on and lets wait is drawn from a seed. Over a socket it brings what people do, and waits for the ack.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import re
from contextlib import closing, suppress
from http.client import HTTPConnection
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from typing import Any, NamedTuple, Self
from urllib.parse import parse_qsl

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Json = dict[str, Any]
LATENCY = 0.005
"""Seconds until whatever it has done is answered."""
BRINGS_FOR = 15.0
"""Seconds in which an ack counts."""
AT_START = {"auth.test", "apps.connections.open"}
"""Nobody is moody about these: without them no program starts."""
BOT = "U0BOT"


class Entry(NamedTuple):
    """A call. `heard`: "ok", "limited", "lost" (done, and not answered), "slow" or "refused"."""

    workspace: str
    method: str
    arguments: Json
    heard: str
    ts: str

    @property
    def done(self) -> bool:
        return self.heard in ("ok", "lost", "slow")


class Moods(NamedTuple):
    """Shares of all calls. `slow_for`: seconds, before a call is done or before it is answered."""

    limited: float = 0.10
    lost: float = 0.03
    slow: float = 0.05
    slow_for: tuple[float, float] = (0.05, 0.3)


class Refused(Exception):
    """Slack's error code."""


class Slack:
    """What it knows and what it has done."""

    def __init__(self, seed: int, moods: Moods, count: Any) -> None:
        self._moods, self._count = moods, count
        self._chance = random.Random(seed)
        self._numbers = itertools.count(1)
        self.journal: list[Entry] = []
        self.channels: dict[tuple[str, str], Json] = {}
        """By workspace and id; only those that the program has made."""
        self.socket_port = 0
        self._sockets: list[ServerConnection] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    # calls ---------------------------------------------------------------------------------------

    async def called(self, workspace: str, method: str, arguments: Json) -> tuple[int, Json] | None:
        """Status and answer; None: it hangs up."""
        if method in AT_START:
            return 200, {"ok": True, **self._at_start(workspace, method)}
        heard = self._mood()
        if heard == "limited":
            self._keep(workspace, method, arguments, heard)
            return 429, {"ok": False, "error": "ratelimited"}
        waits = self._chance.uniform(*self._moods.slow_for) if heard == "slow" else 0.0
        before = waits * self._chance.choice((0, 1))
        await asyncio.sleep(before)
        ts = f"{next(self._numbers)}.000000"
        try:
            answer = {"ok": True, **self._done(workspace, method, arguments, ts)}
        except Refused as refused:
            self._keep(workspace, method, arguments, "refused")
            return 200, {"ok": False, "error": str(refused)}
        self._keep(workspace, method, arguments, heard, ts)
        if heard == "lost":
            return None
        await asyncio.sleep(waits - before + LATENCY)
        return 200, answer

    def _mood(self) -> str:
        moods = self._moods
        shares = (moods.limited, moods.lost, moods.slow, 1 - moods.limited - moods.lost - moods.slow)
        return self._chance.choices(("limited", "lost", "slow", "ok"), shares)[0]

    def _at_start(self, workspace: str, method: str) -> Json:
        if method == "auth.test":
            return {"team_id": workspace, "user_id": BOT, "bot_id": "B0BOT", "user": "bot"}
        return {"url": f"ws://127.0.0.1:{self.socket_port}/"}

    def _done(self, workspace: str, method: str, arguments: Json, ts: str) -> Json:
        match method:
            case "chat.postMessage":
                return {"ts": ts, "channel": arguments["channel"]}
            case "users.conversations":
                mine = [one for (where, _), one in self.channels.items() if where == workspace]
                return {"channels": mine, "response_metadata": {"next_cursor": ""}}
            case "users.info":
                raise Refused("user_not_found")
            case "conversations.create":
                if any(
                    where == workspace and one["name"] == arguments["name"]
                    for (where, _), one in self.channels.items()
                ):
                    raise Refused("name_taken")
                made = {"id": f"C9{ts.partition('.')[0]}", "name": arguments["name"], "creator": BOT}
                self.channels[workspace, made["id"]] = {**made, "members": [BOT], "topic": "", "pins": []}
                return {"channel": made}
        self._changed(self.channels.get((workspace, str(arguments.get("channel")))), method, arguments)
        return {}

    def _changed(self, channel: Json | None, method: str, arguments: Json) -> None:
        match method, channel:
            case "conversations.invite", {"members": members}:
                if arguments["users"] in members:
                    raise Refused("already_in_channel")
                members.append(arguments["users"])
            case "conversations.setTopic", {}:
                channel["topic"] = arguments["topic"]
            case "pins.add", {"pins": pins}:
                if arguments["timestamp"] in pins:
                    raise Refused("already_pinned")
                pins.append(arguments["timestamp"])

    def _keep(self, workspace: str, method: str, arguments: Json, heard: str, ts: str = "") -> None:
        self.journal.append(Entry(workspace, method, arguments, heard, ts))
        self._count.value = len(self.journal)

    # what people do ------------------------------------------------------------------------------

    async def joined(self, line: ServerConnection) -> None:
        """A program has opened its socket."""
        await line.send(json.dumps({"type": "hello", "num_connections": 1, "connection_info": {}}))
        self._sockets.append(line)
        with suppress(ConnectionClosed):
            async for frame in line:
                said = json.loads(frame)
                future = self._waiting.get(said["envelope_id"])
                if future is not None and not future.done():
                    future.set_result(said)
        self._sockets.remove(line)

    async def bring(self, envelope: Json) -> Json | None:
        """The ack's payload; None: there was none in time."""
        if not self._sockets:
            return None
        name = envelope["envelope_id"] = f"e{next(self._numbers)}"
        self._waiting[name] = asyncio.get_running_loop().create_future()
        try:
            await self._sockets[-1].send(json.dumps(envelope))
            said = await asyncio.wait_for(self._waiting[name], BRINGS_FOR)
        except (ConnectionClosed, TimeoutError):
            return None
        finally:
            del self._waiting[name]
        return said.get("payload") or {}

    # over HTTP -----------------------------------------------------------------------------------

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One call after another over the same line, until either end hangs up."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while (said := await self._one(reader)) is not None:
                writer.write(said)
                await writer.drain()
        writer.transport.abort()

    async def _one(self, reader: asyncio.StreamReader) -> bytes | None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"(?i)\r\ncontent-length: *(\d+)", head)
        raw = (await reader.readexactly(int(length[1])) if length else b"").decode()
        path = head.split(" ", 2)[1].strip("/").split("/")
        if path[0] == "api":
            arguments = json.loads(raw or "{}") if "application/json" in head else dict(parse_qsl(raw))
            token = re.search(r"(?i)\r\nauthorization: *bearer xoxb-(\w+)", head)
            answer = await self.called(token[1] if token else "", path[1], arguments)
            return None if answer is None else _http(*answer)
        if path[0] == "bring":
            return _http(200, await self.bring(json.loads(raw)))
        return _http(200, self.journal if path[0] == "journal" else list(self.channels.items()))


def _http(status: int, said: Any) -> bytes:
    body = json.dumps(said).encode()
    head = f"HTTP/1.1 {status} .\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return (head + ("Retry-After: 1\r\n" if status == 429 else "") + "\r\n").encode() + body


class StandIn:
    """It, from outside. `count`: how many calls there were so far."""

    def __init__(self, forks: ForkServerContext, seed: int, moods: Moods | None = None) -> None:
        here, there = Pipe()
        self._count = forks.Value("i", 0, lock=False)
        self._process = forks.Process(
            target=main, args=(seed, moods or Moods(), there, self._count), daemon=True
        )
        self._process.start()
        there.close()
        self.port = int(here.recv())
        self.api_url = f"http://127.0.0.1:{self.port}/api/"

    @property
    def count(self) -> int:
        return int(self._count.value)

    def journal(self) -> list[Entry]:
        return [Entry(*one) for one in self._asked("journal")]

    def channels(self) -> list[Json]:
        """Those that the program has made."""
        return [{**one, "workspace": workspace} for (workspace, _), one in self._asked("channels")]

    def bring(self, body: Json) -> str | None:
        """What a command was answered over the socket; None: nothing, in time."""
        envelope = {"type": "slash_commands", "payload": body, "accepts_response_payload": True}
        said = self._asked("bring", json.dumps(envelope))
        return None if said is None else str(said)

    def _asked(self, what: str, body: str = "") -> Any:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request("POST", f"/{what}", body)
            return json.load(line.getresponse())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.join(10)
        self._process.close()


def main(seed: int, moods: Moods, tells: Connection, count: Any) -> None:
    """The process. It tells its port, and stays until it is killed."""

    async def stay() -> None:
        slack = Slack(seed, moods, count)
        async with serve(slack.joined, "127.0.0.1", 0) as sockets:
            slack.socket_port = sockets.sockets[0].getsockname()[1]
            calls = await asyncio.start_server(slack.converse, "127.0.0.1", 0, backlog=256, limit=2**20)
            tells.send(calls.sockets[0].getsockname()[1])
            await calls.serve_forever()

    asyncio.run(stay())
