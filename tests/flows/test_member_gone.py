"""One of a team leaves the workspace: a task for managers, done in one click; nothing ends by itself."""

from __future__ import annotations

from models.enums import TeamState
from sandbox.people import Person
from tests.conftest import School
from tests.flows.ending_people import pair, state
from tests.flows.waiting_list import tick


def test_a_member_who_left_is_a_task_and_ends_no_team(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    bruno.is_deactivated()
    tick(school)
    assert state(school, samira) is TeamState.ACTIVE
    petra.gets_dm("@Bruno has left this workspace. The team of @Samira and @Bruno goes on until you decide.")
    petra.opens_home()
    assert "[End this team]" in petra.home_text()
    petra.clicks_home("They are coming back")
    assert "has left this workspace. The team of" not in petra.home_text().split("Done:")[0]
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
