"""The program is killed at random moments while thousands of notices go out to a Slack on a bad day and people click.

Real processes, as a host runs them, are killed (SIGKILL) and started anew at once, over and over; then they are left
alone until nothing is owed. Whatever matters has come, and more than once only where nobody could know; no nag has come
twice; each channel has read it in the order in which it was owed. The seed is in the test's name.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.chaos import kills
from tests.chaos.clickers import Clickers, to_web
from tests.chaos.killed_program import Haste
from tests.chaos.kills import Network, Size
from tests.chaos.moody_slack import StandIn
from tests.chaos.what_arrived import Record

SHORT = {"sqlite": Size(10, 300, 1, 12, 3, 1.0), "postgresql": Size(10, 300, 10, 3, 3, 1.0)}
LONG = {"sqlite": Size(200, 10_000, 1, 60, 30, 4.0), "postgresql": Size(200, 10_000, 40, 6, 30, 4.0)}
SPEED = {"sqlite": 20, "postgresql": 5}
"""Of time. One workspace has the pace of one, and the long form on PostgreSQL its own time."""
SOON = timedelta(seconds=3), 2.0


def live_through(
    forks: ForkServerContext, url: str, folder: Path, size: Size, haste: Haste, seed: int
) -> dict[str, object]:
    """The figures."""
    began, chance = time.monotonic(), random.Random(seed)
    network = Network(url, haste)
    network.found(size)
    kills.count_doubts(network.store)
    with StandIn(forks, seed) as slack, kills.served(forks, network, slack, folder) as lives:
        for life in lives.values():
            life.until_at_work()
        bring = to_web(lives["web"].port) if "web" in lives else slack.bring
        clicking = Clickers(network.schools, bring, chance, size.clicks)
        with network.owing(size.notices), clicking as clickers:
            kills.kill_again_and_again(lives, slack, size, chance)
            left = network.left() + size.notices - network.owed
        network.rest()
        record = Record(network, slack, lives)
    network.close()
    record.check()
    record.logged_as_told(clickers)
    assert left, "the last kills met nothing that was owed"
    return record.figures | {
        "seed": seed,
        "left at the last kill": left,
        "seconds": round(time.monotonic() - began),
    }


def kind(url: str) -> str:
    return url.partition(":")[0].partition("+")[0]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", [15])
def test_ten_kills(forks: ForkServerContext, database_url: str, tmp_path: Path, seed: int) -> None:
    on = kind(database_url)
    haste = Haste(SystemClock().now(), SPEED[on], *SOON)
    live_through(forks, database_url, tmp_path, SHORT[on], haste, seed)


@pytest.mark.long
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("seed", [2])
def test_two_hundred_kills(
    forks: ForkServerContext,
    database_url: str,
    tmp_path: Path,
    seed: int,
    capsys: pytest.CaptureFixture[str],
    record_property: Callable[[str, object], None],
) -> None:
    on = kind(database_url)
    haste = Haste(SystemClock().now(), SPEED[on] if on == "sqlite" else 1)
    figures = live_through(forks, database_url, tmp_path, LONG[on], haste, seed)
    with capsys.disabled():
        print(f"\n{on}: {figures}")  # noqa: T201 - a long run is for its figures
    for name, figure in figures.items():
        record_property(name, figure)
