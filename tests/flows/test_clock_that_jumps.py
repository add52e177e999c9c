"""The machine's clock is put forward and back by an hour, again and again, in a week in which the clocks of the school
change as well: what the week brings comes once, and all of it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests import stories
from tests.conftest import School
from tests.flows import test_digest as digest
from tests.flows import test_nudge as nudge

HOUR = timedelta(hours=1)
SPRING = datetime(2026, 3, 22, 12, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 18, 12, tzinfo=UTC)
"""Sundays a week before the clocks of Madrid change."""
SPAN = timedelta(days=9)


def moments(begins: datetime, seed: int) -> Iterator[datetime]:
    """What the machine's clock shows, looked at every hour: right, an hour ahead, or one behind."""
    chance, wrong = random.Random(seed), timedelta(0)
    for hour in range(SPAN // HOUR):
        if chance.random() < 0.4:
            wrong = chance.choice((-HOUR, timedelta(0), HOUR))
        yield begins + hour * HOUR + wrong
    yield begins + SPAN


def live_through(school: School, begins: datetime, seed: int) -> None:
    school.sandbox.set_clock(begins)
    school.sandbox.settings(rate_limits=False)
    student, _, channel = stories.team(school)
    petra, mateo = digest.set_up(school)
    nudge.planned(school)
    assert channel is not None
    program = school.coordinator
    for moment in moments(begins, seed):
        program.clock.set(moment)
        program.engine.tick()
        program.engine.finish_rung()
    assert (len(digest.digests(petra)), len(digest.digests(mateo))) == (2, 2)
    assert nudge.count(school, channel, student) == 1
    assert nudge.dropped(school) == []


@pytest.mark.parametrize("begins", [SPRING, AUTUMN])
def test_a_week_under_a_clock_that_jumps_brings_each_thing_once(school: School, begins: datetime) -> None:
    live_through(school, begins, seed=1)
