"""What stands behind the demo and the story: the pretend Slack, and the real program in a process of its own.

Nothing is kept: the program's store lives in a temporary folder that goes with it.
"""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess  # starts the program # nosec
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sandbox.__main__ import find_port
from sandbox.people import Impossible, Sandbox, Workspace
from sandbox.server import SandboxServer

ROOT = Path(__file__).parent.parent
PORT = 8765
SLOWEST_START = 60
"""Seconds that the program may take to connect."""
LAST_LINES = 20


class NoProgram(Exception):
    """The program did not come or has gone; the message shows the last lines it wrote."""


class Program:
    """`python app.py`, as anybody would start it, pointed at the pretend Slack."""

    def __init__(self, sandbox: Sandbox, school: Workspace, folder: Path) -> None:
        self.log = folder / "program.log"
        self._sandbox = sandbox
        environment = {name: value for name, value in os.environ.items() if not name.startswith("SLACK_")}
        environment |= {
            "DATABASE_URL": "",
            "KEYS": "",
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder),
            "SLACK_BOT_TOKEN": school.bot_token,
            "SLACK_APP_TOKEN": school.app_token,
            "SLACK_API_URL": sandbox.api_url,
            "SANDBOX_CLOCK": sandbox.clock_address,
        }
        with self.log.open("wb") as out:
            self._process = subprocess.Popen(  # noqa: S603 - this Python, this program # nosec
                [sys.executable, str(ROOT / "app.py")], cwd=folder, env=environment, stdout=out, stderr=out
            )

    @property
    def exit_status(self) -> int | None:
        """None while it runs."""
        return self._process.poll()

    @property
    def last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:])

    def wait_until_connected(self) -> None:
        """Raises :class:`NoProgram` where it ends before, or takes too long."""
        for _ in range(SLOWEST_START):
            with contextlib.suppress(Impossible):
                self._sandbox.wait_for_bot(sockets=1, programs=1, seconds=1)
                return
            if self.exit_status is not None:
                break
        raise NoProgram(f"The program did not start. The last lines it wrote:\n{self.last_words}")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@dataclass(frozen=True)
class Backstage:
    sandbox: Sandbox
    school: Workspace
    program: Program


@contextlib.contextmanager
def backstage(begins: datetime, name: str) -> Iterator[Backstage]:
    """The pretend Slack, and in it what :func:`performance` starts; both end, and leave nothing behind."""
    with pretend_slack() as server, performance(server, begins, name) as behind:
        yield behind


@contextlib.contextmanager
def pretend_slack() -> Iterator[SandboxServer]:
    """An empty one on the first free port."""
    server = _start_server()
    try:
        yield server
    finally:
        _hush()
        server.stop()


@contextlib.contextmanager
def performance(server: SandboxServer, begins: datetime, name: str) -> Iterator[Backstage]:
    """One workspace and nothing else, the clock standing at `begins`, and the program, which ends with it.

    The program is still starting when this returns: see :meth:`Program.wait_until_connected`.
    """
    with (
        tempfile.TemporaryDirectory(prefix="codebuddies-") as folder,
        Sandbox(server.url) as sandbox,
        contextlib.ExitStack() as ends,
    ):
        sandbox.reset()
        sandbox.set_clock(begins)
        school = sandbox.workspace(name, manifest=ROOT / "manifest.socket.json", data_folder=folder)
        program = Program(sandbox, school, Path(folder))
        ends.callback(program.stop)
        yield Backstage(sandbox, school, program)


def _hush() -> None:
    """An open page is cut off at the end; the server would report that as an error."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)


def _start_server() -> SandboxServer:
    """On the first free port; each that is taken is said."""
    while True:
        with find_port(PORT) as free:
            server = SandboxServer(int(free.getsockname()[1]))
        with contextlib.suppress(OSError):  # another one took it in this moment
            server.start()
            return server
