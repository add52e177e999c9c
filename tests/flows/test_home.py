"""The Home tab: by role, with the next step, in her own language, never too long; and managers' tasks in it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.rules import conduct
from bot.services import home as service
from bot.services import notices
from models import BuddyRequest, History, Proposal, Task, Team, Volunteer
from models.enums import ProposalState, RequestState, TaskKind, TeamState, VolunteerState
from sandbox.people import Person
from tests import stories
from tests.conftest import START, School

LAST_LINES = (
    "Do you need more support, or somebody to talk to? You decide who reads it.\n[I need help]\n"
    "Private matters: only you see your page.\n[Open]"
)


def ask(school: School, student: Person, **changes: Any) -> int:
    """A request from eight days ago."""
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, student)
        row = BuddyRequest(
            student_id=student.id,
            state=RequestState.WAITING,
            class_key="web-en",
            languages=["en"],
            topics=["react"],
            wish="",
            asked_at=START - timedelta(days=8),
            why_waiting=None,
            **{"unnamed": True, **changes},
        )
        db.add(row)
        db.flush()
        return row.id


def offer(school: School, volunteer: Person, state: VolunteerState) -> None:
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, volunteer)
        db.add(
            Volunteer(
                user_id=volunteer.id,
                state=state,
                languages=["en"],
                topics=["react"],
                capacity=2,
                hello="",
                offered_at=START,
                conduct_version=conduct.VERSION,
                conduct_at=START,
            )
        )


def propose(school: School, request_id: int, volunteer: Person, state: ProposalState) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.add(
            Proposal(
                request_id=request_id,
                volunteer_id=volunteer.id,
                state=state,
                reasons={"languages": ["en"], "topics": ["react"], "days": 8, "taken": 0, "capacity": 2},
                proposed_at=START,
            )
        )
        db.execute(
            update(BuddyRequest).where(BuddyRequest.id == request_id).values(state=RequestState.PROPOSED)
        )


def task(school: School, kind: TaskKind, key: str, **about: Any) -> None:
    with school.store.begin(school.workspace.id) as db:
        notices.task(db, kind, key, school.sandbox.now, **about)


def test_everybodys_home_ends_with_the_same_lines(school: School) -> None:
    nobody = school.person("Nobody", admin=True)
    assert nobody.opens_home().endswith(LAST_LINES)
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    names = ("Petra", "Mateo", "Bea", "Wanda", "Olu")
    for person in (samira, bruno, nobody, *(school.person(name) for name in names)):
        assert person.opens_home().endswith(LAST_LINES)


def test_a_student_sees_her_buddy_the_week_the_average_and_the_next_step(school: School) -> None:
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    assert channel is not None
    samira.types("/logsession 1h 2026-02-24", channel=channel)
    samira.types("/logsession 1h30 today", channel=channel)
    home = samira.opens_home()
    week = "This week 1 h 30 of 2 h, 30 min to go. Four-week average 15 min."
    assert f"Your buddy is @Bruno\n■■■■■■■□□□\n{week}" in home
    assert f"Next: agree on a time in #{channel.name}" in home
    samira.types("/logsession 30 min today", channel=channel)
    assert "This week's hours are complete." in samira.opens_home()
    assert "You support @Samira" in bruno.opens_home()
    samira.clicks_home("Log a session")
    assert samira.modal().title == "Log a session"


def test_a_new_team_first_gets_its_channel_and_then_its_introduction(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school, weeks=0, channel=False)
    assert "Next: your private channel. I am making it." in samira.opens_home()
    room = school.workspace.channel("buddy-room", samira, bruno, bot=True)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).values(channel_id=room.id))
    assert "Next: say hello in #buddy-room. @Petra introduces you to each other." in samira.opens_home()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (None, "I am about to look through the list."),
        (ProposalState.PROPOSED, "somebody may fit. The people who run CodeBuddies look at it."),
        (ProposalState.APPROVED, "somebody may fit, and I am asking."),
        (ProposalState.ACCEPTED, "Somebody would like to be your buddy: @Vera"),
    ],
)
def test_who_waits_reads_how_far_it_is_and_no_name_before_it_is_hers_to_decide(
    school: School, state: ProposalState | None, words: str
) -> None:
    stories.set_up(school)
    rosa, vera = school.person("Rosa"), school.person("Vera")
    request_id = ask(school, rosa)
    offer(school, vera, VolunteerState.APPROVED)
    if state is not None:
        propose(school, request_id, vera, state)
    home = rosa.opens_home()
    assert "Day 8 since you asked." in home
    assert "[Withdraw]" in home
    assert words in home
    assert ("@Vera" in home) == (state is ProposalState.ACCEPTED)


def test_a_volunteer_reads_where_the_offer_is(school: School) -> None:
    stories.set_up(school)
    vera, rosa = school.person("Vera"), school.person("Rosa")
    offer(school, vera, VolunteerState.OFFERED)
    assert "Next: a manager looks at it" in vera.opens_home()
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Volunteer).values(state=VolunteerState.APPROVED))
    assert "You have 2 free places." in vera.opens_home()
    propose(school, ask(school, rosa), vera, ProposalState.APPROVED)
    assert "[Accept]" in vera.opens_home()
    assert "@Rosa" not in vera.home_text()
    vera.clicks_home("Accept")
    assert "[Accept]" not in vera.home_text()
    assert "Somebody would like to be your buddy: @Vera" in rosa.opens_home()


def test_a_manager_decides_about_a_possible_team_in_her_home(school: School) -> None:
    stories.set_up(school)
    vera, rosa, petra = school.person("Vera"), school.person("Rosa"), school.person("Petra")
    offer(school, vera, VolunteerState.APPROVED)
    propose(school, ask(school, rosa), vera, ProposalState.PROPOSED)
    assert "A possible team: @Rosa and @Vera" in petra.opens_home()
    petra.clicks_home("Approve")
    assert "A possible team" not in petra.home_text()
    assert "[Accept]" in vera.opens_home()


def test_who_has_withdrawn_from_home_reads_how_to_begin_again(school: School) -> None:
    stories.set_up(school)
    rosa = school.person("Rosa")
    ask(school, rosa)
    rosa.opens_home()
    rosa.clicks_home("Withdraw")
    assert "[Ask for a buddy]" in rosa.home_text()


def test_a_manager_sees_what_needs_her_first_and_marks_it_done(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    with school.store.read(school.workspace.id) as db:
        team_id = db.scalars(select(Team.id)).one()
    task(school, TaskKind.QUIET_TEAM, "1", team=team_id)
    offer(school, school.person("Vera"), VolunteerState.OFFERED)
    petra = school.person("Petra")
    home = petra.opens_home()
    assert f"@{samira.name} and @{bruno.name} have logged no session" in home
    assert "@Vera would like to be a buddy." in home
    assert home.index("No student waits for a buddy.") < home.index("All teams\nOne team is running.")
    petra.clicks_home("Done")
    assert "Done: @Samira and @Bruno have logged no session" in petra.home_text()
    assert "Done]" not in petra.home_text()
    petra.clicks_home("Put back")
    assert "[1. Done]" in petra.home_text()
    assert "2. @Vera would like to be a buddy." in petra.home_text()
    with school.store.read(school.workspace.id) as db:
        events = db.scalars(select(History.event).where(History.subject == "task").order_by(History.id)).all()
    assert events == ["done", "put_back"]


def test_two_managers_who_mark_the_same_task_are_told_apart(school: School) -> None:
    stories.set_up(school)
    petra, mateo = school.person("Petra"), school.person("Mateo")
    task(school, TaskKind.UNDELIVERED, "7", notice=7, to=school.person("Olu").id)
    petra.opens_home()
    mateo.opens_home()
    petra.clicks_home("Done")
    mateo.clicks_home("Done")
    assert "@Petra has done this already. Nothing was changed." in mateo.modal().text
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Task.done_by)).one() == petra.id


def test_an_introduction_that_is_done_is_noted_at_its_team_and_not_put_back(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    with school.store.read(school.workspace.id) as db:
        team_id = db.scalars(select(Team.id)).one()
    task(school, TaskKind.INTRODUCTION, str(team_id), team=team_id)
    petra = school.person("Petra")
    assert "Introduce @Samira and @Bruno to each other" in petra.opens_home()
    assert "Have they met?" in str(petra.seen()["home"]), "what cannot be put back is asked for once more"
    petra.clicks_home("We have met")
    assert "Put back" not in petra.home_text()
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Team.introduced_at)).one() == school.sandbox.now


def test_what_was_done_yesterday_is_not_put_back(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    task(school, TaskKind.UNDELIVERED, "7", notice=7, to=school.person("Olu").id)
    petra.opens_home()
    petra.clicks_home("Done")
    school.sandbox.advance(hours=2)
    petra.clicks_home("Put back")
    assert "This has changed in the meantime." in petra.modal().text
    assert "Put back" not in petra.opens_home()


def test_who_has_several_roles_sees_one_at_a_time_and_it_stays_so(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    stories.team(school, "Samira", "Petra")
    home = petra.opens_home()
    assert "What needs you first" in home, "a manager's comes first"
    assert "You support @Samira" not in home
    petra.clicks_home("As a buddy")
    assert "You see what is yours as a buddy." in petra.home_text()
    assert "You support @Samira" in petra.home_text()
    assert "What needs you first" not in petra.opens_home()
    petra.clicks_home("As a manager")
    assert "What needs you first" in petra.home_text()
    assert petra.home_text().endswith(LAST_LINES)


def test_a_student_who_is_a_buddy_too_switches_and_one_role_has_no_switch(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    stories.team(school, "Nora", "Samira")
    assert "[As a buddy]" in samira.opens_home()
    assert "You support @Nora" not in samira.home_text()
    samira.clicks_home("As a buddy")
    assert "Your buddy is" not in samira.home_text()
    assert "You support @Nora" in samira.home_text()
    assert samira.home_text().count("[I am away]") == 1, "the one door, in this role too"
    assert "[As a" not in bruno.opens_home()
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).where(Team.buddy_id == samira.id).values(state=TeamState.ENDED))
    assert "Your buddy is @Bruno" in samira.opens_home(), "what she chose is not hers any more"


def test_the_next_meeting_stands_under_each_team(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    assert "Next meeting" not in samira.opens_home()
    samira.types("/codebuddy plan")
    samira.submits({"day": "2026-03-04", "time": "18:30", "minutes": "60", "place": "Library <3"})
    assert "Next meeting: Wednesday 4 March, 18:30. Library <3" in samira.opens_home()
    assert "Next meeting: Wednesday 4 March, 18:30. Library <3" in bruno.opens_home()
    school.sandbox.advance(days=3)
    assert "Next meeting" not in samira.opens_home()


def test_calls_for_support_stand_first_and_are_taken_there(school: School) -> None:
    stories.set_up(school)
    samira, _, _ = stories.team(school)
    samira.types("/escalate")
    samira.submits({"door": "more"})
    samira.submits({"when": "today", "words": "I am stuck."})
    petra, mateo = school.person("Petra"), school.person("Mateo")
    asked = "More support: @Samira asked today. Nobody has answered yet."
    home = petra.opens_home()
    assert home.index("What needs you first") < home.index(asked) < home.index("All teams")
    assert asked in mateo.opens_home()
    petra.clicks_home("I look after it")
    assert "You look after: @Samira asked today." in petra.home_text()
    assert asked not in mateo.opens_home()


def test_a_guest_reads_why_there_is_nothing_here(school: School) -> None:
    stories.set_up(school)
    assert "CodeBuddies is for full members" in school.person("Gus", guest=True).opens_home()


def test_an_owed_home_is_drawn_as_things_are_when_it_is_sent(school: School) -> None:
    stories.set_up(school)
    olu, gus = school.person("Olu"), school.person("Gus", guest=True)
    olu.opens_home()
    gus.opens_home()
    ask(school, olu)
    with school.store.begin(school.workspace.id) as db:
        for person in (olu, gus):
            service.refresh(db, person.id, "1", school.sandbox.now)
    school.sandbox.advance(minutes=1)
    assert "Your request for a buddy" in olu.home_text()
    assert "full members" in gus.home_text()
