"""Slack's end of the pipe: it brings deliveries, hears acks, and brings again what nobody has acknowledged."""

from __future__ import annotations

import itertools
import random
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from tests import straight
from tests.chaos import killed_help
from tests.chaos.job import Job
from tests.chaos.killed_help import READY, Ack

Json = dict[str, Any]
RETRIES = 3
"""How often Slack brings again what was not acknowledged."""
UNDER_WAY = 6
"""Deliveries brought before the first of them is acknowledged."""
BUSY = "I am busy right now. Nothing was stored."
LOOKS = 0.05
"""Seconds between two looks whether all is done."""
PATIENCE = 20.0
"""Seconds for a process that has something to do."""


@dataclass
class Delivery:
    """One act of one person.

    Attributes:
        then: what is done when it is answered for the first time.
        under_way: how often it was brought to a process that has neither answered nor died.
        answers: what she read each time, without being told that the program is busy.
        given_up: Slack has brought it as often as it does. It may have been done, and nobody was told.
    """

    body: Json
    then: Callable[[], object]
    tries: int = 0
    under_way: int = 0
    answers: list[str] = field(default_factory=list)
    given_up: bool = False

    def pressed_again(self) -> None:
        """She does it again, as she was asked to: for Slack it is another act."""
        self.body = {**self.body, "trigger_id": straight.fresh()}
        self.tries = 0


class Line:
    """All deliveries, in order, through the lives of many processes.

    Args:
        calls: what the program has told Slack so far.
    """

    def __init__(self, forks: ForkServerContext, chance: random.Random, log: Path, calls: list[Json]) -> None:
        self.calls = calls
        self._forks = forks
        self._chance = chance
        self._log = log
        self._under_way: dict[int, Delivery] = {}
        self.waiting: deque[Delivery] = deque()
        self._numbers = itertools.count()
        self.brought_again = 0
        self.given_up = 0
        self.busy = 0
        self.unanswered = 0

    @property
    def is_idle(self) -> bool:
        return not self.waiting and not self._under_way

    def bring(self, delivery: Delivery, *, twice: bool = False) -> None:
        """Slack has this to deliver; `twice`: it brings it twice, at once."""
        self.waiting += [delivery, delivery] if twice else [delivery]

    def live(self, job: Job, acks: int) -> None:
        """One process, killed some milliseconds after it has given so many acks, or soon after its start."""
        with self._process(job) as (process, line):
            end = time.monotonic() + (PATIENCE if acks else self._chance.uniform(0, 0.4))
            heard = 0
            while heard < acks + 1 and time.monotonic() < end:
                heard += self._once(line)
                if heard and self.is_idle:
                    end = min(end, time.monotonic() + self._chance.uniform(0, 0.2))
            self._kill(process, line)

    def live_until(self, job: Job, is_over: Callable[[], bool]) -> None:
        """One process that nobody asks anything, killed some milliseconds after it has come so far."""
        with self._process(job) as (process, line):
            end = time.monotonic() + PATIENCE
            while not is_over():
                assert time.monotonic() < end, "something stays due, and nothing is done"
                self._once(line)
            self._kill(process, line)

    def _kill(self, process: Any, line: Connection) -> None:
        self._moment()
        assert process.exitcode is None, "the program ended by itself"
        process.kill()
        process.join(10)
        assert process.exitcode == -9
        self._hear_last(line)

    def _moment(self) -> None:
        """When it is killed: at any, or as soon as Slack has got a call."""
        if self._chance.random() < 0.5:
            time.sleep(self._chance.uniform(0, 0.05))
            return
        calls, end = len(self.calls), time.monotonic() + 0.1
        while len(self.calls) == calls and time.monotonic() < end:
            time.sleep(0.0005)

    def rest(self, job: Job, is_done: Callable[[], bool]) -> None:
        """One process that is left alone until everything is done."""
        with self._process(job) as (process, line):
            calls, end = -1, 0.0
            while not (self.is_idle and is_done()):
                if len(self.calls) > calls:
                    calls, end = len(self.calls), time.monotonic() + PATIENCE
                looks = time.monotonic() + LOOKS
                while time.monotonic() < looks:
                    assert process.exitcode is None, "the program ended by itself"
                    self._once(line)
                assert looks < end, "something stays due, and nothing is done"
            line.send(None)
            process.join(PATIENCE)
            assert process.exitcode == 0

    @contextmanager
    def _process(self, job: Job) -> Iterator[tuple[Any, Connection]]:
        ours, theirs = Pipe()
        process = self._forks.Process(target=killed_help.main, args=(job, theirs, self._log), daemon=True)
        process.start()
        theirs.close()
        try:
            yield process, ours
        finally:
            process.kill()
            process.join(10)
            process.close()
            ours.close()

    def _once(self, line: Connection) -> int:
        """Bring what there is to bring, and hear one ack, if one comes. How many came."""
        while self.waiting and len(self._under_way) < UNDER_WAY:
            delivery = self.waiting.popleft()
            delivery.tries += 1
            delivery.under_way += 1
            number = next(self._numbers)
            self._under_way[number] = delivery
            line.send((number, delivery.body))
        if not line.poll(0.001):
            return 0
        self._hear(line.recv())
        return 1

    def _hear(self, ack: Ack) -> None:
        number, status, body = ack
        if number == READY:
            return
        delivery = self._under_way.pop(number)
        delivery.under_way -= 1
        assert status == 200
        answer = body or self._shown(delivery.body) or ""
        if answer and BUSY not in answer:
            delivery.answers.append(answer)
            if len(delivery.answers) == 1:
                delivery.then()
        elif not delivery.under_way and not delivery.answers:
            self.busy += bool(answer)
            self.unanswered += not answer
            delivery.pressed_again()
            self.waiting.append(delivery)

    def _shown(self, body: Json) -> str | None:
        """What a click was answered: its ack is empty, the answer a call bound to it, made before.

        None where that call took longer than a click may: she sees nothing, and presses again.
        """
        bound = {body["trigger_id"], body.get("view", {}).get("id")}
        for call in reversed(self.calls):
            if {call["args"].get("trigger_id"), call["args"].get("view_id")} & bound - {None}:
                return str(call["args"])
        return None

    def _hear_last(self, line: Connection) -> None:
        """What was said before the end has reached Slack; the rest is brought again, by its old id."""
        try:
            while line.poll():
                self._hear(line.recv())
        except (EOFError, OSError):
            pass
        for delivery in reversed(self._under_way.values()):
            delivery.under_way = 0
            if delivery.tries <= RETRIES:
                self.brought_again += 1
                self.waiting.appendleft(delivery)
            elif not delivery.answers:
                delivery.given_up = True
                self.given_up += 1
        self._under_way.clear()
