"""People who log sessions while the program is killed: Slack brings each command until it is answered, or gives up."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from typing import NamedTuple

from bot import ids
from bot.errors import UserError, Wrong
from bot.views import errors
from sandbox.delivery import signature
from tests.chaos.kills import SECRET, School
from tests.straight import Json, fresh
from tests.web.hosted import FORM, wire

Bring = Callable[[Json], str | None]
TRIES = 4
HANDS = 2
ANSWERED_IN = 15
"""Seconds. Slack's three are other tests' business; here a process that has just begun may share its machine."""
SHORTEST = 10
"""Minutes. Each session of a team is a minute longer, so that nobody is asked whether it is the same one."""
NOT_STORED = errors.words(UserError(Wrong.BUSY), "en").text
STORED = "Logged"


class Session(NamedTuple):
    workspace: str
    team: int
    minutes: int


def to_web(port: int) -> Bring:
    """Signed, as Slack posts it."""

    def bring(body: Json) -> str | None:
        raw, _ = wire(body)
        headers = {"Content-Type": FORM, **signature(SECRET, raw)}
        try:
            with closing(HTTPConnection("127.0.0.1", port, timeout=ANSWERED_IN)) as line:
                line.request("POST", "/slack/events", raw, headers)
                answer = line.getresponse()
                return answer.read().decode() if answer.status == 200 else None
        except (OSError, HTTPException):
            return None

    return bring


class Clickers:
    """Several at once, until they are told to stop; of each school one.

    Attributes:
        told: sessions of which somebody has read that they are logged.
        refused: those of which somebody has read that nothing was stored.
        unknown: those to which nothing was answered, however often Slack brought them, or something else.
        again: how often Slack brought one again.
    """

    def __init__(self, schools: list[School], bring: Bring, chance: random.Random, rest: float) -> None:
        self.told: list[Session] = []
        self.refused: list[Session] = []
        self.unknown: list[Session] = []
        self.again = 0
        self._bring, self._rest = bring, rest
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._click, args=(schools[one::HANDS], random.Random(chance.random())))
            for one in range(HANDS)
        ]

    def __enter__(self) -> Clickers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """What is under way is brought to its end."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _click(self, schools: list[School], chance: random.Random) -> None:
        minutes = SHORTEST
        while not self._over.is_set() and schools:
            for school in chance.sample(schools, len(schools)):
                if not self._over.wait(chance.uniform(0, self._rest)):
                    self._log(school, minutes)
            minutes += 1

    def _log(self, school: School, minutes: int) -> None:
        body = {
            "command": ids.LOG_SESSION,
            "text": f"{minutes} min today",
            "team_id": school.id,
            "user_id": school.buddy,
            "channel_id": school.channel,
            "trigger_id": fresh(),
            "response_url": "http://127.0.0.1:9/",
        }
        session, said = Session(school.id, school.team, minutes), None
        for tried in range(TRIES):
            self.again += tried > 0
            said = self._bring(body)
            if said is not None:
                break
            time.sleep(0.3 * tried)
        kept = (
            self.told
            if STORED in (said or "")
            else self.refused
            if NOT_STORED in (said or "")
            else self.unknown
        )
        kept.append(session)
