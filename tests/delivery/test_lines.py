"""Calls to Slack go over lines that stay open; none goes over one that its other end may close meanwhile."""

from __future__ import annotations

import copy
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest
from slack_sdk.errors import SlackApiError

from bot import calling
from bot.calling import SlackClient


class Line(BaseHTTPRequestHandler):
    """One line to the stand-in; `server.lines` has how many calls came over each."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Standing

    def setup(self) -> None:
        super().setup()
        self.calls: list[str] = []
        self.server.lines.append(self.calls)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.together.wait(5)
        self.calls.append(self.path)
        status, more = self.server.answers.pop(0) if self.server.answers else (200, {})
        body = json.dumps({"ok": status == 200, "error": "ratelimited"}).encode()
        self.send_response(status)
        for name, value in {**more, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = self.close_connection or self.server.hangs_up

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Standing(ThreadingHTTPServer):
    """Stands where Slack would. `hangs_up`: it closes each line after its answer, and does not say so before.
    `together`: how many calls it answers at once. `gone`: one for each line that was closed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.lines: list[list[str]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        self.hangs_up = False
        self.ended = threading.Event()
        self.gone = threading.Semaphore(0)
        self.together = threading.Barrier(1)

    def shutdown_request(self, request: object) -> None:
        super().shutdown_request(request)  # type: ignore[arg-type]
        self.ended.set()
        self.gone.release()


@contextmanager
def standing() -> Iterator[Standing]:
    server = Standing()
    serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    serving.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.daemon_threads = True
        server.server_close()


@pytest.fixture
def slack() -> Iterator[Standing]:
    with standing() as server:
        yield server


def client_of(server: Standing, proxy: str | None = None) -> SlackClient:
    address = f"http://127.0.0.1:{server.server_port}/api/"
    return SlackClient("xoxb-1", base_url=address, timeout=5, retry_handlers=[], proxy=proxy)


def test_calls_one_after_another_share_a_line_also_with_another_token(slack: Standing) -> None:
    client = client_of(slack)
    other = copy.copy(client)
    other.token, other.timeout = "xoxb-2", 1
    for one in (client, other, client):
        one.chat_postMessage(channel="C1", text="hello")
    assert slack.lines == [["/api/chat.postMessage"] * 3]


def test_a_line_that_was_closed_while_it_rested_takes_no_call(slack: Standing) -> None:
    client = client_of(slack)
    slack.hangs_up = True
    for _ in range(3):
        slack.ended.clear()
        client.chat_postMessage(channel="C1", text="hello")
        assert slack.ended.wait(5)
    assert len(slack.lines) == 3


def test_a_line_that_has_rested_for_long_takes_no_call(
    slack: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(slack)
    client.chat_postMessage(channel="C1", text="hello")
    monkeypatch.setattr(calling, "REST", 0.0)
    client.chat_postMessage(channel="C1", text="hello")
    assert [len(calls) for calls in slack.lines] == [1, 1]


def test_lines_that_nobody_takes_are_closed(slack: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that was used last is taken first, so those of a busy moment would stay for ever."""
    now = [100.0]
    monkeypatch.setattr(calling, "time", SimpleNamespace(monotonic=lambda: now[0]))
    client = client_of(slack)
    slack.together = threading.Barrier(4)
    calls = [threading.Thread(target=client.api_test) for _ in range(4)]
    for one in calls:
        one.start()
    for one in calls:
        one.join(5)
    slack.together = threading.Barrier(1)
    for _ in range(2):
        now[0] += calling.REST * 0.6
        client.api_test()
    assert sorted(len(calls) for calls in slack.lines) == [1, 1, 1, 3]
    assert all(slack.gone.acquire(timeout=5) for _ in range(3))
    assert not slack.gone.acquire(blocking=False)


def test_a_forked_process_speaks_over_lines_of_its_own(
    slack: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(slack)
    client.chat_postMessage(channel="C1", text="hello")
    monkeypatch.setattr(os, "getpid", lambda: -1)
    client.chat_postMessage(channel="C1", text="hello")
    assert [len(calls) for calls in slack.lines] == [1, 1]


def test_what_slack_refuses_is_told_and_leaves_the_line_open(slack: Standing) -> None:
    client = client_of(slack)
    slack.answers.append((429, {"Retry-After": "7"}))
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C1", text="hello")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "7"
    client.chat_postMessage(channel="C1", text="hello")
    assert [len(calls) for calls in slack.lines] == [2]


def test_through_a_proxy_the_call_goes_as_the_kit_sends_it(slack: Standing) -> None:
    client = SlackClient(
        "xoxb-1",
        base_url="http://slack.example/api/",
        retry_handlers=[],
        proxy=f"http://127.0.0.1:{slack.server_port}",
    )
    client.chat_postMessage(channel="C1", text="hello")
    assert slack.lines == [["http://slack.example/api/chat.postMessage"]]


def test_whom_the_machine_trusts_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    calling.certificates.cache_clear()
    assert SlackClient("xoxb-1").ssl is SlackClient("xoxb-2").ssl is calling.certificates()
    calling.certificates.cache_clear()
