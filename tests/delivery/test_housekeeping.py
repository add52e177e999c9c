"""What is forgotten, and when; what a card still needs is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from bot.delivery import housekeeping
from bot.services import inbox
from models import Inbox, Pace
from tests.conftest import START
from tests.delivery.office import Office


def deliver(office: Office, name: str) -> None:
    vault = office.deps.vaults.of(office.workspace.id)
    with office.deps.store.begin(office.workspace.id) as db:
        inbox.keep(db, vault, name, "answer", office.clock.now())


def due(office: Office) -> datetime | None:
    with office.deps.patient.everywhere_reading() as db:
        return housekeeping.due(db, office.clock.now())


def later(office: Office, **parts: int) -> None:
    office.clock.forward(office.clock.now() + timedelta(**parts))


def clean(office: Office) -> None:
    housekeeping.run(office.deps.patient, office.clock.now())


def kinds(office: Office) -> list[str]:
    return [f"{row.kind} {row.about['n']}" for row in office.rows()]


def test_there_is_nothing_to_do_in_an_empty_store(office: Office) -> None:
    assert due(office) is None


def test_it_comes_once_a_day_while_there_is_something_old(office: Office) -> None:
    deliver(office, "first")
    assert due(office) == START + timedelta(days=8)
    later(office, days=3)
    deliver(office, "second")
    office.clock.forward(START + timedelta(days=8))
    with capture_logs() as logs:
        clean(office)
    assert logs == [], "a number would move with what is private"
    with office.deps.store.read(office.workspace.id) as db:
        assert len(db.scalars(select(Inbox.key)).all()) == 1
    following = due(office)
    assert following is not None
    assert following >= office.clock.now() + timedelta(days=1)


def test_cards_are_kept_for_their_edits_and_edits_are_not(office: Office) -> None:
    ana = office.workspace.person("Ana")
    office.owe("note", 1, ana)
    office.send()
    office.owe("edit", 2, "elsewhere", notice="note:1")
    office.owe("nag", 3, ana, true=False)
    office.send()
    later(office, days=8)
    clean(office)
    assert kinds(office) == ["note 1", "nag 3"]
    office.owe("edit", 4, "elsewhere", notice="note:1")
    office.send()
    assert ana.dm_texts() == ["edited 4"]
    later(office, days=53)
    assert due(office) is not None
    clean(office)
    assert kinds(office) == []


def test_what_is_still_owed_is_never_forgotten(office: Office) -> None:
    office.owe("note", 1, office.workspace.person("Ana"))
    later(office, days=400)
    clean(office)
    assert kinds(office) == ["note 1"]


def test_more_than_a_batch_goes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "AT_ONCE", 4)
    for number in range(10):
        office.owe("nag", number, f"C{number}", true=False)
    office.send()
    later(office, days=61)
    clean(office)
    assert kinds(office) == []


def test_full_buckets_are_forgotten_and_a_running_wait_is_not(office: Office) -> None:
    office.sandbox.faults.next("chat.postMessage", retry_after=3 * 3600)
    office.owe("note", 1, office.workspace.person("Ana"))
    office.send()
    later(office, hours=2)
    clean(office)
    with office.deps.store.read(office.workspace.id) as db:
        assert db.scalars(select(Pace.key)).all() == ["method:chat.postMessage"]
    later(office, days=5, hours=3)
    clean(office)
    with office.deps.store.read(office.workspace.id) as db:
        assert db.scalars(select(Pace.key)).all() == []
