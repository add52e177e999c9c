"""A process that delivers until it is killed: the real sender, the real launch chain. Loaded once, then forked."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select

from bot.calling import SlackClient
from bot.clock import SystemClock
from bot.config import Settings
from bot.delivery import queue
from bot.delivery.kinds import Kind, Post, Unknown
from bot.delivery.launch import Launch
from bot.delivery.sender import Sender
from bot.deps import Deps, Vaults
from bot.vault import KeyRing
from models import Notice
from models.store import BACKGROUND_PATIENCE, Store
from tests.conftest import START
from tests.delivery.office import KINDS as LETTERS
from tests.delivery.office import note

LEASE = timedelta(seconds=2)
"""On the database's clock; a step takes some milliseconds."""
SPEED = 200
"""Seconds of program time in one of real time, so that pacing and backoff are over soon."""
KINDS: dict[str, Kind] = {"note": LETTERS["note"], "nag": Post(note, Unknown.DROP), "launch": Launch()}
"""A nag here is never too late: twelve hours are over in some minutes."""


class FastClock:
    """Program time that runs so many times as fast, the same in every process."""

    def __init__(self, began: datetime, speed: int = SPEED) -> None:
        self._began = began
        self._speed = speed
        self._system = SystemClock()

    def now(self) -> datetime:
        return START + (self._system.now() - self._began) * self._speed


class SlowLine(SlackClient):
    """Slack's answer takes its time, so that many a worker dies after Slack has done it and before it knows."""

    def api_call(self, *given: Any, **named: Any) -> Any:
        answer = super().api_call(*given, **named)
        time.sleep(0.01)
        return answer


class Job(NamedTuple):
    """What a worker must be told; plain values, for a process of its own."""

    database_url: str
    api_url: str
    token: str
    keys: str
    workspace_id: str
    began: datetime


def open_deps(job: Job) -> Deps:
    settings = Settings(
        _env_file=None, slack_bot_token=job.token, slack_api_url=job.api_url, database_url=job.database_url
    )
    store = Store(job.database_url)
    client = SlowLine(job.token, base_url=job.api_url, timeout=10, retry_handlers=[])
    return Deps(
        settings=settings,
        clock=FastClock(job.began),
        store=store,
        patient=Store(job.database_url, patience=BACKGROUND_PATIENCE),
        vaults=Vaults(KeyRing.parse(job.keys), store),
        client=client,
        sender=client,
    )


def recover(deps: Deps, *, start: bool) -> None:
    """As the program does: at its start on SQLite every lease is nobody's; later those that ran out."""
    with deps.patient.everywhere() as db:
        queue.reclaim(db, KINDS, all_leases=start and deps.patient.is_sqlite)


def deliver(deps: Deps, workspace_id: str, *, until_done: bool) -> None:
    """Deliver for ever, or until nothing is owed any more."""
    sender = Sender(deps, KINDS, lease=LEASE)
    recover(deps, start=True)
    while True:
        recover(deps, start=False)
        while sender.send_one(workspace_id):
            pass
        if until_done and not _owes(deps):
            return
        time.sleep(0.002)


def _owes(deps: Deps) -> bool:
    with deps.patient.everywhere_reading() as db:
        return db.scalars(select(Notice.id).where(queue.unsent(Notice)).limit(1)).first() is not None


def main(job: Job) -> None:
    """The forked process. It never returns."""
    deliver(open_deps(job), job.workspace_id, until_done=False)
