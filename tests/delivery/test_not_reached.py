"""A call of which nothing was sent is no call: it was not reached, and nobody has to wonder what became of it."""

from __future__ import annotations

import socket
import ssl
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPSConnection
from typing import Any

import pytest

from bot.calling import SlackClient
from bot.delivery import outcome
from models.enums import NoticeState
from tests.delivery.office import Office

NOT_REACHED = outcome.Trouble("not_reached", passing=True, all_calls=True)


class Mute:
    """It takes a line, and says nothing that a secure one begins with; or hangs up at once. What was sent to it is kept."""

    def __init__(self, *, hangs_up: bool) -> None:
        self.hangs_up = hangs_up
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.taken: list[socket.socket] = []
        self.serving = threading.Thread(target=self._serve, daemon=True)
        self.serving.start()

    def client(self) -> SlackClient:
        place = f"https://127.0.0.1:{self.listening.getsockname()[1]}/api/"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        return SlackClient("xoxb-1", base_url=place, timeout=1, retry_handlers=[], ssl=context)

    def close(self) -> None:
        with suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.serving.join(5)
        for one in self.taken:
            one.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self.listening.accept()
                if self.hangs_up:
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    line.close()
                else:
                    self.taken.append(line)


@pytest.fixture(params=["is silent", "hangs up"])
def mute(request: pytest.FixtureRequest) -> Iterator[Mute]:
    made = Mute(hangs_up=request.param == "hangs up")
    yield made
    made.close()


def trouble_of(client: SlackClient) -> outcome.Trouble:
    try:
        client.chat_postMessage(channel="C1", text="hello")
    except OSError as error:
        return outcome.read(error)
    raise AssertionError("it was answered")


def test_a_secure_line_that_does_not_come_about(mute: Mute) -> None:
    assert trouble_of(mute.client()) == NOT_REACHED


@pytest.mark.parametrize("trouble", [TimeoutError("timed out"), ConnectionResetError(), OSError(24, "files")])
def test_a_line_that_does_not_come_about(monkeypatch: pytest.MonkeyPatch, trouble: OSError) -> None:
    def connect(_: HTTPConnection) -> None:
        raise trouble

    monkeypatch.setattr(HTTPConnection, "connect", connect)
    assert trouble_of(SlackClient("xoxb-1", timeout=1, retry_handlers=[])) == NOT_REACHED


@pytest.mark.parametrize("happens", [TimeoutError("timed out"), ConnectionResetError()])
def test_what_happens_after_that_stays_in_doubt(monkeypatch: pytest.MonkeyPatch, happens: OSError) -> None:
    def sent(*_: Any, **__: Any) -> None:
        raise happens

    monkeypatch.setattr(HTTPSConnection, "connect", lambda _: None)
    monkeypatch.setattr(HTTPConnection, "request", sent)
    read = trouble_of(SlackClient("xoxb-1", timeout=1, retry_handlers=[]))
    assert (read.in_doubt, read.passing) == (True, True)


def test_a_reminder_waits_and_no_message_says_that_it_may_have_been_seen(office: Office, mute: Mute) -> None:
    worker = office.sender(client=mute.client())
    office.owe("nag", 1, office.workspace.person("Ana"))
    office.owe("note", 2, office.workspace.person("Ben"))
    office.send(worker)
    assert {(row.state, row.reason) for row in office.rows()} >= {(NoticeState.PENDING, "not_reached")}
    office.clock.forward(office.clock.now() + timedelta(minutes=1))
    office.send()
    assert sorted(office.posted()) == ["nag 1", "note 2"]
