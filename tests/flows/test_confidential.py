"""The proof that help in confidence stays so: no leak to anybody, and nothing changes for anybody."""

from __future__ import annotations

import json
import logging
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select, text, update
from sqlalchemy.exc import OperationalError

from bench.databases import beside
from bot import logs
from bot.services import behind, case_steps, cases, inbox, notices, people
from models import History, Notice, Person, PrivateCase, Task
from models.enums import NoticeState
from sandbox.people import Person as Someone
from scheduler import sweeps
from tests import leaks, stories
from tests.confidential import MARK, MORE, TALK, Printed, Scene, ask, forge, open_matters, stored
from tests.flows.test_digest import planned

CASE_TABLES = {"private_cases", "case_readers", "case_openings", "notices"}


def test_no_role_sees_it_on_any_screen_in_any_log_or_row(scene: Scene, printed: Printed) -> None:
    scene.asker.types(f"/escalate {MARK}")
    scene.asker.submits_pages({"What do you need?": TALK}, {})
    case_id = scene.case_id
    told = json.dumps(scene.school.workspace.calls("chat.postMessage"))
    assert scene.asker.id not in told
    scene.reader.clicks("Open")
    assert leaks.screens_with([scene.reader], MARK), "the one place where it is"
    scene.reader.presses("I look after it")
    scene.reader.closes(all=True)
    everybody = [scene.asker, scene.reader, *scene.others]
    door = scene.school.coordinator.door
    assert door is not None
    clicks = [one.name for one in door.listeners if one.kind == "click" and one.name != "*"]
    every = [(action, case_id) for action in clicks]
    private = [
        ("private_step", f"{what}:{case_id}") for what in ("acknowledge", "close", "erase", "withdraw")
    ]
    private.append(("private_open", f"add:{case_id}"))
    for person in everybody:
        for words in ("", " help", " contacts"):
            person.types("/codebuddy" + words, settle=False)
        for one in door.listeners:
            if one.kind == "command":
                person.types(one.name, settle=False)
            elif one.kind == "shortcut" and one.name != "shortcut_question":  # in a message's menu
                person.shortcut(one.name, settle=False)
            if person.has_modal():
                person.closes(all=True, settle=False)
        person.opens_home()
    for person in scene.others:
        powerful = person.name in ("Ada", "Petra")  # an admin and a manager press all there is
        forge(scene.school, person, *(every if powerful else every[-1:]), *private)
    nothing_leaked(scene, everybody, printed())
    scene.school.sandbox.advance(days=8)
    nothing_leaked(scene, everybody, printed())
    allowed = {user for user, was_allowed in scene.openings() if was_allowed}
    assert allowed == {scene.reader.id}


def nothing_leaked(scene: Scene, everybody: list[Someone], printed: str) -> None:
    """No word of it on a screen, in a log, a row, a file or a kept answer; no sign of who asked beside it."""
    school, case_id = scene.school, scene.case_id
    with school.store.everywhere_reading() as db:
        asker_hash = db.scalars(select(PrivateCase.asker_hash)).one()
    assert asker_hash
    assert leaks.screens_with(everybody, MARK) == set()
    assert MARK not in printed
    assert scene.asker.id not in printed
    assert case_id not in printed
    assert leaks.hints(printed) == []
    assert leaks.tables_with(school, MARK) == set()
    assert leaks.files_with(school, MARK.encode()) == set()
    assert leaks.kept_answers_with(school, MARK) == []
    assert leaks.kept_answers_with(school, case_id) == []
    assert leaks.tables_with(school, case_id) == CASE_TABLES
    assert leaks.tables_with(school, asker_hash) == {"private_cases"}
    for table, row in leaks.rows(school):
        if table in CASE_TABLES - {"notices"} | {"inbox"} or case_id.encode() in row:
            assert scene.asker.id.encode() not in row, table


def test_the_finders_find_a_leak_of_each_kind(scene: Scene, printed: Printed) -> None:
    ask(scene.asker, "nothing to find")
    school, petra = scene.school, scene.school.person("Petra")
    slack = school.coordinator.deps.sender
    structlog.get_logger().error("scrubbed", exc_info=ValueError(MARK))
    assert MARK not in printed(), "an exception's text is left out"
    structlog.get_logger().warning("leak", words=MARK)
    assert MARK not in printed(), "and so is what is no fact"
    logging.getLogger("slack_sdk").warning("leak %s", "another-mark")
    assert "another-mark" not in printed(), "and what a library says"
    structlog.get_logger().warning("leak", place=MARK)
    assert MARK in printed()
    assert leaks.hints(printed()) == []
    structlog.get_logger().info("send_failed", notice=1, reason="private")
    assert len(leaks.hints(printed())) == 1
    slack.chat_postMessage(channel=petra.id, text=f"leak {MARK}")
    assert leaks.screens_with(scene.others, MARK) == {"Petra"}
    view = {"type": "home", "blocks": [{"type": "divider"}], "private_metadata": "in-the-data"}
    slack.views_publish(user_id=petra.id, view=view)
    assert leaks.screens_with(scene.others, "in-the-data") == {"Petra"}
    vault = school.coordinator.deps.vaults.of(school.workspace.id)
    with school.store.begin(school.workspace.id) as db:
        notices.record(db, None, school.sandbox.now, "x", "1", "leak", words=MARK)
        notices.owe(db, "private", to=petra.id, key="leak", now=school.sandbox.now, by=scene.asker.id)
        inbox.keep(db, vault, "leak", f"sealed {MARK}", school.sandbox.now)
    assert leaks.tables_with(school, MARK) == {History.__tablename__}
    assert Notice.__tablename__ in leaks.tables_with(school, scene.asker.id)
    assert leaks.kept_answers_with(school, MARK) == [f"sealed {MARK}"]
    if school.store.is_sqlite:
        assert leaks.files_with(school, MARK.encode())


TROUBLES = [
    "in the form",
    "at the first question",
    "on the page",
    "in more words",
    "in the letter",
    "in the sweep",
    "with a lease",
    "no more room",
]
OF_A_MESSAGE = ("in the letter", "with a lease")


@pytest.mark.parametrize("where", TROUBLES)
def test_whatever_goes_wrong_the_log_does_not_tell_which_door_it_was(
    scene: Scene, printed: Printed, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    school = scene.school

    def fails(*args: object, **more: object) -> None:
        raise ZeroDivisionError

    def is_full(*args: object, **more: object) -> None:
        raise OperationalError("insert", {}, sqlite3.OperationalError("database or disk is full"))

    if where in ("in the form", "no more room"):
        monkeypatch.setattr(cases, "ask", fails if where == "in the form" else is_full)
        ask(scene.asker)
        said = scene.asker.modal().errors.popitem()[1]
        assert "write to a person you trust" in said
        assert "project manager" not in said
        assert scene.asker.modal().fields["What is it about?"] == MARK
    elif where == "at the first question":
        monkeypatch.setattr(behind, "doors", fails)
        for command in ("/escalate", "/codebuddy support"):
            scene.asker.types(command)
            assert "write to a person you trust" in scene.asker.private_texts()[-1]
            assert "project manager" not in scene.asker.private_texts()[-1]
    elif where == "on the page":
        monkeypatch.setattr(cases, "own", fails)
        open_matters(scene.asker)
        assert "project manager" not in scene.asker.modal().text
    elif where == "in more words":
        ask(scene.asker)
        scene.asker.closes(all=True)
        open_matters(scene.asker)
        scene.asker.presses("Add words")
        monkeypatch.setattr(cases, "add", fails)
        scene.asker.submits({"What would you like to add?": MARK})
        said = scene.asker.modal().errors.popitem()[1]
        assert "write to a person you trust" in said
        assert scene.asker.modal().fields["What would you like to add?"] == MARK
    elif where == "in the letter":
        monkeypatch.setattr(case_steps, "still_asks", fails)
        ask(scene.asker)
    elif where == "in the sweep":
        ask(scene.asker)
        monkeypatch.setattr(case_steps, "take", fails)
        with pytest.raises(Exception, match="stays due"):
            school.coordinator.engine.run_until(
                school.sandbox.now + timedelta(days=1), school.coordinator.clock
            )
    else:
        ask(scene.asker)
        with school.store.begin(school.workspace.id) as db:
            db.execute(update(Notice).values(state=NoticeState.SENDING, lease_until=leaks.START))
        sweeps.reclaim(school.store, school.sandbox.now)
    assert bool(printed().strip()) == (where not in OF_A_MESSAGE), "of a message not even that there is one"
    assert leaks.hints(printed()) == []


@pytest.mark.parametrize(
    "fault", [{"error": "channel_not_found"}, {"http": 503}, {"http": 429, "retry_after": 60}]
)
def test_a_message_about_it_that_does_not_reach_its_reader_leaves_no_line_in_the_log(
    scene: Scene, printed: Printed, fault: dict[str, Any]
) -> None:
    scene.school.sandbox.faults.next("chat.postMessage", **fault)
    ask(scene.asker)
    scene.school.sandbox.advance(minutes=2)
    assert "send_failed" not in printed()
    assert "given_up" not in printed()


def test_a_store_that_goes_away_in_a_letter_does_not_tell_which_letter(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_away(*args: object, **more: object) -> None:
        raise OperationalError("select", {}, sqlite3.OperationalError("disk I/O error"))

    school, deps = scene.school, scene.school.coordinator.deps
    monkeypatch.setattr(case_steps, "still_asks", is_away)
    with school.store.begin(school.workspace.id) as db:
        asker = people.acting(db, scene.asker.id)
        stored(db, deps.vaults.of(school.workspace.id), school.sandbox.now, asker, MARK)
    with pytest.raises(OperationalError) as caught:
        school.coordinator.lanes.sender.send_one(school.workspace.id)
    places = [place for place in logs._places(caught.tb) if not place.startswith("test_")]
    assert len(places) > 1
    assert leaks.hints("\n".join(places)) == []


def test_the_form_and_its_answer_do_not_tell_which_door(scene: Scene) -> None:
    scene.asker.types("/escalate")
    form = json.dumps(scene.asker.modal().view["callback_id"])
    before = sizes(scene)
    scene.asker.submits_pages({"What do you need?": TALK}, {"What is it about?": MARK})
    in_confidence, since = new_sizes(scene, before), sizes(scene)
    scene.others[0].types("/escalate")
    assert json.dumps(scene.others[0].modal().view["callback_id"]) == form
    scene.others[0].submits_pages({"What do you need?": MORE}, {"What is it about?": "x" * 900})
    in_the_open = new_sizes(scene, since)
    assert in_confidence == in_the_open


def sizes(scene: Scene) -> dict[str, int]:
    """Bytes of each kept answer, by the key of its delivery."""
    with beside(scene.school.store) as connection:
        found = connection.execute(text("select key, length(answer) from inbox"))
        return {str(key): int(length) for key, length in found}


def new_sizes(scene: Scene, before: dict[str, int]) -> list[int]:
    """Of the answers that came since; a database keeps no order of its own."""
    return sorted(length for key, length in sizes(scene).items() if key not in before)


def test_the_page_has_one_size_with_and_without_a_case(scene: Scene) -> None:
    ask(scene.asker)
    scene.reader.clicks("Open")
    scene.reader.closes(all=True)
    pages = []
    for person in (scene.asker, scene.others[0]):
        if person.has_modal():
            person.closes(all=True)
        open_matters(person)
        [*_, call] = scene.school.workspace.calls("views.open")
        pages.append(len(json.dumps(call["args"]["view"])))
    assert pages[0] == pages[1]


def test_history_and_tasks_know_nothing_of_it(scene: Scene) -> None:
    ask(scene.asker)
    scene.reader.clicks("Open")
    scene.reader.presses("Close the case")
    scene.reader.submits({})
    scene.school.sandbox.advance(days=31)
    with scene.school.store.everywhere_reading() as db:
        assert db.scalars(select(History.subject)).all() == []
        assert db.scalars(select(Task.kind)).all() == []


# nothing changes for the others -----------------------------------------------------------------------


def play(folder: Path, template: Path, *, case: bool, days: int, leak: bool = False) -> dict[str, list[str]]:
    """The same days of one school, with and without a case; what everybody but its reader receives."""
    with leaks.a_school(folder, template) as school:
        stories.set_up(school)
        student, buddy, channel = stories.team(school)
        admin, reader = school.person("Ada", admin=True), school.person("Mateo")
        others = [buddy, admin, *(school.person(name) for name in ("Petra", "Bea", "Wanda"))]
        school.sandbox.settle()
        planned(school)
        settings: list[str] = []
        for day in range(days):
            school.sandbox.advance_to(leaks.START + timedelta(days=day, hours=1))
            for person in (*others, reader, student) if day % 4 == 0 else ():
                person.opens_home()
            buddy.types(f"/logsession {10 + day} min today", channel=channel)
            if day == 0:
                student.types("/escalate")
                if case:  # what he is told meets a rate limit, and nobody waits for it but he
                    school.sandbox.faults.next("chat.postMessage", http=429, retry_after=90_000)
                student.submits_pages(
                    {"What do you need?": TALK}, {"What is it about?": MARK}
                ) if case else student.closes()
            if day == 0 and leak:
                school.coordinator.deps.sender.chat_postMessage(channel=others[2].id, text="psst")
            if day == 1:
                buddy.types("/escalate")
                buddy.submits_pages({"What do you need?": MORE}, {"What is it about?": "react"})
            if day == 2:
                others[2].clicks("I look after it")
            if case and day == 3:
                reader.clicks("Open")
                reader.presses("I look after it")
                reader.closes(all=True)
            if case and day == 7:
                reader.clicks("Open", in_message_with="Someone asks for support.")
                reader.presses("Close the case")
                reader.submits({})
                reader.closes(all=True)
            if day in (2, 9):  # while the case is open, and after it was closed
                for manager in others[2:4]:
                    manager.types("/codebuddy digest")
                others[2].types("/codebuddy report 2026-02-01 2026-03-31")
            if day == 8:
                others[2].types("/codebuddy contacts")
            if day > 8:  # what he was reminded by has its time, and what is forgotten is counted there
                others[2].types("/codebuddy settings")
                settings.append(others[2].modal().text)
                others[2].closes(all=True)
        received = {person.name: leaks.received(school, person) for person in others}
        received["Petra, in the settings"] = settings
        told = ("Someone asks for support.", "Something is waiting in Private matters.")
        own = (*told, "Private matters wait for you.")
        received["Mateo, besides his own"] = leaks.received(school, reader, without=own)
    return received


def test_nothing_that_anybody_else_receives_changes_by_a_byte_or_its_time(
    tmp_path: Path, sqlite_template: Path
) -> None:
    with_case = play(tmp_path / "with", sqlite_template, case=True, days=14)
    without = play(tmp_path / "without", sqlite_template, case=False, days=14)
    for name, what in without.items():
        assert len(what) > 3, "there is something to compare"
        assert with_case[name] == what, name
    assert "I forgot" in without["Petra, in the settings"][-1]
    for name, of_monday, asked_for in (("Petra", 1, 2), ("Bea", 0, 2), ("Mateo, besides his own", 1, 0)):
        posted = [line for line in without[name] if '"chat.postMessage"' in line]
        assert sum("digest_private" in line for line in posted) == of_monday + asked_for, name
    assert sum("CodeBuddies report: " in line for line in without["Petra"]) >= 2


def test_the_comparison_sees_one_message_more(tmp_path: Path, sqlite_template: Path) -> None:
    quiet = play(tmp_path / "quiet", sqlite_template, case=False, days=1)
    leaking = play(tmp_path / "leaking", sqlite_template, case=True, days=1, leak=True)
    assert [name for name in quiet if quiet[name] != leaking[name]] == ["Petra"]


def test_no_person_is_stored_for_a_case_that_was_not_known_before(scene: Scene) -> None:
    """Asking leaves no trace in the people's table besides what opening the form has left."""
    scene.asker.types("/escalate")
    with scene.school.store.everywhere_reading() as db:
        before = db.execute(select(Person.__table__)).all()
    scene.asker.submits_pages({"What do you need?": TALK}, {})
    with scene.school.store.everywhere_reading() as db:
        assert db.execute(select(Person.__table__)).all() == before
