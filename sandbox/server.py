"""The HTTP server: as a Starlette app, and as a thread for tests."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.control import Control
from sandbox.delivery import Socket
from sandbox.hub import Hub
from sandbox.installing import Installing
from sandbox.lines import Lines, sockets
from sandbox.noting import Noting
from sandbox.page.routes import Page
from sandbox.reading import read_json
from sandbox.responses import Responses
from sandbox.webapi.dispatch import WebApi

HOST = "127.0.0.1"


class Door:
    """The WebSocket endpoint of Socket Mode."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub

    async def __call__(self, websocket: WebSocket) -> None:
        app_id = websocket.query_params.get("app_id")
        app = next((a for a in self.hub.world.apps.values() if a.id == app_id), None)
        if app is None or self.hub.faults.down is not None:
            await websocket.close(code=1008)
            return
        await websocket.accept()
        line = Socket(app, websocket)
        try:
            if await self.hub.delivery.welcome(line):
                self.hub.changes.note()
                await self._listen(line)
        finally:
            self.hub.delivery.forget(line)
            self.hub.changes.note()

    @staticmethod
    async def _listen(line: Socket) -> None:
        """Take acks until either side hangs up; words that are no JSON end the line."""
        with contextlib.suppress(WebSocketDisconnect, ValueError, RuntimeError, RecursionError):
            while True:
                frame = await line.websocket.receive()
                if frame["type"] == "websocket.disconnect":
                    return
                said = read_json(frame.get("text") or frame.get("bytes") or b"")
                if isinstance(said, dict) and "envelope_id" in said:
                    line.answered(str(said["envelope_id"]), said.get("payload"))


def build(hub: Hub, lines: Lines, clock_port: int = 0) -> Starlette:
    """The app of all endpoints; its lifespan opens and closes the hub."""

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await hub.open(HOST, clock_port)
        yield
        await hub.close()

    api = WebApi(hub, lines)
    responses = Responses(hub, lines)
    routes = [
        Route("/api/{method}", api.__call__, methods=["GET", "POST"]),
        Route("/response/{team}/{key}", responses.__call__, methods=["POST"]),
        WebSocketRoute("/link/", Door(hub).__call__),
        *Installing(hub).routes(),
        *Control(hub).routes(),
        *Page(hub).routes(),
    ]
    return Starlette(routes=routes, lifespan=lifespan, middleware=[Middleware(Noting, changes=hub.changes)])


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; OSError where the port is taken."""
    # asyncio turns off Nagle's delay (40 ms an answer) only for sockets that name their protocol
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(128)
    except OSError:
        listener.close()
        raise
    return listener


class Unsignalled(uvicorn.Server):
    """Leaves signals to its caller: uvicorn would raise them again after its end."""

    async def main_loop(self) -> None:
        """As uvicorn's, which looks ten times a second whether it should end; tests end thousands of servers."""
        counter = 0
        while not await self.on_tick(counter):
            counter += 1
            await asyncio.sleep(0.02)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def make_server(hub: Hub, listener: socket.socket, clock_port: int = 0) -> uvicorn.Server:
    lines = Lines()
    hub.base_url = f"http://{HOST}:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        build(hub, lines, clock_port),
        http=lines.protocol(),
        ws=sockets(lambda: hub.faults.silent),
        log_level="warning",
        access_log=False,
        date_header=False,
        lifespan="on",
        timeout_graceful_shutdown=1,
        timeout_keep_alive=60,
    )
    return Unsignalled(config)


class SandboxServer:
    """A server in a background thread of a test process.

    >>> with SandboxServer() as server:   # doctest: +SKIP
    ...     Sandbox(server.url)
    """

    def __init__(self, port: int = 0) -> None:
        self.hub = Hub()
        self._port = port
        self._listener: socket.socket | None = None
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return self.hub.base_url

    @property
    def clock_address(self) -> str:
        """HOST:PORT for the program's SANDBOX_CLOCK."""
        return self.hub.port.address

    def start(self) -> str:
        """Start and return the base URL; the server answers when this returns."""
        self._listener = listen(self._port)
        self._server = make_server(self.hub, self._listener)
        ready = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(self._server, ready), name="sandbox", daemon=True
        )
        self._thread.start()
        if not ready.wait(10):
            raise RuntimeError("the sandbox did not start within 10 s")
        return self.url

    def _run(self, server: uvicorn.Server, ready: threading.Event) -> None:
        async def serve() -> None:
            task = asyncio.create_task(server.serve(sockets=[self._listener] if self._listener else None))
            while not server.started and not task.done():
                await asyncio.sleep(0.002)
            ready.set()
            await task

        asyncio.run(serve())

    def end(self) -> None:
        """Tell it to end, and do not wait: uvicorn takes a tenth of a second."""
        if self._server is not None:
            self._server.should_exit = True

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self.end()
        self._thread.join(10)
        if self._listener is not None:
            self._listener.close()

    def __enter__(self) -> SandboxServer:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
