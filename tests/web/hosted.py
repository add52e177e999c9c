"""The program as it serves over HTTP, without a server between: requests go into the same WSGI application."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from flask import Flask
from slack_bolt import BoltResponse
from slack_sdk.signature import SignatureVerifier
from werkzeug.test import TestResponse

from app import Coordinator, serve
from bot.clock import SystemClock
from bot.config import WebSettings
from bot.vault import KeyRing
from handlers.shedding import ARRIVED
from sandbox.delivery import signature
from tests.conftest import START
from tests.straight import Json, Program, listening

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
"""The one of Slack's own documentation."""
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Hosted(Program):
    """The program, and what Slack would post to it."""

    server: Flask = field(default_factory=lambda: Flask("replaced"))

    waited: float | None = None
    """Seconds for which each request stands in gunicorn's queue; None: nobody counts them."""

    def post(self, raw: str | bytes, kind: str = FORM, **headers: str) -> TestResponse:
        """What is answered to these bytes, with these headers and no other."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        queued = {} if self.waited is None else {ARRIVED: time.perf_counter() - self.waited}
        return self.server.test_client().post(
            "/slack/events",
            data=raw,
            content_type=kind,
            headers=list(told.items()),
            environ_overrides=queued,
        )

    def signed(self, raw: str, kind: str = FORM) -> TestResponse:
        return self.post(raw, kind, **signature(SECRET, raw))

    def deliver(self, body: Json) -> BoltResponse:
        """As Slack posts it."""
        told = self.signed(*wire(body))
        answer = BoltResponse(status=told.status_code, body=told.text, headers=dict(told.headers))
        self.answers.append(answer)
        return answer


def wire(body: Json) -> tuple[str, str]:
    """The bytes and their kind: events are JSON, commands a form, everything else JSON in a form."""
    if "event" in body:
        return json.dumps(body), JSON
    form = body if "command" in body else {"payload": json.dumps(body)}
    return urlencode(form), FORM


def old_signature(raw: str, seconds: int) -> Json:
    """Slack's, of a moment before this one (or after it, where it is less than nothing)."""
    stamp = str(int(SystemClock().now().timestamp()) - seconds)
    made = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=raw)
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": made}


@contextmanager
def hosted(database_url: str) -> Iterator[Hosted]:
    with listening() as ear:
        settings = WebSettings(
            _env_file=None,
            slack_bot_token="xoxb-0-0-hosted",
            slack_signing_secret=SECRET,
            slack_api_url=f"{ear.url}/api/",
            database_url=database_url,
            keys=KeyRing.new().text(),
            sandbox_clock="127.0.0.1:9",
        )
        coordinator = Coordinator(settings)
        coordinator.clock.set(START)  # type: ignore[attr-defined]
        yield Hosted(coordinator, ear, server=serve(coordinator))
        coordinator.stop()
