"""Long runs through a database whose connections are cut, and whose server is killed and started again."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import schema
from sandbox.people import Sandbox
from tests.delivery.conftest import office
from tests.delivery.cut import Connections
from tests.delivery.office import Office, open_office
from tests.delivery.test_cut import live_through

__all__ = ["office"]  # a fixture
PLACES = ("/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt")


class Server:
    """A PostgreSQL of this test's own, in a folder; a cut kills it, and starts it again."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.cuts = 0
        self._programs, self._folder = programs, folder
        self._as: tuple[str, ...] = ()
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            shutil.chown(folder, "postgres", "postgres")
            self._as = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups")
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self._port = one.getsockname()[1]
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        self._control("start")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self._port}/postgres"

    def cut(self) -> None:
        self._control("restart")
        self.cuts += 1

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _control(self, what: str) -> None:
        given = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        log = str(self._folder / "log")
        self._run(
            "pg_ctl", "-m", "immediate", "-l", log, "-w", "-t", "60", "-o", f"{given} -c fsync=off", what
        )

    def _run(self, program: str, *given: str) -> None:
        command = (*self._as, str(self._programs / program), "-D", str(self._folder / "data"), *given)
        subprocess.run(
            command, cwd=self._folder, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )


def programs() -> Path | None:
    """Where PostgreSQL's own programs are on this machine."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    here = [one.parent for place in PLACES for one in Path(place).glob("*/bin/initdb")]
    return max(here, default=None)


@pytest.fixture
def server() -> Iterator[Server]:
    where = programs()
    if where is None:
        pytest.skip("PostgreSQL's initdb is not on this machine")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        made = Server(where, Path(folder))
        schema.migrate(made.url)
        yield made
        made.stop()


@pytest.mark.long
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", [2, 3])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_thousand_notices_while_connections_are_cut(office: Office, seed: int) -> None:
    with Connections(office.deps.store.address) as cutter:
        live_through(office, cutter, 1000, seed)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_notices_while_the_server_is_killed_and_started_again(sandbox: Sandbox, server: Server) -> None:
    opened, steering = open_office(sandbox, server.url)
    live_through(opened, server, 300, seed=4, often=0.25)
    steering.stop()
    opened.lanes.stop()
    opened.deps.store.close()
    opened.deps.patient.close()
