"""Of what fails in the background the log says where, and not each second."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot import logs, signals
from bot.vault import KeyLost
from models.store import Db, Store
from scheduler import engine, lanes
from scheduler.engine import Engine
from scheduler.lanes import Lanes
from scheduler.rows import rows
from scheduler.sweeps import Sweep, sweeps
from tests.conftest import START
from tests.delivery.office import Office
from tests.delivery.test_engine import until


def written(records: list[Any]) -> list[dict[str, Any]]:
    """As they come out of the served program."""
    return [dict(logs.facts_alone(None, "", logs.trace_without_words(None, "", one))) for one in records]


def broken(names: list[str], *, is_traced: bool = True) -> Sweep:
    """One that finds these, each in a trouble of its own kind."""
    kinds = (KeyError, ZeroDivisionError, RuntimeError)

    def take(store: Store, now: datetime, workspace_id: str) -> None:
        raise kinds[names.index(workspace_id) % len(kinds)]("what somebody wrote")

    found = rows(lambda db, now: [(one,) for one in names], take)
    return Sweep("how it is going", lambda db, now: now, found, is_traced=is_traced)


def told(office: Office, sweep: Sweep) -> list[dict[str, Any]]:
    with capture_logs() as records:
        Engine(office.clock, office.deps.patient, office.lanes, (sweep,)).tick()
    return [one for one in written(records) if one["event"] == "sweep_failed"]


def test_it_says_which_sweep_failed_in_which_school_and_how(office: Office) -> None:
    said = [(one["sweep"], one["workspace"], one["error"]) for one in told(office, broken(["T1", "T2"]))]
    assert said == [
        ("how it is going", "T1", "KeyError"),
        ("how it is going", "T2", "ZeroDivisionError"),
    ]


def test_and_where_in_the_code(office: Office) -> None:
    [one] = told(office, broken(["T1"]))
    assert one["at"][-1].endswith(" take")
    assert "what somebody wrote" not in str(one)


def test_of_very_many_schools_it_says_how_many_more(office: Office) -> None:
    said = told(office, broken([f"T{number}" for number in range(engine.TOLD + 30)]))
    assert len(said) == engine.TOLD + 1
    assert said[-1]["more"] == 30


def test_of_help_it_says_no_school_and_no_place(office: Office) -> None:
    said = told(office, broken(["T1", "T2"], is_traced=False))
    assert [set(one) for one in said] == [{"event", "log_level", "sweep", "error"}]
    assert said[0]["error"] == "KeyError+ZeroDivisionError"


def test_every_sweep_is_called_by_its_name(office: Office) -> None:
    names = [sweep.name for sweep in sweeps(office.deps)]
    assert [logs.facts_alone(None, "", {"sweep": name})["sweep"] for name in names] == names


def test_what_a_stop_leaves_behind_is_called_by_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    going = threading.Event()
    left = threading.Thread(target=going.wait, name="tick_3")
    left.start()
    monkeypatch.setattr(signals, "ENDS_WITHIN", 0)
    monkeypatch.setattr("os._exit", lambda status: None)
    with capture_logs() as records:
        signals._end()
    going.set()
    left.join()
    [one] = written(records)
    assert "tick_3" in one["threads"]


class Post:
    """A sender in which one school's steps fail."""

    def __init__(self, store: Store, trouble: Exception) -> None:
        self.store, self.tried, self._trouble = store, list[str](), trouble

    def due_workspaces(self, db: Db, now: datetime) -> list[str]:
        return ["T1", "T2"]

    def send_one(self, workspace_id: str) -> bool:
        self.tried.append(workspace_id)
        if workspace_id == "T1":
            raise self._trouble
        return False


@pytest.fixture
def opened(office: Office, request: pytest.FixtureRequest) -> Iterator[tuple[Post, Lanes]]:
    post = Post(office.deps.patient, request.param)
    made = Lanes(post, threads=1)  # type: ignore[arg-type]
    made.start()
    yield post, made
    assert made.stop()


LOST = KeyLost("no such key")
AWAY = OperationalError("SELECT", None, Exception("gone"))


@pytest.mark.parametrize("opened", [LOST], indirect=True)
def test_a_school_whose_key_is_lost_is_tried_every_ten_seconds_or_when_somebody_waits(
    opened: tuple[Post, Lanes], monkeypatch: pytest.MonkeyPatch
) -> None:
    post, made = opened
    for seconds in range(1, 5):
        made.ring_due(START)
        until(lambda seconds=seconds: post.tried.count("T2") == seconds)  # type: ignore[misc]
    assert post.tried.count("T1") == 1
    monkeypatch.setattr(lanes, "RESTED", 0.0)
    made.ring("T1")
    until(lambda: post.tried.count("T1") == 2)
    made.ring_due(START)
    until(lambda: post.tried.count("T1") == 3)


@pytest.mark.parametrize("opened", [AWAY], indirect=True)
def test_where_it_was_the_databases_trouble_nobody_rests(opened: tuple[Post, Lanes]) -> None:
    post, made = opened
    for seconds in range(1, 5):
        made.ring_due(START)
        until(lambda seconds=seconds: post.tried.count("T1") == seconds)  # type: ignore[misc]
