"""Weeks under a clock that is put forward and back, in many ways."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.conftest import School
from tests.flows.test_clock_that_jumps import AUTUMN, SPRING, live_through


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 12))
@pytest.mark.parametrize("begins", [SPRING, AUTUMN])
def test_weeks_under_a_clock_that_jumps(school: School, begins: datetime, seed: int) -> None:
    live_through(school, begins, seed)
