"""Slack may deliver anything twice: the second time changes nothing and gets the same answer."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import ids
from models import BuddySession
from tests import stories
from tests.conftest import School, empty_database
from tests.isolation.world import World, furnish
from tests.straight import HERE, Json, Program, click, click_in, command, event, program, shortcut, submission

Made = Callable[[World, Program], Json]


@dataclass(frozen=True)
class Act:
    """A delivery and what it does: how many rows it adds to a table, and words of its answer."""

    made: Made
    table: str
    adds: int
    says: str


ASKED = {"class": "web-en", "fluent": ["en"], "topics": [], "wish": "hooks"}
MEETING = {"times": ["mon_evening"], "place": "either", "city": "", "traits": [], "agreed": ["unnamed"]}
ACTS = {
    "a session typed": Act(
        lambda w, p: command(ids.LOG_SESSION, "1h today react", w.people["samira"], p.ear),
        "sessions", 1, "Logged: 1 h",
    ),
    "a session refused": Act(
        lambda w, p: submission(
            ids.MODAL_LOG, {"minutes": "13h", "day": "2026-03-01", "topic": "x"}, w.people["samira"]
        ),
        "sessions", 0, "Did you mean less?",
    ),
    "a session in the form": Act(
        lambda w, p: submission(
            ids.MODAL_LOG, {"minutes": "45 min", "day": "2026-03-01", "topic": "x"}, w.people["bruno"]
        ),
        "sessions", 1, "45 min",
    ),
    "taken back": Act(
        lambda w, p: click(ids.LOG_UNDO, str(w.session), w.people["samira"], p.ear),
        "notices", 4, "Taken back",
    ),
    "taken back by another": Act(
        lambda w, p: click(ids.LOG_UNDO, str(w.session), w.people["bruno"], p.ear),
        "notices", 0, "somebody else",
    ),
    "a form opened": Act(
        lambda w, p: shortcut(ids.SHORTCUT_LOG, w.people["samira"]), "sessions", 0, "views.open"
    ),
    "a first page": Act(
        lambda w, p: submission(ids.MODAL_REQUEST, ASKED, w.people["bea"]), "drafts", 1, "Page 2 of 2"
    ),
    "a buddy asked for": Act(
        lambda w, p: submission(ids.MODAL_REQUEST_MEETING, MEETING, w.people["bea"]),
        "buddy_requests", 1, "on the list",
    ),
    "a form not filled in": Act(
        lambda w, p: submission(ids.MODAL_REQUEST, {**ASKED, "fluent": []}, w.people["wanda"]),
        "buddy_requests", 0, "at least one",
    ),
    "an offer": Act(
        lambda w, p: submission(ids.MODAL_VOLUNTEER_SECOND, stories.MEETING, w.people["mateo"]),
        "volunteers", 1, "Thank you",
    ),
    "an offer begun": Act(
        lambda w, p: submission(ids.MODAL_VOLUNTEER, stories.OFFER, w.people["bruno"]), "drafts", 1, "Page 2"
    ),
    "away": Act(
        lambda w, p: click(ids.VOLUNTEER_FULL, "", w.people["vera"], p.ear), "history", 1, "I suggest no new"
    ),
    "help": Act(
        lambda w, p: submission(
            ids.MODAL_HELP, {"words": "x"}, w.people["bruno"], meta=w.readers
        ),
        "help_requests", 1, "It is stored",
    ),
    "help in confidence": Act(
        lambda w, p: submission(
            ids.MODAL_HELP, {"words": "x"}, w.people["bruno"], meta=w.confidants
        ),
        "private_cases", 1, "update",
    ),
    "help taken on": Act(
        lambda w, p: click(ids.HELP_ACKNOWLEDGE, w.call, w.people["petra"], p.ear), "history", 1, "replace_original"
    ),
    "a case opened": Act(
        lambda w, p: click(ids.PRIVATE_OPEN, w.case, w.people["mateo"], p.ear), "case_openings", 1, "views.open"
    ),
    "a team made": Act(
        lambda w, p: click(ids.BUDDY_ACCEPT, str(w.proposal), w.people["rosa"], p.ear), "teams", 1, "response_url"
    ),
    "a task done at Home": Act(
        lambda w, p: click_in("home", ids.TASK_DONE, str(w.task), w.people["bea"], p.ear),
        "history", 1, "views.publish",
    ),
    "a profile changed": Act(
        lambda w, p: event("user_change", {"id": w.people["vera"], "tz": "Asia/Tokyo"}), "people", 0, "200"
    ),
    "a channel closed": Act(
        lambda w, p: event("group_archive", w.people["bruno"], channel=w.channel), "tasks", 1, "200"
    ),
}  # fmt: skip
"""In this order none is in another's way."""


@pytest.fixture(params=["sqlite", "postgresql"])
def running(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_template: Path, postgresql_template: str | None
) -> Iterator[Program]:
    with (
        empty_database(request.param, tmp_path, sqlite_template, postgresql_template) as url,
        program(url) as made,
    ):
        yield made


@pytest.fixture
def here(running: Program) -> World:
    return furnish(running, HERE)


def said(running: Program, deliver: Callable[[], object]) -> list[str]:
    """What each answer was, acks first, without what differs by nature: the trigger that is used up."""
    heard, answered = len(running.ear.said), len(running.answers)
    deliver()
    acks = [f"{one.status} {one.body}" for one in running.answers[answered:]]
    calls = [
        json.dumps([method, {key: value for key, value in fields.items() if key != "trigger_id"}])
        for method, fields in running.ear.said[heard:]
    ]
    return sorted(set(acks)) + sorted(set(calls))


def added(before: Any, after: Any, table: str) -> int:
    return len(after[table]) - len(before[table])


def test_one_after_the_other(running: Program, here: World) -> None:
    for name, act in ACTS.items():
        body, before = act.made(here, running), running.rows()
        first = said(running, lambda body=body: running.deliver(body))
        after = running.rows()
        assert act.says in str(first), f"{name}: {first}"
        assert added(before, after, act.table) == act.adds, name
        assert said(running, lambda body=body: running.deliver(body)) == first, name
        assert running.rows() == after, name


def test_again_after_everything_else_has_happened(running: Program, here: World) -> None:
    bodies = {name: act.made(here, running) for name, act in ACTS.items()}
    first = {name: said(running, lambda body=body: running.deliver(body)) for name, body in bodies.items()}
    after = running.rows()
    running.coordinator.clock.set(running.now + timedelta(minutes=10))  # type: ignore[attr-defined]
    for name, body in bodies.items():
        again = said(running, lambda body=body: running.deliver(body))
        if name not in ("a form opened", "a case opened"):  # drawn anew, as things stand
            assert again == first[name], name
    assert running.rows() == after


def test_many_at_the_same_instant(running: Program, here: World) -> None:
    for name, act in ACTS.items():
        body, before = act.made(here, running), running.rows()
        told = said(running, lambda body=body: at_once(running, body, 4))
        after = running.rows()
        assert added(before, after, act.table) == act.adds, name
        assert len([one for one in told if not one.startswith("[")]) == 1, f"{name}: {told}"
        assert len(told) <= 2, f"{name}: {told}"
        assert act.says in str(told), name


def at_once(running: Program, body: Json, times: int) -> None:
    ready = threading.Barrier(times)

    def one() -> None:
        ready.wait()
        running.deliver(body)

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_the_same_words_said_again_are_another_act(running: Program, here: World) -> None:
    for _ in range(2):
        running.deliver(command(ids.LOG_SESSION, "1h", here.people["samira"], running.ear))
    with running.coordinator.deps.store.read(HERE) as db:
        assert db.scalar(select(func.count()).select_from(BuddySession)) == 3


def test_over_the_wire_a_form_that_is_asked_for_twice_opens_once_and_nothing_false_is_said(
    school: School,
) -> None:
    student, _, channel = stories.team(school)
    for at_once in (False, True):
        school.sandbox.faults.twice(at_once=at_once)
        reply = student.types("/logsession", channel=channel)
        assert [ack["status"] for ack in reply.acks] == ["ok", "ok"]
        assert "did not open" not in str(reply.acks)
        assert student.modal().title == "Log a session"
        student.closes()
    student.does_not_see("did not open")
