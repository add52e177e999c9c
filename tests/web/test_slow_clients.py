"""A real server, and clients that never finish what they say: others are answered all the same."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
import yaml

from bot.vault import KeyRing
from tests.test_modes import ROOT, Space, Start, answers, free_port, slack, start, workspace

__all__ = ["start", "workspace"]

CONFIG = ROOT / "gunicorn.conf.py"
NEVER_DONE = {
    "its headers": b"GET / HTTP/1.1\r\nHost: here\r\nX-Long: ",
    "its body": b"POST /slack/events HTTP/1.1\r\nHost: here\r\nX-Slack-Request-Timestamp: 1\r\n"
    b"X-Slack-Signature: v0=" + b"0" * 64 + b"\r\nContent-Length: 5000\r\n\r\n",
    "nothing": b"",
}
EVERY = 0.2
"""Seconds between two bytes."""
SLACK = 3.0
"""Seconds. A request may take one to come, and is looked at once a second."""
HUNG_UP_WITHIN = 2 * SLACK
"""Two threads look after three such clients, so that the third one begins when the others are over."""


class Slow:
    """Begins a request and goes on byte by byte until it is hung up on. `ended`: after so many seconds."""

    def __init__(self, port: int, begins: bytes) -> None:
        self.ended: float | None = None
        self._line = socket.create_connection(("127.0.0.1", port))
        self._line.sendall(begins)
        self._drips = bool(begins)
        self._thread = threading.Thread(target=self._go_on, daemon=True)
        self._thread.start()

    def _go_on(self) -> None:
        began = time.monotonic()
        self._line.settimeout(EVERY)
        with contextlib.suppress(OSError):
            while time.monotonic() < began + 2 * HUNG_UP_WITHIN:
                with contextlib.suppress(TimeoutError):
                    if not self._line.recv(4096):
                        break
                    continue
                if self._drips:
                    self._line.sendall(b"x")
            else:
                return
        self.ended = time.monotonic() - began

    def close(self) -> None:
        self._thread.join(2 * HUNG_UP_WITHIN)
        self._line.close()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def slow(port: int) -> Iterator[list[Slow]]:
    clients: list[Slow] = []
    yield clients
    for client in clients:
        client.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_sends_a_byte_now_and_then_holds_no_thread(
    start: Start, workspace: Space, database_url: str, port: int, slow: list[Slow]
) -> None:
    given = slack(workspace, DATABASE_URL=database_url, KEYS=KeyRing.new().text().strip(), SLACK_APP_TOKEN="")
    web = start(
        *("-m", "gunicorn", "--chdir", str(ROOT), "--config", str(CONFIG), "--bind", f"127.0.0.1:{port}"),
        *("--workers", "1", "--threads", "2", "app:web()"),
        **given,
    )
    web.until(lambda: answers(port))
    slow += [Slow(port, begins) for begins in NEVER_DONE.values()]
    time.sleep(EVERY)
    began = time.monotonic()
    told = httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False, timeout=HUNG_UP_WITHIN)
    waited = time.monotonic() - began
    assert told.text == "ok"
    assert waited < SLACK, "who waits meanwhile still has an answer in time"
    for client in slow:
        client.close()
    assert all(client.ended is not None for client in slow)
    assert max(client.ended or 0 for client in slow) < HUNG_UP_WITHIN
    assert answers(port)
    assert "Traceback" not in web.said
    assert web.terminate() < 10


def test_the_server_that_hangs_up_is_the_one_that_serves() -> None:
    """Gunicorn reads the file from the folder in which it is started, which is the project's on every host."""
    [web] = [line for line in (ROOT / "Procfile").read_text().splitlines() if line.startswith("web: ")]
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert [line for line in image.splitlines() if line.startswith("COPY ") and CONFIG.name in line]
    compose = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    assert "command" not in compose["services"]["web"], "it serves as the image does"
    for command in (web, image.rpartition("\nCMD ")[2]):
        options = set(command.partition("gunicorn ")[2].split())
        assert "--threads" in options
        assert not options & {"-c", "--config", "-k", "--worker-class", "--chdir"}
