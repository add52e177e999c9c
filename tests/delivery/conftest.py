"""The post office, open for one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.people import Sandbox
from tests.delivery.office import Office, Waiting, open_office


@pytest.fixture
def office(sandbox: Sandbox, database_url: str) -> Iterator[Office]:
    opened, steering = open_office(sandbox, database_url)
    yield opened
    steering.stop()
    opened.lanes.stop()
    opened.deps.store.close()
    opened.deps.patient.close()


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Waiting:
    """Senders that wait without that any time passes, but for what they see."""
    made = Waiting()
    monkeypatch.setattr("bot.delivery.sender.lasting", made.lasting)
    monkeypatch.setattr("bot.delivery.sender.rest", made.rest)
    return made
