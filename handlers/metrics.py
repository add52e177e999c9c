"""`/metrics`, for whoever has its token; at a port of its own where the process has no other."""

from __future__ import annotations

import hmac
import socket
import threading
from collections.abc import Callable
from socketserver import ThreadingMixIn
from typing import Final
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from flask import Flask, Response, request
from pydantic import SecretStr

from bot.config import Settings, unusable
from bot.monitoring import TEXT, Scrape

METRICS: Final = "/metrics"
SCHEME: Final = "Bearer "
ASKED_FOR: Final = {"WWW-Authenticate": "Bearer"}
PATIENCE: Final = 10
"""Seconds for somebody who has connected and says nothing."""


def offer(made: Flask, scrape: Scrape, token: SecretStr | None, is_ready: Callable[[], bool]) -> None:
    """Add `/metrics`, which is not there without a token in the settings, `/healthz` and `/readyz`."""

    @made.get(METRICS)
    def metrics() -> Response:
        if token is None:
            return Response(status=404)
        if not _has(request.headers.get("authorization", ""), token):
            return Response(status=401, headers=ASKED_FOR)
        return Response(scrape.text(), content_type=TEXT)

    @made.get("/healthz")
    def health() -> str:
        return "ok"

    @made.get("/readyz")
    def ready() -> Response:
        well = is_ready()
        return Response("ok" if well else "unready", 200 if well else 503)


def _has(authorization: str, token: SecretStr) -> bool:
    """As long for a wrong one as for the right one."""
    wanted = (SCHEME + token.get_secret_value()).encode()
    return hmac.compare_digest(authorization.encode(errors="surrogateescape"), wanted)


class Port:
    """Serves these three pages beside the work of a process that Slack does not call."""

    def __init__(self, address: str, port: int, pages: Callable[[Flask], None]) -> None:
        """Raises `OSError` where the port cannot be had."""
        made = Flask("codebuddies-metrics", static_folder=None)
        pages(made)
        server = _OverIpv6 if ":" in address else _Server
        self._server = server((address, port), _Handler)
        self._server.set_app(made.wsgi_app)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.1,), name="metrics", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


def port(settings: Settings, pages: Callable[[Flask], None]) -> Port | None:
    """Opened, where the settings name one. Raises `BadSettings`."""
    if settings.metrics_port is None:
        return None
    try:
        opened = Port(settings.metrics_address, settings.metrics_port, pages)
    except OSError as error:
        raise unusable("metrics_port", str(error.strerror)) from None
    opened.start()
    return opened


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """As its own, but without looking its own name up, which can take seconds."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])
        self.setup_environ()

    def handle_error(self, *_: object) -> None:
        """Whoever asked has gone."""


class _OverIpv6(_Server):
    address_family = socket.AF_INET6


class _Handler(WSGIRequestHandler):
    timeout = PATIENCE

    def log_message(self, *_: object) -> None:
        """A scrape every few seconds is no news."""
