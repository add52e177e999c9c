"""The TCP lines of the HTTP server, so that one can be cut instead of answered."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol


class Lines:
    """Which transport belongs to which caller (host, port)."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[HttpToolsProtocol]:
        """uvicorn's protocol class, made to register its transports here."""
        lines = self._open

        class Line(HttpToolsProtocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                super().connection_made(transport)
                lines[transport.get_extra_info("peername")[:2]] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                lines.pop(self.transport.get_extra_info("peername")[:2], None)
                super().connection_lost(exc)

        return Line

    def cut(self, caller: tuple[str, int]) -> None:
        transport = self._open.get(caller)
        if transport is not None:
            transport.abort()


def sockets(is_silent: Callable[[], bool]) -> type[WebSocketsSansIOProtocol]:
    """uvicorn's protocol class, made to give no sign of life while Slack is silent."""

    class Silent(WebSocketsSansIOProtocol):
        def handle_ping(self) -> None:
            if is_silent():
                self.conn.data_to_send()
            else:
                super().handle_ping()

    return Silent


class LostLine(Response):
    """Instead of an answer, the connection is reset."""

    def __init__(self, lines: Lines, request: Request) -> None:
        super().__init__()
        self._lines = lines
        client = request.client
        self._caller = (client.host, client.port) if client else ("", 0)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._lines.cut(self._caller)
        await receive()
