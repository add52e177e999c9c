"""Whoever is a manager no more is sent nothing that is for managers, and keeps nothing of it in her chat."""

from __future__ import annotations

from sqlalchemy import delete, select

from bot.services import proposals
from models import BuddyRequest, RoleHolder
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_broadcast import school_with_teams, writes
from tests.flows.test_role_handed_over import hands_over

NOTE = "Only for you who run it"
OTHERS = "That role is over, and others look after it now."


def a_possible_team(school: School) -> Person:
    """Samira waits, Bruno has offered, and Petra is asked about the two."""
    stories.set_up(school)
    stories.waiting(school, "Samira", "es", days=9)
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    return school.person("Petra")


def cards(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if "Samira" in text and "Bruno" in text]


def test_the_cards_of_a_role_that_is_handed_over_go_along_with_it(school: School) -> None:
    petra = a_possible_team(school)
    nora = school.person("Nora")
    assert cards(petra)
    assert not cards(nora)
    hands_over(school, petra, nora)
    assert cards(petra) == []
    assert sum(OTHERS in text for text in petra.dm_texts()) == 1
    assert len(cards(nora)) == 1
    nora.clicks("Approve")
    school.sandbox.settle()
    assert cards(petra) == []


def gives_the_role(school: School, to: Person) -> None:
    mateo = school.person("Mateo")
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": to})


def test_so_do_those_of_a_role_that_somebody_else_has_changed(school: School) -> None:
    petra = a_possible_team(school)
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=2)
    assert cards(petra) == []
    assert any(OTHERS in text for text in petra.dm_texts())


def test_a_card_that_waited_for_slack_is_not_sent_to_somebody_who_has_no_role_now(school: School) -> None:
    school.sandbox.faults.next("chat.postMessage", http=429, retry_after=600)
    petra = a_possible_team(school)
    assert cards(petra) == []
    gives_the_role(school, school.person("Nora"))
    school.sandbox.advance(minutes=30)
    assert any("Your role in CodeBuddies is over" in text for text in petra.dm_texts())
    assert cards(petra) == []


def test_who_is_a_manager_again_keeps_what_she_has(school: School) -> None:
    petra = a_possible_team(school)
    school.sandbox.faults.next("chat.update", http=429, retry_after=600)
    gives_the_role(school, school.person("Nora"))
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=30)
    assert len(cards(petra)) == 1


def test_the_card_with_a_note_does_not_reach_who_has_lost_the_role(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    stories.waiting(school, "Samira", "es", days=9)
    stories.volunteer(school, "Bruno", "es")
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        row.note = stories.vault(school).seal(proposals.NOTE, str(row.id), NOTE)
    school.sandbox.faults.next("chat.postMessage", retry_after=600)
    stories.match(school)
    before = petra.dm_texts()
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == petra.id))
    school.sandbox.advance(minutes=30)
    assert petra.dm_texts() == before
    assert NOTE not in petra.everything_visible()


def test_what_became_of_a_text_to_many_is_told_to_who_has_the_role_now(school: School) -> None:
    petra, everybody = school_with_teams(school)
    nora = school.person("Nora")
    stories.has_left(school, everybody[0])
    writes(petra)
    petra.submits()
    hands_over(school, petra, nora)
    before = len(petra.dm_texts())
    school.sandbox.advance(hours=2)
    assert "Samira" not in " ".join(petra.dm_texts()[before:])
    assert any("Samira" in one for one in nora.dm_texts()), nora.dm_texts()
    assert not [text for text in petra.dm_texts() if "Not reached" in text]
    assert [text for text in nora.dm_texts() if "Not reached" in text]


def test_the_cards_of_who_hands_over_lose_their_note_and_their_buttons(school: School) -> None:
    stories.set_up(school)
    petra, nora = school.person("Petra"), school.person("Nora")
    stories.waiting(school, "Samira", "es", days=9)
    stories.volunteer(school, "Bruno", "es")
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
        row.note = stories.vault(school).seal(proposals.NOTE, str(row.id), NOTE)
    stories.match(school)
    assert NOTE in petra.everything_visible()
    hands_over(school, petra, nora)
    assert NOTE not in petra.everything_visible()
    assert "Approve" not in " ".join(petra.dm_texts())
