"""What takes long, done by two processes: they share the workspaces, and no one is done twice."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime

import pytest

from models.store import Db, Store
from scheduler.rows import shared
from tests.conftest import START


@pytest.fixture
def stores(database_url: str) -> Iterator[tuple[Store, Store]]:
    both = Store(database_url), Store(database_url)
    yield both
    for one in both:
        one.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_second_goes_on_where_the_first_is_at_work(stores: tuple[Store, Store]) -> None:
    due, done = ["T1", "T2"], list[tuple[Store, str]]()
    solving, let_go = threading.Event(), threading.Event()

    def find(db: Db, now: datetime) -> list[tuple[str]]:
        return [(one,) for one in due]

    def solve(store: Store, now: datetime, workspace_id: str) -> None:
        done.append((store, workspace_id))
        if workspace_id == "T1":
            solving.set()
            assert let_go.wait(20)
        due.remove(workspace_id)

    first, second = stores
    sweep = shared("solving", find, solve)
    at_it = threading.Thread(target=sweep, args=(first, START))
    at_it.start()
    try:
        assert solving.wait(20)
        for _ in range(2):
            sweep(second, START)
    finally:
        let_go.set()
        at_it.join(20)
    assert done == [(first, "T1"), (second, "T2")], "the first found T2, too, and that it was done"
    sweep(second, START)
    assert len(done) == 2
