"""Slack's way to the bot: Socket Mode envelopes or signed HTTP POSTs, acks, and retries of events."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import ssl
import time
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.clock import SandboxClock, real_now
from sandbox.faults import Faults
from sandbox.reading import read_json
from sandbox.world import App, Json, Workspace

RETRY_REASONS = {
    "timeout": "http_timeout",
    "no_bot": "connection_failed",
    "socket_closed": "connection_failed",
}
"""Slack's word for why it sends an event again, by the status of the try before; else it is "http_error"."""
RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
"""When Slack sends an event again that nobody took, after the try before."""
MOST_SOCKETS = 10
"""Sockets of one app; Slack hangs up on the next one."""


@dataclass
class Ack:
    """What came back; `status` is "ok", "timeout", "no_bot", "socket_closed", "invalid_json" or "http_<code>".

    `final` means that the bot wants a failed event not to be sent again (the header X-Slack-No-Retry).
    """

    status: str
    body: Any = None
    ms: float = 0.0
    final: bool = False

    @property
    def ok(self) -> bool:
        return self.status == "ok"

    def plain(self) -> Json:
        return {"status": self.status, "body": self.body, "ms": round(self.ms, 1)}


@dataclass
class Socket:
    """One WebSocket of a bot."""

    app: App
    websocket: WebSocket
    waiting: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)

    async def send(self, data: Json) -> None:
        await self.websocket.send_text(json.dumps(data))

    def answered(self, envelope_id: str, payload: Any) -> None:
        future = self.waiting.get(envelope_id)
        if future is not None and not future.done():
            future.set_result(Ack("ok", payload))

    def closed(self) -> None:
        for future in self.waiting.values():
            if not future.done():
                future.set_result(Ack("socket_closed"))


@dataclass
class Retry:
    """An event to be sent again at `due` (sandbox time)."""

    due: datetime
    space: Workspace
    payload: Json
    number: int
    reason: str


class Delivery:
    """Sends payloads and collects acks; `idle()` waits for everything that is under way."""

    def __init__(self, clock: SandboxClock, faults: Faults) -> None:
        self.clock = clock
        self.faults = faults
        self.ack_timeout = 3.0
        self.sockets: list[Socket] = []
        self.retries: list[Retry] = []
        self._turn = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._http: httpx.AsyncClient | None = None

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do `work` beside the request at hand; `idle()` waits for it."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def idle(self) -> None:
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # one delivery ---------------------------------------------------------------------------------

    async def send(self, space: Workspace, kind: str, payload: Json, retry: Retry | None = None) -> list[Ack]:
        """Deliver `payload` (kind as in Socket Mode's `type`) once, or twice where that fault is set."""
        if not self.faults.take_double():
            return [await self._send(space, kind, payload, retry)]
        if self.faults.doubled_at_once:
            both = (self._send(space, kind, payload, retry), self._send(space, kind, payload, retry))
            return list(await asyncio.gather(*both))
        return [await self._send(space, kind, payload, retry), await self._send(space, kind, payload, retry)]

    async def _send(self, space: Workspace, kind: str, payload: Json, retry: Retry | None) -> Ack:
        begun = time.monotonic()
        way = self._by_http if space.app.url is not None else self._by_socket
        ack = Ack("no_bot") if self.faults.down else await way(space.app, kind, payload, retry)
        ack.ms = (time.monotonic() - begun) * 1000
        record: Json = {
            "type": kind,
            "payload": payload,
            "at": self.clock.now().isoformat(),
            "ack": ack.plain(),
        }
        record["retry_num"] = retry.number if retry else 0
        space.keep("delivery", record)
        return ack

    async def _by_socket(self, app: App, kind: str, payload: Json, retry: Retry | None) -> Ack:
        sockets = [s for s in self.sockets if s.app is app]
        if not sockets:
            return Ack("no_bot")
        if self.faults.silent:
            return Ack("timeout")
        self._turn += 1
        socket = sockets[self._turn % len(sockets)]
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "payload": payload,
            "type": kind,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope["retry_attempt"] = retry.number if retry else 0
            envelope["retry_reason"] = retry.reason if retry else ""
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        socket.waiting[envelope["envelope_id"]] = future
        try:
            await socket.send(envelope)
            return await asyncio.wait_for(future, self.ack_timeout)
        except TimeoutError:
            return Ack("timeout")
        except (RuntimeError, WebSocketDisconnect):
            return Ack("socket_closed")
        finally:
            socket.waiting.pop(envelope["envelope_id"], None)

    async def _by_http(self, app: App, kind: str, payload: Json, retry: Retry | None) -> Ack:
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form), "application/x-www-form-urlencoded"
        headers = {**signature(app.signing_secret, body), "Content-Type": content_type}
        if retry is not None:
            headers["X-Slack-Retry-Num"] = str(retry.number)
            headers["X-Slack-Retry-Reason"] = retry.reason
        if self._http is None:
            self._http = httpx.AsyncClient(trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
        try:
            posting = self._http.post(str(app.url), content=body, headers=headers, timeout=None)
            answer = await asyncio.wait_for(posting, self.ack_timeout)
        except TimeoutError:
            return Ack("timeout")
        except httpx.HTTPError:
            return Ack("no_bot")
        said: Any = answer.text or None
        if answer.headers.get("content-type", "").startswith("application/json") and answer.text:
            try:
                said = read_json(answer.content)
            except (ValueError, RecursionError):
                if kind != "events_api":
                    return Ack("invalid_json", said)
        elif said is not None:
            said = {"text": said}
        taken = answer.is_success if kind == "events_api" else answer.status_code == 200
        final = answer.headers.get("X-Slack-No-Retry") == "1"
        return Ack("ok" if taken else f"http_{answer.status_code}", said, final=final)

    # events ---------------------------------------------------------------------------------------

    async def send_event(self, space: Workspace, payload: Json, retry: Retry | None = None) -> list[Ack]:
        """Deliver an event; without an ack it is sent again, at once and then later."""
        acks = await self.send(space, "events_api", payload, retry)
        tried = retry.number if retry else 0
        if not acks[0].ok and not acks[0].final and tried < len(RETRIES):
            reason = RETRY_REASONS.get(acks[0].status, "http_error")
            due = self.clock.now() + RETRIES[tried]
            again = Retry(due, space, payload, tried + 1, reason)
            if RETRIES[tried]:
                self.retries.append(again)
            else:
                acks += await self.send_event(space, payload, again)
        return acks

    def next_retry(self) -> datetime | None:
        return min((r.due for r in self.retries), default=None)

    async def run_retries(self) -> None:
        """Send again every event whose time has come."""
        now = self.clock.now()
        for retry in [r for r in self.retries if r.due <= now]:
            self.retries.remove(retry)
            await self.send_event(retry.space, retry.payload, retry)

    # sockets --------------------------------------------------------------------------------------

    async def welcome(self, line: Socket) -> bool:
        """Greet a new socket; where its app has as many as Slack allows, say so and hang up."""
        count = 1 + sum(s.app is line.app for s in self.sockets)
        if count > MOST_SOCKETS:
            await self._part(line, "too_many_websockets")
            return False
        self.sockets.append(line)
        info = {"app_id": line.app.id}
        if self.faults.silent:
            return True
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await line.send({"type": "hello", "num_connections": count, "connection_info": info})
        return True

    def forget(self, line: Socket) -> None:
        if line in self.sockets:
            self.sockets.remove(line)
        line.closed()

    async def warn(self, app: str | None = None) -> int:
        """Say to every socket (of one app) that it will be refreshed in some seconds; none is closed."""
        warned = [s for s in self.sockets if app in (None, s.app.name)]
        for socket in warned:
            with contextlib.suppress(RuntimeError, WebSocketDisconnect):
                await socket.send(_farewell("warning"))
        return len(warned)

    async def drop(self, reason: str | None = None, app: str | None = None) -> int:
        """Close every socket (of one app); with a `reason` Slack says `disconnect` first."""
        dropped = [s for s in self.sockets if app in (None, s.app.name)]
        for socket in dropped:
            self.forget(socket)
            await self._part(socket, reason)
        return len(dropped)

    @staticmethod
    async def _part(socket: Socket, reason: str | None) -> None:
        """Hang up, which the other side may have done already."""
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            if reason is not None:
                await socket.send(_farewell(reason))
            await socket.websocket.close()


def _farewell(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}


def signature(secret: str, body: str) -> dict[str, str]:
    """Slack's headers v0 for a signed request, with the real time."""
    stamp = str(int(real_now().timestamp()))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}
