"""An erasure that was asked for waits while its person has a role, and says so; and one for who had left is taken back
where that person is in Slack again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete

from models import Erasure, Person, RoleHolder, Team
from models.enums import Role, TeamState
from sandbox.people import Person as Someone
from tests import stories
from tests.conftest import School
from tests.flows.test_erase_me import a_day_passes, asks, rows

YET = "I cannot erase your data yet"


def gets(school: School, user_id: str, roles: Iterable[Role]) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == user_id))
        for role in roles:
            db.add(RoleHolder(role=role, user_id=user_id, position=9, email=None))


def test_a_role_that_she_is_given_meanwhile_puts_it_off(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    asks(student)
    gets(school, student.id, [Role.PRACTICAL])
    school.sandbox.advance(days=6)
    assert student.id in {one.user_id for one in rows(school, Person)}
    told = [text for text in student.dm_texts() if YET in text]
    assert len(told) == 1, "once, and not each day"
    assert "you have a role here (Practical help). Please hand it over" in told[0]
    school.sandbox.advance(days=3)
    assert len([text for text in student.dm_texts() if YET in text]) == 2
    gets(school, student.id, [])
    a_day_passes(school)
    assert student.id not in {one.user_id for one in rows(school, Person)}


def test_her_screen_says_that_it_waits_and_names_no_moment_at_which_it_does_not_go(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    asks(student)
    student.closes(all=True)
    gets(school, student.id, [Role.PRACTICAL])
    for _ in range(2):
        student.types("/codebuddy privacy")
        student.presses("What goes")
        assert f"{YET}: you have a role here (Practical help)." in student.modal().text
        assert "All of this goes on" not in student.modal().text
        assert "[Keep my data]" in student.modal().text
        student.closes(all=True)
        school.sandbox.advance(days=2)
    gets(school, student.id, [])
    student.types("/codebuddy privacy")
    student.presses("What goes")
    assert "All of this goes on" in student.modal().text


def test_taken_back_on_the_screen_no_message_says_any_more_that_it_waits(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    asks(student)
    student.closes(all=True)
    gets(school, student.id, [Role.PRACTICAL])
    school.sandbox.advance(days=2)
    assert len([text for text in student.dm_texts() if YET in text]) == 1
    student.types("/codebuddy privacy")
    student.presses("What goes")
    student.presses("Keep my data")
    school.sandbox.advance(minutes=5)
    told = student.dm_texts()
    assert not [text for text in told if YET in text or "Until then you can take it back" in text]
    assert len([text for text in told if "Your data stays: you have taken it back" in text]) == 2


def test_a_manager_reads_that_it_waits_and_of_roles_in_confidence_the_programme_manager_alone_reads(
    school: School,
) -> None:
    stories.set_up(school)
    petra, mateo, nora = (school.person(name) for name in ("Petra", "Mateo", "Nora"))
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, nora)
    stories.has_left(school, nora)

    def form(person: Someone) -> str:
        if person.has_modal():
            person.closes(all=True)
        person.types(f"/codebuddy erase <@{nora.id}>")
        return person.modal().text

    wellbeing = "that person has a role here (Wellbeing contact)"
    hidden = "I cannot erase the data of @Nora yet. The programme manager knows why"
    gets(school, nora.id, [Role.WELLBEING])
    form(petra)
    petra.submits({"Why?": "The person has asked for it"})
    assert "I cannot erase this data yet. The programme manager knows why" in petra.everything_visible()
    assert "answers for something" not in petra.everything_visible()
    gets(school, nora.id, [])
    form(petra)
    petra.submits({"Why?": "The person has asked for it"})
    gets(school, nora.id, [Role.WELLBEING])
    assert hidden in form(petra)
    assert "goes on" not in petra.modal().text
    assert wellbeing in form(mateo)
    school.sandbox.advance(days=2)
    assert [text for text in petra.dm_texts() if hidden in text]
    gets(school, nora.id, [Role.WELLBEING, Role.BACKUP])
    assert "that person has a role here (Backup)" in form(petra)
    assert "Wellbeing contact" not in petra.everything_visible()
    petra.presses("Keep the data")
    school.sandbox.advance(minutes=5)
    assert not [text for text in petra.dm_texts() if "yet" in text or "Until then" in text]


def test_home_and_status_say_when_it_happens_and_take_it_back(school: School) -> None:
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    goes = (
        "What CodeBuddies stores about you goes on Tuesday 3 March, 09:00. Until then you can take it back."
    )
    student.opens_home()
    asks(student)
    student.closes(all=True)
    assert goes in student.home_text()
    student.types("/codebuddy status")
    assert goes in student.private_texts()[-1]
    for other in (buddy, school.person("Petra")):
        other.types("/codebuddy status")
        assert "goes on" not in other.opens_home() + other.private_texts()[-1]
    gets(school, student.id, [Role.PRACTICAL])
    assert f"{YET}: you have a role here (Practical help)." in student.opens_home()
    student.clicks_home("Keep my data")
    assert "Keep my data" not in student.home_text()
    school.sandbox.advance(minutes=5)
    assert student.gets_dm("Your data stays")
    gets(school, student.id, [])
    asks(student)
    student.closes(all=True)
    assert goes.replace("09:00", "09:05") in student.home_text()
    student.types("/codebuddy status")
    student.clicks("Keep my data", in_message_with="Your buddy is")
    school.sandbox.advance(minutes=5)
    assert "Keep my data" not in student.home_text()


def back_in_slack(school: School) -> tuple[Someone, Someone]:
    """Petra has asked for his erasure as he had left, and three hours later he is there again."""
    stories.set_up(school)
    _, buddy, _ = stories.team(school)
    petra = school.person("Petra")
    buddy.is_deactivated()
    school.sandbox.settle()
    petra.types("/codebuddy erase")
    petra.presses("Erase data…")
    petra.submits({"Why?": "The person has left the programme for good"})
    school.sandbox.advance(hours=3)
    buddy.is_reactivated()
    school.sandbox.settle()
    return buddy, petra


def test_who_is_back_in_slack_is_not_erased_for_having_left(school: School) -> None:
    buddy, petra = back_in_slack(school)
    a_day_passes(school)
    assert buddy.id in {one.user_id for one in rows(school, Person)}
    assert [one.state for one in rows(school, Team)] == [TeamState.ACTIVE]
    assert rows(school, Erasure) == []
    assert petra.last_dm() == "The data of @Bruno stays. Nothing was changed."


def test_a_manager_takes_it_back_though_the_person_is_back(school: School) -> None:
    _, petra = back_in_slack(school)
    petra.presses("Keep the data")
    assert rows(school, Erasure) == []
