"""The process is told to end: what is under way has its time, what needs longer is left behind, and nobody else begins
before it is gone."""

from __future__ import annotations

import runpy
import signal
import socket
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

import app
from bot import signals, telemetry
from bot.delivery import sender, upload
from models.enums import NoticeState
from models.lock import AlreadyRunning, OneProcess
from models.store import Store
from sandbox.people import Workspace as Space
from scheduler import engine as ticking
from scheduler.engine import Engine
from scheduler.lanes import Lanes
from scheduler.rows import each
from scheduler.sweeps import Sweep
from tests.delivery.conftest import office, waiting
from tests.delivery.office import Office, Waiting
from tests.test_modes import ROOT, Start, slack, start, workspace

__all__ = ["office", "start", "waiting", "workspace"]  # fixtures
HOSTS_KILL_AFTER = 10


def test_what_a_stop_waits_for_adds_up() -> None:
    """A call that hangs, and keeping that it did; then the traces; then the process is gone."""
    assert max(app.SEND_SECONDS, upload.SECONDS) + 1 < ticking.STOP_SECONDS
    assert ticking.STOP_SECONDS + telemetry.END_SECONDS < signals.ENDS_WITHIN < HOSTS_KILL_AFTER
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["graceful_timeout"] < HOSTS_KILL_AFTER
    assert sender.LEASE.total_seconds() - sender.LEFT_OVER > sender.BEGUN_WITHIN + app.SEND_SECONDS


def waits(engine: Engine) -> threading.Thread:
    """A tick, in a thread of its own."""
    thread = threading.Thread(target=engine.tick, daemon=True)
    thread.start()
    return thread


def test_a_sweep_ends_between_two_rows(office: Office) -> None:
    """It has not failed: what it did not do is due at the next start."""
    here, did = office.workspace.id, list[int]()
    first = threading.Event()

    def take(_db: object, _now: datetime, number: int) -> None:
        did.append(number)
        first.set()
        engine._stopping.wait(20)

    rows = each(lambda db, now: [(here, number) for number in range(1000)], take)
    long = Sweep("long", lambda db, now: now, rows)
    never = Sweep("never", lambda db, now: now, lambda store, now, but=(): did.append(-1))
    engine = Engine(office.clock, office.deps.patient, Lanes(office.sender()), (long, never))
    ticks = waits(engine)
    assert first.wait(20)
    assert engine.stop()
    ticks.join(20)
    assert did == [0]
    assert not engine._resting[long]


def test_one_row_ends_between_two_transactions(office: Office) -> None:
    """Some rows are a school's whole night."""
    here, did = office.workspace.id, list[int]()
    first = threading.Event()

    def endless(store: Store, now: datetime, but: object = ()) -> None:
        while True:
            with store.begin(here):
                did.append(1)
            first.set()
            engine._stopping.wait(20)

    engine = Engine(
        office.clock,
        office.deps.patient,
        Lanes(office.sender()),
        (Sweep("endless", lambda db, now: now, endless),),
    )
    ticks = waits(engine)
    assert first.wait(20)
    assert engine.stop(5)
    ticks.join(20)
    assert did == [1]


def test_an_answer_in_hand_keeps_no_process(
    office: Office, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store is away; the answer waits for it, and the stop does not wait for longer than it has."""
    rests, goes_on = threading.Event(), threading.Event()

    def rest(_: float) -> None:
        rests.set()
        goes_on.wait(20)
        waiting.passed += 60

    def away(_: str) -> Any:
        raise OperationalError("BEGIN", None, ConnectionRefusedError())

    class Answers:
        def chat_postMessage(self, **arguments: Any) -> Any:
            answer = office.deps.sender.chat_postMessage(**arguments)
            monkeypatch.setattr(office.deps.patient, "begin", away)
            return answer

    monkeypatch.setattr("bot.delivery.sender.rest", rest)
    office.owe("note", 1, office.workspace.person("Ana"))
    engine = Engine(office.clock, office.deps.patient, Lanes(office.sender(client=Answers())), ())
    engine.start()
    assert rests.wait(20)
    assert not engine.stop(0.2)
    goes_on.set()
    assert engine._lanes.stop(20)
    monkeypatch.undo()
    assert office.row("note", 1).state is NoticeState.SENDING


FOREVER = """
import threading
import app
from bot import signals
from scheduler import engine, sweeps

def forever(store, now, but=()):
    print("sweeping", flush=True)
    with store.everywhere():
        threading.Event().wait()

signals.ENDS_WITHIN = 4
engine.Engine.stop.__defaults__ = (0.5,)
sweeps.SWEEPS = (sweeps.Sweep("forever", lambda db, now: now, forever),)
app.main()
"""


def test_a_sweep_that_does_not_end_is_left_behind_and_nobody_begins_before(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    script = tmp_path / "forever.py"
    script.write_text(FOREVER)
    program = start(str(script), **slack(workspace))
    program.until(lambda: "sweeping" in program.said and '"event": "ready"' in program.said)
    store = OneProcess(tmp_path / "data" / "codebuddies" / "codebuddies.sqlite3")
    program.popen.send_signal(signal.SIGTERM)
    until = time.monotonic() + 20
    while time.monotonic() < until:
        try:
            store.take()
            break
        except AlreadyRunning:
            time.sleep(0.01)
    assert program.popen.wait(2) == 1
    assert '"event": "stopped_in_the_middle"' in program.said
    assert '"event": "left_behind"' in program.said
    store.release()


@pytest.fixture
def silent() -> Iterator[str]:
    """Where traces should go: it takes a line, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
    for thread in threading.enumerate():  # what it says of a line that is cut is said within this test
        if thread.name == telemetry.LEAVING:
            thread.join(20)


def test_traces_that_nobody_takes_keep_no_process(silent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", silent)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TIMEOUT", "2")
    ended: list[Any] = []
    monkeypatch.setattr("atexit.register", ended.append)
    monkeypatch.setattr("atexit.unregister", ended.remove)
    told = telemetry.Telemetry()
    told.tell(telemetry.Span("answer", time.perf_counter(), 0.1, {}, ()))
    began = time.monotonic()
    told.end()
    for once_more in ended:
        once_more()
    assert time.monotonic() - began < telemetry.END_SECONDS * 1.5 < 2
