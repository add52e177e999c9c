"""Logs hold ids and counts: nothing that somebody wrote, no address, no token, also when things break."""

from __future__ import annotations

import dataclasses
import importlib
import io
import json
import logging
import pkgutil
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text

import bot
import handlers
from bot import ids, logs
from handlers import web
from handlers.signed import Seal
from tests import noisy, stories
from tests.conftest import empty_database
from tests.isolation.world import World, furnish
from tests.straight import HERE, Program, click, click_in, command, event, program, shortcut, submission

MARK = "MARKEDWORDS"
EMAIL = "marked@private.example"
TOKENS = ("xoxb-0-0-straight", "xapp-1-A0-0-straight")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Everything that a served program would write to standard error."""
    kept = io.StringIO()
    before, root = structlog.get_config(), logging.getLogger()
    hung, level, made = root.handlers[:], root.level, logging.getLogRecordFactory()
    monkeypatch.setattr("sys.stderr", kept)
    for place, name in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(place, name, getattr(place, name))
    logs.configure()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(kept), cache_logger_on_first_use=False)
    root.addHandler(Everything(kept))
    levels = {name: logging.getLogger(name).level for name in ("", *noisy.LIBRARIES)}
    for name in levels:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield kept
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)
    structlog.configure(**before)
    logging.setLogRecordFactory(made)
    root.handlers = hung
    root.setLevel(level)


class Everything(logging.Handler):
    """Writes all that a record holds, of every level, as a handler that knows nothing of us might."""

    def __init__(self, kept: io.StringIO) -> None:
        super().__init__()
        self._kept = kept

    def emit(self, record: logging.LogRecord) -> None:
        self._kept.write(f"all: {vars(record)}\n")


@pytest.fixture
def running(tmp_path: Path, sqlite_template: Path, written: io.StringIO) -> Iterator[Program]:
    with empty_database("sqlite", tmp_path, sqlite_template, None) as url, program(url) as made:
        yield made


@pytest.fixture
def here(running: Program) -> World:
    return furnish(running, HERE)


def everything(running: Program, here: World) -> list[dict[str, Any]]:
    """An act of every kind, with marked words wherever words go."""
    ear, who = running.ear, here.people
    setup = {
        "project_manager": who["petra"],
        "project_email": EMAIL,
        "programme_manager": who["mateo"],
        "programme_email": f"{EMAIL},{MARK}",
        "backups": ["U0MARKED"],
        "language": MARK,
    }
    asked = {"class": MARK, "fluent": ["en", MARK], "topics": [MARK], "wish": MARK, "note": MARK}
    meeting = {"times": [], "place": "in_person", "city": MARK, "traits": [], "agreed": []}
    return [
        command(ids.CODEBUDDY, MARK, who["samira"], ear),
        command(ids.CODEBUDDY, f"support {MARK}", who["samira"], ear),
        command(ids.ESCALATE, f"{MARK} {EMAIL}", who["samira"], ear),
        command(ids.LOG_SESSION, f"1h today {MARK}", who["samira"], ear),
        command(ids.LOG_SESSION, f"{MARK} {MARK}", "U0NEWPERSON", ear),
        submission(ids.MODAL_LOG, {"minutes": "1h", "day": "2026-03-01", "topic": MARK}, who["samira"]),
        submission(ids.MODAL_LOG, {"minutes": MARK, "day": MARK, "topic": MARK * 50}, who["samira"]),
        submission(
            ids.MODAL_REQUEST, {**asked, "class": "web-en", "fluent": ["en"], "topics": []}, who["olu"]
        ),
        submission(ids.MODAL_REQUEST, asked, who["olu"]),
        submission(ids.MODAL_REQUEST_MEETING, {**meeting, "place": MARK}, who["olu"]),
        submission(ids.MODAL_REQUEST_MEETING, meeting, who["olu"]),
        submission(ids.MODAL_VOLUNTEER, {**stories.OFFER, "hello": MARK}, who["bruno"]),
        submission(ids.MODAL_VOLUNTEER_SECOND, {**stories.MEETING, "place": MARK}, who["bruno"]),
        submission(ids.MODAL_VOLUNTEER_SECOND, {**stories.MEETING, "city": MARK}, who["bruno"]),
        submission(ids.MODAL_HELP, {"words": MARK}, who["samira"], meta=here.readers),
        submission(ids.MODAL_HELP, {"words": MARK}, who["bruno"], meta=here.confidants),
        submission(ids.MODAL_SETUP, setup, who["petra"], meta={"was": here.version}),
        submission(MARK.lower(), {"x": MARK}, who["olu"]),
        click(MARK, MARK, who["olu"], ear),
        click(ids.LOG_UNDO, MARK, who["samira"], ear),
        click(ids.PRIVATE_OPEN, here.case, who["mateo"], ear),
        shortcut(ids.SHORTCUT_HELP, who["samira"]),
        event("app_home_opened", who["petra"], tab="home"),
        event("user_change", {"id": who["samira"], "real_name": MARK, "profile": {"email": EMAIL}}),
        {"type": "block_actions", "user": {"id": MARK, "name": MARK}, "actions": [{"action_id": MARK}]},
    ]


def clean(kept: io.StringIO) -> str:
    said = kept.getvalue()
    for secret in (MARK, MARK.lower(), EMAIL, *TOKENS, "somebody", here_words()):
        assert secret not in said, said[max(0, said.index(secret) - 300) : said.index(secret) + 100]
    return said


def here_words() -> str:
    from tests.isolation.world import words_of  # noqa: PLC0415

    return words_of(HERE)


def test_what_works_writes_nothing_private(running: Program, here: World, written: io.StringIO) -> None:
    for body in everything(running, here):
        running.deliver(body)
    assert "malformed_delivery" in clean(written)


def break_store(running: Program) -> None:
    """Tables go while the program runs: every listener fails, in the middle of its work."""
    with running.coordinator.deps.store.everywhere() as db:
        for table in ("notices", "settings", "case_readers", "roles"):
            db.here.execute(text(f"alter table {table} rename to {table}_gone"))


def test_what_breaks_writes_where_and_not_what(running: Program, here: World, written: io.StringIO) -> None:
    bodies = everything(running, here)
    break_store(running)
    failed = 0
    for body in bodies:
        answer = running.deliver(body)
        failed += "went wrong" in (answer.body or "") or answer.status == 500
    records = [json.loads(line) for line in clean(written).splitlines() if line.startswith("{")]
    broken = [record for record in records if record["event"] in ("listener_failed", "event_failed")]
    assert failed >= 5
    assert len(broken) >= failed
    assert all(record["error"] and record["reference"] for record in broken)
    assert [record["at"] for record in broken if "at" in record]


def test_a_slack_that_refuses_everything_writes_codes_alone(
    running: Program, here: World, written: io.StringIO
) -> None:
    for method in ("views.open", "views.push", "views.publish", "users.info", "response_url"):
        running.ear.answers[method] = {"ok": False, "error": "internal_error", "detail": MARK}
    for body in everything(running, here):
        running.deliver(body)
    assert "call_failed" in clean(written)


def test_a_library_that_fails_writes_no_words(written: io.StringIO) -> None:
    """What a library logs is its name and its level; an exception, where it was raised."""
    for name in ("slack_bolt.App", "slack_sdk.socket_mode", "sqlalchemy.engine", "apscheduler"):
        log = logging.getLogger(name)
        log.warning("unhandled %s", MARK)
        try:
            raise ValueError(MARK)
        except ValueError as error:
            log.exception("failed: %s", error)
    said = clean(written)
    assert "slack_bolt.App" in said
    assert "ValueError" in said
    assert "test_logs.py" in said


def test_no_door_of_a_process_lets_words_out() -> None:
    """Each is opened in a real one, with every library at its lowest level; the last one ends it."""
    ended = subprocess.run(
        [sys.executable, "-W", "always", "-m", "tests.noisy", *noisy.DOORS],
        capture_output=True,
        text=True,
        timeout=60,
    )
    said = ended.stdout + ended.stderr
    for secret in (noisy.MARK, noisy.MARK.lower(), noisy.TOKEN, noisy.EMAIL):
        assert secret not in said, said[max(0, said.index(secret) - 500) : said.index(secret) + 100]
    assert [one for one in noisy.DOORS if f"{one} was opened" not in said] == ["nobody_catches_it"]
    records = [json.loads(line) for line in ended.stderr.splitlines()]
    assert {one["level"] for one in records} == {"warning", "error", "critical"}
    assert "gunicorn.error" in {one.get("library") for one in records}, "it writes as everybody does"
    raised = [one for one in records if any("noisy.py" in place for place in one.get("at", []))]
    assert len(raised) > len(noisy.DOORS) / 2, "where it was raised is what helps"


def test_each_record_has_a_line_of_its_own_however_many_write_at_once() -> None:
    each = 1_500
    ended = subprocess.run(
        [sys.executable, "-m", "tests.crowded", str(each)], capture_output=True, text=True, timeout=60
    )
    said = [json.loads(line)["event"] for line in ended.stderr.splitlines()]
    assert said.count("ours") == said.count("library") == 2 * each


PRIVATE = {
    *(
        "words",
        "text",
        "note",
        "wish",
        "hello",
        "topic",
        "email",
        "own_words",
        "token",
        "refresh_token",
        "keys",
    ),
    *("fields", "meta", "message", "view", "blocks", "arguments", "progress"),
}
"""Names of what holds words, addresses and secrets; but for a number, what makes them, and names of columns."""
HARMLESS = ("int", "Callable", "tuple[str", "tuple[Key")


def test_what_holds_words_does_not_show_them_when_it_is_printed() -> None:
    shown = [
        f"{one.__module__}.{one.__qualname__}.{part.name}"
        for one in _dataclasses()
        if one.__dataclass_params__.repr  # type: ignore[attr-defined]
        for part in dataclasses.fields(one)
        if part.name in PRIVATE and part.repr and not str(part.type).startswith(HARMLESS)
    ]
    assert shown == []


def _dataclasses() -> Iterator[type]:
    for package in (bot, handlers):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.startswith("bot.rules.personal"):
                continue  # the words in it are the registry's own
            for one in vars(importlib.import_module(found.name)).values():
                if isinstance(one, type) and dataclasses.is_dataclass(one) and one.__module__ == found.name:
                    yield one


def written_since(written: io.StringIO, before: int) -> list[dict[str, Any]]:
    lines = written.getvalue()[before:].splitlines()
    return [json.loads(line) for line in lines if line.startswith("{")]


def test_all_records_of_a_request_have_the_reference_that_the_person_is_shown(
    running: Program, here: World, written: io.StringIO
) -> None:
    break_store(running)
    running.ear.answers["views.open"] = {"ok": False, "error": "internal_error"}
    shown = []
    for _ in range(2):
        before = len(written.getvalue())
        body = click_in("home", ids.LOG_UNDO, "1", here.people["samira"], running.ear)
        found = re.search(r"this code: ([0-9a-f]{8})\b", running.told(body))
        assert found
        records = written_since(written, before)
        assert {record["event"] for record in records} == {"listener_failed", "call_failed"}
        assert {record["reference"] for record in records} == {found[1]}
        shown.append(found[1])
    assert shown[0] != shown[1]


def test_what_other_threads_and_libraries_log_for_a_request_has_it_too(
    running: Program, here: World, written: io.StringIO
) -> None:
    before = len(written.getvalue())
    running.deliver(command(ids.CODEBUDDY, "", "U0NEWPERSON", running.ear))
    [asked] = [record for record in written_since(written, before) if record["event"] == "facts_not_known"]
    assert re.fullmatch("[0-9a-f]{8}", asked["reference"])
    before = len(written.getvalue())
    with logs.request():
        structlog.get_logger().warning("one")
        logging.getLogger("flask").warning("two")
        with logs.request():
            structlog.get_logger().warning("three")
    structlog.get_logger().warning("of nobody")
    *records, of_nobody = written_since(written, before)
    assert len(records) == 3
    assert len({record["reference"] for record in records}) == 1
    assert "reference" not in of_nobody


def test_what_the_web_server_refuses_has_one_as_well(running: Program, written: io.StringIO) -> None:
    assert running.coordinator.app is not None
    made = web.server(running.coordinator.app, Seal("made-up"), running.coordinator.watched, None)
    for _ in range(2):
        assert made.test_client().post("/slack/events", data={"command": "/codebuddy"}).status_code == 401
    refused = [record for record in written_since(written, 0) if record["event"] == "not_signed"]
    assert len({record["reference"] for record in refused}) == 2
