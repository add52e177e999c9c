"""What is stored about somebody: seen on her screen, and got as a file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import LargeBinary, select

from bot.rules import personal
from bot.rules.personal import Export
from bot.services import endings, notices, own_data, people
from bot.speech import speech
from bot.views import own_file
from models import Base, Ending, Feedback, Notice, Task, Team
from models.enums import EndReason, EndWords, TaskKind
from sandbox.people import Person
from tests import stories
from tests.confidential import MARK, ask
from tests.conftest import School


def gets(person: Person) -> None:
    person.types("/codebuddy privacy")
    person.presses("Get my data")


def copies(person: Person) -> list[dict[str, Any]]:
    """The file's data, part after part."""
    packed = [content for name, content in sorted(person.files().items()) if "my-data" in name]
    return [json.loads(opened(one)["data.json"]) for one in packed]


def opened(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def page(person: Person) -> str:
    [content] = person.files().values()
    return opened(content)["read-me.html"]


def test_she_reads_what_is_stored_about_her_and_gets_a_copy(school: School) -> None:
    student, buddy, channel = stories.team(school)
    student.types("/logsession 1h30 today <b>react</b>", channel=channel)
    student.types("/codebuddy privacy")
    said = student.modal().text
    assert "1 team with 1 session" in said
    assert "reads no messages" in said
    student.presses("Get my data")
    assert "on its way" in student.modal().text
    [data] = copies(student)
    [session] = data["sessions"]
    assert (session["minutes"], session["topic"], session["logged_by"]) == (90, "<b>react</b>", student.id)
    assert data["people"][0]["user_id"] == student.id
    shown = page(student)
    assert "&lt;b&gt;react&lt;/b&gt;" in shown
    assert "http" not in shown.replace('http-equiv="', "")
    assert buddy.files() == {}


def test_pressing_twice_sends_one_file(school: School) -> None:
    student = stories.team(school)[0]
    student.types("/codebuddy privacy")
    student.presses("Get my data", settle=False)
    student.types("/codebuddy privacy", settle=False)
    student.presses("Get my data")
    assert len(student.files()) == 1
    school.sandbox.advance(minutes=1)
    gets(student)
    with school.store.read(school.workspace.id) as db:
        assert len(db.scalars(select(Notice).where(Notice.kind == own_data.KIND)).all()) == 2


def test_of_somebody_new_there_is_little_and_no_fault(school: School) -> None:
    ana = school.person("Ana")
    gets(ana)
    [data] = copies(ana)
    assert set(data) <= {"people", "notices", "history"}


def test_what_is_asked_in_confidence_changes_no_byte(school: School) -> None:
    """The page and the data, but for the one moment that both name."""
    stories.set_up(school)
    twins = [school.person(name) for name in ("Ana", "Eva")]
    for person in twins:
        person.types("/codebuddy status")
    ask(twins[0])
    for person in twins:
        gets(person)
    first, second = (json.dumps(copies(person)).replace(person.id, "U") for person in twins)
    assert first == second
    assert MARK not in first
    ana, eva = (page(person).replace(person.id, "U") for person in twins)
    assert ana == eva


def test_another_person_s_words_are_not_in_it(school: School) -> None:
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    for person, words in ((student, "too-fast-1"), (buddy, "too-slow-2")):
        person.types("/codebuddy feedback")
        person.submits({"Your feedback": words})
    gets(student)
    said = json.dumps(copies(student))
    assert "too-fast-1" in said
    assert "too-slow-2" not in said


def test_a_large_copy_comes_in_parts(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    student, _, channel = stories.team(school)
    for minutes in (30, 45, 60, 75):
        student.types(f"/logsession {minutes}m today react", channel=channel)
    with school.store.read(school.workspace.id) as db:
        vault = school.coordinator.deps.vaults.of(school.workspace.id)
        whole = own_data.gather(db, vault, student.id)
    monkeypatch.setattr(own_data, "part", part_of_little)
    gets(student)
    parts = copies(student)
    assert len(parts) > 2
    assert [row["minutes"] for one in parts for row in one.get("sessions", [])] == [
        row["minutes"] for row in whole["sessions"]
    ]
    assert any("this is part 2 of" in text for text in student.dm_texts())


_part = own_data.part


def part_of_little(db: Any, vault: Any, user_id: str, number: int) -> own_data.Part:
    return _part(db, vault, user_id, number, most=700)


def test_where_slack_takes_no_file_she_reads_so(school: School) -> None:
    student = stories.team(school)[0]
    school.workspace.revoke_scope("files:write")
    gets(student)
    assert student.gets_dm("Slack takes no files here")


def test_every_column_for_her_file_can_be_read_and_each_sealed_one_opens() -> None:
    asked = {
        (c.table, c.name) for c in personal.COLUMNS.values() if c.export is Export.FILE and c.is_personal
    }
    sealed = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and (table.name, column.name) in asked
    }
    assert set(own_data.SEALED) == sealed
    for name in {table for table, _ in asked}:
        assert personal.TABLES[name].hers or personal.TABLES[name].export is not Export.FILE, name


def test_every_table_of_the_file_has_words_for_its_heading() -> None:

    tables = {c.table for c in personal.COLUMNS.values() if c.export is Export.FILE and c.is_personal}
    assert {t for t in tables if own_file._heading(t, speech("en")) == t.replace("_", " ")} == set()


def test_what_was_written_sealed_is_read_in_it(school: School) -> None:
    stories.set_up(school)
    student = stories.team(school)[0]
    student.types("/codebuddy feedback")
    student.submits({"Your feedback": "more-evenings"})
    gets(student)
    assert copies(student)[0]["feedback"][0]["words"] == "more-evenings"
    with school.store.read(school.workspace.id) as db:
        assert b"more-evenings" not in db.scalars(select(Feedback.words)).one()


def test_the_copy_of_a_reader_shows_nothing_of_what_she_reads_in_confidence(school: School) -> None:
    """Messages to her about a case are owed, sent, and not hers to take along."""
    stories.set_up(school)
    mateo, ana = school.person("Mateo"), school.person("Ana")
    ana.types("/codebuddy status")
    ask(ana)
    with school.store.read(school.workspace.id) as db:
        owed = db.scalars(select(Notice.kind).where(Notice.target == mateo.id)).all()
    assert any(kind.startswith("private") for kind in owed)
    gets(mateo)
    said = json.dumps(copies(mateo))
    assert "private" not in said
    assert ana.id not in said
    assert "private_" not in page(mateo)


def test_what_the_other_wrote_at_the_end_is_not_in_it(school: School) -> None:
    student, buddy, _ = stories.team(school)
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        ending = Ending(
            team_id=team.id, team_was=team.state, reason=EndReason.OTHER, may_be_said=False, made_by=buddy.id,
            made_at=school.sandbox.now, readers=[], goes_on=[],
        )  # fmt: skip
        db.add(ending)
        db.flush()
        vault = school.coordinator.deps.vaults.of(school.workspace.id)
        for person, words in ((student, "my-own-words"), (buddy, "his-own-words")):
            endings.write(db, vault, school.sandbox.now, ending.id, person.id, EndWords.NOTE, words)
    gets(student)
    said = json.dumps(copies(student))
    assert "my-own-words" in said
    assert "his-own-words" not in said


def test_pressing_again_while_it_is_on_its_way_sends_no_second_one(school: School) -> None:
    student = stories.team(school)[0]
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        who = people.acting(db, student.id)
        assert own_data.order(db, now, who)
        assert not own_data.order(db, now + timedelta(seconds=5), who)
        assert len(db.scalars(select(Notice).where(Notice.kind == own_data.KIND)).all()) == 1


def test_a_manager_reads_of_her_roles_and_tasks(school: School) -> None:
    stories.set_up(school)
    petra, wanda = school.person("Petra"), school.person("Wanda")
    with school.store.begin(school.workspace.id) as db:
        notices.task(db, TaskKind.CLASS_NUMBERS, "once", school.sandbox.now)
        db.scalars(select(Task)).one().done_by = petra.id
    petra.types("/codebuddy privacy")
    said = petra.modal().text
    assert "Your role: Project manager" in said
    assert "1 task of the managers" in said
    wanda.types("/codebuddy privacy")
    said = wanda.modal().text
    assert "Your role: Wellbeing contact" in said


def pairs_in_file(school: School, *people_: Person) -> list[int]:
    """How many possible teams are in the newest copy of each."""
    with school.store.read(school.workspace.id) as db:
        found = [own_data.gather(db, stories.vault(school), one.id) for one in people_]
    return [len(one.get("proposals", [])) for one in found]


def test_a_possible_team_is_in_the_file_of_whoever_has_been_told(school: School, petra: Person) -> None:
    samira, vera = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Vera", "es")
    stories.match(school)
    assert pairs_in_file(school, samira, vera) == [0, 0]
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    assert pairs_in_file(school, samira, vera) == [0, 1]
    vera.clicks("Not this time")
    vera.submits({"What is it?": "Something else"})
    school.sandbox.advance(minutes=1)
    assert pairs_in_file(school, samira, vera) == [0, 1]
    stories.volunteer(school, "Nils", "es")
    nils = school.person("Nils")
    stories.match(school)
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    nils.clicks("Accept")
    school.sandbox.advance(minutes=1)
    assert pairs_in_file(school, samira, nils) == [1, 1]
    samira.clicks("Somebody else, please")
    school.sandbox.advance(minutes=1)
    assert pairs_in_file(school, samira, vera, nils) == [1, 1, 1]
    noor, vito = stories.waiting(school, "Noor", "fr"), stories.volunteer(school, "Vito", "fr")
    stories.match(school)
    petra.clicks("Not this pair")
    school.sandbox.advance(minutes=1)
    assert pairs_in_file(school, noor, vito) == [0, 0]


def test_the_registry_says_of_which_tables_only_what_was_told_is_in_the_file() -> None:
    assert {table.name for table in personal.TABLES.values() if table.told} == own_data.TOLD.keys()


def test_a_copy_is_gathered_while_others_write(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for each call to Slack that needs it, before the transaction that makes it; not to share what was sent."""
    made, real = [], own_data.part
    monkeypatch.setattr(own_data, "part", lambda *given: made.append(real(*given)) or made[-1])
    student = stories.team(school)[0]
    gets(student)
    assert len(student.files()) == 1
    assert len(made) == 3, "the message, the place, the bytes"
