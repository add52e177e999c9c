"""What a process that is killed must be told, and what its test opens beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.calling import SlackClient
from bot.clock import SystemClock
from bot.config import Settings
from bot.deps import Deps, Vaults
from bot.services import people
from bot.vault import KeyRing
from models.store import BACKGROUND_PATIENCE, Db, Store
from tests.conftest import START

LEASE = timedelta(seconds=2)
"""On the database's clock; a step takes some milliseconds."""


class FastClock:
    """Program time that runs so many times as fast, the same in every process."""

    def __init__(self, began: datetime, speed: int) -> None:
        self._began = began
        self._speed = speed
        self._system = SystemClock()

    def now(self) -> datetime:
        return START + (self._system.now() - self._began) * self._speed


class Job(NamedTuple):
    """Plain values, for a process of its own."""

    database_url: str
    api_url: str
    token: str
    keys: str
    workspace_id: str
    began: datetime


def open_deps(job: Job, speed: int) -> Deps:
    """The store and the keys, for whoever looks at them from outside."""
    settings = Settings(
        _env_file=None, slack_bot_token=job.token, slack_api_url=job.api_url, database_url=job.database_url
    )
    store = Store(job.database_url)
    client = SlackClient(job.token, base_url=job.api_url, timeout=10, retry_handlers=[])
    return Deps(
        settings=settings,
        clock=FastClock(job.began, speed),
        store=store,
        patient=Store(job.database_url, patience=BACKGROUND_PATIENCE),
        vaults=Vaults(KeyRing.parse(job.keys), store),
        client=client,
        sender=client,
    )


def meet(db: Db, user: str) -> None:
    """Somebody of whom the program knows what Slack says."""
    told = people.Facts(user, "en-US", None, is_admin=False, is_guest=False, is_gone=False)
    people.remember(db, told, START)
