"""Somebody else holds the file for longer than the program's patience, or the disk is full: what was under way is not
lost, and it goes on when that is over.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from slack_sdk import WebClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.delivery import queue
from bot.delivery.sender import LEASE
from models.compiled import Compiled
from models.enums import NoticeState
from models.store import BACKGROUND_PATIENCE, Store
from scheduler.engine import Engine
from scheduler.lanes import Lanes
from tests.delivery.office import KINDS, SEEN, Office, Waiting
from tests.full_disk import no_room

HASTE = 0.05
"""Seconds of patience: the tests do not wait for the program's own."""
Trouble = Callable[[Office], AbstractContextManager[None]]


@pytest.fixture
def hasty(office: Office, waiting: Waiting) -> Iterator[Office]:
    """Gives up at once what it would give up after some seconds."""
    assert waiting.passed == 0
    assert BACKGROUND_PATIENCE > HASTE
    usual = office.deps
    office.deps = replace(usual, patient=Store(usual.settings.store_url, patience=HASTE))
    yield office
    office.deps.patient.close()
    office.deps = usual


@contextmanager
def held(office: Office) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    other = sqlite3.connect(str(office.deps.store.url.database), isolation_level=None)
    other.execute("begin immediate")
    try:
        yield
    finally:
        other.execute("rollback")
        other.close()


@contextmanager
def full(office: Office) -> Iterator[None]:
    """There is no room to keep anything."""
    engine, run = office.deps.patient.engine, Compiled.run

    def refuse(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("SELECT"):
            raise OperationalError(statement, None, sqlite3.OperationalError("database or disk is full"))

    def refuse_compiled(self: Compiled, connection: Any, values: Any) -> Any:
        refuse(connection, None, self._sql)
        return run(self, connection, values)

    event.listen(engine, "before_cursor_execute", refuse)
    Compiled.run = refuse_compiled  # type: ignore[method-assign]
    try:
        yield
    finally:
        Compiled.run = run  # type: ignore[method-assign]
        event.remove(engine, "before_cursor_execute", refuse)


def without_room(office: Office) -> AbstractContextManager[None]:
    return no_room(office.deps.store.url.render_as_string(hide_password=False))


TROUBLES = pytest.mark.parametrize(
    ("trouble", "database_url"),
    [(held, "sqlite"), (full, "sqlite"), (without_room, "postgresql")],
    indirect=["database_url"],
)


def tries(office: Office, client: Any = None) -> None:
    """What a tick and a lane do; an error in one of them is a record in the log."""
    lanes = Lanes(office.sender(client=client))
    with suppress(OperationalError):
        Engine(office.clock, office.deps.patient, lanes, ()).tick()
        lanes.drain(office.workspace.id)


class Then:
    """A Slack that takes a message; before its answer is recorded, something happens to the store."""

    def __init__(self, real: WebClient, happens: Callable[[], object]) -> None:
        self.real, self.happens = real, happens

    def chat_postMessage(self, **arguments: Any) -> Any:
        answer = self.real.chat_postMessage(**arguments)
        self.happens()
        return answer


@TROUBLES
def test_nothing_is_sent_nor_lost_meanwhile_and_it_goes_on_afterwards(
    hasty: Office, trouble: Trouble
) -> None:
    for number in range(6):
        hasty.owe("nag" if number % 2 else "note", number, hasty.workspace.person(f"P{number}"))
    with trouble(hasty):
        for _ in range(5):
            tries(hasty)
        assert hasty.posted() == []
        assert {(str(row.state), row.attempts) for row in hasty.rows()} == {("pending", 0)}
    tries(hasty)
    assert sorted(hasty.posted()) == ["nag 1", "nag 3", "nag 5", "note 0", "note 2", "note 4"]
    assert hasty.everything_is("sent")


@TROUBLES
def test_an_answer_that_could_not_be_kept_is_an_unknown_outcome_and_no_more(
    hasty: Office, trouble: Trouble
) -> None:
    hasty.owe("note", 1, hasty.workspace.person("Ana"))
    hasty.owe("nag", 2, hasty.workspace.person("Ben"))
    for _ in range(2):
        with ExitStack() as stack:
            tries(hasty, Then(hasty.deps.sender, lambda stack=stack: stack.enter_context(trouble(hasty))))
    assert hasty.posted() == ["note 1", "nag 2"]
    assert {str(row.state) for row in hasty.rows()} == {"sending"}
    with hasty.deps.patient.everywhere() as db:
        queue.reclaim(db, KINDS, all_leases=True)
    hasty.sandbox.advance(minutes=1)
    assert hasty.posted() == ["note 1", "nag 2", f"{SEEN}note 1"]
    assert hasty.row("note", 1).state is NoticeState.SENT
    assert hasty.row("nag", 2).reason == "outcome_unknown"


@TROUBLES
def test_an_answer_is_kept_where_the_trouble_is_over_after_a_try(
    hasty: Office, trouble: Trouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    hasty.owe("nag", 1, hasty.workspace.person("Ana"))
    with ExitStack() as stack:

        def warning(said: str, **_: object) -> None:
            told.append(said)
            stack.close()

        monkeypatch.setattr("bot.delivery.sender.log", SimpleNamespace(warning=warning))
        tries(hasty, Then(hasty.deps.sender, lambda: stack.enter_context(trouble(hasty))))
    assert told == ["outcome_not_kept_yet"]
    assert hasty.posted() == ["nag 1"]
    assert hasty.everything_is("sent")


@contextmanager
def refused(office: Office, happens: Callable[[], bool]) -> Iterator[None]:
    """Nothing takes our calls while this is so, as where PostgreSQL is started again: that is said at once."""
    store, begin = office.deps.patient, office.deps.patient.begin

    def begins(workspace_id: str) -> Any:
        if happens():
            raise OperationalError("BEGIN", None, ConnectionRefusedError())
        return begin(workspace_id)

    store.begin = begins  # type: ignore[method-assign]
    try:
        yield
    finally:
        del store.begin


def test_an_answer_in_hand_waits_for_a_store_that_starts_again(office: Office, waiting: Waiting) -> None:
    """Some ten seconds, of which a lease has thirty: a reminder is not lost, and what matters does not come twice."""
    office.owe("note", 1, office.workspace.person("Ana"))
    office.owe("nag", 2, office.workspace.person("Ben"))
    for _ in range(2):
        answered: list[float] = []
        slack = Then(office.deps.sender, lambda answered=answered: answered.append(waiting.passed))
        with refused(office, lambda answered=answered: bool(answered) and waiting.passed < answered[0] + 12):
            tries(office, slack)
    assert office.posted() == ["note 1", "nag 2"]
    assert office.everything_is("sent")


def test_it_is_given_up_before_its_lease_is_over(office: Office, waiting: Waiting) -> None:
    office.owe("note", 1, office.workspace.person("Ana"))
    answered: list[bool] = []
    with refused(office, lambda: bool(answered)):
        tries(office, Then(office.deps.sender, lambda: answered.append(True)))
    assert LEASE.total_seconds() * 2 / 3 < waiting.passed < LEASE.total_seconds()
    assert office.row("note", 1).state is NoticeState.SENDING


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_does_not_fit_is_not_there_at_all_and_fits_when_there_is_room(office: Office) -> None:
    most = [0]

    @event.listens_for(office.deps.store.engine, "checkout")
    def _limit(connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(f"pragma max_page_count = {most[0] or 2**31}")

    with office.deps.store.everywhere_reading() as db:
        most[0] = int(db.here.exec_driver_sql("pragma page_count").scalar_one())
    owed = 0
    with suppress(OperationalError):
        for owed in range(500):
            owe_long(office, owed)
    with pytest.raises(OperationalError, match="disk is full"):
        owe_long(office, owed)
    assert [row.dedupe_key for row in office.rows()] == [f"note:{number}" for number in range(owed)]
    most[0] = 0
    owe_long(office, owed)
    assert len(office.rows()) == owed + 1


def owe_long(office: Office, number: int) -> None:
    office.owe("note", number, f"C{number}", filler="x" * 500)
