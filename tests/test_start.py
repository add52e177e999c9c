"""What a start says: to a person at a terminal, in a log, and where it is refused. Never a part of a secret."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.vault import KeyRing
from sandbox.people import Sandbox
from tests.test_modes import APP, PATIENCE, Space, Start, slack, start, workspace

__all__ = ["start", "workspace"]  # fixtures
ENDED_BY = 128


class Terminal:
    """A process at a terminal of its own."""

    def __init__(self, folder: Path, *command: str, **settings: str) -> None:
        self._screen, end = pty.openpty()
        env = {"PATH": os.environ["PATH"], "HOME": str(folder), **settings}
        self.popen = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=env, stdin=end, stdout=end, stderr=end
        )
        os.close(end)

    def reads(self, until: str = "") -> str:
        """Everything on the screen until a text stands there; without one, until the end."""
        said = ""
        while not until or until not in said:
            try:
                said += os.read(self._screen, 4096).decode().replace("\r\n", "\n")
            except OSError:  # Linux's way of saying that the other end is closed
                break
        return said

    def interrupts(self) -> tuple[str, int]:
        """Ctrl-C; the last line on the screen, and the exit status."""
        self.popen.send_signal(signal.SIGINT)
        return self.reads().splitlines()[-1], self.popen.wait(PATIENCE)

    def closes(self) -> None:
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait(PATIENCE)
        os.close(self._screen)


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start a process at a terminal; all of them are ended with the test."""
    with ExitStack() as ends:

        def begin(*command: str, **settings: str) -> Terminal:
            terminal = Terminal(tmp_path, *command, **settings)
            ends.callback(terminal.closes)
            return terminal

        yield begin


def test_at_a_terminal_it_speaks_in_sentences(
    sit: Callable[..., Terminal], workspace: Space, tmp_path: Path
) -> None:
    terminal = sit(APP, **slack(workspace))
    said = terminal.reads(until="Ctrl-C ends it")
    kept = tmp_path / ".local" / "share" / "codebuddies"
    assert said.splitlines()[:3] == [
        f"Everything is kept in {kept / 'codebuddies.sqlite3'}.",
        f"The key file is {kept / 'keys'}. Keep a copy of the key file elsewhere: "
        "without it, what people write in confidence cannot be read again.",
        "Connected to Slack. Type /codebuddy setup there. Ctrl-C ends it here.",
    ]
    assert terminal.interrupts() == ("Ended.", 0)


def test_a_school_that_is_set_up_is_not_sent_to_the_set_up(
    sit: Callable[..., Terminal], workspace: Space
) -> None:
    ada = workspace.person("Ada", admin=True)
    named = {
        "Project manager": workspace.person("Petra"),
        "Programme manager": workspace.person("Mateo"),
    }
    first = sit(APP, **slack(workspace))
    assert "Type /codebuddy setup there." in first.reads(until="Ctrl-C ends it")
    workspace.sandbox.wait_for_bot()
    ada.types("/codebuddy setup", settle=False)
    assert ada.submits(named, settle=False).ok
    first.interrupts()
    again = sit(APP, **slack(workspace)).reads(until="Ctrl-C ends it")
    assert "Connected to Slack. Ctrl-C ends it." in again


def test_in_a_log_every_line_is_a_record(start: Start, sandbox: Sandbox, workspace: Space) -> None:
    """What libraries warn of, too: here, of a delivery to nobody and of a broken connection."""
    program = start(APP, **slack(workspace))
    program.is_ready()
    sandbox.wait_for_bot()
    sandbox.faults.down()
    program.until(lambda: '"library"' in program.said)
    assert program.terminate() < 10
    records = [json.loads(line) for line in program.said.splitlines()]
    events = [record["event"] for record in records]
    assert events[:3] == ["store_opened", "key_ring_made", "ready"]
    assert records[2]["set_up"] is False
    assert events[-1] == "ended"
    assert "library" in events
    assert all(record["timestamp"] and record["level"] for record in records)


def test_without_the_requirements_it_says_which_python_has_them(tmp_path: Path) -> None:
    bare = subprocess.run(
        [sys.executable, "-S", "-E", APP], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert bare.returncode == 1
    assert "is not installed for this Python" in bare.stderr
    assert "`make run`, or with `.venv/bin/python app.py`" in bare.stderr
    assert "Traceback" not in bare.stderr


STOPS_WHILE_LOADING = """
import os, runpy, signal, sys
class Finder:
    def find_spec(self, name, *_):
        if name == {module!r}:
            os.kill(os.getpid(), {number})
sys.meta_path.insert(0, Finder())
sys.argv[1:] = []
{run}
"""


PROGRAM = f"sys.path.insert(0, {str(Path(APP).parent)!r}); runpy.run_path({APP!r}, run_name='__main__')"


@pytest.mark.parametrize(
    ("module", "run", "number"),
    [
        ("slack_bolt", PROGRAM, signal.SIGINT),
        ("slack_bolt", PROGRAM, signal.SIGTERM),
        ("uvicorn", "runpy.run_module('sandbox', run_name='__main__')", signal.SIGINT),
    ],
)
def test_a_signal_while_it_loads_ends_it_without_a_word(module: str, run: str, number: int) -> None:
    """With a status of its own: the system ends the first process of a container by no signal that it does not heed."""
    ended = subprocess.run(
        [sys.executable, "-c", STOPS_WHILE_LOADING.format(module=module, run=run, number=int(number))],
        cwd=Path(APP).parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (ENDED_BY + number, "", "")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "user:hunter2@127.0.0.1:9/db",
            "The store (PostgreSQL at 127.0.0.1:9, database db) cannot be used: conn",
        ),
        (
            "127.0.0.1:9/db?user=postgres&password=hunter2",
            "The store (PostgreSQL at 127.0.0.1:9, database db) cannot",
        ),
        (
            "127.0.0.1:9/db?sslpassword=x&hunter2=y",
            "what it said repeats a part of DATABASE_URL and is not shown",
        ),
        ("127.0.0.1:9/db?plugin=hunter2", "what it said repeats a part of DATABASE_URL and is not shown"),
        (
            "127.0.0.1:9/db?passfile=/x&target_session_attrs=hunter2",
            "what it said repeats a part of DATABASE_URL",
        ),
        ("u:p@hunter2@127.0.0.1:9/db", "a password with @ or / must be percent-encoded (@ is %40"),
        ("u:hun/ter2@127.0.0.1:9/db", "a password with @ or / must be percent-encoded (@ is %40"),
        ("u:1/hunter2:x@127.0.0.1:9/db", "a password with @ or / must be percent-encoded (@ is %40"),
        (
            "u:hunter%402@127.0.0.1:9/db",
            "The store (PostgreSQL at 127.0.0.1:9, database db) cannot be used: conn",
        ),
    ],
)
@pytest.mark.parametrize("command", [(), ("migrate",)], ids=["run", "migrate"])
def test_no_part_of_a_database_password_is_ever_shown(
    address: str, expected: str, command: tuple[str, ...], start: Start, workspace: Space
) -> None:
    given = slack(workspace, DATABASE_URL=f"postgresql://{address}", KEYS=KeyRing.new().text().strip())
    said = start(APP, *command, **given).refuses()
    assert expected in said
    for part in ("hunter", "ter2", "p@", "%40127", "user=", "password="):
        assert part not in said


def test_settings_are_looked_at_before_a_folder_is_made(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'store.sqlite3'}"
    for wrong in ({}, {"KEYS": "k1:short"}, {"KEYS": "file:/no/such/file"}):
        assert "KEYS is " in start(APP, **slack(workspace, DATABASE_URL=url, **wrong)).refuses()
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("content", ["", "k1:short", "a picture, not a key"])
def test_a_damaged_key_file_is_named_and_nothing_else_is_blamed(
    content: str, start: Start, workspace: Space, tmp_path: Path
) -> None:
    keys = tmp_path / "data" / "codebuddies" / "keys"
    keys.parent.mkdir(parents=True)
    keys.write_text(content)
    said = start(APP, **slack(workspace)).refuses()
    assert f"The key file {keys} is damaged or cannot be read. Put your copy of it back" in said
    assert "KEYS" not in said
    assert keys.read_text() == content


def test_the_key_file_of_another_store_is_named(start: Start, workspace: Space, tmp_path: Path) -> None:
    first = start(APP, **slack(workspace))
    first.is_ready()
    first.terminate()
    keys = tmp_path / "data" / "codebuddies" / "keys"
    keys.write_text(KeyRing.new().text())
    said = start(APP, **slack(workspace)).refuses()
    assert f"The key file {keys} is not the one that this store was sealed with. Put your copy" in said
    assert "KEYS" not in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--port", "80000"), "80000 is no port: expected a number up to 65535"),
        (("--clock-port", "99999"), "99999 is no port: expected a number up to 65535"),
        (("--port", "0", "--clock-port", "{taken}"), "The clock's port {taken} is taken ("),
    ],
)
def test_a_sandbox_that_cannot_have_its_ports_says_so(
    arguments: tuple[str, ...], said: str, sandbox: Sandbox
) -> None:
    taken = sandbox.url.rpartition(":")[2]
    ended = subprocess.run(
        [sys.executable, "-m", "sandbox", *(one.format(taken=taken) for one in arguments)],
        cwd=Path(APP).parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ended.returncode != 0
    assert said.format(taken=taken) in ended.stderr
    assert "Traceback" not in ended.stderr
