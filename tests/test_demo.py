"""`make demo` as somebody who has just cloned the project runs it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAYS_UP = "Ctrl-C ends both"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, int, list[Path]]:
    """What the demo printed until it stayed up, its exit status after Ctrl-C, and what it left behind."""
    folder = tmp_path_factory.mktemp("demo")
    environment = {**os.environ, "TMPDIR": str(folder), "HOME": str(folder), "COLUMNS": "100"}
    demo = subprocess.Popen(
        [sys.executable, "-m", "sandbox.story"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert demo.stdout is not None
    with demo.stdout as out:
        lines = []
        for line in out:
            lines.append(line)
            if STAYS_UP in line:
                break
        demo.send_signal(signal.SIGINT)
        rest = out.read()
        status = demo.wait(30)
    return "".join(lines) + rest, status, list(folder.iterdir())


def test_the_story_is_told_to_its_end(told: tuple[str, int, list[Path]]) -> None:
    text, _, _ = told
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


def test_the_confidential_words_are_printed_once_as_the_one_reader_sees_them(
    told: tuple[str, int, list[Path]],
) -> None:
    text, _, _ = told
    [before] = re.findall(r"what (\w+) sees, a form that only he can open.*?I sleep badly", text, re.DOTALL)
    assert before == "Mateo"
    assert text.count("I sleep badly") == 1


def test_ctrl_c_ends_everything_and_leaves_nothing(told: tuple[str, int, list[Path]]) -> None:
    text, status, left = told
    assert status == 0
    assert text.rstrip().endswith("Nothing was kept.")
    assert left == []


def test_a_taken_port_is_said_and_the_next_one_used() -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = subprocess.run(
            [sys.executable, "-c", f"from sandbox.__main__ import find_port; find_port({port}).close()"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    assert f"Port {port} is taken" in ran.stdout
    assert f"trying {port + 1}" in ran.stdout
