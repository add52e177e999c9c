"""A manager takes a request off the list: asked first, with a reason; its student reads who, and can put it back."""

from __future__ import annotations

from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import tick


def test_a_manager_takes_a_request_off_and_the_student_can_put_it_back(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es", days=2)
    petra.types("/codebuddy match")
    petra.clicks("Take off the list")
    assert "Take the request of @Samira off the list?" in petra.modal().text
    petra.submits(
        {"Why? Only the people who run CodeBuddies read it.": "The student has found help elsewhere"}
    )
    petra.closes(all=True)
    tick(school)
    samira.gets_dm("@Petra has taken your request for a buddy off the list.")
    assert not any("elsewhere" in text for text in samira.dm_texts())
    petra.types("/codebuddy request history")
    petra.sees_privately(
        "@Petra: request of @Samira: waits → withdrawn, because the student has found help elsewhere."
    )
    samira.clicks("Put it back")
    samira.types("/codebuddy status")
    samira.sees_privately("Day 2 since you asked.")
    petra.clicks("Take off the list")
