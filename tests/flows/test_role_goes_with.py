"""What goes along with a role: introductions that she leads, chats that she asked for, tasks that she was given."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.rules.meeting import Wanted
from bot.services import introductions, people, task_moves
from models import Task
from models.enums import TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows import meeting_people as meeting
from tests.flows.meeting_people import Files, count, in_calendar
from tests.flows.test_launch import form
from tests.flows.test_role_handed_over import asks, hands_over
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


def planned_anew(school: School, by: Person, starts_at: datetime) -> None:
    with school.store.begin(school.workspace.id) as db:
        who, team = people.acting(db, by.id), meeting.team(school).id
        introductions.plan(db, school.sandbox.now, who, team, Wanted(starts_at, 30, "Room 2"))
    school.sandbox.settle()


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


def test_of_one_that_was_called_off_the_successor_alone_hears_that_it_has_no_time(school: School) -> None:
    """@Bruno's no is on its way to the one who hands it over."""
    _, bruno, petra, nora = plans(school)
    asks(petra, nora)
    petra.closes(all=True)
    nora.clicks("Yes, I take it")
    school.sandbox.faults.next("chat.postMessage", retry_after=600)
    bruno.clicks("I can't then")
    petra.clicks("Hand over now")
    school.sandbox.advance(hours=1)
    said = "You lead the introduction of @Samira and @Bruno now. The time Thursday 5 March, 18:30 was called off."
    assert count(nora.dm_texts(), said) == 1
    assert count(petra.dm_texts(), "can't come to the introduction") == 0
    nora.clicks("Plan the introduction", in_message_with="was called off")
    assert "Planned so far" not in nora.modal().text


def test_of_one_whose_time_has_passed_without_an_agreement_the_successor_hears_once(school: School) -> None:
    _, _, petra, nora = plans(school)
    school.sandbox.advance_to(meeting.at("2026-03-06T09:30:00+00:00"))
    hands_over(school, petra, nora)
    school.sandbox.advance(days=1)
    said = "The time Thursday 5 March, 18:30 is over, and not both had said yes."
    assert count(nora.dm_texts(), said) == 1
    assert count(nora.dm_texts(), "is not agreed yet") == 0


def test_of_one_that_is_not_agreed_shortly_before_the_successor_reads_that_too(school: School) -> None:
    _, _, petra, nora = plans(school)
    school.sandbox.advance_to(meeting.at("2026-03-04T18:00:00+00:00"))
    petra.gets_dm("is not agreed yet")
    hands_over(school, petra, nora)
    school.sandbox.advance_to(meeting.at("2026-03-05T18:30:00+00:00"))
    assert count(nora.dm_texts(), "is not agreed yet") == 1
    assert count(petra.dm_texts(), "is not agreed yet") == 0, "what she was told has other words now"


def test_a_manager_who_plans_anew_what_was_called_off_leads_it_and_the_other_hears_so(school: School) -> None:
    _, bruno, petra, _ = plans(school)
    mateo = school.person("Mateo")
    bruno.clicks("I can't then")
    petra.gets_dm("@Bruno can't come to the introduction on Thursday 5 March")
    planned_anew(school, mateo, meeting.at("2026-03-06T17:30:00+00:00"))
    assert count(petra.dm_texts(), "@Mateo leads the introduction of @Samira and @Bruno now.") == 1


def test_calendars_take_every_change_of_the_leader_and_of_the_date(school: School) -> None:
    """Handed over, back and over again at the same time; then on another day, and back."""
    samira, bruno, petra, nora = plans(school)
    samira.clicks("Sí, puedo")
    bruno.clicks("Yes, I can come")
    thursday, friday = (meeting.at(f"2026-03-0{day}T17:30:00+00:00") for day in (5, 6))
    assert [in_calendar(one) for one in (samira, bruno, petra)] == [thursday] * 3
    for by, to in ((petra, nora), (nora, petra), (petra, nora)):
        hands_over(school, by, to)
        assert (in_calendar(by), in_calendar(to)) == (None, thursday)
    planned_anew(school, nora, friday)
    samira.clicks("Sí, puedo")
    bruno.clicks("Yes, I can come")
    assert [in_calendar(one) for one in (samira, bruno, nora, petra)] == [friday] * 3 + [None]
    hands_over(school, nora, petra)
    assert (in_calendar(nora), in_calendar(petra)) == (None, friday)


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
