"""A worker stands still for a while, or its machine is gone: in the middle of a transaction, or just before it calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.delivery import pace, queue
from bot.delivery.sender import Sender
from models import Pace, engines
from models.enums import NoticeState
from models.store import BACKGROUND_PATIENCE, Db, Store
from tests.conftest import START
from tests.delivery.office import KINDS, SEEN, Office, Waiting

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
SOON = 0.3
"""Seconds after which the tests' database ends a transaction in which nothing comes."""


@pytest.fixture
def hasty(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A worker's store, whose transactions end soon where nothing comes."""
    assert engines.STILL > SOON
    monkeypatch.setattr(engines, "STILL", SOON)
    store = Store(office.deps.settings.store_url, patience=BACKGROUND_PATIENCE)
    yield store
    store.close()


def ends(happened: Callable[[], bool]) -> bool:
    until = time.monotonic() + 10
    while not happened() and time.monotonic() < until:
        time.sleep(0.02)
    return happened()


def is_free(db: Db) -> bool:
    """The pace of the method that all post by."""
    posts = select(Pace.key).where(Pace.key == "method:chat.postMessage")
    return bool(db.scalars(posts.with_for_update(skip_locked=True)).all())


@ON_POSTGRESQL
def test_one_that_stands_still_in_a_transaction_is_cut_by_the_database(office: Office, hasty: Store) -> None:
    """What it holds is free again, though nobody hangs up."""
    here = office.workspace.id
    with hasty.begin(here) as db:
        pace.take(db, "chat.postMessage", "C1", START)

    def is_over() -> bool:
        with office.deps.store.begin(here) as db:
            return is_free(db)

    def freezes() -> None:
        with hasty.begin(here) as db:
            pace.take(db, "chat.postMessage", "C2", START)
            assert not is_over()
            assert ends(is_over)
            db.scalars(select(Pace.key)).all()

    with pytest.raises(OperationalError):
        freezes()
    with hasty.begin(here) as db:
        assert is_free(db)


@ON_POSTGRESQL
def test_nobody_waits_for_the_pace_that_a_frozen_worker_holds(office: Office) -> None:
    store, here = office.deps.patient, office.workspace.id
    with store.begin(here) as db:
        pace.take(db, "chat.postMessage", "C0", START)
    for number in range(3):
        office.owe("note", number, office.workspace.person(f"P{number}"))
    with store.begin(here) as frozen:
        pace.take(frozen, "chat.postMessage", "C0", START)
        began = time.monotonic()
        office.send()
        assert time.monotonic() - began < BACKGROUND_PATIENCE / 2
        assert office.posted() == []
        assert {row.attempts for row in office.rows()} == {0}
        frozen.rollback()
    office.clock.forward(START + pace.HELD)
    office.send()
    assert sorted(office.posted()) == ["note 0", "note 1", "note 2"]


@pytest.fixture
def freezes(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], None]]:
    """What happens while a worker stands still for a minute, when it has taken a notice and not called yet."""
    client_of, happens = Sender._client_of, list[Callable[[], None]]()

    def standing(self: Sender, *given: Any) -> Any:
        if happens:
            waiting.passed += 60
            happens.pop()()
        return client_of(self, *given)

    monkeypatch.setattr(Sender, "_client_of", standing)
    return happens


@pytest.mark.parametrize("kind", ["note", "nag"])
def test_one_that_wakes_up_before_its_call_does_not_make_it(
    office: Office, freezes: list[Callable[[], None]], kind: str
) -> None:
    """Nobody has taken it up meanwhile: it goes a moment later, once, and as one that nobody has seen."""
    office.owe(kind, 1, office.workspace.person("Ana"))
    freezes.append(lambda: None)
    office.send()
    assert office.posted() == []
    assert office.row(kind, 1).state is NoticeState.PENDING
    office.clock.forward(office.clock.now() + timedelta(seconds=5))
    office.send()
    assert office.posted() == [f"{kind} 1"]


def test_one_that_wakes_up_before_its_call_leaves_it_to_who_has_taken_it_up(
    office: Office, freezes: list[Callable[[], None]]
) -> None:
    def taken_up() -> None:
        with office.deps.patient.everywhere() as db:
            queue.reclaim(db, KINDS)
        office.clock.forward(office.clock.now() + timedelta(seconds=2))
        office.send(office.sender())

    office.owe("note", 1, office.workspace.person("Ana"))
    freezes.append(taken_up)
    office.send(office.sender(lease=timedelta(seconds=-1)))
    assert office.posted() == [f"{SEEN}note 1"]
    assert office.everything_is("sent")
