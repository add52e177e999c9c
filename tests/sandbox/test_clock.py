"""Time moves from due to due, in the sandbox and in every program that is connected."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from sandbox.people import Impossible, Person, Sandbox
from tests.sandbox.conftest import MONDAY
from tests.sandbox.robot import Api, FakeProgram


def at(**parts: float) -> datetime:
    return MONDAY + timedelta(**parts)


@pytest.fixture
def program(sandbox: Sandbox) -> Iterator[FakeProgram]:
    fake = FakeProgram().connect(sandbox.clock_address)
    sandbox.wait_for_bot(sockets=0, programs=1)
    yield fake
    fake.close()


def test_a_program_that_connects_is_put_at_the_sandboxs_time(sandbox: Sandbox, program: FakeProgram) -> None:
    assert program.now == MONDAY == sandbox.now
    assert program.asked[0] == {"id": 1, "do": "set", "now": MONDAY.isoformat(), "running": False}


def test_messages_carry_the_time_of_their_moment(
    sandbox: Sandbox, program: FakeProgram, api: Api, ana: Person
) -> None:
    for hours, what in ((26, "nudge"), (2, "reminder"), (80, "digest")):
        program.dues.append(
            (at(hours=hours), what, lambda text=what: api.ok("chat.postMessage", channel=ana.id, text=text))
        )
    assert sandbox.next_due() == (at(hours=2), "reminder")
    sandbox.advance(days=2)
    assert ana.dm_texts() == ["reminder", "nudge"]
    stamps = [m["ts"] for c in ana.seen()["dms"] for m in c["messages"]]
    assert [float(ts) for ts in stamps] == [at(hours=2).timestamp(), at(hours=26).timestamp()]
    assert program.now == sandbox.now == at(days=2)
    sandbox.advance_to(at(days=4))
    assert ana.last_dm() == "digest"
    assert sandbox.next_due() is None


def test_settling_runs_what_is_due_within_the_next_seconds_only(
    sandbox: Sandbox, program: FakeProgram, api: Api, ana: Person
) -> None:
    for seconds in (0, 1, 2, 30):
        program.dues.append(
            (
                at(seconds=seconds),
                "notice",
                lambda n=seconds: api.ok("chat.postMessage", channel=ana.id, text=str(n)),
            )
        )
    sandbox.settle()
    assert ana.dm_texts() == ["0", "1", "2"]
    assert sandbox.now == at(seconds=2)


def test_a_due_that_never_gets_done_is_told_instead_of_waited_for(
    sandbox: Sandbox, program: FakeProgram
) -> None:
    program.never_done = True
    program.dues.append((at(seconds=1), "stuck nudge", lambda: None))
    with pytest.raises(Impossible, match="stuck nudge stays due at 2026-03-02T09:00:01"):
        sandbox.settle()


def test_a_program_that_refuses_or_leaves_is_told(sandbox: Sandbox) -> None:
    fake = FakeProgram(refuses="run_until").connect(sandbox.clock_address)
    sandbox.wait_for_bot(sockets=0, programs=1)
    with pytest.raises(Impossible, match="the program answered 'run_until' with not now"):
        sandbox.advance(minutes=1)
    fake.refuses = None
    fake.dues.append((at(minutes=9), "last", fake.hang_up))
    with pytest.raises(Impossible, match="the program left during 'run_until'"):
        sandbox.advance(minutes=10)
    sandbox.advance(minutes=10)
    fake.close()


def test_every_program_gets_every_command(sandbox: Sandbox, program: FakeProgram) -> None:
    second = FakeProgram().connect(sandbox.clock_address)
    sandbox.wait_for_bot(sockets=0, programs=2)
    done: list[str] = []
    program.dues.append((at(minutes=2), "a", lambda: done.append("a")))
    second.dues.append((at(minutes=1), "b", lambda: done.append("b")))
    sandbox.advance(minutes=5)
    assert done == ["b", "a"]
    assert second.now == program.now == at(minutes=5)
    second.close()


def test_a_running_clock_runs_on_after_it_was_moved(sandbox: Sandbox, program: FakeProgram) -> None:
    sandbox.set_clock(MONDAY, running=True)
    assert sandbox.now > MONDAY
    sandbox.advance(days=1)
    assert at(days=1) < sandbox.now < at(days=1, minutes=1)
    assert program.asked[-1]["do"] == "set"
    assert program.asked[-1]["running"] is True


def test_the_clock_takes_aware_times_only(sandbox: Sandbox) -> None:
    with pytest.raises(Impossible, match="has no time zone"):
        sandbox.set_clock(datetime(2026, 3, 2))  # noqa: DTZ001 - that is the point
