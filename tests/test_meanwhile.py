"""What somebody else stores between two looks of one act: nothing that was read before undoes it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaits
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import CursorResult, select, update

from bot.clock import lasting
from bot.delivery import housekeeping, queue
from bot.delivery.kinds import Due
from bot.delivery.letters import KINDS
from bot.delivery.recorder import Recorder, Taken
from bot.deps import Vaults
from bot.services import (
    digests,
    erasing_messages,
    erasing_work,
    notices,
    nudges,
    people,
    rosters,
    slots,
    volunteers,
    where_named,
    workspaces,
)
from bot.vault import KeyRing
from models import Erasure, Notice, Person, RoleHolder, Slot, Volunteer
from models.enums import NoticeState, Role, VolunteerState
from models.store import Db, Store
from scheduler import sweeps
from scheduler.sweeps import erase_one
from tests.programmes import THURSDAY, school

HERE = "T0HERE"
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)
"""9:00 in Madrid."""
SOON = 0.5
"""Seconds in which an act that waits for nothing has come to its end."""


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


@contextmanager
def meanwhile(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, act: Callable[[], Any], *, after: bool = False
) -> Iterator[list[Future[Any]]]:
    """As `name` is called (`after`: as it has ended), somebody else acts. That is over before it goes on, or waits for
    what is under way; it is over when the block has ended.
    """
    real, begun = getattr(where, name), list[Future[Any]]()

    def somebody_else() -> None:
        if not begun:
            begun.append(pool.submit(act))
            with suppress(StillWaits):
                begun[0].result(SOON)

    def called(*given: Any, **named: Any) -> Any:
        if after:
            done = real(*given, **named)
            somebody_else()
            return done
        somebody_else()
        return real(*given, **named)

    with ThreadPoolExecutor(1) as pool, monkeypatch.context() as patched:
        patched.setattr(where, name, called)
        yield begun
        begun[0].result(20)


def due_at(store: Store, kind: str) -> datetime:
    with store.read(HERE) as db:
        return db.scalars(select(Slot.due_at).where(Slot.kind == kind)).one()


def choose(store: Store, kind: slots.Kind, now: datetime, takes: float = 0.0, **wanted: int) -> None:
    """A manager chooses when something comes; it is stored so many seconds later."""
    with store.begin(HERE) as db:
        programme = people.programme_locked(db)
        for name, value in wanted.items():
            setattr(programme, name, value)
        db.flush()
        slots.plan_anew(db, kind, now)
        time.sleep(takes)


@pytest.mark.parametrize("takes", [0.0, 2 * SOON])
@pytest.mark.parametrize("at", ["decide", "_move"])
def test_reminders_come_at_the_hour_that_is_chosen_while_they_are_found(
    store: Store, monkeypatch: pytest.MonkeyPatch, at: str, takes: float
) -> None:
    """`takes`: seconds until what is chosen is stored."""
    school(store, HERE)

    chosen = partial(choose, store, slots.NUDGE, THURSDAY, takes, nudge_weekday=1, nudge_minute=18 * 60)
    with meanwhile(monkeypatch, nudges, at, chosen):
        sweeps.nudge(store, THURSDAY)
    sweeps.nudge(store, THURSDAY)
    assert due_at(store, slots.NUDGE) == datetime(2026, 3, 10, 17, 0, tzinfo=UTC)


@pytest.mark.parametrize("times", [1, 2])
def test_the_digest_comes_on_the_day_that_is_chosen_while_it_is_owed(
    store: Store, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """By the one process that finds it due, and by a second one that comes when it has moved on."""
    school(store, HERE)
    with store.begin(HERE) as db:
        known(db, "UPETRA")
        db.add(RoleHolder(role=Role.PROJECT_MANAGER, user_id="UPETRA", position=0))
        db.add(Slot(kind=slots.DIGEST, timezone="Europe/Madrid", due_at=MONDAY))
    for _ in range(times - 1):
        owe_digests(store)

    chosen = partial(choose, store, slots.DIGEST, MONDAY, digest_weekday=4, digest_minute=17 * 60)
    with meanwhile(monkeypatch, rosters, "ask", chosen):
        owe_digests(store)
    assert due_at(store, slots.DIGEST) == datetime(2026, 3, 13, 16, 0, tzinfo=UTC)


def owe_digests(store: Store) -> None:
    with store.begin(HERE) as db:
        digests.take_due(db, MONDAY)


def test_what_slack_answers_while_somebody_is_erased_does_not_end_it(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step under way was the last one that was known; her Home is still to be emptied."""
    vaults = Vaults(KeyRing.new(), store)
    workspaces.ensure(store, vaults, HERE, "UBOT", "Europe/Madrid", MONDAY)
    with store.begin(HERE) as db:
        known(db, "UHER")
        db.add(Erasure(user_id="UHER", asked_by="UHER", asked_at=MONDAY, due_at=MONDAY))
        sent(db, "UHER", "hello:1")
    taken = list[Taken]()
    real = erasing_work.begin

    def begun(*given: Any) -> Any:
        whose = real(*given)
        taken.append(in_hand(given[0], vaults))
        return whose

    def answered() -> None:
        with store.begin(HERE) as db:
            assert Recorder(KINDS).record(db, taken[0], {"ok": True, "ts": "1.1", "channel": "D1"}, MONDAY)

    monkeypatch.setattr(erasing_work, "begin", begun)
    with meanwhile(monkeypatch, erasing_messages, "named_since", answered):
        erase_one(store, vaults, HERE, "UHER", MONDAY)
    with store.read(HERE) as db:
        chain = db.scalars(select(Notice).where(Notice.kind == erasing_work.KIND)).one()
        assert chain.progress[erasing_work.LEFT]
        assert chain.state is NoticeState.PENDING


def in_hand(db: Db, vaults: Vaults) -> Taken:
    """The step of the chain that a worker has asked Slack for."""
    row = db.scalars(select(Notice).where(Notice.kind == erasing_work.KIND)).one()
    due = Due(
        **{"id": row.id, "kind": row.kind, "target": row.target, "about": row.about, "attempts": 0},
        **{"progress": row.progress, "due_at": row.due_at, "vault": vaults.of(HERE), "settings": None},
    )
    call = KINDS[row.kind].next_call(db, due, MONDAY)
    assert call is not None
    queue.lease(db, row.id, "me", timedelta(seconds=30))
    return Taken(due, call, "me", None, lasting())


def known(db: Db, user_id: str) -> None:
    facts = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": THURSDAY}
    db.add(Person(user_id=user_id, timezone="Europe/Madrid", **facts))
    db.flush()


def sent(db: Db, to: str, key: str, **values: Any) -> None:
    notices.owe(db, "hello", to=to, key=key, now=MONDAY)
    gone = {"state": NoticeState.SENT, "sent_at": MONDAY, "slack_channel": "D1", "slack_ts": "1.1"}
    db.execute(update(Notice).where(Notice.dedupe_key == f"hello:{key}").values(**gone, **values))


def test_a_message_that_gets_another_name_is_not_forgotten_meanwhile(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever changes a message finds it gone, or its names are kept."""
    school(store, HERE)
    with store.begin(HERE) as db:
        sent(db, "UPETRA", "1", names=[])

    def renamed() -> int:
        with store.begin(HERE) as db:
            done: CursorResult[Any] = db.execute(update(Notice).values(names=["UHER"]))  # type: ignore[assignment]
            return done.rowcount

    with meanwhile(monkeypatch, where_named, "keep", renamed, after=True) as other:
        housekeeping.run(store, MONDAY + timedelta(days=200))
    with store.read(HERE) as db:
        assert db.scalars(select(Notice.id)).all() == []
    assert other[0].result() == 0


def test_an_offer_is_read_anew_by_who_has_waited_for_others(store: Store) -> None:
    school(store, HERE)
    with store.begin(HERE) as db:
        known(db, "UEMRE")
        words = {"languages": ["en"], "fluent": [], "topics": [], "capacity": 1, "weekly_minutes": 120}
        db.add(
            Volunteer(user_id="UEMRE", state=VolunteerState.APPROVED, hello="", offered_at=MONDAY, **words)
        )
        db.flush()
        before = volunteers.row_of(db, "UEMRE")
        paused = update(Volunteer).values(state=VolunteerState.PAUSED)
        db.execute(paused, execution_options={"synchronize_session": False})
        row = volunteers.row_of(db, "UEMRE")
        assert before is not None
        assert row is before
        assert row.state is VolunteerState.PAUSED
