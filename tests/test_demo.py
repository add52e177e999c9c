"""`make demo` and `make story` as somebody who has just cloned the project runs them."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from sandbox.people import Sandbox
from sandbox.school import TODAY

ROOT = Path(__file__).parent.parent


class Started:
    """`python -m` a module, in a process group of its own and with a temporary folder of its own."""

    def __init__(self, module: str, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.lines: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(folder), "HOME": str(folder), "COLUMNS": "100", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    @property
    def text(self) -> str:
        return "".join(self.lines)

    @property
    def url(self) -> str:
        return re.findall(r"http://\S+", self.text)[-1]

    def read_until(self, words: str) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line)
            if words in line:
                return
        raise AssertionError(f"it ended without saying {words!r}: {self.text}")

    def interrupt(self) -> None:
        """Ctrl-C: a terminal sends it to every process of the group."""
        os.killpg(self._process.pid, signal.SIGINT)

    def terminate(self) -> None:
        self._process.terminate()

    def kill_child(self) -> None:
        """The one process that it has started."""
        tasks = Path(f"/proc/{self._process.pid}/task")
        [child] = [int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split()]
        os.kill(child, signal.SIGKILL)

    def end(self) -> int:
        """Its exit status, once it has said everything; no process of it is left, and no file."""
        assert self._process.stdout is not None
        self.lines += self._process.stdout.readlines()
        status = self._process.wait(30)
        with pytest.raises(ProcessLookupError):
            os.killpg(self._process.pid, 0)
        assert list(self.folder.iterdir()) == []
        return status

    def clean_up(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.communicate()


@contextmanager
def started(module: str, folder: Path, **environment: str) -> Iterator[Started]:
    ran = Started(module, folder, **environment)
    try:
        yield ran
    finally:
        ran.clean_up()


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Somebody listens there: this test, or whoever was faster."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            listener.bind(("127.0.0.1", port))
            listener.listen()
        yield


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int]:
    """What the story printed until it stayed up, and its exit status after Ctrl-C."""
    with started("sandbox.story", tmp_path_factory.mktemp("story")) as story:
        story.read_until("Ctrl-C ends both")
        story.interrupt()
        return story.text, story.end()


def test_the_story_is_told_to_its_end(told: tuple[str, int]) -> None:
    text, _ = told
    scenes = re.findall(r"^(\S.*?)  \w+ \d+ \w+, \d\d:\d\d", text, re.MULTILINE)
    assert len(scenes) == 11, text
    for fragment in (
        "CodeBuddies is set up",
        "Petra presses Approve",
        "In the private channel: Bruno, CodeBuddies, Mateo, Petra, Samira",
        "Logged: 1 h 30 on Wednesday 4 March",
        "Alguien pide apoyo",
    ):
        assert fragment in text


def test_the_confidential_words_are_printed_once_as_the_one_reader_sees_them(told: tuple[str, int]) -> None:
    text, _ = told
    [before] = re.findall(r"what (\w+) sees, a form that only he can open.*?I sleep badly", text, re.DOTALL)
    assert before == "Mateo"
    assert text.count("I sleep badly") == 1


def test_ctrl_c_ends_the_story(told: tuple[str, int]) -> None:
    _, status = told
    assert status == 0


def test_the_demo_opens_a_school_at_one_address_beside_one_that_is_open_already(tmp_path: Path) -> None:
    with taken(8765), started("sandbox.demo", tmp_path) as demo:
        demo.read_until("Ctrl-C ends everything")
        assert "Port 8765 is taken" in demo.text
        assert len(re.findall("http://", demo.text)) == 1
        with Sandbox(demo.url) as sandbox:
            assert sandbox.state["running"]
            assert TODAY <= sandbox.now < TODAY + timedelta(hours=1)
            [school] = sandbox.workspaces()
            [samira] = [person for person in school.people() if person.name == "Samira"]
            assert "Your buddy is @Bruno" in samira.opens_home()
        with httpx.stream("GET", f"{demo.url}page/events") as open_page:
            lines = open_page.iter_lines()  # kept: without it the page would be closed again
            assert next(lines)
            demo.interrupt()
            assert demo.end() == 0
        assert "Traceback" not in demo.text
        assert demo.text.endswith("Ended. Nothing was kept.\n")


@pytest.mark.long
def test_without_a_story_nothing_has_happened_yet(tmp_path: Path) -> None:
    with started("sandbox.demo", tmp_path, STORY="0") as demo:
        demo.read_until("Ctrl-C ends everything")
        with Sandbox(demo.url) as sandbox:
            [school] = sandbox.workspaces()
            assert TODAY <= sandbox.now < TODAY + timedelta(hours=1)
            [ada] = [person for person in school.people() if person.name == "Ada"]
            assert "Set up" in ada.opens_home()
        demo.terminate()
        assert demo.end() == 0


@pytest.mark.long
def test_a_visitor_begins_anew_as_often_as_she_likes(tmp_path: Path) -> None:
    with started("sandbox.demo", tmp_path, STORY="0") as demo:
        demo.read_until("Ctrl-C ends everything")
        with Sandbox(demo.url) as sandbox, httpx.Client(base_url=demo.url) as page:
            for _ in range(2):
                [school] = sandbox.workspaces()
                assert page.post(f"/page/{school.id}/anew").headers["HX-Redirect"] == "/"
                while "The school opens" in page.get("/").text:
                    pass
                [another] = sandbox.workspaces()
                assert another.id != school.id
                assert page.get(f"/page/{school.id}/bar").headers["HX-Redirect"] == "/"
                [ada] = [person for person in another.people() if person.name == "Ada"]
                assert "Set up" in ada.opens_home()
        demo.interrupt()
        assert demo.end() == 0


@pytest.mark.parametrize("sign", ["interrupt", "terminate"])
def test_it_can_be_ended_before_it_is_open(sign: str, tmp_path: Path) -> None:
    with started("sandbox.demo", tmp_path) as demo:
        demo.read_until("The school opens")
        getattr(demo, sign)()
        assert demo.end() == 0


@pytest.mark.long
def test_a_program_that_does_not_start_is_quoted(tmp_path: Path) -> None:
    with started("sandbox.demo", tmp_path, TIMEZONE="Nowhere") as demo:
        demo.read_until("has ended by itself (exit status")
        assert demo.end() == 1
        assert "TIMEZONE" in demo.text


@pytest.mark.skipif(sys.platform != "linux", reason="finds the process in /proc")
def test_a_program_that_dies_is_said_and_the_rest_stays_up(tmp_path: Path) -> None:
    with started("sandbox.demo", tmp_path, STORY="0") as demo:
        demo.read_until("Ctrl-C ends everything")
        demo.kill_child()
        demo.read_until("has ended by itself (exit status -9)")
        demo.read_until("To begin anew")
        [log] = re.findall(r"All it wrote is in (\S+) until", demo.text)
        assert Path(log).is_file()
        with Sandbox(demo.url) as sandbox:
            assert sandbox.state["sockets"] == []
        demo.interrupt()
        assert demo.end() == 0
