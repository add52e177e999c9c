"""What stops with a team begins again where it goes on, and whoever can end it does: also after the graduation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import UserError, Wrong
from bot.services import notices, people, proposals, teams
from models import Asking, Meeting, Proposal, Settings, Task, Team
from models.enums import (
    AskingKind,
    MeetingKind,
    MeetingState,
    ProposalState,
    RequestState,
    TaskKind,
    TeamState,
)
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import GRADUATED, NEW_BUDDY, ends, pair, request, state
from tests.flows.test_goodbyes import a_day_later
from tests.flows.waiting_list import tick


@pytest.fixture
def petra(school: School) -> Person:
    stories.set_up(school)
    return school.person("Petra")


def asks_to_go_on(school: School, samira: Person, bruno: Person) -> None:
    ends(school, samira, GRADUATED)
    a_day_later(school, samira, bruno)
    samira.clicks("Yes, go on")
    tick(school)


def they_go_on(school: School, samira: Person, bruno: Person) -> None:
    asks_to_go_on(school, samira, bruno)
    bruno.clicks("Yes, gladly")
    tick(school)
    assert state(school, samira) is TeamState.JOB_SEARCH


def team(school: School) -> Team:
    with school.store.read(school.workspace.id) as db:
        found = db.scalars(select(Team).order_by(Team.id)).first()
        assert found is not None
        db.expunge(found)
        return found


# two who go on while she looks for a job -----------------------------------------------------------------


def test_a_manager_ends_what_goes_on_where_one_of_the_two_has_left(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    they_go_on(school, samira, bruno)
    bruno.is_deactivated()
    school.sandbox.settle()
    petra.types(f"/codebuddy end {samira.mention}")
    assert "You can end it for them" in petra.modal().text
    assert "Nothing needs doing if you still meet" not in petra.modal().text
    petra.presses("End this team")
    assert "Done. I tell both kindly." in petra.modal().text
    school.sandbox.advance(hours=26)
    assert state(school, samira) is TeamState.ENDED
    samira.gets_dm("Your time with @Bruno has come to its end, job search included")


def test_nobody_else_can(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    they_go_on(school, samira, bruno)
    tom = school.person("Tom")
    tom.types(f"/codebuddy end {samira.mention}")
    assert state(school, samira) is TeamState.JOB_SEARCH
    assert "end it for them" not in tom.everything_visible()


def test_who_goes_on_looks_for_nobody_else(school: School, petra: Person) -> None:
    """She had asked for a new buddy meanwhile: no volunteer is asked for nothing."""
    samira, bruno, _ = pair(school)
    asks_to_go_on(school, samira, bruno)
    with school.store.begin(school.workspace.id) as db:
        old = request(school, samira)
        values = {name: getattr(old, name) for name in ("class_key", "languages", "topics", "wish")}
        waiting = type(old)(
            student_id=samira.id,
            state=RequestState.WAITING,
            why_waiting=None,
            asked_at=school.sandbox.now,
            unnamed=False,
            **values,
        )
        db.add(waiting)
    bruno.clicks("Yes, gladly")
    tick(school)
    assert state(school, samira) is TeamState.JOB_SEARCH
    assert request(school, samira).state is RequestState.WITHDRAWN


def test_its_end_stops_what_any_end_stops(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    they_go_on(school, samira, bruno)
    planned_for(school, MeetingKind.SESSION, bruno, days=-3)
    with school.store.begin(school.workspace.id) as db:
        number = db.scalars(select(Team.id)).one()
        db.add(
            Task(
                kind=TaskKind.CHECK_IN,
                dedupe_key=f"{TaskKind.CHECK_IN}:{number}:{samira.id}:9",
                about={"team": number, "user": samira.id},
                opened_at=school.sandbox.now,
            )
        )
    samira.types("/codebuddy end")
    samira.presses("We are done")
    tick(school)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Meeting.state)).one() is MeetingState.CANCELLED
        assert db.scalars(select(Task.done_at).where(Task.kind == TaskKind.CHECK_IN)).one() is not None


def test_who_asks_a_second_time_is_heard(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, bruno, GRADUATED)
    a_day_later(school, samira, bruno)
    samira.clicks("Yes, go on")
    tick(school)
    bruno.clicks("I would rather leave it here")
    tick(school)
    samira.gets_dm("@Bruno would rather leave it here.")
    school.sandbox.advance(days=2)
    samira.clicks("Yes, go on")
    tick(school)
    bruno.clicks("Yes, gladly", in_message_with="Both answers are fine.")
    assert state(school, samira) is TeamState.JOB_SEARCH


def test_they_are_no_team_below_its_hours_on_a_managers_home(school: School, petra: Person) -> None:
    """They owe none; nor does a team whose introduction is still to come."""
    samira, bruno, _ = pair(school)
    they_go_on(school, samira, bruno)
    vera, tom, _ = pair(school, "Vera", "Tom")
    assert "0 of one team" in petra.opens_home()
    with school.store.begin(school.workspace.id) as db:
        hers = Team.student_id == vera.id
        db.execute(update(Team).where(hers).values(state=TeamState.LAUNCHING, introduced_at=None))
    assert "Hours as agreed" not in petra.opens_home()
    assert tom.id


# an end that is taken back ------------------------------------------------------------------------------


def undo(school: School, person: Person) -> None:
    person.closes(all=True)
    person.opens_home()
    person.clicks_home("Undo the end")
    school.sandbox.settle()


def promised_to_olu(school: School) -> tuple[Person, int]:
    """Bruno's one place, given while the team had ended: he has said yes, and Olu has not answered."""
    olu = stories.waiting(school, "Olu", "en")
    return olu, stories.proposal(school, olu, school.person("Bruno"), ProposalState.ACCEPTED)


def test_her_old_buddy_who_has_said_yes_to_somebody_else_is_not_taken_back(
    school: School, petra: Person
) -> None:
    samira, _, _ = pair(school)
    ends(school, samira, NEW_BUDDY)
    promised_to_olu(school)
    undo(school, samira)
    assert state(school, samira) is TeamState.ENDED
    assert "has said yes to somebody else" in samira.everything_visible()


def test_where_he_takes_it_back_himself_the_other_student_hears_before_she_answers(
    school: School, petra: Person
) -> None:
    samira, bruno, _ = pair(school)
    ends(school, bruno, "Something else")
    olu, number = promised_to_olu(school)
    undo(school, bruno)
    assert state(school, samira) is TeamState.ACTIVE
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Proposal).where(Proposal.id == number)).one()
        assert (row.state, row.reasons["ended"]) == (ProposalState.WITHDRAWN, proposals.Ended.FULL)
    assert request(school, olu).state is RequestState.WAITING


def test_what_was_to_be_asked_meanwhile_is_asked_when_the_team_goes_on(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    soon = school.sandbox.now + timedelta(hours=2)
    with school.store.begin(school.workspace.id) as db:
        number = db.scalars(select(Team.id)).one()
        for user in (samira.id, bruno.id):
            for kind in (AskingKind.PULSE, AskingKind.CHECK_IN):
                db.add(Asking(team_id=number, user_id=user, kind=kind, due_at=soon, number=0))
    ends(school, samira, NEW_BUDDY)
    school.sandbox.advance(hours=4)
    undo(school, samira)
    school.sandbox.advance(days=2)
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Asking)).all()
        assert [(row.number, row.due_at is not None) for row in rows] == [(1, True)] * 4


def test_who_waited_for_the_introduction_waits_for_it_again(school: School, petra: Person) -> None:
    """No channel is made before it where the programme wants it after; and what an ended team cannot have is refused."""
    _, bruno, _ = pair(school)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().channel_after_introduction = True
        db.execute(
            update(Team).values(
                state=TeamState.LAUNCHING,
                channel_id=None,
                introduced_at=None,
                introduction_due_at=school.sandbox.now + timedelta(hours=1),
            )
        )
    ends(school, bruno, NEW_BUDDY)
    with school.store.begin(school.workspace.id) as db:
        number = db.scalars(select(Team.id)).one()
        with pytest.raises(UserError, match=Wrong.TEAM_ENDED):
            teams.introduced(db, school.sandbox.now, people.acting(db, petra.id), number)
    school.sandbox.advance(hours=3)
    before = len(school.workspace.calls("conversations.create"))
    undo(school, bruno)
    school.sandbox.advance(hours=1)
    assert len(school.workspace.calls("conversations.create")) == before
    now = team(school)
    assert (now.id, now.state, now.introduced_at) == (number, TeamState.LAUNCHING, None)


# when they first met -------------------------------------------------------------------------------------


def planned_for(school: School, kind: MeetingKind, by: Person, **ago: float) -> None:
    with school.store.begin(school.workspace.id) as db:
        starts_at = school.sandbox.now - timedelta(**ago)
        db.add(
            Meeting(
                team_id=db.scalars(select(Team.id)).one(),
                kind=kind,
                state=MeetingState.CONFIRMED,
                starts_at=starts_at,
                minutes=60,
                place="",
                planned_by=by.id,
                planned_at=starts_at - timedelta(days=2),
                sequence=0,
                agreed=[],
                is_in_calendars=False,
                step=0,
            )
        )


@pytest.mark.parametrize("kind", [MeetingKind.INTRODUCTION, MeetingKind.SESSION])
def test_what_was_held_before_the_introduction_was_noted_can_be_logged(
    school: School, petra: Person, kind: MeetingKind
) -> None:
    samira, bruno, room = pair(school, minutes=0)
    school.sandbox.advance(days=3)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Team).values(state=TeamState.LAUNCHING, introduced_at=None))
        number = db.scalars(select(Team.id)).one()
        notices.task(db, TaskKind.INTRODUCTION, str(number), school.sandbox.now, team=number)
    planned_for(school, kind, bruno, days=1)
    introduce(school, petra)
    samira.types("/logsession 1h yesterday", channel=room)
    samira.sees_privately("Logged: 1 h on")


def introduce(school: School, petra: Person) -> None:
    petra.opens_home()
    petra.clicks_home("We have met")
    tick(school)
    assert team(school).state is TeamState.ACTIVE
