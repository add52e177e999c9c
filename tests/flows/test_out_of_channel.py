"""Somebody is out of a team's channel, by hand: a task that one click mends; what the program does itself is none."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import Task, Team
from models.enums import TaskKind
from sandbox.people import Channel, Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import pair
from tests.flows.waiting_list import tick

OUT = "any more, the channel with"
INVITED = "conversations.invite"


def still_open(school: School, kind: TaskKind = TaskKind.LEFT_CHANNEL) -> list[Task]:
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(Task).where(Task.kind == kind, Task.done_at.is_(None))))


def later(school: School) -> None:
    school.sandbox.advance(minutes=3)


@pytest.fixture
def petra(school: School) -> Person:
    stories.set_up(school)
    return school.person("Petra")


@pytest.fixture
def room(school: School, petra: Person) -> Channel:
    _, _, room = pair(school)
    for manager in (petra, school.person("Mateo")):
        manager.joins(room)
    return room


def test_a_buddy_taken_out_by_hand_is_brought_back_with_one_click(
    school: School, petra: Person, room: Channel
) -> None:
    bruno = school.person("Bruno")
    bruno.leaves(room)
    later(school)
    petra.gets_dm("@Bruno is not in #buddy-samira-bruno any more, the channel with @Samira.")
    petra.opens_home()
    assert "@Bruno is not in the channel of @Samira and @Bruno any more." in petra.home_text()
    petra.clicks("Invite again")
    petra.gets_dm("I invite @Bruno into #buddy-samira-bruno again.")
    tick(school)
    assert bruno.id in school.team_channel(school.person("Samira"), petra).members
    assert still_open(school) == []
    bruno.leaves(room)
    bruno.joins(room)
    later(school)
    assert still_open(school) == [], "added again by hand: nothing is to be done"
    assert sum(OUT in text for text in petra.dm_texts()) == 0, "the first says that it is done"
    bruno.leaves(room)
    later(school)
    petra.opens_home()
    petra.clicks_home("Invite again")
    tick(school)
    assert bruno.id in school.team_channel(school.person("Samira"), petra).members
    assert "Invite again" not in petra.home_text()


def test_whom_slack_refuses_is_told_each_time_and_a_manager_who_leaves_is_no_message(
    school: School, petra: Person, room: Channel
) -> None:
    samira = school.person("Samira")
    samira.leaves(room)
    for _ in range(2):
        school.sandbox.faults.next(INVITED, error="user_is_restricted")
        petra.opens_home()
        petra.clicks_home("Invite again")
        tick(school)
        petra.gets_dm("Slack did not let me bring @Samira into #buddy-samira-bruno.")
        assert len(still_open(school, TaskKind.REFUSED_INVITE)) == 1
    assert still_open(school) == []
    samira.joins(room)
    assert still_open(school, TaskKind.REFUSED_INVITE) == []
    school.person("Mateo").leaves(room)
    later(school)
    assert [one.about["user"] for one in still_open(school)] == [school.person("Mateo").id]
    assert OUT not in petra.last_dm()


def test_what_the_program_does_itself_and_what_is_nobodys_is_no_task(
    school: School, petra: Person, room: Channel
) -> None:
    nora = school.person("Nora")
    nora.joins(room)
    nora.leaves(room)
    school.person("Bruno").is_deactivated()
    school.person("Bruno").leaves(room)
    other = school.workspace.channel("no-team", nora, petra, bot=True)
    nora.leaves(other)
    later(school)
    assert still_open(school) == []
    assert len(still_open(school, TaskKind.MEMBER_GONE)) == 1


def test_the_program_taken_out_writes_directly_and_is_back_when_it_is_let_in(
    school: School, petra: Person, room: Channel
) -> None:
    samira, bruno = school.person("Samira"), school.person("Bruno")
    path, bot = f"{school.workspace.path}/channels/{room.id}", school.workspace.bot_user
    for _ in range(2):
        school.sandbox.wire.post(path, {"do": "leave", "user": bot})
        later(school)
        petra.gets_dm("I was taken out of it")
        samira.types("/logsession 1h today react")
        tick(school)
        bruno.gets_dm("logged 1 h")
        assert len(still_open(school, TaskKind.CHANNEL_GONE)) == 1
        school.sandbox.wire.post(path, {"do": "add", "user": bot, "inviter": samira.id})
        later(school)
        assert still_open(school, TaskKind.CHANNEL_GONE) == []
        with school.store.read(school.workspace.id) as db:
            assert db.scalars(select(Team.channel_id)).one() == room.id
        samira.types("/logsession 2h yesterday react")
        tick(school)
        bruno.sees("logged 2 h", in_channel=room)
        school.sandbox.advance(minutes=11)
