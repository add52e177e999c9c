"""A volunteer is full, away and back by himself; one of whom nothing is heard is asked once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.services import availability, board, people
from models import History, Person, Proposal, Settings, Team, Volunteer
from models.enums import ProposalState, TeamState, VolunteerState
from sandbox.people import Person as Somebody
from tests import stories
from tests.conftest import START, School

MADRID = ZoneInfo("Europe/Madrid")


@pytest.fixture
def bruno(school: School) -> Somebody:
    """An approved volunteer, alone on the list; a manager is there."""
    stories.set_up(school)
    return stories.volunteer(school, "Bruno", "es", capacity=2)


def row(school: School) -> Volunteer:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Volunteer)).one()


def events(school: School) -> list[str]:
    with school.store.read(school.workspace.id) as db:
        lines = select(History.event).where(History.subject == "volunteer").order_by(History.id)
        return list(db.scalars(lines))


def proposed(school: School) -> list[ProposalState]:
    with school.store.read(school.workspace.id) as db:
        return list(db.scalars(select(Proposal.state).order_by(Proposal.id)))


def lives_in(school: School, person: Somebody, zone: str) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Person).where(Person.user_id == person.id)).one().timezone = zone


def test_who_is_full_is_proposed_to_nobody_and_is_back_after_four_weeks(
    school: School, bruno: Somebody
) -> None:
    samira = stories.waiting(school, "Samira", "es")
    kept = stories.proposal(school, samira, bruno, ProposalState.ACCEPTED)
    stories.waiting(school, "Noor", "es")
    stories.match(school)
    petra = school.person("Petra")
    petra.gets_dm("A possible team: @Noor and @Bruno")
    bruno.opens_home()
    bruno.clicks_home("Full for now")
    assert "Until Monday 30 March I suggest no new student to you." in bruno.home_text()
    stories.match(school)
    assert proposed(school) == [ProposalState.ACCEPTED, ProposalState.WITHDRAWN]
    petra.gets_dm(
        "This pair is not possible any more: something was changed, or one of the two is not available."
    )
    school.sandbox.advance_to(datetime(2026, 3, 30, 8, 59, tzinfo=MADRID))
    assert row(school).away_until == date(2026, 3, 30)
    assert bruno.dm_texts() == []
    school.sandbox.advance_to(datetime(2026, 3, 30, 9, 2, tzinfo=MADRID))
    bruno.gets_dm("Welcome back! From today I suggest students to you again.")
    assert (len(bruno.dm_texts()), row(school).away_until) == (1, None)
    assert proposed(school)[2:] == [ProposalState.PROPOSED]
    assert kept
    bruno.clicks("Full for now")
    bruno.sees_privately("Until Monday 27 April I suggest no new student to you.")
    bruno.types("/codebuddy status")
    bruno.clicks("Take new students again")
    bruno.sees_privately("Your offer holds")
    assert events(school) == ["away", "came_back", "away", "came_back"]


def test_away_until_a_day_of_his_own_zone(school: School, bruno: Somebody) -> None:
    lives_in(school, bruno, "Pacific/Auckland")
    bruno.opens_home()
    bruno.clicks_home("I am away")
    assert "I suggest no new student to you" in bruno.modal().text
    assert "nobody expects hours" not in bruno.modal().text
    bruno.submits({"last": "2027-09-01"})
    assert "a year" in bruno.modal().errors["Last day away"]
    assert row(school).away_until is None
    bruno.submits({"last": "2026-03-14"})
    bruno.closes(all=True)
    assert row(school).away_until == date(2026, 3, 15)
    bruno.opens_home()
    bruno.clicks_home("Other days")
    bruno.submits({"last": "2026-03-09"})
    bruno.closes(all=True)
    shown = bruno.opens_home()
    assert "Until Tuesday 10 March" in shown
    assert shown.count("[I am back]") == 1
    assert "[I am away]" not in shown
    assert "[Take new students again]" not in shown
    stories.offers(bruno, capacity="1")
    assert "Your offer is saved. Until Tuesday 10 March" in bruno.modal().text
    school.sandbox.advance_to(datetime(2026, 3, 10, 8, 59, tzinfo=ZoneInfo("Pacific/Auckland")))
    assert row(school).away_until is not None
    school.sandbox.advance(minutes=2)
    assert row(school).away_until is None
    bruno.gets_dm("Welcome back!")


def test_a_pause_stays_and_a_day_that_comes_says_nothing_then(school: School, bruno: Somebody) -> None:
    bruno.opens_home()
    bruno.clicks_home("I am away")
    bruno.submits({"last": "2026-03-03"})
    bruno.closes(all=True)
    bruno.types("/codebuddy volunteer")
    bruno.presses("Pause my offer")
    school.sandbox.advance(days=3)
    assert (row(school).state, row(school).away_until) == (VolunteerState.PAUSED, None)
    assert bruno.dm_texts() == []
    with school.store.begin(school.workspace.id) as db:
        own = availability.full_for_now(db, school.sandbox.now, people.acting(db, bruno.id))
    assert own.away_until is None


def asked_soon(school: School) -> None:
    """This programme asks after three days, and waits two days for the answer."""
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().idle_days = [3, 2]


def test_nothing_heard_for_long_is_asked_once_and_silence_is_told(school: School, bruno: Somebody) -> None:
    asked_soon(school)
    school.sandbox.advance_to(datetime(2026, 3, 5, 8, 59, tzinfo=MADRID))
    assert bruno.dm_texts() == []
    school.sandbox.advance(minutes=2)
    bruno.gets_dm("Is your offer to be a buddy still as you made it?")
    school.sandbox.advance_to(datetime(2026, 3, 7, 8, 59, tzinfo=MADRID))
    assert (len(bruno.dm_texts()), row(school).silent_since) == (1, None)
    school.sandbox.advance(minutes=2)
    bruno.gets_dm("So I suggest no student to you for now. Nothing is deleted, and nobody minds.")
    stories.waiting(school, "Noor", "es")
    stories.match(school)
    assert proposed(school) == []
    assert "Does your offer still hold?" in bruno.opens_home()
    school.sandbox.advance(days=8)
    assert len(bruno.dm_texts()) == 2
    bruno.clicks("Yes, it still holds")
    school.sandbox.advance(minutes=2)
    bruno.sees("Your offer holds: I write to you when a student fits.")
    assert proposed(school) == [ProposalState.PROPOSED]
    assert events(school) == ["still_asked", "silent", "still_holds"]


def test_whoever_changes_his_offer_or_has_a_student_is_not_silent(school: School, bruno: Somebody) -> None:
    asked_soon(school)
    school.sandbox.advance_to(datetime(2026, 3, 5, 9, 1, tzinfo=MADRID))
    assert row(school).still_asked_at is not None
    stories.offers(bruno)
    bruno.closes(all=True)
    assert row(school).still_asked_at is None
    samira = stories.waiting(school, "Samira", "es")
    number = stories.proposal(school, samira, bruno, ProposalState.APPROVED)
    school.sandbox.advance(days=5)
    assert row(school).still_asked_at is None
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Proposal).where(Proposal.id == number)).one().state = ProposalState.LAUNCHED
    stories.team(school, "Samira", "Bruno")
    school.sandbox.advance(days=5)
    assert row(school).still_asked_at is None
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        team.state, team.ended_at = TeamState.ENDED, school.sandbox.now
    school.sandbox.advance(days=2)
    assert row(school).still_asked_at is None
    school.sandbox.advance(days=1)
    assert row(school).still_asked_at is not None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_may_be_proposed(school: School, bruno: Somebody) -> None:
    changes = (
        ({}, True),
        ({"state": VolunteerState.PAUSED}, False),
        ({"state": VolunteerState.OFFERED}, False),
        ({"away_until": START.date() + timedelta(days=9)}, False),
        ({"still_asked_at": START}, True),
        ({"silent_since": START}, False),
        ({"conduct_version": None}, False),
        ({"checked_on": START.date()}, True),
    )
    for change, may in changes:
        with school.store.begin(school.workspace.id) as db:
            offer = db.scalars(select(Volunteer)).one()
            before = {name: getattr(offer, name) for name in change}
            for name, value in change.items():
                setattr(offer, name, value)
            db.flush()
            found = db.scalars(select(Volunteer.user_id).where(board.PROPOSABLE)).all()
            assert bool(found) == may, change
            for name, value in before.items():
                setattr(offer, name, value)


def test_the_morning_of_his_day_is_that_of_the_zone_to_which_he_has_moved(
    school: School, bruno: Somebody
) -> None:
    bruno.opens_home()
    with school.store.begin(school.workspace.id) as db:
        availability.away_until(db, school.sandbox.now, people.acting(db, bruno.id), date(2026, 3, 5))
    school.sandbox.settle()
    bruno.changes_tz("Asia/Tokyo")
    school.sandbox.advance_to(datetime(2026, 3, 5, 8, 59, tzinfo=ZoneInfo("Asia/Tokyo")))
    assert row(school).away_until is not None
    school.sandbox.advance(minutes=2)
    assert row(school).away_until is None


def test_what_is_to_be_looked_at_once_is_due_now_and_not_long_ago(school: School, bruno: Somebody) -> None:
    bruno.opens_home()
    school.sandbox.settle()
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Volunteer)).one().hello = "Hi"
    assert school.sandbox.next_due() == (school.sandbox.now, "volunteers")
