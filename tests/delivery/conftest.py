"""The post office, open for one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.people import Sandbox
from tests.delivery.office import Office, open_office


@pytest.fixture
def office(sandbox: Sandbox, database_url: str) -> Iterator[Office]:
    opened, steering = open_office(sandbox, database_url)
    yield opened
    steering.stop()
    opened.lanes.stop()
    opened.deps.store.close()
    opened.deps.patient.close()
