"""Managers change: who has left is named no more, and who takes over comes into every running team."""

from __future__ import annotations

from bot.services import people
from models.enums import TaskKind
from sandbox.people import Channel, Person
from tests.conftest import School
from tests.flows.test_launch import INVITE, accepted, form, launched, notice, tasks


def channel_now(school: School) -> Channel:
    return school.team_channel(school.person("Samira"), school.person("Bruno"))


def successor(school: School, **fields: object) -> Person:
    """Petra hands over to Nora."""
    petra, nora = school.person("Petra"), school.person("Nora")
    petra.types("/codebuddy setup")
    petra.submits({"Project manager": nora, **fields})
    school.sandbox.advance(minutes=1)
    return nora


def updates(school: School) -> int:
    return len(school.workspace.calls("chat.update"))


def test_a_new_manager_comes_into_every_running_team_and_its_welcome_names_her(school: School) -> None:
    _, channel = launched(school)
    samira = school.person("Samira")
    nora = successor(school)
    assert nora.id in channel_now(school).members
    welcome = samira.channel_texts(channel)[0]
    assert "@Nora meets you both to introduce you" in welcome
    assert "@Petra" not in welcome
    assert len(samira.channel_texts(channel)) == 1
    assert len(channel_now(school).pins) == 1
    assert tasks(school, TaskKind.REFUSED_INVITE) == []


def test_a_handing_over_that_stops_anywhere_goes_on_where_it_was(school: School) -> None:
    _, channel = launched(school)
    school.sandbox.faults.lose_answer("chat.update")
    school.sandbox.faults.lose_answer(INVITE)
    nora = successor(school)
    school.sandbox.advance(minutes=2)
    assert nora.id in channel_now(school).members
    assert "@Nora meets you" in school.person("Samira").channel_texts(channel)[0]
    assert tasks(school, TaskKind.REFUSED_INVITE) == []


def test_where_slack_does_not_let_the_new_manager_in_a_manager_is_asked_to_add_her(school: School) -> None:
    _, channel = launched(school)
    school.sandbox.faults.next(INVITE, error="cant_invite")
    nora = successor(school)
    assert nora.id not in channel_now(school).members
    [task] = tasks(school, TaskKind.REFUSED_INVITE)
    assert task.about["user"] == nora.id
    school.person("Mateo").gets_dm("Slack did not let me bring @Nora into")
    assert "@Nora meets you" in school.person("Samira").channel_texts(channel)[0]


def test_a_welcome_that_cannot_be_edited_is_a_managers_task(school: School) -> None:
    launched(school)
    school.sandbox.faults.next("chat.update", error="message_not_found")
    nora = successor(school)
    assert nora.id in channel_now(school).members
    assert len(tasks(school, TaskKind.UNDELIVERED)) == 1


def test_a_change_of_wellbeing_contacts_reaches_no_team(school: School) -> None:
    launched(school)
    mateo = school.person("Mateo")
    before = updates(school)
    mateo.types("/codebuddy settings")
    mateo.presses("routing_open")
    mateo.presses("confidence_open")
    mateo.submits({"Wellbeing contacts": [school.person("Olu")]})
    assert "Saved." in mateo.modal().text
    school.sandbox.advance(minutes=1)
    assert updates(school) == before
    assert notice(school, "managers") is None


def test_a_project_manager_who_has_left_is_neither_named_nor_invited_nor_asked(school: School) -> None:
    proposal = accepted(school)
    petra, mateo, samira = (school.person(name) for name in ("Petra", "Mateo", "Samira"))
    with school.store.begin(school.workspace.id) as db:
        gone = people.Facts(petra.id, None, None, is_admin=False, is_guest=False, is_gone=True)
        people.remember(db, gone, school.sandbox.now)
    form(school, proposal)
    channel = school.team_channel(samira, school.person("Bruno"))
    samira.sees("@Mateo meets you both to introduce you", in_channel=channel)
    samira.sees("anything about CodeBuddies: @Mateo", in_channel=channel)
    mateo.gets_dm("Please plan the introduction")
    samira.opens_home()
    samira.sees("When @Mateo is away: @Bea")
    samira.types("/codebuddy contacts")
    samira.does_not_see("@Petra")
    assert petra.id not in channel.members
    assert petra.dm_texts() == []
    assert all(petra.id not in call["args"]["users"] for call in school.workspace.calls(INVITE))
