"""The little school with which the demo opens: who is there, and what a visitor finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox import school_people as cast
from sandbox.school import TODAY
from tests.sandbox.little_school import LittleSchool, Played, new_school, played_school


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory, played: Played) -> Iterator[LittleSchool]:
    """One for all; the tests here only look."""
    with played_school(tmp_path_factory.mktemp("little"), played) as made:
        yield made


@pytest.fixture
def new(tmp_path: Path, sqlite_template: Path) -> Iterator[LittleSchool]:
    with new_school(tmp_path, sqlite_template) as made:
        yield made


def test_a_dozen_students_and_volunteers_of_several_languages_and_a_reader_of_arabic() -> None:
    titles = [one.title for one in cast.MEMBERS]
    assert (titles.count("student"), titles.count("volunteer")) == (6, 6)
    assert {one.locale for one in cast.MEMBERS} == {"en-US", "es-ES", "ar-EG"}
    assert len({one.tz for one in cast.MEMBERS}) > 3


def test_it_is_monday_morning_and_the_manager_has_her_week_before_her(little: LittleSchool) -> None:
    petra = little.person("Petra")
    assert little.sandbox.now == TODAY
    assert (f"{TODAY:%A %H:%M}") == "Monday 09:10"
    week = petra.last_dm()
    for words in (
        "@Kasia would like to be a buddy.",
        "@Oksana: day 5 of 14. Somebody who may fit waits for a manager's approval.",
        "@Samira and @Bruno: 1 h 26 of 1 h 50 a week in the last",
        "Last week: 2 sessions, 2 h.",
    ):
        assert words in week, week
    assert "Not introduced yet" not in week, week


def test_one_team_is_in_the_middle_of_its_course(little: LittleSchool) -> None:
    samira, bruno = little.person("Samira"), little.person("Bruno")
    texts = samira.channel_texts(little.school.workspace.channel_of(samira, bruno))
    assert sum(text.startswith("@Samira logged") for text in texts) == 3
    assert sum(text.startswith("@Bruno logged") for text in texts) == 2
    assert sum("No reminders for 4 weeks" in text for text in texts) == 1
    little.person("Petra").gets_dm("@Samira and @Bruno have been introduced to each other.")
    samira.opens_home()
    samira.sees("Your buddy is @Bruno")


def test_one_student_waits_and_one_volunteer_is_to_be_approved(little: LittleSchool) -> None:
    oksana, petra = little.person("Oksana"), little.person("Petra")
    assert "No buddy who fits is available right now." in oksana.opens_home()
    home = petra.opens_home()
    for words in (
        "@Kasia would like to be a buddy. 1 student waits for a language that this person speaks.",
        "Read the offer]",
        "One student waits for a buddy.",
        "One team is running.",
    ):
        assert words in home
    for name in ("Emre", "Inés"):
        assert "@Petra" in little.person(name).opens_home()
        little.person(name).gets_dm("approved" if name == "Emre" else "aprobada")


def test_everything_was_done_by_people_and_nothing_in_confidence(little: LittleSchool) -> None:
    deliveries = little.school.workspace.deliveries()
    assert {one["ack"]["status"] for one in deliveries} == {"ok"}
    assert little.school.workspace.rejections() == []
    told = [one["payload"] for one in deliveries]
    assert {one["command"] for one in told if "command" in one} == {"/codebuddy", "/logsession"}
    assert {one["view"]["callback_id"] for one in told if one.get("type") == "view_submission"} == {
        "modal_setup",
        "modal_confidence",  # who stands behind the door: nobody has asked there
        "modal_volunteer",
        "modal_volunteer_second",
        "modal_request",
        "modal_request_meeting",
    }
    assert {action["action_id"] for one in told for action in one.get("actions", [])} == {
        "volunteer_approve",
        "proposal_approve",
        "offer_accept",
        "buddy_accept",
        "introduction_done",
        "routing_open",
        "confidence_open",
    }


def test_with_nothing_played_the_same_people_wait_for_an_admin(new: LittleSchool) -> None:
    assert {person.name for person in new.school.workspace.people()} == {one.name for one in cast.MEMBERS}
    assert new.school.workspace.channels()[1:] == []
    assert all(person.dm_texts() == [] for person in new.school.people.values())
    assert "[Set up]" in new.person("Ada").opens_home()
    assert "An admin of this workspace can type /codebuddy setup" in new.person("Leyla").opens_home()
    assert not new.ask(lambda tour: tour.ready)
    assert new.current == 0
