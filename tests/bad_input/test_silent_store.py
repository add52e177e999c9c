"""A database that takes everything and says nothing: each act is answered in Slack's three seconds, in her language."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url, update

from models import Person
from tests.isolation.world import World, furnish
from tests.straight import HERE, Json, Program, command, program, submission

ANSWERED_IN = 2.9
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Line:
    """Stands before PostgreSQL, and carries what is said; once it is silent, it takes it and carries nothing."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.silent = False
        self._address = address
        self._open: list[socket.socket] = []
        self._taking = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._taking.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        for one in (self._taking, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._taking.accept()
                far = socket.create_connection(self._address)
                self._open += (near, far)
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while said := one.recv(65536):
                if not self.silent:
                    other.sendall(said)
            other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(database_url: str) -> Iterator[Line]:
    url = make_url(database_url)
    made = Line((url.host or "127.0.0.1", url.port or 5432))
    yield made
    made.close()


@pytest.fixture
def far(database_url: str, line: Line) -> Iterator[Program]:
    """The program, with its database behind the line."""
    near = make_url(database_url).set(host="127.0.0.1", port=line.port)
    with program(near.render_as_string(hide_password=False)) as made:
        yield made


@pytest.fixture
def here(far: Program) -> World:
    """Furnished; its student reads Spanish, and was answered a moment ago."""
    made = furnish(far, HERE)
    with far.coordinator.deps.store.begin(HERE) as db:
        db.execute(update(Person).where(Person.user_id == made.people["bruno"]).values(language="es"))
    assert "horas" in far.told(types(far, made)), "in Spanish"
    return made


def types(far: Program, here: World) -> Json:
    return command("/codebuddy", "hours", here.people["bruno"], far.ear)


def seconds(far: Program, body: Json) -> tuple[float, str]:
    began = time.monotonic()
    told = far.told(body)
    return time.monotonic() - began, told


@pytest.mark.parametrize("lines", ["open", "new"])
def test_it_is_said_in_time_and_in_her_language(far: Program, line: Line, here: World, lines: str) -> None:
    """Whether it falls silent between two statements, or is silent to whoever comes."""
    if lines == "new":
        far.coordinator.deps.store.engine.dispose()
    line.silent = True
    took, told = seconds(far, types(far, here))
    assert took < ANSWERED_IN
    assert "200" in told
    assert "Algo" in told
    took, _ = seconds(far, types(far, here))
    assert took < 0.5, "nobody else waits for what has just let somebody wait in vain"


def test_a_form_is_answered_in_time(far: Program, line: Line, here: World) -> None:
    sent = submission("modal:session", {"minutes": "1h"}, here.people["bruno"])
    line.silent = True
    took, told = seconds(far, sent)
    assert took < ANSWERED_IN
    assert told.startswith("200")


def test_what_was_stored_before_the_line_was_cut_is_not_said_to_be_lost(
    far: Program, here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database has heard the commit, and its answer does not come back."""
    dialect = far.coordinator.deps.store.engine.dialect
    commits, cut = dialect.do_commit, list[object]()

    def hang_up(connection: Any) -> None:
        commits(connection)
        if not cut:
            cut.append(connection)
            connection.dbapi_connection.close()
            raise psycopg.OperationalError("the line is cut")

    monkeypatch.setattr(dialect, "do_commit", hang_up)
    told = far.told(command("/logsession", "1h today react", here.people["samira"], far.ear))
    assert cut
    assert "Logged: 1 h" in told
