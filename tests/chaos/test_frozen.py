"""A real worker is frozen (SIGSTOP) in the middle of its calls, past its leases, and woken beside another one."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from sqlalchemy import select, text

from bench.databases import beside
from bot.clock import SystemClock
from bot.services import notices
from models import Notice
from models.enums import NoticeState
from scheduler.lanes import SERVER_THREADS
from tests.chaos import kills
from tests.chaos.killed_program import Haste, clock
from tests.chaos.kills import Life, Network, Size
from tests.chaos.moody_slack import Moods, StandIn
from tests.chaos.what_arrived import Record

SLOW = Moods(limited=0, lost=0, slow=1, slow_for=(1.0, 1.5))
"""What Slack has done first it has not answered for a second."""
SCHOOLS = SERVER_THREADS + 6
"""More than one worker has in its hands at once."""
EACH = 4
SPEED, BEGUN_WITHIN = 5, 0.5
UNSENT = NoticeState.PENDING, NoticeState.SENDING
STOPPED = ") T "
PATIENCE = 60.0
"""Seconds: most of what is waited for here comes within one."""
LEASES_ARE_OVER = text("UPDATE notices SET lease_until = clock_timestamp() WHERE state = 'sending'")


def until(happened: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.02)


def places(network: Network, *states: NoticeState) -> set[str]:
    """Workspaces in which a notice is in one of these."""
    with network.store.everywhere_reading() as db:
        return set(db.scalars(select(Notice.workspace_id).where(Notice.state.in_(states))))


def freeze(life: Life) -> None:
    """What it has said to the database has come there when this returns."""
    os.kill(life.pid, signal.SIGSTOP)
    until(lambda: STOPPED in Path(f"/proc/{life.pid}/stat").read_text(), "it stands still")
    time.sleep(0.3)


def wake(life: Life) -> None:
    os.kill(life.pid, signal.SIGCONT)


def refused(life: Life) -> int:
    return life.log.read_text().count('"late_write_refused"')


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_that_wakes_up_after_its_leases_changes_nothing(
    forks: ForkServerContext, database_url: str, tmp_path: Path
) -> None:
    network = Network(database_url, Haste(SystemClock().now(), SPEED, begun_within=BEGUN_WITHIN))
    network.found(Size(0, 0, SCHOOLS, 1, 0, 0))
    kills.count_doubts(network.store)
    with StandIn(forks, 1, SLOW) as slack, kills.served(forks, network, slack, tmp_path, web=False) as lives:
        frozen, other = lives["worker"], lives["other"]
        other.until_at_work()
        freeze(other)
        frozen.until_at_work()
        network.owe(EACH * SCHOOLS)
        until(lambda: slack.count > 1, "Slack has done what two lanes have asked for")
        freeze(frozen)
        held = places(network, NoticeState.SENDING)
        wake(other)
        until(lambda: places(network, *UNSENT) <= held, "all other lanes are done")
        assert places(network, NoticeState.SENDING) == held
        time.sleep(BEGUN_WITHIN)
        assert kills.doubts(network.store).total() == 0
        with beside(network.store) as connection:
            connection.execute(LEASES_ARE_OVER)
        network.rest()
        assert refused(frozen) == 0
        wake(frozen)
        until(lambda: refused(frozen) == len(held), "each late write is refused")
        other.kill()
        with network.store.begin("T0") as db:
            notices.owe(db, "note", to="C000", key="last", now=clock(network.haste).now(), n="last")
        network.rest()
        frozen.kills = 1
        Record(network, slack, lives).check()
    network.close()
