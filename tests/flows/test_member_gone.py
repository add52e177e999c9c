"""One of a team leaves the workspace: a task for managers, done in one click; nothing ends by itself."""

from __future__ import annotations

from models.enums import TeamState
from sandbox.people import Person
from tests.conftest import School
from tests.flows.ending_people import pair, state
from tests.flows.waiting_list import tick

GONE = "@Bruno has left this workspace or is a guest now. The team of @Samira and @Bruno goes on until you decide."


def test_a_member_who_left_is_a_task_and_ends_no_team(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    bruno.is_deactivated()
    tick(school)
    assert state(school, samira) is TeamState.ACTIVE
    petra.gets_dm(GONE)
    petra.opens_home()
    assert "[End this team]" in petra.home_text()
    petra.clicks_home("They are coming back")
    assert GONE not in petra.home_text().split("Done:")[0]
    bruno.is_reactivated()
    bruno.is_deactivated()
    tick(school)
    petra.opens_home()
    petra.clicks_home("End this team")
    petra.submits({"Why?": "The buddy cannot go on"})
    petra.submits({})
    tick(school)
    samira.gets_dm("Your request for a buddy is on the list again, at your old place.")
    petra.closes(all=True)
    petra.opens_home()
    assert "End this team" not in petra.home_text()


def test_who_becomes_a_guest_is_a_task_as_well_until_he_is_a_full_member_again(
    school: School, petra: Person
) -> None:
    _, bruno, _ = pair(school)
    bruno.becomes_guest()
    tick(school)
    petra.gets_dm(GONE)
    assert GONE in petra.opens_home()
    bruno.becomes_guest(False)
    tick(school)
    assert GONE not in petra.opens_home()


def test_who_comes_back_as_a_guest_is_not_back(school: School, petra: Person) -> None:
    _, bruno, _ = pair(school)
    bruno.is_deactivated()
    bruno.becomes_guest()
    bruno.is_reactivated()
    tick(school)
    assert petra.opens_home().count(GONE) == 1
    bruno.types("/codebuddy")
    bruno.sees_privately("CodeBuddies is for full members")


def test_a_guest_of_whom_managers_have_decided_is_no_new_task_where_he_travels(
    school: School, petra: Person
) -> None:
    _, bruno, _ = pair(school)
    bruno.becomes_guest()
    tick(school)
    petra.opens_home()
    petra.clicks_home("They are coming back")
    told = petra.dm_texts()
    bruno.changes_tz("America/Bogota")
    tick(school)
    assert petra.dm_texts() == told
    assert "[End this team]" not in petra.opens_home()
    bruno.is_deactivated()
    tick(school)
    assert "[End this team]" in petra.opens_home()
