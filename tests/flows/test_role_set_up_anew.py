"""Who gets a role by the settings has all that a hand-over would give her, once, and the one before has it no more."""

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
from tests.flows.test_role_goes_with import LEADS, plans
from tests.flows.test_role_handed_over import hands_over
from tests.flows.test_role_lost import a_possible_team, cards, gives_the_role
from tests.flows.test_settings_history import looks
from tests.flows.test_task_moves import GONE, planted


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> Files:
    return Files(monkeypatch)


def offers_of(person: Person) -> int:
    return count(person.dm_texts(), "offers to be a buddy")


def test_cards_that_wait_come_once_however_she_got_the_role(school: School) -> None:
    petra = a_possible_team(school)
    stories.offers(school.person("Lina"))
    school.sandbox.advance(minutes=2)
    nora = school.person("Nora")
    assert (len(cards(petra)), offers_of(petra)) == (1, 1)
    gives_the_role(school, nora)
    assert (len(cards(nora)), offers_of(nora)) == (1, 1)
    stories.match(school)
    assert (len(cards(nora)), offers_of(nora)) == (1, 1)
    hands_over(school, nora, petra)
    hands_over(school, petra, nora)
    assert (len(cards(nora)), offers_of(nora)) == (1, 1)
    assert cards(petra) == []
    nora.clicks("Approve", in_message_with="@Samira and @Bruno")
    assert [text for text in nora.dm_texts() if "asked" in text]


def test_so_do_they_when_it_is_put_back_from_the_history(school: School) -> None:
    petra, mateo = a_possible_team(school), school.person("Mateo")
    gives_the_role(school, school.person("Nora"))
    mateo.closes(all=True)
    school.sandbox.advance(minutes=2)
    stories.volunteer(school, "Olu", "ca")
    stories.waiting(school, "Lina", "ca", days=3)
    stories.match(school)
    looks(mateo)
    mateo.presses("Put back")
    school.sandbox.advance(minutes=2)
    assert len(cards(petra)) == 1
    assert count(petra.dm_texts(), "A possible team: @Lina and @Olu") == 1
    assert cards(school.person("Nora")) == []


def test_nobody_gets_cards_who_does_not_decide(school: School) -> None:
    a_possible_team(school)
    petra, nora = school.person("Petra"), school.person("Nora")
    petra.types("/codebuddy setup")
    petra.submits({"Programme manager": nora})
    school.sandbox.advance(minutes=2)
    assert cards(nora) == []


def test_an_introduction_that_she_led_is_led_by_who_has_the_role_now(school: School, files: Files) -> None:
    samira, bruno, petra, nora = plans(school)
    samira.clicks("Sí, puedo")
    bruno.clicks("Yes, I can come")
    files.take()
    gives_the_role(school, nora)
    school.sandbox.advance(minutes=2)
    bruno.gets_dm(f"@Nora {LEADS}")
    nora.gets_dm("You lead the introduction of @Samira and @Bruno now")
    assert sorted(method for method, _ in files.take()) == ["CANCEL", "PUBLISH"]
    told = petra.dm_texts()
    school.sandbox.advance_to(meeting.at("2026-03-05T18:30:00+00:00"))
    nora.clicks("We have met", in_message_with="should be over now")
    assert meeting.team(school).introduced_at is not None
    assert petra.dm_texts() == told


def test_where_nobody_has_it_instead_the_first_who_is_asked_leads_it(school: School, files: Files) -> None:
    """Bea is a backup again, and then there is none any more."""
    _, bruno, petra, _ = plans(school)
    bea, mateo = school.person("Bea"), school.person("Mateo")
    hands_over(school, petra, bea)
    mateo.types("/codebuddy setup")
    mateo.submits({"Backups": [bea]})
    mateo.closes(all=True)
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=2)
    bruno.gets_dm("@Bea leads your introduction now, not @Petra.")
    assert count(bruno.dm_texts(), "@Petra leads your introduction now, not @Bea.") == 0
    mateo.closes(all=True)
    mateo.types("/codebuddy setup")
    mateo.submits({"Backups": []})
    school.sandbox.advance(minutes=2)
    assert count(bruno.dm_texts(), "@Petra leads your introduction now, not @Bea.") == 1


def test_tasks_that_were_passed_on_to_her_and_chats_go_to_who_has_the_role_now(
    school: School, petra: Person
) -> None:
    stories.team(school)
    planted(school, TaskKind.CHANNEL_GONE)
    mateo, nora, bruno = (school.person(name) for name in ("Mateo", "Nora", "Lina"))
    stories.offers(bruno)
    school.sandbox.advance(hours=1)
    petra.clicks("Ask for a chat")
    with school.store.begin(school.workspace.id) as db:
        number = db.scalars(select(Task.id).where(Task.done_at.is_(None))).one()
        task_moves.pass_on(db, school.sandbox.now, people.acting(db, mateo.id), number, 0, petra.id)
    gives_the_role(school, nora)
    school.sandbox.advance(minutes=2)
    assert [GONE in one.opens_home() for one in (mateo, nora, petra)] == [False, True, False]
    bruno.gets_dm("@Nora would like to talk with you")
