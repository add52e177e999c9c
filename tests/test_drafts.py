"""A draft that one device sends while another one keeps more of it: nothing is lost, and nobody reads of a fault."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Timer
from typing import Any

import pytest

from bot.deps import Vaults
from bot.services import drafts, workspaces
from bot.vault import KeyRing
from models.enums import FormKind
from models.store import Store, add_once
from tests.conftest import START
from tests.flows.report_school import member

FORM = FormKind.BROADCAST


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_is_kept_while_it_is_sent_elsewhere_is_kept(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(database_url)
    vaults = Vaults(KeyRing.new(), store)
    workspaces.ensure(store, vaults, "T1", "UBOT", "Europe/Madrid", START)
    vault, is_held, may_go = vaults.of("T1"), Event(), Event()
    with store.begin("T1") as db:
        member(db, "U1")
        drafts.keep(db, vault, START, "U1", FORM, {"words": "first"})

    def send() -> None:
        with store.begin("T1") as db:
            drafts.taken(db, vault, START, "U1", FORM)
            is_held.set()
            assert may_go.wait(5)
            drafts.forget(db, "U1", FORM)

    def keep() -> drafts.Entered:
        assert is_held.wait(5)
        with store.begin("T1") as db:
            drafts.of(db, vault, START, "U1", FORM)  # as a form does that shows what was there
            Timer(0.3, may_go.set).start()
            return drafts.keep(db, vault, START, "U1", FORM, {"words": "second"})

    def insert(*row: Any, **values: Any) -> bool:
        if is_new := add_once(*row, **values):
            return is_new
        may_go.set()  # what is there already is gone a moment later
        sent.result(5)
        return False

    monkeypatch.setattr(drafts, "add_once", insert)
    with ThreadPoolExecutor() as at_once:
        sent, kept = at_once.submit(send), at_once.submit(keep)
        assert kept.result(10) == {"words": "second"}
        sent.result(10)
    with store.read("T1") as db:
        assert drafts.of(db, vault, START, "U1", FORM) == {"words": "second"}
    store.close()
