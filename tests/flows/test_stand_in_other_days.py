"""The buddy says other days away: who has agreed to stand in is asked again, and other days are another time away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from models import Rest
from models.enums import StandInState
from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import START, School
from tests.flows.test_stand_in import ASK, CHOOSE, FIELD, cards, goes_away, lines, members, settle, state

AGAIN, LONGER = "The days have changed, so I ask you again.", "The days have changed: @Bruno is away until"


@pytest.fixture
def trio(school: School) -> tuple[Person, Person, Person, Channel]:
    """Samira, Bruno and Vera, who speaks their language."""
    stories.set_up(school)
    student, buddy, channel = stories.team(school, "Samira", "Bruno")
    assert channel is not None
    return student, buddy, stories.volunteer(school, "Vera", "en"), channel


def says(school: School, buddy: Person, first: str, last: str) -> None:
    buddy.types("/codebuddy away")
    buddy.submits({"first": first, "last": last})
    buddy.closes(all=True)
    school.sandbox.advance(minutes=1)


def is_asked(school: School, student: Person, volunteer: Person) -> None:
    """She asks for a stand-in, and Petra chooses somebody."""
    student.clicks(ASK)
    school.sandbox.advance(minutes=1)
    petra = school.person("Petra")
    petra.clicks(CHOOSE)
    petra.submits({FIELD: volunteer.id})
    petra.closes(all=True)
    school.sandbox.advance(minutes=1)


def rests(school: School) -> list[tuple[str, str]]:
    with school.store.read(school.workspace.id) as db:
        return [(f"{row.first}", f"{row.last}") for row in db.scalars(select(Rest).order_by(Rest.id))]


def test_quite_other_days_are_another_time_away(
    school: School, trio: tuple[Person, Person, Person, Channel]
) -> None:
    samira, bruno, vera, channel = trio
    says(school, bruno, "2026-03-16", "2026-03-20")
    is_asked(school, samira, vera)
    vera.clicks("Yes, gladly")
    says(school, bruno, "2026-03-21", "2026-04-08")
    settle(school)
    assert rests(school) == [("2026-03-21", "2026-04-08")]
    assert lines(samira, channel, "is here after all from Monday 16 March to Friday 20 March") == 1
    assert lines(samira, channel, "is away from Saturday 21 March to Wednesday 8 April") == 1
    assert cards(vera, "Nobody needs to stand in for @Bruno any more.") == 1
    assert cards(samira, "I look for no stand-in any more") == 1
    assert state(school) is StandInState.OVER
    school.sandbox.advance_to(START + timedelta(weeks=3))
    assert vera.id not in members(school, channel), "she never heard of these days"
    is_asked(school, samira, vera)
    vera.clicks("Yes, gladly")
    settle(school)
    assert vera.id in members(school, channel)


def test_that_there_was_nobody_is_of_those_days_alone(
    school: School, trio: tuple[Person, Person, Person, Channel]
) -> None:
    samira, bruno, _, _ = trio
    says(school, bruno, "2026-03-16", "2026-03-20")
    samira.clicks(ASK)
    school.sandbox.advance(minutes=1)
    school.person("Petra").clicks("Nobody now")
    says(school, bruno, "2026-04-07", "2026-04-17")
    samira.clicks(ASK)
    samira.sees_privately("A manager now looks for a stand-in")
    assert state(school) is StandInState.ASKED


@pytest.mark.parametrize("has_agreed", [True, False])
def test_days_that_are_moved_are_asked_about_again(
    school: School, trio: tuple[Person, Person, Person, Channel], has_agreed: bool
) -> None:
    samira, bruno, vera, channel = trio
    petra = school.person("Petra")
    says(school, bruno, "2026-03-10", "2026-03-13")
    is_asked(school, samira, vera)
    if has_agreed:
        vera.clicks("Yes, gladly")
    for last in ("2026-03-24", "2026-03-20"):
        says(school, bruno, "2026-03-12", last)
        settle(school)
    vera.gets_dm("The first day away is Thursday 12 March now.")
    vera.gets_dm("is away until Friday 20 March")
    assert (cards(vera, AGAIN), cards(vera, "This question is over")) == (1, 2), "each in place of the last"
    assert cards(petra, "I have asked @Vera to stand in") == 1
    school.sandbox.advance(days=1)
    says(school, bruno, "2026-03-12", "2026-03-20")
    assert cards(vera, AGAIN) == 1, "the same days"
    assert state(school) is StandInState.OFFERED
    vera.clicks("Yes, gladly")
    vera.gets_dm("On Thursday 12 March I bring you into the channel of @Samira and @Bruno, until Friday 20")
    settle(school)
    assert cards(petra, "@Vera stands in for @Bruno.") == 1
    assert cards(petra, "I have asked") == 0
    school.sandbox.advance_to(START + timedelta(days=10, hours=1))
    assert vera.id in members(school, channel)


def test_who_cannot_on_other_days_says_no(
    school: School, trio: tuple[Person, Person, Person, Channel]
) -> None:
    samira, bruno, vera, channel = trio
    says(school, bruno, "2026-03-10", "2026-03-13")
    is_asked(school, samira, vera)
    vera.clicks("Yes, gladly")
    says(school, bruno, "2026-03-11", "2026-03-20")
    vera.clicks("Not this time")
    settle(school)
    assert cards(school.person("Petra"), "It did not work out with the last one whom I asked.") == 1
    school.sandbox.advance_to(START + timedelta(days=10))
    assert vera.id not in members(school, channel)


def test_who_stands_in_hears_that_it_is_longer_and_can_stop(
    school: School, trio: tuple[Person, Person, Person, Channel]
) -> None:
    samira, bruno, vera, channel = trio
    goes_away(school, bruno, "6 March")
    is_asked(school, samira, vera)
    vera.clicks("Yes, gladly")
    settle(school)
    for until in ("15 March", "6 March", "15 March", "15 March"):
        goes_away(school, bruno, until)
    assert vera.id in members(school, channel)
    assert (cards(vera, f"{LONGER} Sunday 15 March"), cards(vera, f"{LONGER} Friday 6 March")) == (2, 1)
    vera.clicks("I have to stop", in_message_with="The days have changed")
    settle(school)
    assert vera.id not in members(school, channel)
    assert state(school) is StandInState.OVER
