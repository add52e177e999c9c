"""Two processes that tick in the same moment, over a month in which every sweep has something to do: it becomes what one
alone makes of it.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from models.store import BACKGROUND_PATIENCE, Store
from scheduler.engine import Engine
from tests import straight
from tests.conftest import empty_database
from tests.isolation.all_due import LEFT, Heard, became, engine, furnished, month
from tests.straight import HERE, THERE, Program


def lived(program: Program, engines: list[tuple[Engine, Heard]]) -> Counter[tuple[str, ...]]:
    """A month of ticks, those of a moment all at once; then one more, for what each has left to the other."""
    start = threading.Barrier(len(engines))

    def tick(clock: Engine) -> None:
        start.wait(20)
        clock.tick()

    furnished(program)
    with capture_logs() as said:
        for _ in month(program):
            threads = [threading.Thread(target=tick, args=(clock,)) for clock, _ in engines]
            for one in threads:
                one.start()
            for one in threads:
                one.join(60)
            engines[0][0].tick()
    assert [line for line in said if line["log_level"] == "error"] == []
    return Counter(
        {(at, *row): many for at in (HERE, THERE, LEFT) for row, many in became(program, at).items()}
    )


@pytest.fixture
def programs(
    tmp_path: Path, sqlite_template: Path, postgresql_template: str | None
) -> Iterator[list[Program]]:
    with ExitStack() as stack:
        urls = [
            stack.enter_context(empty_database("postgresql", tmp_path, sqlite_template, postgresql_template))
            for _ in range(2)
        ]
        yield [stack.enter_context(straight.program(url)) for url in urls]


def test_two_make_of_a_month_what_one_does(programs: list[Program]) -> None:
    by_one, by_two = programs
    other = Store(by_two.coordinator.settings.store_url, patience=BACKGROUND_PATIENCE)
    try:
        twos = lived(by_two, [engine(by_two), engine(by_two, other)])
    finally:
        other.close()
    ones = lived(by_one, [engine(by_one)])
    assert (twos - ones, ones - twos) == ({}, {})
