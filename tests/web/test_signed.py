"""Nobody but Slack is heard: what is not signed, not signed by it, or old is refused before anything of it is read."""

from __future__ import annotations

import io
import json

import pytest

from bot import ids
from handlers.web import MOST_BYTES
from sandbox.delivery import signature
from tests.isolation.world import World
from tests.straight import click, command, event
from tests.web.conftest import Log
from tests.web.hosted import FORM, JSON, SECRET, Hosted, old_signature, wire

OLD = 301
"""Seconds; Slack's own advice is five minutes."""


def typed(running: Hosted, here: World) -> str:
    return wire(command(ids.LOG_SESSION, "1h today react", here.people["samira"], running.ear))[0]


def is_refused(running: Hosted, log: Log, raw: str | bytes, kind: str = FORM, **headers: str) -> None:
    """With one record; nothing is written, nobody is called, and nothing is told."""
    before, said = running.rows(), len(running.ear.said)
    log.read()
    answer = running.post(raw, kind, **headers)
    assert answer.status_code == 401
    assert answer.data == b""
    [record] = log.read()
    assert (record["event"], record["level"]) == ("not_signed", "warning")
    assert set(record) == {"event", "level", "timestamp", "reference"}, "nothing of what was sent"
    assert running.rows() == before
    assert running.ear.said[said:] == []


def test_what_slack_signs_is_done(running: Hosted, here: World) -> None:
    answer = running.signed(typed(running, here))
    assert answer.status_code == 200
    assert "Logged: 1 h" in answer.text


@pytest.mark.parametrize(
    ("stamp", "sign"),
    [
        (None, None),
        ("good", None),
        (None, "good"),
        ("good", ""),
        ("good", "v0="),
        ("good", "v0=" + "0" * 64),
        ("good", "v0=" + "é" * 64),
        ("soon", "good"),
        ("", "good"),
        ("-1", "good"),
        ("1e9", "good"),
        ("١٧٠٠٠٠٠٠٠٠".encode().decode("latin-1"), "good"),
        ("9" * 5000, "good"),
    ],
)
def test_without_both_headers_as_slack_writes_them(
    running: Hosted, here: World, log: Log, stamp: str | None, sign: str | None
) -> None:
    raw = typed(running, here)
    good = dict(zip(("stamp", "sign"), signature(SECRET, raw).values(), strict=True))
    given = {
        "X-Slack-Request-Timestamp": good["stamp"] if stamp == "good" else stamp,
        "X-Slack-Signature": good["sign"] if sign == "good" else sign,
    }
    is_refused(running, log, raw, **{name: value for name, value in given.items() if value is not None})


def test_with_another_secret_or_for_another_body(running: Hosted, here: World, log: Log) -> None:
    raw = typed(running, here)
    is_refused(running, log, raw, **signature("another-secret", raw))
    is_refused(running, log, raw + "+", **signature(SECRET, raw))
    is_refused(running, log, raw.encode() + b"\xff", **signature(SECRET, raw + "\ufffd"))


@pytest.mark.parametrize("seconds", [OLD, -OLD - 9])  # what is from the future comes nearer
def test_older_than_five_minutes_or_from_the_future(
    running: Hosted, here: World, log: Log, seconds: int
) -> None:
    raw = typed(running, here)
    is_refused(running, log, raw, **old_signature(raw, seconds))
    assert (
        running.post(raw, **old_signature(raw, seconds - 10 if seconds > 0 else seconds + 10)).status_code
        == 200
    )


@pytest.mark.parametrize("raw", ["{", "[1]", "null", '{"user":5}', '{"a":' + "[" * 100_000, "payload=%7B"])
def test_nothing_of_what_is_not_signed_is_read(running: Hosted, here: World, log: Log, raw: str) -> None:
    is_refused(running, log, raw, JSON)
    is_refused(running, log, raw)


@pytest.mark.parametrize(
    "headers", [{}, {"X-Slack-Request-Timestamp": "soon"}, {"X-Slack-Signature": "v0=é"}]
)
def test_nobody_makes_the_program_call_an_address(
    running: Hosted, here: World, log: Log, headers: dict[str, str]
) -> None:
    """An answer to a payload that cannot be read goes to the address that stands in it: if it is Slack's."""
    forged = click(ids.LOG_UNDO, "1", here.people["samira"], running.ear)
    del forged["trigger_id"]
    for raw, kind in (wire(forged), (json.dumps(forged), JSON)):
        given = {**signature("another-secret", raw), **headers}
        is_refused(running, log, raw, kind, **given)


def test_the_same_bytes_again_change_nothing_and_get_the_same_answer(running: Hosted, here: World) -> None:
    bodies = (
        command(ids.LOG_SESSION, "45m today react", here.people["samira"], running.ear),
        event("user_change", {"id": here.people["vera"], "tz": "Asia/Tokyo"}),
    )
    for raw, kind in map(wire, bodies):
        headers = signature(SECRET, raw)
        first, after = running.post(raw, kind, **headers), running.rows()
        again = running.post(raw, kind, **headers)
        assert (first.status_code, first.data) == (again.status_code, again.data)
        assert running.rows() == after


def test_slacks_look_at_the_certificate_is_answered(running: Hosted, log: Log) -> None:
    assert running.post("ssl_check=1&token=old").status_code == 200
    is_refused(running, log, "ssl_check=1&" + "x" * 200)
    is_refused(running, log, "ssl_check=2")


class Counted(io.BytesIO):
    """A body that says how much of it was read."""

    def __init__(self, size: int) -> None:
        super().__init__(b"x" * size)
        self.taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        said = super().read(size)
        self.taken += len(said)
        return said

    def readinto(self, into: object, /) -> int:
        count = super().readinto(into)  # type: ignore[arg-type]
        self.taken += count
        return count


def test_a_body_that_is_too_large_is_refused_unread(running: Hosted, log: Log) -> None:
    """Said at its beginning, or found out while it comes; and not a byte where the headers are not Slack's."""
    raw = "x" * (MOST_BYTES + 1)
    client, large = running.server.test_client(), 8 * MOST_BYTES
    for headers, length, status, most in (
        (signature(SECRET, raw), large, 413, 0),
        (signature(SECRET, raw), None, 413, MOST_BYTES + 64 * 1024),
        ({}, large, 401, 0),
        ({}, None, 401, 0),
    ):
        body = Counted(large)
        told = client.post(
            "/slack/events",
            input_stream=body,
            content_length=length,
            headers=headers,
            environ_overrides={"wsgi.input_terminated": True},
        )
        assert told.status_code == status
        assert body.taken <= most
    assert running.signed("x" * MOST_BYTES).status_code < 500
    assert {record["level"] for record in log.read()} == {"warning"}
