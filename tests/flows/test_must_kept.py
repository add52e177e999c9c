"""What a student has made a must stays hers in her form, whatever the programme's list offers by now."""

from __future__ import annotations

import pytest

from tests import stories
from tests.conftest import School
from tests.flows.asking import BOXES, TRAITS, request
from tests.flows.settings_screen import change_settings

MUST = "My preference is a must (it can take longer)"


@pytest.mark.parametrize("offered", [["parent"], []])
def test_a_must_survives_a_change_of_something_else(school: School, offered: list[str]) -> None:
    stories.set_up(school)
    samira = stories.waiting(school, "Samira", "es", traits=["woman", "parent"], traits_must=True)
    change_settings(school, traits=offered)
    samira.types("/codebuddy request")
    samira.submits()
    assert samira.modal().fields[TRAITS] == "a woman, a parent"
    samira.submits({"In which city?": "Girona"})
    assert "Your buddy must be a woman or a parent." in samira.modal().text
    asked = request(school)
    assert (asked.city, asked.traits, asked.traits_must) == ("Girona", ["woman", "parent"], True)


def test_she_can_give_it_up_and_then_it_is_offered_to_her_no_more(school: School) -> None:
    stories.set_up(school)
    samira = stories.waiting(school, "Samira", "es", traits=["woman"], traits_must=True)
    change_settings(school, traits=[])
    samira.types("/codebuddy request")
    samira.submits()
    samira.submits({TRAITS: []})
    assert "You ticked below that it is a must" in samira.modal().errors[TRAITS]
    samira.submits({TRAITS: [], BOXES: []})
    asked = request(school)
    assert (asked.traits, asked.traits_must) == ([], False)
    samira.types("/codebuddy request")
    samira.submits()
    assert TRAITS not in samira.modal().fields


def test_what_was_a_wish_and_is_offered_no_more_is_no_choice(school: School) -> None:
    stories.set_up(school)
    samira = stories.waiting(school, "Samira", "es", traits=["woman"])
    change_settings(school, traits=["parent"])
    samira.types("/codebuddy request")
    samira.submits()
    assert samira.modal().options[TRAITS] == ["a parent"]
    assert not samira.modal().fields[TRAITS]


def test_a_full_list_leaves_room_for_her_must(school: School) -> None:
    stories.set_up(school)
    samira = stories.waiting(school, "Samira", "es", traits=["woman"], traits_must=True)
    change_settings(school, traits=[f"number {n}" for n in range(100)])
    samira.types("/codebuddy request")
    samira.submits()
    assert len(samira.modal().options[TRAITS]) == 100
    assert samira.modal().fields[TRAITS] == "a woman"
