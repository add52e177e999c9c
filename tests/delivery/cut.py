"""A database whose connections are cut, and a Slack that limits and loses answers: both by a chance that is the
same at each run."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Protocol, Self

import psycopg
from slack_sdk.errors import SlackApiError
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from tests.delivery.office import SEEN

ALL_OF_IT = (
    "SELECT count(pg_terminate_backend(pid, 2000)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)
"""Each is gone when this has been answered, or two seconds have passed."""


class Moody:
    """A Slack that writes down what it takes; some calls it limits, some answers get lost on their way back."""

    def __init__(self, chance: random.Random, *, limited: float = 0.1, lost: float = 0.03) -> None:
        self._chance, self._limited, self._lost = chance, limited, lost
        self.took: list[tuple[str, str]] = []
        """Channel and text, in Slack's order."""
        self.became: Counter[str] = Counter()

    def chat_postMessage(self, **arguments: Any) -> Any:
        if self._chance.random() < self._limited:
            self.became["limited"] += 1
            limited = {"ok": False, "error": "ratelimited"}
            answer = SimpleNamespace(status_code=429, data=limited, headers={"Retry-After": "1"})
            raise SlackApiError("", answer)  # type: ignore[arg-type]
        self.took.append((str(arguments["channel"]), str(arguments["text"])))
        number = len(self.took)
        lost = self._chance.random() < self._lost
        self.became["lost" if lost else "answered"] += 1
        if lost:
            raise ConnectionResetError
        return SimpleNamespace(data={"ok": True, "channel": arguments["channel"], "ts": f"{number}.000000"})

    def times(self, kind: str, number: int) -> int:
        """How often Slack took this one."""
        wanted = f"{kind} {number}"
        return sum(text.removeprefix(SEEN) == wanted for _, text in self.took)

    def order(self, channel: str) -> list[int]:
        """The numbers that came to a channel, in Slack's order."""
        return [int(text.split()[-1]) for place, text in self.took if place == channel]


class Cutter(Protocol):
    cuts: int

    def cut(self) -> None:
        """End every connection that the program has to its database."""


class Connections:
    """Cuts them, and leaves the server as it is."""

    def __init__(self, address: str) -> None:
        self._own = psycopg.connect(address, autocommit=True)
        self.cuts = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._own.close()

    def cut(self) -> None:
        self._own.execute(ALL_OF_IT)
        self.cuts += 1


@contextmanager
def cut_now_and_then(
    engine: Engine, cutter: Cutter, chance: random.Random, *, statement: float, commit: float
) -> Iterator[None]:
    """Cut before a statement; before a commit; or after one, whose answer does not arrive.

    Args:
        statement: how likely before each statement.
        commit: how likely at each commit; one of two of these is kept by the server.
    """

    def before(*_: object) -> None:
        if chance.random() < statement:
            cutter.cut()

    def committing(connection: Connection) -> None:
        if chance.random() >= commit:
            return
        if chance.random() < 0.5:
            cutter.cut()
            return
        driver: Any = connection.connection.dbapi_connection
        driver.commit()
        cutter.cut()
        raise OperationalError("COMMIT", None, psycopg.OperationalError("the connection is lost"))

    event.listen(engine, "before_cursor_execute", before)
    event.listen(engine, "commit", committing)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)
        event.remove(engine, "commit", committing)
