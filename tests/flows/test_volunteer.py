"""A volunteer offers to be a buddy; nobody is proposed to a student before a manager has approved."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.errors import UserError, Wrong
from bot.services import people, volunteers
from models import BuddyRequest, History, Proposal, RoleHolder, Volunteer
from models.enums import ProposalState, RequestState, Role, VolunteerState
from sandbox.people import Impossible, Person
from tests import stories
from tests.conftest import School

LANGUAGES = "Which languages do you speak well?"
MOST = "How many students at most?"
TIME = "How much time do you have a week, for all of them?"
HELLO = "A few words to your student"
CONDUCT = "Please read and tick each"
OFFERED = {
    "fluent": ["es"],
    "topics": ["react"],
    "capacity": "2",
    "minutes": "240",
    "hello": "Hi, I like <!here> tea & cats",
}


@pytest.fixture
def petra(school: School) -> Person:
    """The project manager of a school that is set up."""
    stories.set_up(school)
    return school.person("Petra")


def offers(school: School, name: str = "Bruno", **change: object) -> Person:
    person = school.person(name)
    stories.offers(person, **OFFERED | change)
    school.sandbox.advance(minutes=1)
    return person


def stored(school: School) -> tuple[VolunteerState, list[str], int]:
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Volunteer)).one()
        return row.state, row.languages, row.capacity


def shows_no(person: Person, *labels: str) -> None:
    for label in labels:
        with pytest.raises(Impossible, match="shows"):
            person.clicks(label)


def test_an_offer_is_approved_and_its_volunteer_hears_of_it(school: School, petra: Person) -> None:
    bruno = offers(school)
    assert "A manager looks at it first; until then I suggest no student to you." in bruno.modal().text
    petra.gets_dm("@Bruno offers to be a buddy. Speaks Spanish. Can help with: React.")
    petra.gets_dm(
        "Has time for up to 2 students: 4 h a week in all. Meets online. For in person, the city is missing. For the student: Hi, I like"
    )
    petra.sees("Hi, I like <!here> tea & cats")
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    bruno.gets_dm("Your offer to be a buddy is approved. Thank you!")
    petra.gets_dm("Approved by @Petra.")
    assert stored(school) == (VolunteerState.APPROVED, ["es"], 2)
    for other in ("Mateo", "Bea", "Wanda"):
        school.person(other).does_not_see("offers to be a buddy")


def test_an_offer_that_nobody_approved_is_proposed_to_nobody(school: School, petra: Person) -> None:
    offers(school)
    stories.waiting(school, "Samira", "es")
    stories.match(school)
    school.sandbox.advance(days=3)
    petra.does_not_see("A possible team")
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    petra.gets_dm("A possible team: @Samira and @Bruno")


def test_a_change_keeps_the_approval_and_is_filled_in_before(school: School, petra: Person) -> None:
    bruno = offers(school)
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    bruno.types("/codebuddy volunteer")
    modal = bruno.modal()
    assert (modal.title, modal.fields[LANGUAGES], modal.fields[MOST]) == ("Your offer", "Spanish", "2")
    assert modal.fields[HELLO] == OFFERED["hello"]
    bruno.submits_pages({MOST: "3", TIME: "6 h"}, {})
    assert "Your offer is saved. I write to you when a student fits." in bruno.modal().text
    assert stored(school) == (VolunteerState.APPROVED, ["es"], 3)
    assert sum("is approved" in text for text in bruno.dm_texts()) == 1


def test_a_change_before_the_approval_changes_the_managers_card(school: School, petra: Person) -> None:
    offers(school)
    offers(school, fluent=["ar"])
    petra.gets_dm("Speaks Arabic.")
    petra.does_not_see("Speaks Spanish.")
    assert len(petra.dm_texts()) == 1
    petra.clicks("Approve")
    assert stored(school)[0] is VolunteerState.APPROVED


def test_a_possible_team_that_no_longer_fits_ends_with_the_change(school: School, petra: Person) -> None:
    bruno = stories.volunteer(school, "Bruno", "es")
    samira = stories.waiting(school, "Samira", "es")
    stories.match(school)
    petra.clicks("Approve")
    school.sandbox.advance(minutes=1)
    stories.offers(bruno, fluent=["en"])
    school.sandbox.advance(minutes=1)
    petra.gets_dm("This pair is not possible any more")
    shows_no(bruno, "Accept")
    assert samira.dm_texts() == []
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.state)).all() == [ProposalState.WITHDRAWN]
        assert db.scalars(select(BuddyRequest.state)).one() is RequestState.WAITING


def test_a_pause_ends_what_is_undecided_and_keeps_what_he_said_yes_to(school: School, petra: Person) -> None:
    bruno = stories.volunteer(school, "Bruno", "es", capacity=3)
    names = ("Samira", "Noor", "Olena")
    students = [stories.waiting(school, name, "es") for name in names]
    steps = (ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.ACCEPTED)
    for student, step in zip(students, steps, strict=True):
        stories.proposal(school, student, bruno, step)
    bruno.types("/codebuddy volunteer")
    bruno.presses("Pause my offer")
    assert "I suggest no new student to you" in bruno.modal().text
    school.sandbox.advance(days=2)
    with school.store.read(school.workspace.id) as db:
        states = db.scalars(select(Proposal.state).order_by(Proposal.id)).all()
    assert states == [ProposalState.WITHDRAWN, ProposalState.WITHDRAWN, ProposalState.ACCEPTED]
    stories.offers(bruno, capacity="3", minutes="360")
    school.sandbox.advance(minutes=1)
    assert stored(school)[0] is VolunteerState.APPROVED
    petra.gets_dm("A possible team: @Samira and @Bruno")


def test_a_possible_team_that_nobody_has_approved_changes_nothing_for_him(
    school: School, petra: Person
) -> None:
    bruno = offers(school, capacity="1")
    petra.clicks("Approve")
    before = bruno.opens_home()
    assert "You have one free place." in before
    stories.waiting(school, "Samira", "es")
    stories.match(school)
    petra.sees("A possible team: @Samira and @Bruno")
    assert bruno.opens_home() == before
    bruno.types("/codebuddy status")
    bruno.sees_privately("You have one free place.")
    petra.clicks("Approve")
    asked = bruno.opens_home()
    assert "A student waits for your answer: see above." in asked
    assert "All your places are taken." not in asked
    assert asked.count("[Full for now]") == 1, "the card has it"
    with school.store.read(school.workspace.id) as db:
        own = volunteers.own(db, bruno.id)
    assert own is not None
    assert own.taken == 0, "he has said no yes"
    bruno.clicks_home("Accept")
    assert "All your places are taken." in bruno.home_text()


def test_two_managers_one_approval(school: School, petra: Person) -> None:
    paul = school.person("Paul")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, paul)
        db.add(RoleHolder(role=Role.PROJECT_MANAGER, user_id=paul.id, position=9, email=None))
    offers(school)
    petra.clicks("Approve", settle=False)
    paul.clicks("Approve", settle=False)
    school.sandbox.advance(minutes=1)
    for manager in (petra, paul):
        manager.sees("Approved by @Petra.")
        shows_no(manager, "Approve")
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(func.count(History.id)).where(History.event == "approved")).one() == 1


def test_only_managers_approve_and_only_who_is_still_here(school: School, petra: Person) -> None:
    bruno = offers(school)
    here, now = school.workspace.id, school.sandbox.now

    def refused(person: Person, user_id: str) -> Wrong:
        with school.store.begin(here) as db, pytest.raises(UserError) as wrong:
            volunteers.approve(db, now, people.acting(db, person.id), user_id)
        return wrong.value.what

    assert refused(bruno, bruno.id) is Wrong.FOR_MANAGERS
    assert refused(school.person("Wanda"), bruno.id) is Wrong.FOR_MANAGERS
    assert refused(petra, "U000") is Wrong.GONE
    with school.store.begin(here) as db, pytest.raises(UserError) as wrong:
        volunteers.pause(db, now, people.acting(db, petra.id), bruno.id)
    assert wrong.value.what is Wrong.NOT_YOURS
    bruno.is_deactivated()
    petra.clicks("Approve")
    petra.sees_privately("This person is no longer in this workspace.")
    assert stored(school)[0] is VolunteerState.OFFERED


def test_nobody_is_proposed_to_herself(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Samira", "es", capacity=5)
    stories.match(school)
    petra.does_not_see("A possible team")
