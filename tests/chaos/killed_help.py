"""The whole program in one process, until it is killed: its listeners, sweeps and delivery. Loaded once, then forked.

What Slack brings comes over a pipe instead of a socket, and the acks go back over it: what the other end has read
is what Slack has got, whatever becomes of the process.
"""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from slack_bolt.adapter.socket_mode.internals import run_bolt_app
from slack_sdk.socket_mode.request import SocketModeRequest

import app
from bot import logs
from bot.calling import SlackClient
from bot.config import Settings
from bot.delivery import sender
from scheduler import engine
from tests.chaos.job import LEASE, FastClock, Job

READY = -1
"""In the place of a delivery's number, once everything is at work."""
THREADS = 4
"""Deliveries worked off at once; the socket has ten threads for them."""
SPEED = 20
"""Seconds of program time in one of real time: a busy machine must not owe more and more while it delivers."""
DELAY = 0.005
"""Seconds until a call reaches Slack, and until its answer comes back."""
TICK = 0.15
"""Seconds between two looks at what is due; what is owed is looked at more often (`RING`)."""
RING = 0.01
Ack = tuple[int, int, str]
"""A delivery's number, status and body."""


class SlowLine(SlackClient):
    """A call takes its time, so that many a process dies just before Slack gets it, or before it knows that Slack did."""

    def api_call(self, *given: Any, **named: Any) -> Any:
        time.sleep(DELAY)
        answer = super().api_call(*given, **named)
        time.sleep(DELAY)
        return answer


def clock(job: Job) -> FastClock:
    return FastClock(job.began, SPEED)


def settings(job: Job) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=job.token,
        slack_api_url=job.api_url,
        database_url=job.database_url,
        keys=job.keys,
    )


def open_program(job: Job, stack: ExitStack) -> app.Coordinator:
    """As `app.py` puts it together, in a hurry: time runs `SPEED` times as fast, leases are short."""
    stack.enter_context(patch.object(app, "SystemClock", partial(clock, job)))
    stack.enter_context(patch.object(app, "SlackClient", SlowLine))
    stack.enter_context(patch.object(sender, "Sender", partial(sender.Sender, lease=LEASE)))
    stack.enter_context(patch.object(engine, "TICK_SECONDS", TICK))
    coordinator = app.Coordinator(settings(job))
    coordinator.meet_slack()
    coordinator.start_background()
    return coordinator


def main(job: Job, line: Connection, log: Path) -> None:
    """The forked process. It ends by itself only where None comes in."""
    os.dup2(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
    logs.configure()
    with ExitStack() as stack:
        coordinator = open_program(job, stack)
        stack.callback(coordinator.stop)
        _answer_all(coordinator, line)


def _answer_all(coordinator: app.Coordinator, line: Connection) -> None:
    sending = threading.Lock()

    def answer(number: int, body: dict[str, Any]) -> None:
        request = SocketModeRequest(type="interactive", envelope_id=str(number), payload=body)
        said = run_bolt_app(coordinator.app, request)
        ack: Ack = (number, said.status, said.body)
        with sending:
            line.send(ack)

    line.send((READY, 0, ""))
    with ThreadPoolExecutor(THREADS) as pool:
        while (brought := _next(coordinator, line)) is not None:
            pool.submit(answer, *brought)


def _next(coordinator: app.Coordinator, line: Connection) -> tuple[int, dict[str, Any]] | None:
    """What is brought next. Meanwhile what waits for its pace is looked at as often as a hurried clock needs it."""
    while not line.poll(RING):
        coordinator.lanes.ring(coordinator.workspace_id)
    brought: tuple[int, dict[str, Any]] | None = line.recv()
    return brought
