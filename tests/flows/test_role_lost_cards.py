"""What one manager alone was asked goes on to who has the role now; whoever has it back finds a call for more support."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import School
from tests.flows.helping import asks_for, state
from tests.flows.helping import cards as calls
from tests.flows.test_role_handed_over import hands_over
from tests.flows.test_role_lost import OTHERS, gives_the_role
from tests.flows.test_role_lost_in_trouble import becomes_backup
from tests.flows.test_stand_in import ASK, CHOOSE, FIELD, goes_away, settle
from tests.flows.test_target import asks as asks_for_hours
from tests.flows.test_target import held

ASKED = "would both like 1 h a week instead of 2 h"
BY_HAND = "Please do it: open the channel"
Ways = Callable[[School, Person, Person], None]


def in_settings(school: School, petra: Person, nora: Person) -> None:
    gives_the_role(school, nora)
    school.sandbox.advance(minutes=2)


def handed_over(school: School, petra: Person, nora: Person) -> None:
    hands_over(school, petra, nora)


@pytest.fixture
def two(school: School) -> tuple[Person, Person, Channel]:
    """Samira and Bruno, of Petra's programme."""
    stories.set_up(school)
    samira, bruno, channel = stories.team(school, "Samira", "Bruno")
    assert channel is not None
    return samira, bruno, channel


def agree_on_fewer_hours(two: tuple[Person, Person, Channel]) -> None:
    samira, bruno, _ = two
    asks_for_hours(samira, "1h")
    samira.closes(all=True)
    bruno.clicks("Agree: 1 h a week")


def asked(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if ASKED in text]


@pytest.mark.parametrize("changed", [in_settings, handed_over])
def test_who_has_the_role_now_is_asked_about_hours_that_wait(
    school: School, two: tuple[Person, Person, Channel], changed: Ways
) -> None:
    samira, bruno, _ = two
    petra, nora = school.person("Petra"), school.person("Nora")
    agree_on_fewer_hours(two)
    assert len(asked(petra)) == 1
    changed(school, petra, nora)
    assert (len(asked(petra)), len(asked(nora))) == (0, 1)
    for one in (samira, bruno):
        told = " ".join(one.dm_texts())
        assert "so I have asked @Nora, too" in told
        assert "@Petra, too" not in told
    nora.clicks("Yes: 1 h a week")
    school.sandbox.settle()
    assert held(school) == 60
    assert asked(nora) == []
    assert any(OTHERS in text for text in petra.dm_texts())


def test_who_has_it_back_is_asked_once_more(school: School, two: tuple[Person, Person, Channel]) -> None:
    petra, nora = school.person("Petra"), school.person("Nora")
    agree_on_fewer_hours(two)
    in_settings(school, petra, nora)
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=2)
    assert (len(asked(petra)), len(asked(nora))) == (1, 0)
    petra.clicks("Keep 2 h for now")
    school.sandbox.settle()
    assert asked(petra) == []
    assert held(school) == 120


def test_where_she_stays_a_manager_nobody_else_is_asked(
    school: School, two: tuple[Person, Person, Channel]
) -> None:
    petra, nora = school.person("Petra"), school.person("Nora")
    agree_on_fewer_hours(two)
    becomes_backup(school, nora)
    school.sandbox.advance(minutes=2)
    assert (len(asked(petra)), len(asked(nora))) == (1, 0)


def test_somebody_whom_slack_leaves_in_the_channel_is_told_to_who_has_the_role_now(
    school: School, two: tuple[Person, Person, Channel]
) -> None:
    samira, bruno, _ = two
    petra, nora, olu = (school.person(name) for name in ("Petra", "Nora", "Olu"))
    vera = stories.volunteer(school, "Vera", "en")
    goes_away(school, bruno)
    samira.clicks(ASK)
    school.sandbox.advance(minutes=1)
    petra.clicks(CHOOSE)
    petra.submits({FIELD: vera.id})
    petra.closes(all=True)
    school.sandbox.advance(minutes=1)
    vera.clicks("Yes, gladly")
    settle(school)
    school.sandbox.faults.next("conversations.kick", error="restricted_action")
    vera.clicks("I have to stop")
    settle(school)
    assert BY_HAND in " ".join(petra.dm_texts())
    in_settings(school, petra, nora)
    assert BY_HAND not in " ".join(petra.dm_texts())
    assert sum(BY_HAND in text for text in nora.dm_texts()) == 1
    school.sandbox.advance(days=20)
    gives_the_role(school, olu)
    school.sandbox.advance(minutes=2)
    assert BY_HAND not in " ".join(olu.dm_texts()), "that is long ago"


def test_so_is_somebody_who_has_lost_a_role_herself(
    school: School, two: tuple[Person, Person, Channel]
) -> None:
    petra, nora, olu = (school.person(name) for name in ("Petra", "Nora", "Olu"))
    petra.joins(two[2])
    school.sandbox.faults.next("conversations.kick", error="restricted_action")
    in_settings(school, petra, nora)
    [told] = [text for text in nora.dm_texts() if "/remove" in text]
    assert "@Petra" in told
    gives_the_role(school, olu)
    school.sandbox.advance(minutes=2)
    assert told not in nora.dm_texts()
    assert told in olu.dm_texts()
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=2)
    assert told not in petra.dm_texts(), "she belongs there"


def test_who_has_the_role_back_finds_the_call_that_waits(
    school: School, two: tuple[Person, Person, Channel]
) -> None:
    samira, *_ = two
    petra, nora = school.person("Petra"), school.person("Nora")
    asks_for(school, samira)
    assert calls(petra)
    in_settings(school, petra, nora)
    assert calls(petra) == []
    school.sandbox.advance(minutes=1)
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=2)
    assert len(calls(petra)) == 1
    petra.clicks("I look after it")
    school.sandbox.settle()
    assert state(school) == "acknowledged"


def test_so_does_who_looked_after_it(school: School, two: tuple[Person, Person, Channel]) -> None:
    samira, *_ = two
    petra, nora = school.person("Petra"), school.person("Nora")
    asks_for(school, samira)
    petra.clicks("I look after it")
    school.sandbox.settle()
    assert calls(petra)
    in_settings(school, petra, nora)
    assert calls(petra) == []
    gives_the_role(school, petra)
    school.sandbox.advance(minutes=2)
    assert state(school) == "open"
    petra.clicks("I look after it")
    assert state(school) == "acknowledged"
