"""What goes along with a role: introductions that she leads, chats that she asked for, tasks that she was given."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.services import people, task_moves
from models import Task
from models.enums import TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows import meeting_people as meeting
from tests.flows.meeting_people import Files, count
from tests.flows.test_launch import form
from tests.flows.test_role_handed_over import hands_over
from tests.flows.test_task_moves import GONE, planted

LEADS = "leads your introduction now, not @Petra. The time stays: Thursday 5 March, 18:30"


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def plans(school: School) -> tuple[Person, Person, Person, Person]:
    """Petra proposes Thursday 5 March, 18:30, to Samira and Bruno."""
    form(school, meeting.far_pair(school, hers=[], his=[]))
    samira, bruno, petra = meeting.cast(school)
    bruno.changes_tz("Europe/Madrid")
    petra.clicks("Plan the introduction")
    own = {"slot": "Another day and time (below)", "day": "2026-03-05", "time": "18:30", "place": "Room 2"}
    petra.submits(own)
    petra.closes(all=True)
    return samira, bruno, petra, school.person("Nora")


def test_a_planned_introduction_is_the_successors_who_alone_hears_of_it_from_then_on(
    school: School, files: Files
) -> None:
    samira, bruno, petra, nora = plans(school)
    samira.clicks("Sí, puedo")
    bruno.clicks("Yes, I can come")
    files.take()
    hands_over(school, petra, nora)
    bruno.gets_dm(f"@Nora {LEADS}")
    samira.gets_dm(
        "Ahora lleva vuestra presentación @Nora, y no @Petra. La hora no cambia: jueves 5 de marzo, 18:30."
    )
    nora.gets_dm("You lead the introduction of @Samira and @Bruno now")
    nora.gets_dm("You meet @Samira and @Bruno")
    assert "@Petra" not in next(text for text in bruno.dm_texts() if "You meet @Samira and" in text)
    sent = files.take()
    assert sorted(method for method, _ in sent) == ["CANCEL", "PUBLISH"]
    petra.gets_dm("You do not need to come. The file below takes it out of your calendar.")
    told = petra.dm_texts()
    school.sandbox.advance_to(meeting.at("2026-03-05T18:30:00+00:00"))
    for person in (bruno, nora):
        assert (
            count(person.dm_texts(), "Tomorrow you meet") == count(person.dm_texts(), "Today you meet") == 1
        )
    assert count(bruno.dm_texts(), "Today you meet @Samira and @Nora") == 1
    assert count(nora.dm_texts(), "Have you met?") == 1
    assert petra.dm_texts() == told
    nora.clicks("We have met", in_message_with="should be over now")
    assert meeting.team(school).introduced_at is not None


def test_what_is_proposed_is_answered_to_the_successor(school: School, files: Files) -> None:
    samira, bruno, petra, nora = plans(school)
    bruno.gets_dm("@Petra")
    hands_over(school, petra, nora)
    bruno.gets_dm(f"@Nora {LEADS}")
    told = petra.dm_texts()
    samira.clicks("Sí, puedo")
    bruno.clicks("I can't then")
    nora.gets_dm("@Bruno can't come to the introduction on Thursday 5 March")
    assert petra.dm_texts() == told
    assert files.take() == []


def test_of_one_that_nobody_has_answered_the_successor_hears(school: School) -> None:
    _, _, petra, nora = plans(school)
    hands_over(school, petra, nora)
    told = petra.dm_texts()
    school.sandbox.advance_to(meeting.at("2026-03-05T18:30:00+00:00"))
    nora.gets_dm("is not agreed yet")
    assert petra.dm_texts() == told


def test_whether_it_has_been_is_asked_of_the_successor(school: School) -> None:
    samira, bruno, petra, nora = plans(school)
    samira.clicks("Sí, puedo")
    bruno.clicks("Yes, I can come")
    school.sandbox.advance_to(meeting.at("2026-03-06T09:30:00+00:00"))
    petra.gets_dm("Have you met?")
    hands_over(school, petra, nora)
    assert count(nora.dm_texts(), "Have you met?") == 1
    assert "leads your introduction" not in " ".join(bruno.dm_texts())


def test_a_volunteer_who_was_asked_for_a_chat_hears_with_whom_it_is_now(
    school: School, petra: Person
) -> None:
    nora, bruno = school.person("Nora"), school.person("Bruno")
    stories.offers(bruno)
    school.sandbox.advance(hours=1)
    petra.clicks("Ask for a chat")
    school.sandbox.advance(minutes=1)
    bruno.gets_dm("@Petra would like to talk with you")
    hands_over(school, petra, nora)
    bruno.gets_dm("@Nora would like to talk with you for a few minutes before your first student")
    assert "Next: @Nora would like to talk with you" in bruno.opens_home()
    nora.opens_home()
    nora.clicks_home("Read")
    assert "@Nora asked for a chat" in nora.modal().text


def test_a_successor_who_was_asked_for_a_chat_herself_talks_with_another(
    school: School, petra: Person
) -> None:
    bruno = school.person("Bruno")
    stories.offers(bruno)
    school.sandbox.advance(hours=1)
    petra.clicks("Ask for a chat")
    school.sandbox.advance(minutes=1)
    hands_over(school, petra, bruno)
    mateo = school.person("Mateo")
    mateo.opens_home()
    mateo.clicks_home("Read")
    assert "[Ask for a chat]" in mateo.modal().text
    assert "asked for a chat on" not in mateo.modal().text


def test_tasks_are_counted_and_those_that_were_passed_on_to_her_are_the_successors(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    planted(school, TaskKind.CHANNEL_GONE)
    petra, mateo, nora = (school.person(name) for name in ("Petra", "Mateo", "Nora"))
    with school.store.begin(school.workspace.id) as db:
        number = db.scalars(select(Task.id).where(Task.done_at.is_(None))).one()
        who = people.acting(db, mateo.id)
        task_moves.pass_on(db, school.sandbox.now, who, number, 0, petra.id)
    mateo.opens_home()
    mateo.clicks_home("All tasks")
    mateo.presses("Later, pass on")
    petra.types("/codebuddy handover")
    assert "• the list of what needs the managers: one thing now" in petra.modal().text
    petra.closes(all=True)
    hands_over(school, petra, nora)
    assert [GONE in one.opens_home() for one in (mateo, nora, petra)] == [False, True, False]
    mateo.presses("Undo")
    assert "has put this off or passed it on" not in mateo.modal().text
    assert GONE in nora.opens_home()
    mateo.closes(all=True)
    mateo.clicks_home("All tasks")
    assert "@Nora has it" in mateo.modal().text


def test_what_the_successor_may_not_have_is_everybodys(school: School) -> None:
    """She is of the team whose student somebody should talk with."""
    stories.set_up(school)
    stories.team(school)
    planted(school, TaskKind.TALK)
    petra, mateo, bruno = (school.person(name) for name in ("Petra", "Mateo", "Bruno"))
    with school.store.begin(school.workspace.id) as db:
        number = db.scalars(select(Task.id).where(Task.done_at.is_(None))).one()
        who = people.acting(db, mateo.id)
        task_moves.pass_on(db, school.sandbox.now, who, number, 0, petra.id)
    hands_over(school, petra, bruno)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Task.held_by).where(Task.id == number)).one() is None
