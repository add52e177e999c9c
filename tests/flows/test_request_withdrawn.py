"""A student withdraws her request, at every stage of it, and can put it back for a day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.services import people, requests
from models import BuddyRequest, History, Proposal
from models.enums import OPEN_REQUEST, ProposalState, RequestState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.asking import ASKED, LANGUAGES, on_its_way, request
from tests.flows.waiting_list import has_no_button, tick

BACK = "Put it back"


def withdraws(school: School, person: Person) -> None:
    person.types("/codebuddy request")
    person.presses("Withdraw")
    tick(school)


def ended(school: School) -> None:
    assert request(school).state is RequestState.WITHDRAWN
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Proposal.state)).all() == [ProposalState.WITHDRAWN]


def test_she_withdraws_and_puts_it_back_where_it_was(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits_pages(ASKED, {})
    asked_at = request(school).asked_at
    school.sandbox.advance(days=3)
    samira.opens_home()
    samira.clicks_home("Withdraw")
    samira.sees("Your request is withdrawn, and nobody is asked any more. Until Friday 6 March, ")
    assert (request(school).state, request(school).promise_due_at) == (RequestState.WITHDRAWN, None)
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.person("Petra").does_not_see("A possible team")
    school.sandbox.advance(hours=23)
    samira.types("/codebuddy status")
    samira.sees_privately("you can put it back and keep your place")
    samira.sees_privately("Are you a student? Ask for a buddy.")
    samira.clicks(BACK)
    samira.sees_privately("Your request is back. You keep your place in the list.")
    samira.sees_privately("Day 4 since you asked.")
    back = request(school)
    assert back.state in OPEN_REQUEST
    assert (back.asked_at, back.withdrawn_at) == (asked_at, None)
    assert back.promise_due_at is not None
    tick(school)
    school.person("Petra").gets_dm("A possible team: @Samira and @Bruno")
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(History.event, History.details).where(History.subject == "request"))
        told = [(event, details.get("was"), details["becomes"], details["why"]) for event, details in rows]
    assert told[:3] == [
        ("asked", None, "waiting", "own_wish"),
        ("withdrawn", "waiting", "withdrawn", "own_wish"),
        ("put_back", "withdrawn", "waiting", "own_wish"),
    ]


def test_too_late_or_asked_anew_is_told_kindly(school: School, samira: Person) -> None:
    samira.types("/codebuddy request")
    samira.submits_pages(ASKED, {})
    samira.presses("Withdraw")
    assert "Your request is withdrawn" in samira.modal().text
    samira.closes(all=True)
    samira.types("/codebuddy status")  # leaves a message with the button
    samira.types("/codebuddy request")
    assert samira.modal().title == "Ask for a buddy"
    assert samira.modal().fields[LANGUAGES] == "Arabic, Spanish"
    samira.submits_pages(ASKED, {})
    samira.closes(all=True)
    samira.clicks(BACK)
    samira.sees_privately("You have asked again since then, and that request is on the list.")
    withdraws(school, samira)
    samira.closes(all=True)
    samira.types("/codebuddy status")
    school.sandbox.advance(hours=25)
    samira.clicks(BACK)
    samira.sees_privately("This can be put back for 24 hours only. You are welcome to ask again")
    samira.types("/codebuddy status")
    assert BACK not in samira.private_texts()[-1]
    samira.opens_home()
    assert BACK not in samira.home_text()
    with school.store.read(school.workspace.id) as db:
        assert set(db.scalars(select(BuddyRequest.state))) == {RequestState.WITHDRAWN}


def test_withdrawn_while_a_manager_looks_at_it(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    petra, _ = on_its_way(school, yes=0)
    withdraws(school, samira)
    petra.gets_dm("Not needed any more: the request was withdrawn.")
    has_no_button(petra, "Approve", "Not this pair")
    ended(school)


def test_withdrawn_while_the_volunteer_is_asked(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    petra, bruno = on_its_way(school, yes=1)
    withdraws(school, samira)
    bruno.gets_dm("This is not needed any more. Thank you")
    has_no_button(bruno, "Accept", "Not this time")
    has_no_button(petra, "Take it back")
    assert len(bruno.dm_texts()) == 1, "who has not answered needs no second message"
    ended(school)


def test_withdrawn_after_the_volunteers_yes(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    _, bruno = on_its_way(school, yes=2)
    withdraws(school, samira)
    bruno.gets_dm("the student whom you said yes to goes another way. This says nothing about you.")
    samira.gets_dm("Your request is withdrawn. You can ask again whenever you like.")
    has_no_button(samira, "Accept", "Somebody else, please")
    ended(school)


def test_a_withdrawal_counts_once_and_is_hers_alone(school: School, samira: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.waiting(school, "Noor", "es")
    noor, here = school.person("Noor"), school.workspace.id
    with school.store.read(here) as db:
        number = db.scalars(select(BuddyRequest.id).where(BuddyRequest.student_id == samira.id)).one()

    def does(act: object, person: Person, number: int, later: timedelta = timedelta(0)) -> Wrong | None:
        try:
            with school.store.begin(here) as db:
                act(db, school.sandbox.now + later, people.acting(db, person.id), number)  # type: ignore[operator]
        except UserError as error:
            return error.what
        return None

    assert does(requests.withdraw, noor, number) is Wrong.NOT_YOURS
    assert does(requests.withdraw, samira, 999) is Wrong.GONE
    assert does(requests.put_back, samira, number) is Wrong.ALREADY_DONE
    assert does(requests.withdraw, samira, number) is None
    assert does(requests.withdraw, samira, number) is Wrong.ALREADY_DONE
    assert does(requests.put_back, noor, number) is Wrong.NOT_YOURS
    assert does(requests.put_back, samira, 999) is Wrong.GONE
    assert does(requests.put_back, samira, number, requests.UNDO) is Wrong.TOO_LATE_TO_PUT_BACK
    assert does(requests.put_back, samira, number, requests.UNDO - timedelta(seconds=1)) is None
    assert does(requests.put_back, samira, number) is Wrong.ALREADY_DONE
    assert does(requests.withdraw, samira, number) is None
    stories.team(school, "Samira", "Bruno")
    assert does(requests.put_back, samira, number) is Wrong.HAS_TEAM
