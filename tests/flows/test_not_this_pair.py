"""A manager's "Not this pair" is no last word: she can choose the two by hand, and what was said of the list stays true."""

from __future__ import annotations

from models.enums import ProposalState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import says_no, states, tick

SAID_NO = "A manager said on Monday 2 March: not this pair."
BENT = "These two were a team before."
APPROVED, DECLINED = ProposalState.APPROVED, ProposalState.DECLINED


def rejected(school: School, petra: Person) -> tuple[Person, Person]:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Not this pair")
    tick(school)
    return samira, bruno


def test_who_said_not_this_pair_by_mistake_chooses_the_two_from_the_same_card(
    school: School, petra: Person
) -> None:
    _, bruno = rejected(school, petra)
    petra.clicks("Choose by hand")
    assert SAID_NO in petra.modal().text
    assert BENT not in petra.modal().text
    petra.presses("Choose")
    petra.sees("@Bruno is asked now whether to be the buddy of @Samira.")
    tick(school)
    assert states(school) == [("Bruno", DECLINED), ("Bruno", APPROVED)]
    bruno.gets_dm("A student of Web Development in English would like a buddy")
    petra.gets_dm("@Petra chose this pair by hand.")


def test_whoever_is_named_by_hand_bends_no_rule_by_a_managers_no(school: School, petra: Person) -> None:
    _, bruno = rejected(school, petra)
    petra.clicks("Choose by hand")
    petra.submits({"Or choose somebody yourself": bruno})
    petra.sees("@Bruno is asked now whether to be the buddy of @Samira.")
    tick(school)
    assert states(school)[1:] == [("Bruno", APPROVED)]


def test_a_no_of_one_of_the_two_is_a_rule_all_the_same(school: School, petra: Person) -> None:
    _, bruno = rejected(school, petra)
    petra.clicks("Choose by hand")
    petra.presses("Choose")
    tick(school)
    petra.closes(all=True)
    says_no(bruno)
    tick(school)
    petra.types("/codebuddy match")
    tick(school)
    petra.clicks("Choose")
    assert BENT in petra.modal().text
    assert SAID_NO not in petra.modal().text


def test_a_managers_no_is_no_proposal_of_the_program_again(school: School, petra: Person) -> None:
    rejected(school, petra)
    school.sandbox.advance(days=2)
    assert states(school) == [("Bruno", DECLINED)]


def test_how_the_list_stood_says_when(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Bruno", "es")
    petra.types("/codebuddy match")
    tick(school)
    petra.gets_dm("This is how the list stood on Monday 2 March, 09:00:\nOne possible team needs your answer")
