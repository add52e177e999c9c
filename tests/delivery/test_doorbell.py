"""A click in one process is sent by another at once, and not at its next look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from models.doorbell import CHANNEL, Bell, Listener
from tests.delivery.office import Office

PATIENCE = 20


@pytest.fixture
def address(office: Office) -> str:
    if office.deps.store.is_sqlite:
        pytest.skip("SQLite serves one process")
    return office.deps.store.address


@pytest.fixture
def listens(office: Office, address: str) -> Iterator[Callable[[Callable[[str], None]], None]]:
    """Start a listener, and wait until it hears."""
    started: list[Listener] = []

    def start(ring: Callable[[str], None]) -> None:
        hears = threading.Event()
        listener = Listener(address, lambda told: hears.set() if told == "hears" else ring(told))
        started.append(listener)
        listener.start()
        for _ in range(PATIENCE * 10):
            tell(address, "hears")
            if hears.wait(0.1):
                return
        raise AssertionError("it does not hear")

    yield start
    for one in started:
        one.stop()


def tell(address: str, told: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, told))


def until(is_so: Callable[[], bool]) -> None:
    waits = threading.Event()
    for _ in range(PATIENCE * 50):
        if is_so():
            return
        waits.wait(0.02)
    raise AssertionError("it never was")


def test_a_ring_in_one_process_sends_in_another_though_nobody_ticks(
    office: Office, address: str, listens: Callable[[Callable[[str], None]], None]
) -> None:
    office.lanes.start()
    listens(office.lanes.ring)
    office.owe("note", 1, office.workspace.person("Ana"))
    bell = Bell(address)
    bell.ring(office.workspace.id)
    until(lambda: office.posted() == ["note 1"])
    bell.stop()


def test_both_go_on_after_the_database_was_away(
    office: Office,
    address: str,
    listens: Callable[[Callable[[str], None]], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("models.doorbell.TRIED_AGAIN_AFTER", 0.01)
    heard: list[str] = []
    listens(heard.append)
    bell = Bell(address)
    bell.ring("T1")
    until(lambda: "T1" in heard)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )
    rung = 0

    def heard_again() -> bool:
        nonlocal rung
        rung += 1
        bell.ring(f"again {rung}")
        return any(told.startswith("again") for told in heard)

    until(heard_again)
    bell.stop()


def test_a_bell_whose_database_is_away_keeps_nobody_waiting_and_says_nothing_of_it_to_the_click() -> None:
    bell = Bell("postgresql://nobody@127.0.0.1:1/none?connect_timeout=1")
    for number in range(100):
        bell.ring(f"T{number}")
    bell.stop()


def test_a_listener_that_hears_nothing_ends_when_it_is_told_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.doorbell.LOOKED_UP", PATIENCE)
    hears = threading.Event()
    one = Listener(address, lambda told: hears.set())
    one.start()

    def heard() -> bool:
        tell(address, "hears")
        return hears.is_set()

    until(heard)
    began = time.monotonic()
    one.stop()
    assert time.monotonic() - began < PATIENCE / 2
    assert not one._thread.is_alive()
