"""Somebody is erased by processes that are killed in the middle, and by two at once: nothing half stays."""

from __future__ import annotations

import itertools
import os
import random
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from unittest.mock import patch

import pytest
from sqlalchemy import text

import models.store
from bench.databases import beside
from bot.deps import Vaults
from bot.services import erasing, workspaces
from bot.vault import KeyRing
from models.store import Store
from scheduler.sweeps import erase_one
from tests import loaded
from tests.privacy.test_erased import HER, HOME, NOW, OTHER, THIRD, Planter, meet, replaced, traces

KILLS = 10
MOST = 14
"""Transactions that a process has before it is killed, at most."""
WITHOUT_ROLE = partial(patch.object, erasing, "holds", return_value=False)
"""She holds one here, so that its columns are marked, too; she would have to hand it over first."""
Planted = tuple[str, str]


@pytest.fixture
def planted(database_url: str) -> Planted:
    """The store's address and the key ring's text."""
    ring = KeyRing.new()
    with closing(Store(database_url)) as store:
        vaults = Vaults(ring, store)
        workspaces.ensure(store, vaults, HOME, "UBOT", "Europe/Madrid", NOW)
        meet(store, OTHER)
        meet(store, THIRD)
        Planter(store, vaults).plant()
        with beside(store) as connection:
            connection.execute(text("UPDATE erasures SET nobody = NULL, why = NULL"))
    return database_url, ring.text()


def erase(url: str, keys: str) -> None:
    with closing(Store(url, patience=30)) as store:
        erase_one(store, Vaults(KeyRing.parse(keys), store), HOME, HER, NOW)


def die(url: str, keys: str, after: int) -> None:
    """A process that is killed inside a transaction, before its end."""
    number, leave = itertools.count(1), models.store.Transaction.__exit__

    def end(self: object, *given: object) -> None:
        if next(number) == after:
            os.kill(os.getpid(), signal.SIGKILL)
        leave(self, *given)  # type: ignore[arg-type]

    with patch.object(models.store.Transaction, "__exit__", end), WITHOUT_ROLE():
        erase(url, keys)


@pytest.mark.timeout(300)
def test_ten_kills(planted: Planted) -> None:
    url, keys = planted
    chance, ended = random.Random(1), []
    for _ in range(KILLS):
        process = loaded.forks().Process(target=die, args=(url, keys, chance.randint(2, MOST)))
        process.start()
        process.join()
        ended.append(process.exitcode)
    assert -signal.SIGKILL in ended
    with WITHOUT_ROLE():
        erase(url, keys)
        erase(url, keys)
    with closing(Store(url)) as store:
        replaced(store, Vaults(KeyRing.parse(keys), store))
        assert set(traces(store)) == set()


@pytest.mark.timeout(300)
def test_two_at_once(planted: Planted) -> None:
    url, keys = planted
    with ThreadPoolExecutor(2) as pool, WITHOUT_ROLE():
        for done in [pool.submit(erase, url, keys) for _ in range(2)]:
            done.result()
    with closing(Store(url)) as store:
        replaced(store, Vaults(KeyRing.parse(keys), store))
        assert set(traces(store)) == set()
