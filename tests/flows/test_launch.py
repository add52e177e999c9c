"""A team begins: channel, people, welcome, introduction; and what people see where Slack does not let it be."""

from __future__ import annotations

import re
from threading import Thread

import pytest
from sqlalchemy import select

from bot.errors import UserError
from bot.rules import conduct
from bot.services import channels, people, teams
from bot.services import tasks as task_list
from models import BuddyRequest, Notice, Proposal, RoleHolder, Task, Team, Volunteer
from models.enums import (
    NoticeState,
    ProposalState,
    RequestState,
    Role,
    TaskKind,
    TeamState,
    VolunteerState,
)
from sandbox.people import Channel
from tests import stories
from tests.conftest import School

MADE = "conversations.create"
INVITE = "conversations.invite"


def accepted(school: School, *, hers: str = "en", his: str = "en", both: str = "en") -> int:
    """A proposal that a manager has approved and Bruno accepted; Samira's yes is all it needs."""
    stories.set_up(school)
    now = school.sandbox.now
    student = school.person("Samira", locale=f"{hers}-XX")
    buddy = school.person("Bruno", locale=f"{his}-XX")
    with school.store.begin(school.workspace.id) as db:
        for person, language in ((student, hers), (buddy, his)):
            stories.meet(school, db, person)
            people.remember(
                db,
                people.Facts(
                    person.id,
                    f"{language}-XX",
                    "Europe/Madrid",
                    is_admin=False,
                    is_guest=False,
                    is_gone=False,
                ),
                now,
            )
        request = BuddyRequest(
            student_id=student.id,
            state=RequestState.PROPOSED,
            class_key="web-en",
            languages=[both],
            topics=[],
            wish="",
            asked_at=now,
            why_waiting=None,
        )
        volunteer = Volunteer(
            user_id=buddy.id,
            state=VolunteerState.APPROVED,
            languages=[both],
            topics=[],
            capacity=2,
            hello="",
            offered_at=now,
            conduct_version=conduct.VERSION,
        )
        db.add_all([request, volunteer])
        db.flush()
        proposal = Proposal(
            request_id=request.id,
            volunteer_id=buddy.id,
            state=ProposalState.ACCEPTED,
            reasons={},
            proposed_at=now,
        )
        db.add(proposal)
        db.flush()
        return proposal.id


def form(school: School, proposal: int) -> int:
    """Samira says yes; everything that follows within seconds happens."""
    with school.store.begin(school.workspace.id) as db:
        team = teams.form(db, school.sandbox.now, people.acting(db, school.person("Samira").id), proposal)
    school.sandbox.settle()
    return team


def launched(school: School, **languages: str) -> tuple[Team, Channel]:
    team = form(school, accepted(school, **languages))
    return the_team(school, team), school.team_channel(school.person("Samira"), school.person("Bruno"))


def the_team(school: School, team: int) -> Team:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Team).where(Team.id == team)).one()


def tasks(school: School, kind: TaskKind) -> list[Task]:
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(Task).where(Task.kind == kind, Task.done_at.is_(None))))


def notice(school: School, kind: str) -> Notice:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id.desc())).first()  # type: ignore[return-value]


def test_a_team_gets_a_private_channel_with_the_right_people_and_a_pinned_welcome(school: School) -> None:
    team, channel = launched(school)
    cast = {name: school.person(name) for name in ("Samira", "Bruno", "Petra", "Mateo")}
    assert channel.private
    assert re.fullmatch(r"buddy-[a-z0-9]{6}", channel.name)
    assert set(channel.members) == {person.id for person in cast.values()} | {school.workspace.bot_user}
    cast["Samira"].sees("Welcome, @Samira and @Bruno: you are a buddy team.", in_channel=channel)
    cast["Bruno"].sees("about 2 h a week on average", in_channel=channel)
    cast["Bruno"].sees("@Petra meets you both to introduce you", in_channel=channel)
    cast["Samira"].sees("When @Petra is away:", in_channel=channel)
    assert len(channel.pins) == 1
    assert "2 h a week" in channel.topic
    assert team.state is TeamState.LAUNCHING, "until the two are introduced to each other"
    assert (team.language, team.weekly_minutes, team.timezone) == ("en", 120, "Europe/Madrid")
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.state)).one() is ProposalState.LAUNCHED
        assert db.scalars(select(BuddyRequest.state)).one() is RequestState.MATCHED
    assert [call["args"]["users"] for call in school.workspace.calls(INVITE)] == [
        person.id for person in cast.values()
    ]


def test_the_buttons_of_the_welcome_open_their_forms(school: School) -> None:
    launched(school)
    student, buddy = school.person("Samira"), school.person("Bruno")
    student.clicks("Log a session")
    assert student.modal().title == "Log a session"
    buddy.clicks("I need help")
    assert buddy.has_modal()


def test_two_who_share_a_language_are_welcomed_in_it_whatever_each_reads(school: School) -> None:
    launched(school, hers="es", his="en", both="es")
    post = school.workspace.calls("chat.postMessage")
    welcomes = [c["result"]["message"]["blocks"] for c in post if len(c["result"]["message"]["blocks"]) > 2]
    assert [b["block_id"] for b in welcomes[0] if b["block_id"].startswith("welcome_")] == [
        "welcome_es",
        "welcome_do_es",
    ]


def test_two_who_share_none_of_the_programs_languages_get_both_in_one_message(school: School) -> None:
    team, channel = launched(school, hers="es", his="en", both="tr")
    assert team.language == "en"
    posts = [c for c in school.workspace.calls("chat.postMessage") if c["args"]["channel"] == channel.id]
    assert len(posts) == 1
    ids = [block["block_id"] for block in posts[0]["result"]["message"]["blocks"]]
    assert [i for i in ids if i.startswith("welcome_")] == [
        "welcome_en",
        "welcome_do_en",
        "welcome_es",
        "welcome_do_es",
    ]


def test_two_who_read_the_same_get_one(school: School) -> None:
    launched(school, hers="es", his="es", both="es")
    post = school.workspace.calls("chat.postMessage")
    blocks = [c["result"]["message"]["blocks"] for c in post if len(c["result"]["message"]["blocks"]) > 2]
    assert [b["block_id"] for b in blocks[0] if b["block_id"].startswith("welcome_")] == [
        "welcome_es",
        "welcome_do_es",
    ]


def test_a_language_the_program_does_not_speak_leaves_the_programmes(school: School) -> None:
    team, _ = launched(school, hers="en", his="en", both="tr")
    assert team.language == "en"


def test_a_second_yes_makes_no_second_team(school: School) -> None:
    proposal = accepted(school)
    form(school, proposal)
    with pytest.raises(UserError), school.store.begin(school.workspace.id) as db:
        teams.form(db, school.sandbox.now, people.acting(db, school.person("Samira").id), proposal)
    assert len(school.workspace.calls(MADE)) == 1


def test_the_project_manager_notes_the_introduction(school: School) -> None:
    team, _ = launched(school)
    petra = school.person("Petra")
    petra.gets_dm("@Samira and @Bruno are a new team. Please plan the introduction with both")
    assert len(tasks(school, TaskKind.INTRODUCTION)) == 1
    petra.clicks("We have met")
    petra.gets_dm("@Samira and @Bruno have been introduced to each other. Noted by @Petra.")
    petra.does_not_see("We have met")
    assert tasks(school, TaskKind.INTRODUCTION) == []
    assert the_team(school, team.id).introduced_at == school.sandbox.now
    assert the_team(school, team.id).state is TeamState.ACTIVE
    for name in ("Mateo", "Bea", "Wanda"):
        assert school.person(name).dm_texts() == []


def test_two_who_note_the_same_introduction_at_once_wait_for_each_other_and_do_not_lock_up(
    school: School,
) -> None:
    """One by the button of her card, the other by the task on her Home tab."""
    team, _ = launched(school)
    [task] = tasks(school, TaskKind.INTRODUCTION)
    now = school.sandbox.now
    with school.store.read(school.workspace.id) as db:
        petra, mateo = (people.acting(db, school.person(name).id) for name in ("Petra", "Mateo"))
    outcome: list[str] = []

    def second() -> None:
        try:
            with school.store.begin(school.workspace.id) as db:
                task_list.done(db, now, mateo, task.id)
        except UserError as error:
            outcome.append(str(error))

    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Team).where(Team.id == team.id).with_for_update()).one()
        other = Thread(target=second)
        other.start()
        other.join(0.3)  # it has reached the first lock by now, or the test is kinder than it means to be
        teams.introduced(db, now, petra, team.id)
    other.join()
    assert outcome == ["already_done"]


def test_without_a_project_manager_the_programme_manager_is_asked(school: School) -> None:
    proposal = accepted(school)
    with school.store.begin(school.workspace.id) as db:
        for row in db.scalars(select(RoleHolder).where(RoleHolder.role == Role.PROJECT_MANAGER)):
            db.delete(row)
    form(school, proposal)
    school.person("Mateo").gets_dm("Please plan the introduction")


@pytest.mark.parametrize("method", [MADE, INVITE, "conversations.setTopic", "chat.postMessage", "pins.add"])
def test_a_lost_answer_at_any_step_makes_no_second_channel(school: School, method: str) -> None:
    proposal = accepted(school)
    school.sandbox.faults.lose_answer(method)
    team = form(school, proposal)
    school.sandbox.advance(minutes=2)
    made = [c for c in school.workspace.channels() if c.name.startswith("buddy-")]
    assert len(made) == 1
    assert len(made[0].pins) == 1
    assert the_team(school, team).channel_id == made[0].id
    assert the_team(school, team).welcome_ts is not None
    assert tasks(school, TaskKind.REFUSED_INVITE) == []
    welcomes = school.person("Samira").channel_texts(made[0])
    seen_before = "You may have seen this already."
    if method == "chat.postMessage" and len(welcomes) == 2:
        assert seen_before in welcomes[1]
    else:
        assert len(welcomes) == 1
        assert seen_before not in welcomes[0]


def test_our_own_channel_is_found_on_a_later_page(school: School) -> None:
    proposal = accepted(school)
    for number in range(201):
        school.workspace.channel(f"other-{number}", school.person("Petra"), bot=True)
    school.sandbox.faults.lose_answer(MADE)
    team = form(school, proposal)
    school.sandbox.advance(minutes=2)
    assert len(school.workspace.calls("users.conversations")) == 2
    made = [c.id for c in school.workspace.channels() if c.name.startswith("buddy-")]
    assert made == [the_team(school, team).channel_id]


def test_a_name_of_somebody_else_is_left_alone(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    proposal = accepted(school)
    theirs = school.workspace.channel("buddy-aaaaaa", school.person("Petra"))
    letters = iter("a" * 6 + "b" * 6)
    monkeypatch.setattr("bot.services.channels.secrets.choice", lambda _: next(letters))
    team = form(school, proposal)
    assert the_team(school, team).channel_name == "buddy-bbbbbb"
    assert the_team(school, team).channel_id != theirs.id
    assert len(school.workspace.calls(MADE)) == 2


def test_one_who_cannot_be_invited_does_not_stop_the_others(school: School) -> None:
    proposal = accepted(school)
    bruno = school.person("Bruno")
    bruno.is_deactivated()
    with school.store.begin(school.workspace.id) as db:  # the launch was on its way when he left
        db.scalars(select(Proposal)).one().state = ProposalState.ACCEPTED
        db.scalars(select(BuddyRequest)).one().state = RequestState.PROPOSED
    team = form(school, proposal)
    channel = school.team_channel(school.person("Samira"), school.person("Petra"))
    assert bruno.id not in channel.members
    assert the_team(school, team).welcome_ts is not None
    [task] = tasks(school, TaskKind.REFUSED_INVITE)
    assert (task.about["user"], task.about["team"]) == (bruno.id, team)
    school.person("Petra").gets_dm("Slack did not let me bring @Bruno into")


def test_where_apps_may_make_no_channels_everybody_knows_who_helps_and_it_can_be_tried_again(
    school: School,
) -> None:
    proposal = accepted(school)
    school.sandbox.faults.next(MADE, error="restricted_action")
    team = form(school, proposal)
    school.person("Samira").gets_dm(
        "@Bruno and you are a buddy team. Slack did not let me make your channel yet"
    )
    school.person("Bruno").gets_dm("I have told @Petra")
    petra = school.person("Petra")
    petra.gets_dm("one of its admins can allow it")
    assert len(tasks(school, TaskKind.NO_CHANNEL)) == 1
    assert the_team(school, team).state is TeamState.LAUNCHING
    launch = notice(school, "launch")
    assert (launch.state, launch.reason) == (NoticeState.FAILED, "restricted_action")
    petra.clicks("Make a new channel")
    petra.gets_dm("A new channel for @Samira and @Bruno is on its way.")
    channel = school.team_channel(school.person("Samira"), school.person("Bruno"))
    assert the_team(school, team).channel_id == channel.id
    assert the_team(school, team).welcome_ts is not None
    assert tasks(school, TaskKind.NO_CHANNEL) == []


def test_without_the_scope_it_is_given_up_with_the_reason(school: School) -> None:
    proposal = accepted(school)
    school.workspace.revoke_scope("groups:write")
    form(school, proposal)
    school.person("Petra").gets_dm("I lack a permission: please ask an admin to install CodeBuddies again.")


@pytest.mark.parametrize("end", ["archives", "deletes"])
def test_a_closed_channel_is_told_once_and_nothing_loops(school: School, end: str) -> None:
    team, channel = launched(school)
    student, petra = school.person("Samira"), school.person("Petra")
    getattr(school.person("Bruno"), end)(channel)
    petra.gets_dm("was archived" if end == "archives" else "was deleted")
    assert len(tasks(school, TaskKind.CHANNEL_GONE)) == 1
    assert the_team(school, team.id).channel_id is None
    assert the_team(school, team.id).state is TeamState.LAUNCHING
    posts = posts_to(school, channel)
    student.types("/logsession 1h today react")
    school.sandbox.advance(days=1)
    told = notice(school, "session")
    assert (told.state, told.target) == (NoticeState.SENT, school.person("Bruno").id)  # directly, meanwhile
    assert posts_to(school, channel) == posts


def posts_to(school: School, channel: Channel) -> int:
    return sum(call["args"]["channel"] == channel.id for call in school.workspace.calls("chat.postMessage"))


def test_a_new_channel_is_made_when_the_manager_wants_one_and_only_then(school: School) -> None:
    team, channel = launched(school)
    student, petra = school.person("Samira"), school.person("Petra")
    school.person("Bruno").archives(channel)
    assert len(school.workspace.calls(MADE)) == 1
    petra.clicks("Make a new channel")
    new = the_team(school, team.id).channel_id
    assert new not in (None, channel.id)
    assert len(school.workspace.calls(MADE)) == 2
    assert tasks(school, TaskKind.CHANNEL_GONE) == []
    student.types("/logsession 1h today react")
    school.person("Bruno").sees("logged 1 h", in_channel=school.team_channel(student, school.person("Bruno")))


def test_a_channel_the_program_was_taken_out_of_is_told_once(school: School) -> None:
    launched(school)
    student = school.person("Samira")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Team)).one().channel_id = "C0NOWHERE"
    student.types("/logsession 1h today react")
    student.types("/logsession 2h today react")
    told = [text for text in school.person("Petra").dm_texts() if "I was taken out of it" in text]
    assert len(told) == 1
    assert len(tasks(school, TaskKind.CHANNEL_GONE)) == 1
    with school.store.read(school.workspace.id) as db:
        both = db.execute(
            select(Notice.state, Notice.target).where(Notice.kind == "session").order_by(Notice.id)
        ).all()
    assert both[0][0] is NoticeState.FAILED
    assert (NoticeState.SENT, school.person("Bruno").id) == both[1], "directly, meanwhile"


@pytest.mark.parametrize("name", ["Samira", "Bruno", "Wanda"])
def test_only_managers_press_the_managers_buttons(school: School, name: str) -> None:
    team, channel = launched(school)
    school.person("Petra").archives(channel)
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, school.person(name))
        who = people.acting(db, school.person(name).id)
    for service in (teams.introduced, channels.again):
        with pytest.raises(UserError, match="for_managers"), school.store.begin(school.workspace.id) as db:
            service(db, school.sandbox.now, who, team.id)
