"""What whoever runs the program sees from outside is true, tells of nobody, and does not move for a private case."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.delivery import pace
from bot.services import holding, notices, schools
from bot.services.own_data import KIND
from models import HelpRequest, Notice, Slot
from models.enums import NoticeState
from sandbox.people import Person
from scheduler.engine import Engine
from scheduler.sweeps import Sweep
from tests import leaks, scraped, stories
from tests.confidential import MARK, MORE, TALK, Scene, ask
from tests.conftest import START, School

DAYS = 10
Steps = list[list[str]]


def ticks(school: School) -> None:
    """The program's own tick has come round once more."""
    school.coordinator.engine.tick()


def owe(school: School, person: Person, key: str, *, later: timedelta = timedelta(0)) -> None:
    with school.store.begin(school.workspace.id) as db:
        number = f"{person.id}:{key}:1"
        notices.owe(db, KIND, to=person.id, key=number, now=school.sandbox.now + later, part=1)


def busy(school: School) -> None:
    """Everybody does something, and something is asked of every part that counts."""
    stories.set_up(school)
    samira, _, room = stories.team(school)
    samira.types("/logsession 1h today react", channel=room)
    samira.types("/escalate")
    samira.submits_pages({"What do you need?": MORE}, {"What is it about?": MARK})
    school.person("Petra").opens_home()
    school.sandbox.advance(hours=1)
    ticks(school)


# nobody, and nothing in confidence ---------------------------------------------------------------------


def test_a_private_case_that_is_asked_changes_nothing(scene: Scene) -> None:
    scene.school.sandbox.advance(minutes=1)
    ticks(scene.school)
    before = scraped.steady(scraped.text(scene.school))
    ask(scene.asker)
    ticks(scene.school)
    assert scene.case_id
    assert scraped.steady(scraped.text(scene.school)) == before
    scene.reader.clicks("Open", in_message_with="Someone asks for support.")
    scene.reader.presses("I look after it")
    scene.reader.closes(all=True)
    assert scraped.steady(scraped.text(scene.school)) == before


def test_the_list_of_workspaces_does_not_move_for_a_private_case(scene: Scene) -> None:
    def listed() -> list[schools.School]:
        with scene.school.store.everywhere_reading() as db:
            return schools.every(db)

    scene.school.sandbox.advance(minutes=1)
    before = listed()
    ask(scene.asker)
    scene.school.sandbox.advance(hours=1)
    assert scene.case_id
    assert listed() == before
    scene.reader.clicks("Open", in_message_with="Someone asks for support.")
    scene.reader.presses("I look after it")
    scene.reader.closes(all=True)
    scene.school.sandbox.advance(hours=1)
    assert listed() == before


def play(folder: Path, template: Path, *, case: bool, leak: str = "") -> Steps:
    """The same days of a school with and without a case, scraped each day."""
    steps: Steps = []
    with leaks.a_school(folder, template) as school:
        stories.set_up(school)
        samira, bruno, room = stories.team(school)
        reader = school.person("Mateo")
        for day in range(DAYS):
            school.sandbox.advance_to(START + timedelta(days=day, hours=1))
            bruno.types(f"/logsession {10 + day} min today", channel=room)
            if day % 4 == 0:
                reader.opens_home()
            if case and day == 0:  # what he is told meets a rate limit, too
                school.sandbox.faults.next("chat.postMessage", http=429, retry_after=90_000)
                samira.types("/escalate")
                samira.submits_pages({"What do you need?": TALK}, {"What is it about?": MARK})
            if case and day == 3:
                reader.clicks("Open", in_message_with="Someone asks for support.")
                reader.presses("I look after it")
                reader.closes(all=True)
            if case and day == 5:
                reader.clicks("Open", in_message_with="Someone asks for support.")
                reader.presses("Close the case")
                reader.submits({})
                reader.closes(all=True)
            if leak and day == 1:
                bruno.types(leak, channel=room)
            ticks(school)
            steps.append(scraped.steady(scraped.text(school)))
    return steps


def test_ten_days_with_a_case_look_from_outside_as_ten_days_without(
    tmp_path: Path, sqlite_template: Path
) -> None:
    without = play(tmp_path / "without", sqlite_template, case=False)
    assert len({"\n".join(step) for step in without}) > DAYS // 2, "there is something to compare"
    assert play(tmp_path / "with", sqlite_template, case=True) == without


def test_the_comparison_sees_one_act_more(tmp_path: Path, sqlite_template: Path) -> None:
    without = play(tmp_path / "without", sqlite_template, case=False)
    assert play(tmp_path / "leaking", sqlite_template, case=False, leak="/codebuddy") != without


def test_it_names_no_person_no_workspace_and_no_word(school: School) -> None:
    busy(school)
    said = scraped.text(school)
    labels = scraped.labels(said)
    assert labels.keys() == {
        "le",
        "payload",
        "process",
        "method",
        "outcome",
        "sweep",
        "state",
        "pool",
        "promise",
    }
    assert labels["payload"] <= {"command", "click", "shortcut", "submission", "event", "other"}
    assert not re.search(r"\b[TUWCDB]0[0-9A-Z]{6,}", said)
    for secret in (school.workspace.id, MARK, *(person.id for person in school.people.values())):
        assert secret not in said
    assert leaks.hints(said) == []


# the counts are true -----------------------------------------------------------------------------------


def test_messages_are_counted_by_what_they_wait_for(school: School) -> None:
    stories.set_up(school)
    petra, bea = school.person("Petra"), school.person("Bea")
    school.sandbox.settle()
    school.coordinator.lanes.stopping()
    owe(school, petra, "1")
    owe(school, bea, "2", later=timedelta(hours=1))
    with school.store.begin(school.workspace.id) as db:
        for key in ("3", "4"):
            notices.owe(db, KIND, to=petra.id, key=key, now=school.sandbox.now, part=1)
        db.execute(
            update(Notice)
            .where(Notice.dedupe_key.endswith(":3"))
            .values(attempts=2, not_before=school.sandbox.now + timedelta(minutes=5))
        )
        db.execute(update(Notice).where(Notice.dedupe_key.endswith(":4")).values(state=NoticeState.SENDING))
    school.coordinator.clock.set(school.sandbox.now + timedelta(minutes=2))  # type: ignore[attr-defined]
    counted = {
        state: scraped.value(school, "codebuddies_notices", state=state)
        for state in ("due", "later", "retried", "sending")
    }
    assert counted == {"due": 1, "later": 1, "retried": 1, "sending": 1}
    assert scraped.value(school, "codebuddies_oldest_due_seconds") == 120
    assert scraped.value(school, "codebuddies_lanes_waiting") == 1
    with school.store.begin(school.workspace.id) as db:
        holding.hold(db, school.sandbox.now)
    assert scraped.value(school, "codebuddies_notices", state="due") == 0, "held: nobody waits for it"
    assert scraped.value(school, "codebuddies_oldest_due_seconds") == 0
    assert scraped.value(school, "codebuddies_workspaces", state="held") == 1
    assert scraped.value(school, "codebuddies_workspaces", state="at_work") == 0


def test_a_call_for_help_counts_until_somebody_has_it_and_is_over_after_the_time_named(
    school: School,
) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)

    def counted() -> tuple[float | None, float | None]:
        name = "codebuddies_help_unacknowledged"
        return scraped.value(school, name, promise="running"), scraped.value(school, name, promise="over")

    assert counted() == (0, 0)
    samira.types("/escalate")
    samira.submits_pages({"What do you need?": MORE}, {})
    assert counted() == (1, 0)
    with school.store.read(school.workspace.id) as db:
        until = db.scalars(select(HelpRequest.next_step_at)).one()
    assert until is not None
    school.sandbox.advance_to(until - timedelta(minutes=1))
    assert counted() == (1, 0)
    school.sandbox.advance_to(until + timedelta(minutes=1))
    assert counted() == (0, 1)
    school.person("Petra").clicks("I look after it")
    assert counted() == (0, 0)


def test_a_call_whose_step_nobody_takes_is_over_too(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    samira.types("/escalate")
    samira.submits_pages({"What do you need?": MORE}, {})
    school.coordinator.engine.stop()
    with school.store.read(school.workspace.id) as db:
        until = db.scalars(select(HelpRequest.next_step_at)).one()
    assert until is not None
    school.coordinator.clock.set(until + timedelta(minutes=6))  # type: ignore[attr-defined]
    assert scraped.value(school, "codebuddies_help_unacknowledged", promise="over") == 1


def test_what_becomes_of_calls_is_counted(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    school.sandbox.settle()
    faults: dict[str, Callable[[], None]] = {
        "rate_limited": lambda: school.sandbox.faults.next("chat.postMessage", retry_after=30),
        "later": lambda: school.sandbox.faults.next("chat.postMessage", http=503),
        "in_doubt": lambda: school.sandbox.faults.lose_answer("chat.postMessage"),
        "refused": lambda: school.sandbox.faults.next("chat.postMessage", error="not_in_channel"),
    }
    ways = ("ok", *faults)
    calls = {"method": "chat.postMessage"}

    def counted() -> dict[str, float]:
        return {
            one: scraped.value(school, "codebuddies_calls_total", outcome=one, **calls) or 0 for one in ways
        }

    for way in ways:
        before = counted()
        faults.get(way, lambda: None)()
        message(school, petra, way)
        school.sandbox.settle()
        school.coordinator.lanes.drain(school.workspace.id)
        after = counted()
        assert after[way] == before[way] + 1, way
        school.sandbox.advance(hours=2)


def message(school: School, person: Person, key: str) -> None:
    """One line for a person, of a kind that is sent again."""
    with school.store.begin(school.workspace.id) as db:
        notices.owe(db, "checkup", to=person.id, key=f"{person.id}:{key}", now=school.sandbox.now)
    school.coordinator.lanes.ring(school.workspace.id)


def test_messages_that_wait_for_slacks_limits_are_counted(school: School) -> None:
    stories.set_up(school)
    _, bruno, room = stories.team(school)
    for minutes in (10, 20, 30):
        bruno.types(f"/logsession {minutes} min today", channel=room)
    school.sandbox.settle()
    ticks(school)
    assert waits(school) == 0, "a message a second in one channel: what it waits for may be private"
    with school.store.begin(school.workspace.id) as db:
        pace.block(db, "chat.postMessage", school.sandbox.now + timedelta(minutes=1))
    bruno.types("/logsession 40 min today", channel=room)
    ticks(school)
    assert waits(school) > 0


def waits(school: School) -> float:
    found = scraped.samples(scraped.text(school))
    return sum(value for key, value in found.items() if "waits" in key[0])


@pytest.mark.parametrize("broken", [False, True])
def test_a_sweep_is_counted_and_one_that_fails_stands_at_zero_before(school: School, broken: bool) -> None:
    now = school.sandbox.now

    def run(*_: object) -> None:
        if broken:
            raise ValueError

    name = "digests"
    assert scraped.value(school, "codebuddies_sweep_failures_total", sweep=name) == 0
    counts = school.coordinator.deps.metrics
    one = Engine(
        school.coordinator.clock,
        school.store,
        school.coordinator.lanes,
        (Sweep(name, lambda *_: now, run),),
        counts,
    )
    one.tick()
    assert scraped.value(school, "codebuddies_sweep_failures_total", sweep=name) == int(broken)
    assert scraped.value(school, "codebuddies_sweep_seconds_count", sweep=name) == 1


def test_a_sweep_that_nobody_runs_is_late(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    stories.nudge_slot(school)
    school.sandbox.settle()
    with school.store.read(school.workspace.id) as db:
        due = db.scalars(select(Slot.due_at)).one()
    school.coordinator.engine.stop()
    school.coordinator.clock.set(due + timedelta(minutes=7))  # type: ignore[attr-defined]
    assert scraped.value(school, "codebuddies_sweep_late_seconds", sweep="nudges") == 7 * 60
    school.coordinator.clock.set(due + timedelta(seconds=3))  # type: ignore[attr-defined]
    assert scraped.value(school, "codebuddies_sweep_late_seconds", sweep="nudges") == 0


def test_the_last_tick_has_its_moment_and_a_process_without_one_has_none(school: School) -> None:
    school.coordinator.engine.stop()
    school.coordinator.deps.metrics._ticked = None
    name = "codebuddies_last_tick_timestamp_seconds"
    assert scraped.value(school, name) is None
    fresh = Engine(
        school.coordinator.clock, school.store, school.coordinator.lanes, (), school.coordinator.deps.metrics
    )
    fresh.tick()
    assert scraped.value(school, name) == school.sandbox.now.timestamp()


def test_answers_are_timed_by_what_slack_delivered(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    began = time.monotonic()
    samira.types("/logsession")
    samira.closes()
    samira.opens_home()
    took = time.monotonic() - began
    counted = scraped.samples(scraped.text(school))
    for payload in ("command", "event"):
        assert counted["codebuddies_ack_seconds_count", (("payload", payload),)] >= 1
        assert 0 < counted["codebuddies_ack_seconds_sum", (("payload", payload),)] < took + 5
