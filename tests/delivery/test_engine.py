"""The clock of the process: sweeps apart from each other, a stop that loses nothing, an idle tick that is idle."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest

from bench.databases import beside
from bot import services
from bot.clock import SystemClock
from bot.delivery import queue
from bot.services import channel_questions, matching
from bot.services import help as help_calls
from models.enums import NoticeState
from models.store import Store
from scheduler.engine import Engine, Stuck
from scheduler.lanes import Lanes
from scheduler.rows import rows
from scheduler.sweeps import Round, Sweep, sweeps
from tests.conftest import START
from tests.delivery.office import Office

Run = Callable[[Store, datetime, Collection[str]], None]
SILENT = r"workspaces USING (COVERING )?INDEX ix_workspaces_(left|silent)"
"""The few that have taken the program out or are held, and no other."""


def sweep(name: str, dues: list[datetime], run: Run) -> Sweep:
    """Due at each of these moments, until it has run."""

    def do(store: Store, now: datetime, but: Collection[str]) -> None:
        run(store, now, but)
        dues[:] = [due for due in dues if due > now]

    return Sweep(name, lambda db, now: min(dues, default=None), do)


def fails(*_: Any) -> None:
    raise ZeroDivisionError


def test_a_sweep_that_fails_leaves_the_others_alone_and_rests(office: Office) -> None:
    ran: list[str] = []
    never = Sweep("never", lambda db, now: now, fails)
    blind = Sweep("blind", lambda db, now: 1 // 0, fails)  # type: ignore[arg-type,return-value]
    good = sweep("good", [START], lambda store, now, but: ran.append("good"))
    tried = Sweep("tried", lambda db, now: now, lambda store, now, but: ran.append("tried") or fails())
    engine = Engine(office.clock, office.deps.patient, office.lanes, (blind, never, tried, good))
    engine.tick()
    engine.tick()
    assert ran == ["tried", "good"]
    office.clock.forward(START + timedelta(seconds=11))
    engine.tick()
    assert ran == ["tried", "good", "tried"]


def test_a_school_in_trouble_rests_alone(office: Office) -> None:
    due, tried = ["T1", "T2"], list[str]()

    def take(store: Store, now: datetime, workspace_id: str) -> None:
        tried.append(workspace_id)
        if workspace_id == "T1":
            raise ZeroDivisionError
        due.remove(workspace_id)

    some = Sweep("some", lambda db, now: now, rows(lambda db, now: [(one,) for one in due], take))
    engine = Engine(office.clock, office.deps.patient, office.lanes, (some,))
    engine.tick()
    assert tried == ["T1", "T2"]
    due.append("T3")
    engine.tick()
    assert tried == ["T1", "T2", "T3"], "the next second is the others'"
    office.clock.forward(START + timedelta(seconds=11))
    engine.tick()
    assert tried == ["T1", "T2", "T3", "T1"]


def test_one_question_that_cannot_be_answered_costs_its_own_sweep_alone(office: Office) -> None:
    """The moments are asked for at once; where that fails, each for itself, on a connection that is whole."""
    with beside(office.deps.patient) as connection:
        connection.exec_driver_sql("ALTER TABLE channel_questions RENAME TO away_for_now")
    ran: list[str] = []
    asking = {
        name: Sweep(name, due, lambda store, now, but, name=name: ran.append(name))  # type: ignore[misc]
        for name, due in (
            ("help", lambda db, now: help_calls.next_due(db, now) or now),
            ("questions", channel_questions.next_due),
            ("matching", lambda db, now: matching.next_due(db, now) or now),
        )
    }
    Engine(office.clock, office.deps.patient, office.lanes, tuple(asking.values())).tick()
    with beside(office.deps.patient) as connection:
        connection.exec_driver_sql("ALTER TABLE away_for_now RENAME TO channel_questions")
    assert ran == ["help", "matching"]


def test_a_sweep_that_stays_due_is_called_stuck(office: Office) -> None:
    forever = Sweep("forever", lambda db, now: START, lambda store, now, but: None)
    engine = Engine(office.clock, office.deps.patient, office.lanes, (forever,))
    with pytest.raises(Stuck, match="forever"):
        engine.run_until(START + timedelta(days=1), office.clock)


def test_stepping_goes_from_due_to_due(office: Office) -> None:
    seen: list[datetime] = []
    moments = [START + timedelta(hours=h) for h in (1, 5, 30)]
    engine = Engine(
        office.clock,
        office.deps.patient,
        office.lanes,
        (sweep("hourly", list(moments), lambda store, now, but: seen.append(now)),),
    )
    end = START + timedelta(days=1)
    assert engine.run_until(end, office.clock) == end
    assert seen == moments[:2]


def test_pacing_is_not_taken_for_being_stuck(office: Office) -> None:
    for number in range(60):
        office.owe("note", number, "C1")
    office.workspace.channel("room", office.workspace.person("Petra"), bot=True)
    office.engine.run_until(START + timedelta(minutes=5), office.clock)
    assert NoticeState.PENDING not in {row.state for row in office.rows()}


class SlowPost:
    """Stands in for Slack's client: the call under way lasts until it is let go."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.reached, self.let_go = threading.Event(), threading.Event()

    def chat_postMessage(self, **arguments: Any) -> Any:
        self.reached.set()
        assert self.let_go.wait(20)
        return self.office.deps.sender.chat_postMessage(**arguments)


@pytest.fixture
def slow(office: Office) -> Iterator[SlowPost]:
    made = SlowPost(office)
    yield made
    made.let_go.set()


def running(office: Office, slow: SlowPost) -> Engine:
    """An engine at work, in the middle of its first call of two."""
    engine = Engine(office.clock, office.deps.patient, Lanes(office.sender(client=slow)), ())
    office.owe("note", 1, office.workspace.person("Ana"))
    office.owe("note", 2, office.workspace.person("Ben"))
    engine.start()
    assert slow.reached.wait(20)
    return engine


def test_a_stop_finishes_the_call_under_way_and_begins_no_other(office: Office, slow: SlowPost) -> None:
    engine = running(office, slow)
    threading.Timer(0.2, slow.let_go.set).start()
    assert engine.stop()
    assert office.posted() == ["note 1"]
    assert [row.state for row in office.rows()] == [NoticeState.SENT, NoticeState.PENDING]


def test_a_stop_does_not_wait_for_ever(office: Office, slow: SlowPost) -> None:
    engine = running(office, slow)
    began = time.monotonic()
    assert not engine.stop(seconds=0.3)
    assert time.monotonic() - began < 5
    assert office.row("note", 1).state is NoticeState.SENDING


class Stepped(datetime):
    """What the machine's clock shows."""

    wrong = timedelta(0)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return SystemClock().now().astimezone(tz) + cls.wrong


def test_a_machine_whose_clock_is_put_back_ticks_on(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.engine.TICK_SECONDS", 0.1)
    monkeypatch.setattr("scheduler.engine.STILL_SECONDS", 0.5)
    for module in ("schedulers.base", "triggers.interval"):
        monkeypatch.setattr(f"apscheduler.{module}.datetime", Stepped)
    ticked = threading.Semaphore(0)
    always = Sweep("always", lambda db, now: now, lambda store, now, but: ticked.release())
    engine = Engine(office.clock, office.deps.patient, office.lanes, (always,))
    engine.start()
    assert ticked.acquire(timeout=20)
    try:
        for wrong in (-1, 1, 0):
            monkeypatch.setattr(Stepped, "wrong", timedelta(hours=wrong))
            for _ in range(3):
                assert ticked.acquire(timeout=5), f"the clock of the machine went to {wrong:+} h"
    finally:
        assert engine.stop()


def test_while_one_sweep_takes_long_help_goes_on_and_what_was_put_off_is_sent(office: Office) -> None:
    begun, let_go, helped = (threading.Event() for _ in range(3))
    office.owe("note", 1, office.workspace.person("Ana"), at=START + timedelta(seconds=1))

    def solve(*_: Any) -> None:
        begun.set()
        assert let_go.wait(20)

    found = (
        Sweep("matching", lambda db, now: now, solve, Round.LONG),
        Sweep("help", lambda db, now: now if begun.is_set() else None, lambda *_: helped.set()),
    )
    engine = Engine(office.clock, office.deps.patient, Lanes(office.sender()), found)
    engine.start()
    try:
        assert begun.wait(20)
        office.clock.forward(START + timedelta(seconds=2))
        assert helped.wait(10)
        until(lambda: office.posted() == ["note 1"])
    finally:
        let_go.set()
        assert engine.stop()


def until(is_so: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)


def test_an_idle_tick_takes_no_write_lock(office: Office) -> None:
    if not office.deps.store.is_sqlite:
        pytest.skip("PostgreSQL has no such lock")
    office.owe("note", 1, office.workspace.person("Ana"))
    office.send()
    other = sqlite3.connect(str(office.deps.store.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    office.engine.tick()
    assert time.monotonic() - began < 1
    other.close()


def test_what_is_due_is_looked_up_however_much_there_is(office: Office) -> None:
    """Asked every second: no table that grows with the schools' people is read from end to end."""
    store, asked = office.deps.patient, list[str]()
    if not store.is_sqlite:
        pytest.skip("SQLite tells how it looks things up")
    with store.everywhere_reading() as db:
        driver = db.here.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_trace_callback(asked.append)
        for one in sweeps(office.deps):
            one.due(db, START)
        office.lanes.sender.next_due(db)
        office.lanes.sender.due_workspaces(db, START)
        queue.expired(db, START)
        driver.set_trace_callback(None)
        plans = {
            sql: [str(row[3]) for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}")]
            for sql in asked
            if sql.startswith("SELECT")
        }
    assert len(plans) > 12
    for sql, plan in plans.items():
        stops_at_the_first = "LIMIT" in sql and not any("TEMP B-TREE" in step for step in plan)
        scanned = [step for step in plan if re.fullmatch(r"SCAN (?!settings)\w+", step)]
        assert stops_at_the_first or not scanned, (sql, plan)


def test_what_a_sweep_takes_is_looked_up_too(office: Office) -> None:
    """By when it is due, and not by walking through all there is in the order of some other index."""
    store, asked = office.deps.patient, dict[str, str]()
    if not store.is_sqlite:
        pytest.skip("SQLite tells how it looks things up")
    finders = [
        found
        for one in pkgutil.iter_modules(services.__path__)
        if (found := getattr(importlib.import_module(f"{services.__name__}.{one.name}"), "due", None))
    ]
    assert len(finders) > 12
    with store.everywhere_reading() as db:
        driver = db.here.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        for find in finders:
            driver.set_trace_callback(lambda sql, find=find: asked.update({sql: find.__module__}))
            list(find(db, START))
        driver.set_trace_callback(None)
        for sql, where in asked.items():
            plan = [str(row[3]) for row in driver.execute(f"EXPLAIN QUERY PLAN {sql}")]
            scanned = [
                step for step in plan if re.match(rf"SCAN (?!settings|slots|installations|{SILENT})", step)
            ]
            assert not scanned, (where, plan)


def test_one_busy_workspace_does_not_keep_the_others_waiting() -> None:
    order: list[str] = []

    class Endless:
        """A sender that has always something to send for W1, and one thing for W2."""

        def send_one(self, workspace_id: str) -> bool:
            order.append(workspace_id)
            if len(order) == 5:
                lanes.ring("W2")
            if workspace_id == "W2":
                ended.set()
                return False
            return not ended.is_set()

    ended = threading.Event()
    lanes = Lanes(Endless(), threads=1)  # type: ignore[arg-type]
    lanes.start()
    lanes.ring("W1")
    assert ended.wait(20)
    assert lanes.stop()
    assert order.index("W2") <= 5 + 1


def test_a_ring_while_its_lane_is_drained_is_not_lost() -> None:
    sent: list[int] = []

    class OneMore:
        def send_one(self, workspace_id: str) -> bool:
            sent.append(len(sent))
            if len(sent) == 1:
                lanes.ring(workspace_id)  # something new, after this drain has looked for the last time
            if len(sent) == 2:
                ended.set()
            return False

    ended = threading.Event()
    lanes = Lanes(OneMore(), threads=2)  # type: ignore[arg-type]
    lanes.start()
    lanes.ring("W1")
    assert ended.wait(20)
    assert lanes.stop()


def test_workspaces_whose_calls_hang_leave_a_lane_to_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.lanes.SLOW_SECONDS", 0.0)
    hanging, let_go, ended = threading.Semaphore(0), threading.Event(), threading.Event()
    known: set[str] = set()

    class Hangs:
        """Of three workspaces each call but the first lasts until it is let go."""

        def send_one(self, workspace_id: str) -> bool:
            if workspace_id == "quick":
                ended.set()
                return False
            if workspace_id in known:
                hanging.release()
                assert let_go.wait(20)
            known.add(workspace_id)
            return not let_go.is_set()

    lanes = Lanes(Hangs(), threads=3)  # type: ignore[arg-type]
    lanes.start()
    for number in range(3):
        lanes.ring(f"W{number}")
    for _ in range(2):
        assert hanging.acquire(timeout=20)
    lanes.ring("quick")
    try:
        assert ended.wait(10)
    finally:
        let_go.set()
        assert lanes.stop()
