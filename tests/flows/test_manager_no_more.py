"""Whoever is a manager no more is sent nothing that is for managers, and keeps nothing of it in her chat."""

from __future__ import annotations

from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_broadcast import school_with_teams, writes
from tests.flows.test_role_handed_over import hands_over

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


def test_the_successor_reads_whom_a_text_to_many_has_not_reached(school: School) -> None:
    petra, everybody = school_with_teams(school)
    nora = school.person("Nora")
    stories.has_left(school, everybody[0])
    writes(petra)
    petra.submits()
    hands_over(school, petra, nora)
    school.sandbox.advance(hours=2)
    assert not [text for text in petra.dm_texts() if "Not reached" in text]
    assert [text for text in nora.dm_texts() if "Not reached" in text]


def test_who_is_a_manager_again_keeps_what_she_has(school: School) -> None:
    petra = a_possible_team(school)
    school.sandbox.faults.next("chat.update", http=429, retry_after=600)
    gives_the_role(school, school.person("Nora"))
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=30)
    assert len(cards(petra)) == 1
