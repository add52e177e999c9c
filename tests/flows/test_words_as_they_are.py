"""Screens say what is so: what a form asks, what a button opens, what a list leaves out, and why a number is smaller."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from bot.services import notices
from models import BuddySession, Team
from models.enums import TaskKind, VolunteerState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import change_settings

NOT_THERE = "Is your buddy not there?"


def team_id(school: School) -> int:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Team.id)).one()


def held(school: School, student: Person, number: int) -> None:
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        for n in range(number):
            session = {"team_id": team.id, "minutes": 30, "topic": "", "logged_by": student.id}
            day = date(2026, 2, 20) - timedelta(days=n)
            db.add(BuddySession(**session, held_on=day, logged_at=school.sandbox.now))


def test_who_ends_a_team_reads_what_is_asked_of_her(school: School, petra: Person) -> None:
    samira, _, _ = stories.team(school)
    samira.types("/codebuddy end")
    form = samira.modal().text
    assert "One choice is enough: nobody asks you for more." in form
    assert "explain" not in form


def test_who_waits_for_a_buddy_is_not_asked_where_he_is(school: School, petra: Person) -> None:
    channel = school.workspace.channel("support-technical", bot=True, private=False)
    change_settings(school, support_channel_id=channel.id)
    pilar = stories.waiting(school, "Pilar", "es")
    samira, _, _ = stories.team(school)
    home = pilar.opens_home()
    assert "You can ask before you have a buddy: in #support-technical" in home
    assert "your buddy" not in home.lower().replace("your buddy team", "")
    pilar.clicks_home("Ask a question")
    pilar.closes(all=True)
    assert NOT_THERE in samira.opens_home()


def test_a_button_says_that_one_can_write_behind_it(school: School, petra: Person) -> None:
    samira, _, _ = stories.team(school)
    team = team_id(school)
    with school.store.begin(school.workspace.id) as db:
        notices.task(db, TaskKind.CHECK_IN, "1", school.sandbox.now, team=team, user=samira.id)
    assert "[Read and note]" in petra.opens_home()
    petra.clicks_home("Read and note")
    assert "A line about it" in petra.modal().text


def test_the_list_of_tasks_says_where_the_rest_is(school: School, petra: Person) -> None:
    stories.volunteer(school, "Kasia", "es", state=VolunteerState.OFFERED, approved_at=None)
    petra.opens_home()
    petra.clicks_home("All tasks")
    assert "What is no task is on the Home tab: possible teams, offers" in petra.modal().text


def test_a_teams_page_says_how_many_of_its_sessions_it_shows(school: School, petra: Person) -> None:
    samira, _, _ = stories.team(school)
    held(school, samira, 6)
    petra.opens_home()
    petra.clicks_home(f"Team {team_id(school)}")
    assert "Sessions: 6, 3 h in all\n• 20 February 2026" in petra.modal().text
    petra.closes(all=True)
    held(school, samira, 9)
    petra.opens_home()
    petra.clicks_home(f"Team {team_id(school)}")
    assert "Sessions: 15, 7 h 30 in all\nThe newest 6:\n• 20 February 2026" in petra.modal().text


def test_where_less_than_was_agreed_is_owed_home_and_page_say_why(school: School, petra: Person) -> None:
    samira, _, _ = stories.team(school)
    held(school, samira, 1)
    why = "2 h are agreed; it is less here because some days do not count"
    home = petra.opens_home()
    assert "of 2 h a week on average." in home
    assert why not in home
    samira.types("/codebuddy away until 4 March")
    samira.types("/logsession 30m today react")
    school.sandbox.advance(days=8)
    home = petra.opens_home()
    assert "of 1 h 45 a week on average." in home
    assert why in home
    petra.clicks_home(f"Team {team_id(school)}")
    assert why in petra.modal().text
