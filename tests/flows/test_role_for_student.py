"""A role may be given to a student, and whoever gives it reads first what it shows."""

from __future__ import annotations

from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.test_role_handed_over import WHO, asks

STUDENT = "is a student of this programme. Managers see everybody's hours, and notes about people."


def test_who_hands_a_role_over_to_a_student_reads_it_before_it_is_done(school: School, petra: Person) -> None:
    samira, _, _ = stories.team(school)
    asks(petra, samira)
    assert f"@Samira {STUDENT}" in petra.modal().text
    assert "Press “Ask” once more" in petra.modal().text
    assert not samira.dm_texts(), "she is not asked yet"
    petra.closes(all=True)
    petra.types("/codebuddy handover")
    assert "Who takes it?" in petra.modal().text, "nothing is under way"
    petra.submits({WHO: samira})
    petra.submits({})
    assert "I ask @Samira" in petra.modal().text
    petra.closes(all=True)
    samira.gets_dm("would like to hand a role in CodeBuddies over to you")
    petra.types("/codebuddy handover")
    assert STUDENT in petra.modal().text
    petra.closes(all=True)
    samira.clicks("Yes, I take it")
    assert f"@Samira {STUDENT}" in petra.dm_texts()[-1], "beside the button that does it"
    petra.clicks("Hand over now")
    petra.gets_dm("Thank you for all you have done!")


def test_another_successor_instead_of_a_student_is_asked_at_once(school: School, petra: Person) -> None:
    samira, bruno, _ = stories.team(school)
    lena, _, _ = stories.team(school, "Lena", "Vera")
    asks(petra, samira)
    petra.submits({WHO: lena})
    assert f"@Lena {STUDENT}" in petra.modal().text, "read of one is not read of another"
    assert "@Samira" not in petra.modal().text
    petra.submits({WHO: bruno})
    assert "I ask @Bruno" in petra.modal().text
    assert not [text for one in (samira, lena) for text in one.dm_texts() if "hand a role" in text]


def test_who_waits_for_a_buddy_is_a_student_and_a_buddy_is_none(school: School, petra: Person) -> None:
    _, bruno, _ = stories.team(school)
    nora = stories.waiting(school, "Nora", "es")
    asks(petra, bruno)
    assert "is a student" not in petra.modal().text
    petra.closes(all=True)
    petra.types("/codebuddy setup")
    petra.submits({"Backups": [bruno, nora]})
    told = petra.modal().text if petra.has_modal() else petra.private_texts()[-1]
    assert f"@Nora {STUDENT}" in told
    assert f"@Bruno {STUDENT}" not in told


def test_a_student_who_is_named_for_help_in_confidence_is_said_to_the_programme_manager_alone(
    school: School,
) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    mateo = school.person("Mateo")
    mateo.types("/codebuddy settings")
    mateo.presses("routing_open")
    mateo.presses("confidence_open")
    mateo.submits({"Wellbeing contacts": [samira, bruno]})
    told = mateo.modal().text
    assert "@Samira is a student of this programme, and can now be sent what other students ask" in told
    assert "@Bruno is a student" not in told
    assert not [text for text in samira.dm_texts() if "is a student" in text]
