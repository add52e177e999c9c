"""Slack refuses the token: what it said is kept first, and what else follows from it may fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from structlog.testing import capture_logs

from bot.delivery import queue, turned_out
from bot.vault import KeyLost
from models.enums import NoticeState
from tests.delivery.office import KINDS, Office
from tests.delivery.test_outcomes import EXPIRED

TROUBLES = [OperationalError("", None, Exception("away")), KeyLost(), StaleDataError()]


@pytest.fixture
def served(office: Office) -> Iterator[Office]:
    """As where each workspace has a token of its own."""
    usual = office.deps
    client = SimpleNamespace(of=lambda _: None)
    office.deps = replace(usual, tokens=client)  # type: ignore[arg-type]
    yield office
    office.deps = usual


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: type(one).__name__)
def test_what_slack_refused_was_refused_whatever_becomes_of_the_rest(
    served: Office, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    states: list[NoticeState] = []

    def heard(*_: Any) -> None:
        states.extend(row.state for row in served.rows() if row.attempts)
        raise trouble

    monkeypatch.setattr(turned_out, "heard", heard)
    served.sandbox.faults.next("chat.postMessage", error="token_revoked")
    served.owe("nag", 1, served.workspace.person("Ana"))
    served.owe("note", 2, served.workspace.person("Ben"))
    sender = served.sender(client=served.deps.sender, lease=EXPIRED)
    with capture_logs() as logged:
        served.send(sender)
        with served.deps.patient.everywhere() as db:
            assert queue.reclaim(db, KINDS) == 0
    assert states, "it was kept before"
    assert set(states) == {NoticeState.PENDING}
    assert {(row.state, row.reason) for row in served.rows() if row.attempts} == {
        (NoticeState.PENDING, "token_revoked")
    }
    assert [line["event"] for line in logged].count("not_heard") == len(states)
    served.clock.forward(served.clock.now() + timedelta(minutes=5))
    served.send(served.sender(client=served.deps.sender))
    assert sorted(served.posted()) == ["nag 1", "note 2"]


def test_without_a_token_to_call_with_nothing_was_sent(
    served: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(_: str) -> None:
        raise KeyLost

    monkeypatch.setattr(served.deps.tokens, "of", lost)
    served.owe("nag", 1, served.workspace.person("Ana"))
    served.send(served.sender())
    assert served.row("nag", 1).state is NoticeState.PENDING
    served.send(served.sender(client=served.deps.sender))
    served.clock.forward(served.clock.now() + timedelta(minutes=5))
    served.send(served.sender(client=served.deps.sender))
    assert served.posted() == ["nag 1"]
