"""A socket over which nothing comes is opened anew, and then ends its process; its time is moved."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handlers.socket_mode import ENDED_AFTER, RECONNECTED_AFTER, Line
from sandbox.people import Workspace as Space
from tests import scraped
from tests.conftest import School
from tests.test_modes import Start, slack, start, workspace

__all__ = ["start", "workspace"]  # fixtures


@dataclass
class Watched:
    """The school's line, of which time stands until it is moved."""

    school: School
    line: Line
    now: float = 1000.0
    ended: list[float] = field(default_factory=list)

    def later(self, seconds: float) -> None:
        """Look as often as the program does, and let each try come to its end."""
        for _ in range(int(seconds // 5)):
            self.now += 5
            self.line.look()
            if self.line._trying.is_alive():
                self.line._trying.join(20)

    def until(self, happened: Callable[[], bool]) -> None:
        end = time.monotonic() + 20
        while not happened():
            assert time.monotonic() < end
            self.line.look()
            time.sleep(0.01)


@pytest.fixture
def watched(school: School, monkeypatch: pytest.MonkeyPatch) -> Watched:
    line = school.coordinator._socket
    assert line is not None
    made = Watched(school, line)
    line._closing.set()  # its own looks
    monkeypatch.setattr(line, "_monotonic", lambda: made.now)
    monkeypatch.setattr(line, "_end", lambda: made.ended.append(made.now))
    line._heard_at = line._tried_at = made.now
    made.until(lambda: line._pong is not None)
    return made


def heard(watched: Watched) -> bool:
    watched.now += 1
    watched.line.look()
    return watched.line.silence() == 0


def test_one_that_falls_silent_is_opened_anew_and_speaks_again(watched: Watched) -> None:
    school = watched.school
    school.sandbox.faults.silence()
    first = watched.line._handler.client.session_id()
    watched.later(RECONNECTED_AFTER - 5)
    assert watched.line._handler.client.session_id() == first
    assert scraped.value(school, "codebuddies_socket_silent_seconds") == RECONNECTED_AFTER - 5
    school.sandbox.faults.clear()
    watched.later(5)
    assert watched.line._handler.client.session_id() != first
    watched.until(lambda: heard(watched))
    watched.later(ENDED_AFTER / 2)
    assert watched.ended == []
    assert school.person("Samira").types("/codebuddy help").ok


def test_one_that_stays_silent_though_it_is_opened_anew_ends_the_process(watched: Watched) -> None:
    began = watched.now
    watched.school.sandbox.faults.silence()
    watched.later(ENDED_AFTER + 5)
    assert began + ENDED_AFTER <= watched.ended[0] <= began + ENDED_AFTER + 5
    assert "has said nothing for five minutes" in str(watched.line.lost)


def test_one_that_slack_opens_no_more_ends_the_process_in_words(watched: Watched) -> None:
    sandbox = watched.school.sandbox
    sandbox.faults.next("apps.connections.open", error="invalid_auth", times=10_000)
    sandbox.faults.drop_socket()
    watched.later(ENDED_AFTER + 5)
    assert len(watched.ended) >= 1
    assert "Slack did not accept SLACK_APP_TOKEN (invalid_auth)" in str(watched.line.lost)


def test_while_slack_is_away_no_process_ends_and_then_it_goes_on(watched: Watched) -> None:
    sandbox = watched.school.sandbox
    sandbox.faults.down()
    watched.later(4 * ENDED_AFTER)
    assert watched.ended == []
    sandbox.faults.up()
    watched.later(RECONNECTED_AFTER)
    watched.until(lambda: heard(watched))
    assert watched.ended == []
    assert watched.school.person("Samira").types("/codebuddy help").ok


FASTER = """
from handlers import socket_mode

socket_mode.LOOKS_EVERY, socket_mode.RECONNECTED_AFTER, socket_mode.ENDED_AFTER = 0.05, 0.5, 2

import app

app.main()
"""


def test_the_process_ends_with_a_status_and_a_line_in_the_log(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    script = tmp_path / "faster.py"
    script.write_text(FASTER)
    program = start(str(script), **slack(workspace))
    program.is_ready()
    workspace.sandbox.wait_for_bot()
    workspace.sandbox.faults.next("apps.connections.open", error="invalid_auth", times=10_000)
    said = program.refuses()
    assert program.popen.returncode == 1
    assert len(re.findall('"event": "socket_lost"', said)) == 1
    assert said.splitlines()[-1].startswith("Slack did not accept SLACK_APP_TOKEN (invalid_auth).")
