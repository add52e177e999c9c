"""Two senders at the same store: nothing twice, nothing out of order, nobody waits for the other for ever."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from bot.clock import Clock
from bot.delivery.sender import Sender
from tests.conftest import START
from tests.delivery.office import KINDS, Office

PLACES = 10
NOTICES = 90
HURRY = 60
"""Looks at the clock without anything to send, after which a worker believes that all is done."""


class HastyClock:
    """A second passes whenever somebody looks, so that pacing never makes anybody wait."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._now = START

    def now(self) -> datetime:
        with self._guard:
            self._now += timedelta(seconds=1)
            return self._now


class Recorder:
    """A Slack that writes down what it is told, in its order."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self.told: list[tuple[str, str]] = []

    def chat_postMessage(self, **arguments: Any) -> Any:
        with self._guard:
            self.told.append((str(arguments["channel"]), str(arguments["text"])))
            ts = f"{len(self.told)}.000000"
        return SimpleNamespace(data={"ok": True, "channel": arguments["channel"], "ts": ts})


def work(sender: Sender, workspace_id: str, failures: list[BaseException]) -> None:
    idle = 0
    try:
        while idle < HURRY:
            idle = 0 if sender.send_one(workspace_id) else idle + 1
    except BaseException as error:  # noqa: BLE001 - shown by the test
        failures.append(error)


def test_two_workers_send_everything_once_and_in_order(office: Office) -> None:
    for number in range(NOTICES):
        office.owe("note" if number % 3 else "nag", number, f"C{number % PLACES}")
    clock: Clock = HastyClock()
    deps = SimpleNamespace(**{**vars(office.deps), "clock": clock})
    slack = Recorder()
    failures: list[BaseException] = []
    workers = [
        threading.Thread(
            target=work,
            args=(Sender(deps, KINDS, client=slack), office.workspace.id, failures),  # type: ignore[arg-type]
        )
        for _ in range(2)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(100)
    assert failures == []
    assert office.everything_is("sent")
    assert set(Counter(slack.told).values()) == {1}
    assert len(slack.told) == NOTICES
    for place in range(PLACES):
        numbers = [int(text.split()[1]) for channel, text in slack.told if channel == f"C{place}"]
        assert numbers == sorted(numbers)
