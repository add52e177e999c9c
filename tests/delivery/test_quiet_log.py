"""Whatever goes wrong with a message in confidence, the log has the lines that it has without it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.delivery import queue, turned_out
from bot.delivery.kinds import Kind, Post, Unknown
from bot.delivery.recorder import Recorder
from bot.deps import Deps
from bot.vault import KeyLost
from tests.delivery.office import KINDS, Office, note, spoils
from tests.delivery.test_outcomes import EXPIRED, Deadly, Killed

Fault = Callable[[Office, pytest.MonkeyPatch], None]


class Unfit:
    """A mistake of ours in a call."""

    token = "xoxb-1"  # nobody's # nosec

    def chat_postMessage(self, **_: Any) -> Any:
        raise ValueError


def letter_failed(office: Office, _: pytest.MonkeyPatch) -> None:
    office.send(office.sender())


def outcome_failed(office: Office, _: pytest.MonkeyPatch) -> None:
    spoilt: dict[str, Kind] = dict.fromkeys(KINDS, Post(note, Unknown.RESEND, on_sent=spoils))
    office.send(office.sender(kinds=spoilt))


def call_failed(office: Office, _: pytest.MonkeyPatch) -> None:
    office.send(office.sender(client=Unfit()))


def token_not_read(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any) -> None:
        raise KeyLost

    monkeypatch.setattr(Deps, "sender_of", lost)
    office.send(office.sender())


def not_heard(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any) -> None:
        raise KeyLost

    monkeypatch.setattr(turned_out, "heard", lost)
    office.sandbox.faults.next("chat.postMessage", error="token_revoked")
    client, usual = office.deps.sender, office.deps
    office.deps = replace(usual, tokens=SimpleNamespace())  # type: ignore[arg-type]
    office.send(office.sender(client=client))
    office.deps = usual
    office.sandbox.faults.up()


def send_failed(office: Office, _: pytest.MonkeyPatch) -> None:
    office.sandbox.faults.next("chat.postMessage", error="internal_error")
    office.send(office.sender())
    office.sandbox.faults.up()


def reclaimed(office: Office, _: pytest.MonkeyPatch) -> None:
    with suppress(Killed):
        office.send(office.sender(client=Deadly(office.deps.sender), lease=EXPIRED))
    with office.deps.patient.everywhere() as db:
        queue.reclaim(db, KINDS)


def late_write_refused(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real = queue.lease
    monkeypatch.setattr(queue, "lease", lambda db, number, _, span: real(db, number, "another", span))
    office.send(office.sender())


def outcome_not_kept_yet(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    real, seen = Recorder.record, set[int]()

    def record(self: Recorder, db: Any, taken: Any, *rest: Any, **more: Any) -> bool:
        if taken.due.id not in seen:
            seen.add(taken.due.id)
            raise OperationalError("", None, Exception("away"))
        return real(self, db, taken, *rest, **more)

    monkeypatch.setattr(Recorder, "record", record)
    office.send(office.sender())


@pytest.mark.parametrize(
    "fault",
    [
        letter_failed,
        outcome_failed,
        call_failed,
        token_not_read,
        not_heard,
        send_failed,
        reclaimed,
        late_write_refused,
        outcome_not_kept_yet,
    ],
)
def test_a_fault_tells_of_none_that_is_sent_in_confidence(
    office: Office, monkeypatch: pytest.MonkeyPatch, fault: Fault
) -> None:
    lines: dict[str, list[str]] = {}
    for kind in ("nothing", "private", "note"):
        if kind != "nothing":
            person = office.workspace.person(kind.title())
            office.owe(kind, 1, person, faulty=fault is letter_failed)
        with monkeypatch.context() as patch, capture_logs() as logged:
            fault(office, patch)
        lines[kind] = [line["event"] for line in logged]
    assert fault.__name__ in lines["note"], "it is told where it may be"
    assert lines["private"] == lines["nothing"] == []
