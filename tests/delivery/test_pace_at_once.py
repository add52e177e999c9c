"""Several workers begin to call a method, or to write in a channel, of which no bucket is kept yet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.delivery import housekeeping, pace
from models import Pace
from models.store import Db
from tests.conftest import START
from tests.delivery.office import Office

CHANNEL = "C1"


class Worker:
    """Takes a token from two buckets, and stops where the test says."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.stands, self.goes = threading.Event(), threading.Event()
        self.trouble: BaseException | None = None
        self.thread = threading.Thread(target=self._works)

    def _works(self) -> None:
        try:
            with self.office.deps.patient.begin(self.office.workspace.id) as db:
                pace.take(db, "chat.postMessage", CHANNEL, START)
        except BaseException as error:  # noqa: BLE001 - shown by the test
            self.trouble = error


def stops(monkeypatch: pytest.MonkeyPatch, where: str, worker: Worker, *, after: bool) -> None:
    """This worker stands still once, before or after it does this."""
    real: Callable[..., Any] = getattr(pace, where)
    done: list[str] = []

    def called(*args: Any, **how: Any) -> Any:
        mine = threading.current_thread() is worker.thread and not done
        done.extend([where] if mine else [])
        found = real(*args, **how) if after or not mine else None
        if mine:
            worker.stands.set()
            assert worker.goes.wait(20)
        return found if after or not mine else real(*args, **how)

    monkeypatch.setattr(pace, where, called)


def buckets(db: Db) -> set[str]:
    return set(db.scalars(select(Pace.key)))


def test_two_that_miss_different_buckets_do_not_wait_for_each_other_for_ever(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One has seen none of the two; then a third makes the channel's; then the other sees that one alone."""
    store, here = office.deps.patient, office.workspace.id
    if store.is_sqlite:
        pytest.skip("SQLite lets one write at a time")
    one, other = Worker(office), Worker(office)
    stops(monkeypatch, "_read", one, after=True)
    one.thread.start()
    assert one.stands.wait(20)
    with store.begin(here) as db:
        assert pace.take(db, "pins.add", CHANNEL, START - timedelta(seconds=30)) is None
    stops(monkeypatch, "add_once", other, after=False)
    other.thread.start()
    assert other.stands.wait(20)
    one.goes.set()
    one.thread.join(0.3)  # it gets as far as it can
    other.goes.set()
    for worker in (one, other):
        worker.thread.join(20)
        assert not worker.thread.is_alive()
    assert [worker.trouble for worker in (one, other)] == [None, None]
    with store.read(here) as db:
        assert buckets(db) == {"method:chat.postMessage", "method:pins.add", f"channel:{CHANNEL}"}


def test_the_bucket_of_a_method_that_is_in_use_stays(office: Office) -> None:
    """One that is made anew each day is one that is missing each day."""
    store, here = office.deps.patient, office.workspace.id
    with store.begin(here) as db:
        assert pace.take(db, "chat.postMessage", CHANNEL, START) is None
        assert pace.take(db, "pins.add", None, START - timedelta(days=4)) is None
    housekeeping.run(store, START + timedelta(days=2))
    with store.read(here) as db:
        assert buckets(db) == {"method:chat.postMessage"}
    housekeeping.run(store, START + timedelta(days=6))
    with store.read(here) as db:
        assert buckets(db) == set()
