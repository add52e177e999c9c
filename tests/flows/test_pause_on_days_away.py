"""A volunteer who is full, or away, pauses and takes the pause back: what he said of his days still holds."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models import Proposal, Volunteer
from models.enums import ProposalState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import tick

MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture
def vic(school: School) -> Person:
    """An approved volunteer with room; a manager is there, and a student who would fit."""
    stories.set_up(school)
    stories.waiting(school, "Noor", "es")
    return stories.volunteer(school, "Vic", "es")


def away_until(school: School) -> date | None:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Volunteer.away_until)).one()


def proposed(school: School) -> list[ProposalState]:
    stories.match(school)
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(Proposal.state).order_by(Proposal.id)))


def pauses(vic: Person) -> None:
    vic.types("/codebuddy volunteer")
    vic.presses("Pause my offer")
    vic.closes(all=True)


def goes_on(vic: Person) -> str:
    vic.opens_home()
    vic.clicks_home("Go on")
    return vic.home_text()


def is_away(vic: Person, last: str, label: str = "I am away", **more: str) -> None:
    vic.opens_home()
    vic.clicks_home(label)
    vic.submits({"last": last, **more})
    vic.closes(all=True)


def test_full_for_now_outlasts_a_pause_that_is_taken_back(school: School, vic: Person) -> None:
    vic.opens_home()
    vic.clicks_home("Full for now")
    pauses(vic)
    assert "Until Monday 30 March I suggest no new student to you." in goes_on(vic)
    assert proposed(school) == []
    school.sandbox.advance_to(datetime(2026, 3, 30, 9, 2, tzinfo=MADRID))
    vic.gets_dm("Welcome back! From today I suggest students to you again.")
    assert proposed(school) == [ProposalState.PROPOSED]


def test_his_day_comes_in_the_pause_and_changes_nothing_before_he_goes_on(
    school: School, vic: Person
) -> None:
    vic.opens_home()
    vic.clicks_home("Full for now")
    pauses(vic)
    school.sandbox.advance(days=30)
    assert vic.dm_texts() == []
    assert "Your offer is paused." in vic.opens_home()
    assert "You have one free place." in goes_on(vic)
    assert proposed(school) == [ProposalState.PROPOSED]


def test_away_before_a_pause_is_away_after_it(school: School, vic: Person) -> None:
    is_away(vic, "2026-03-21")
    pauses(vic)
    school.sandbox.advance(days=1)
    assert "Until Sunday 22 March I suggest no new student to you." in goes_on(vic)
    assert proposed(school) == []
    school.sandbox.advance_to(datetime(2026, 3, 22, 9, 2, tzinfo=MADRID))
    vic.gets_dm("Welcome back!")


def test_days_away_that_begin_in_the_pause_count_when_the_form_is_saved(school: School, vic: Person) -> None:
    is_away(vic, "2026-03-10", first="2026-03-05")
    assert away_until(school) is None
    pauses(vic)
    school.sandbox.advance(days=4)
    stories.offers(vic)
    assert "it is not paused any more." in vic.modal().text
    assert "Until Wednesday 11 March I suggest no new student to you." in vic.modal().text
    vic.closes(all=True)
    assert proposed(school) == []


def test_days_away_that_he_changes_in_the_pause_are_those_that_count(school: School, vic: Person) -> None:
    stories.team(school, "Samira", "Vic")
    stories.offers(vic, capacity="2", minutes="240")
    vic.closes(all=True)
    is_away(vic, "2026-03-21")
    pauses(vic)
    is_away(vic, "2026-03-09", "Other days")
    assert "Until Tuesday 10 March I suggest no new student to you." in goes_on(vic)
    pauses(vic)
    vic.opens_home()
    vic.clicks_home("I am back")
    goes_on(vic)
    assert away_until(school) is None


def test_who_is_approved_after_all_while_he_is_away_is_proposed_when_he_is_back(school: School) -> None:
    stories.set_up(school)
    petra, vic = school.person("Petra"), school.person("Vic")
    stories.offers(vic)
    vic.closes(all=True)
    tick(school)
    petra.clicks("Approve")
    is_away(vic, "2026-03-21")
    petra.clicks("No new students")
    assert away_until(school) is None, "managers have ended what he had offered"
    petra.clicks("Approve")
    assert away_until(school) == date(2026, 3, 22)
    stories.waiting(school, "Noor", "es")
    assert proposed(school) == []


def test_who_is_away_from_his_team_and_offers_for_the_first_time_is_away(school: School) -> None:
    stories.set_up(school)
    vic = stories.team(school, "Samira", "Vic")[1]
    is_away(vic, "2026-03-21")
    stories.offers(vic, capacity="2", minutes="240")
    assert "Your offer is saved. Until Sunday 22 March I suggest no new student" in vic.modal().text
