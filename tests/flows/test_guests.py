"""Whoever is a guest in Slack now is refused at every click, and so is matched and asked no more."""

from __future__ import annotations

import pytest

from bot.services import people
from models.enums import ProposalState
from sandbox.people import Person
from tests import stories
from tests.confidential import Scene
from tests.conftest import School
from tests.flows.duty import asks, cards
from tests.flows.test_help_kinds import ALSO, UNSAFE, WORDS, named, second_page
from tests.flows.waiting_list import states, tick


def becomes_guest(school: School, person: Person, is_guest: bool = True) -> bool:
    with school.store.begin(school.workspace.id) as db:
        told = people.Facts(person.id, "en-US", "Europe/Madrid", False, is_guest, False)
        return people.remember(db, told, school.sandbox.now)


@pytest.mark.parametrize("who", ["Samira", "Bruno"])
def test_a_guest_is_matched_with_nobody_and_asked_nothing(school: School, petra: Person, who: str) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    guest = {"Samira": samira, "Bruno": bruno}[who]
    assert becomes_guest(school, guest), "the waiting list is looked at anew"
    stories.match(school)
    assert states(school) == []
    petra.types("/codebuddy match")
    petra.sees_privately("I am looking through the whole list now.")
    tick(school)
    waits = "Nobody waits without a possible team." if who == "Samira" else "1 student waits without"
    petra.gets_dm(waits)
    assert becomes_guest(school, guest, is_guest=False)
    stories.match(school)
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]
    becomes_guest(school, guest)
    petra.clicks("Approve")
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    petra.sees("This pair is not possible any more")
    assert bruno.dm_texts() == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_pair_on_its_way_ends_when_one_of_the_two_becomes_a_guest(school: School, petra: Person) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    becomes_guest(school, bruno)
    stories.match(school)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    samira.sees("This buddy is not available any more.")


def test_a_call_and_a_case_that_wait_for_a_guest_go_on_at_once(scene: Scene) -> None:
    petra, bea = (scene.school.person(name) for name in ("Petra", "Bea"))
    second_page(scene.asker, UNSAFE)
    scene.asker.submits({WORDS: "x", ALSO: [named(bea)]})
    scene.asker.closes(all=True)
    asks(scene.asker, when="Today")
    told = "is waiting in"
    assert len(cards(petra)) == 1
    assert not any(told in text for text in bea.dm_texts())
    petra.becomes_guest()
    scene.reader.becomes_guest()
    scene.school.sandbox.advance(minutes=1)
    assert len(cards(bea)) == 1
    assert any(told in text for text in bea.dm_texts())
