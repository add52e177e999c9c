"""Reminders, stand-ins, breaks and ends while the program dies again and again: each comes, and comes once.

The whole program runs in a forked process, with its clock at the next moment at which something comes. It works at
that until it is killed (SIGKILL) after some calls; the next one goes on. The seed is in the test's name.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from sandbox.server import SandboxServer
from tests.chaos.team_life import Life
from tests.chaos.test_killed_help import FAULT

SHORT = (10, 3)
LONG = (200, 40)
"""Kills, teams."""


@pytest.fixture
def opened(database_url: str, tmp_path: Path, forks: ForkServerContext) -> Iterator[Callable[[int], Life]]:
    """A life for a seed."""
    with SandboxServer() as server, ExitStack() as lives:

        def make(seed: int) -> Life:
            return lives.enter_context(
                closing(Life(database_url, tmp_path, server, forks, random.Random(seed)))
            )

        yield make


def live_through(life: Life, kills: int, teams: int) -> None:
    life.begin(teams)
    for _ in range(kills):
        life.die_in_it()
    life.to_the_end()
    life.check()
    said = life.log.read_text()
    assert not [line for line in said.splitlines() if FAULT.search(line)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", [1])
def test_ten_kills(opened: Callable[[int], Life], seed: int) -> None:
    live_through(opened(seed), *SHORT)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", [2])
def test_two_hundred_kills(
    opened: Callable[[int], Life], seed: int, record_property: Callable[[str, object], None]
) -> None:
    life = opened(seed)
    live_through(life, *LONG)
    for name, figure in life.figures.items():
        record_property(name, figure)
