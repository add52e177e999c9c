"""What takes its time can be seen by whoever asks for it; of whom and of what, no trace tells."""

from __future__ import annotations

import sys
import time

import pytest

from bot import traces
from bot.clock import SystemClock
from bot.config import BadSettings
from bot.traces import STATEMENTS_MAX, Span, Untold
from sandbox.people import Workspace as Space
from tests import leaks
from tests.collector import collecting
from tests.confidential import MARK, Scene, ask
from tests.conftest import School
from tests.flows.test_metrics import busy, ticks
from tests.test_modes import APP, Start, free_port, slack, start, workspace

__all__ = ["start", "workspace"]  # fixtures

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
VERBS = {"SELECT", "INSERT", "UPDATE", "DELETE", "SAVEPOINT", "RELEASE", "PRAGMA", "SET", "WITH"}


class Kept:
    """Takes spans and keeps them."""

    def __init__(self) -> None:
        self.spans: list[Span] = []

    def tell(self, span: Span) -> None:
        self.spans.append(span)

    def end(self) -> None:
        pass

    def of(self, beginning: str) -> list[Span]:
        return [span for span in self.spans if span.name.startswith(beginning)]


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    """Somebody asks for spans; before a school opens."""
    taking = Kept()
    monkeypatch.setattr(traces, "asked_for", lambda: taking)
    return taking


# what they tell ----------------------------------------------------------------------------------------


def test_answers_calls_and_sweeps_are_told_with_their_time(kept: Kept, school: School) -> None:
    began = time.perf_counter()
    busy(school)
    ended = time.perf_counter()
    assert kept.of("answer command")
    assert kept.of("answer event")
    assert kept.of("call chat.postMessage")
    assert {span.facts["outcome"] for span in kept.of("call ")} == {"ok"}
    assert kept.of("sweep ")
    assert all(began <= span.began <= span.began + span.seconds <= ended for span in kept.spans)


def test_an_answers_statements_are_its_parts(kept: Kept, school: School) -> None:
    busy(school)
    commands = kept.of("answer command")
    assert any("INSERT" in [part.name for part in span.parts] for span in commands)
    for span in commands:
        assert 0 < len(span.parts) <= STATEMENTS_MAX
        assert {part.name for part in span.parts} <= VERBS
        assert all(span.began <= part.began for part in span.parts)
        assert sum(part.seconds for part in span.parts) < span.seconds


def test_they_name_no_person_no_workspace_and_no_word(kept: Kept, school: School) -> None:
    busy(school)
    said = repr(kept.spans)
    assert {name for span in kept.spans for name in span.facts} == {"reference", "outcome"}
    for secret in (school.workspace.id, MARK, *(person.id for person in school.people.values())):
        assert secret not in said
    assert leaks.hints(said) == []


# and what they do not ----------------------------------------------------------------------------------


def test_a_private_case_leaves_no_span(kept: Kept, scene: Scene) -> None:
    scene.school.sandbox.advance(minutes=1)
    ticks(scene.school)
    before = len(kept.spans)
    assert before
    ask(scene.asker)
    ticks(scene.school)
    assert scene.case_id
    scene.reader.clicks("Open", in_message_with="Someone asks for support.")
    scene.reader.presses("I look after it")
    scene.reader.closes(all=True)
    scene.school.sandbox.advance(minutes=1)
    ticks(scene.school)
    assert [span.name for span in kept.spans[before:]] == []


# asked for by the environment --------------------------------------------------------------------------


def test_nobody_who_has_not_asked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENDPOINT, raising=False)
    assert isinstance(traces.asked_for(), Untold)
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    for name, value in (("OTEL_SDK_DISABLED", "TRUE"), ("OTEL_TRACES_EXPORTER", "none")):
        monkeypatch.setenv(name, value)
        assert isinstance(traces.asked_for(), Untold)
        monkeypatch.delenv(name)


def test_without_its_libraries_the_start_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:9")
    monkeypatch.delitem(sys.modules, "bot.telemetry", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    with pytest.raises(BadSettings, match=r"OTEL_EXPORTER_OTLP_ENDPOINT asks .* requirements-traces\.txt"):
        traces.asked_for()


def test_a_process_sends_them_where_its_environment_says(start: Start, workspace: Space) -> None:
    with collecting() as collector:
        running = start(APP, **slack(workspace), **{ENDPOINT: collector.address})
        running.is_ready()
        workspace.sandbox.wait_for_bot()
        assert workspace.person("Samira").types("/logsession 2h", settle=False).ok
        assert running.terminate() < 10
    answers = [span for span in collector.spans if span.name == "answer command"]
    assert len(answers) == 1
    inner = [span for span in collector.spans if span.parent_span_id == answers[0].span_id]
    assert {span.name for span in inner} <= VERBS
    assert any(span.name == "SELECT" for span in inner)
    assert all(
        answers[0].start_time_unix_nano <= span.start_time_unix_nano <= answers[0].end_time_unix_nano
        for span in inner
    )
    assert abs(answers[0].end_time_unix_nano / 1e9 - SystemClock().now().timestamp()) < 600
    assert collector.services == {"codebuddies"}


def test_where_nobody_takes_them_nothing_waits(start: Start, workspace: Space) -> None:
    away = f"http://127.0.0.1:{free_port()}"
    running = start(APP, **slack(workspace), **{ENDPOINT: away})
    running.is_ready()
    workspace.sandbox.wait_for_bot()
    assert workspace.person("Samira").types("/logsession 2h", settle=False).ok
    assert running.terminate() < 10
    assert away not in running.said
