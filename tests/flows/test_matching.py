"""From the waiting list to two people who have both said yes; and every no on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.errors import UserError, Wrong
from bot.services import decisions, people, proposals
from models import BuddyRequest, History, Task, Team, Volunteer
from models.enums import ProposalState, RequestState, TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import (
    at_once,
    has_no_button,
    make_project_manager,
    meet_after,
    says_no,
    states,
    tick,
)


def test_three_people_say_yes_and_a_team_begins(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es", days=9, topics=("react", "git"))
    bruno = stories.volunteer(school, "Bruno", "en", "es", capacity=2, topics=("git", "react"))
    stories.match(school)
    petra.gets_dm("Both speak Spanish (fluent / fluent). Topics: React, Git. @Samira has waited 9 days.")
    petra.gets_dm("0 of 2 places of @Bruno are taken. @Samira is in Web Development in English.")
    petra.clicks("Approve")
    tick(school)
    bruno.gets_dm("A student of Web Development in English would like a buddy")
    assert not any("Samira" in text for text in bruno.dm_texts())
    bruno.clicks("Accept")
    tick(school)
    samira.gets_dm("Somebody would like to be your buddy: @Bruno")
    samira.gets_dm("Hello, I am Bruno.")
    samira.clicks("Accept")
    tick(school)
    samira.gets_dm("You have a buddy: @Bruno")
    bruno.gets_dm("You are @Samira's buddy now")
    petra.gets_dm("Both have said yes: they are a team.")
    for person in (petra, bruno, samira):
        has_no_button(person, "Approve", "Not this pair", "Take it back", "Accept", "Not this time")
    assert states(school) == [("Bruno", ProposalState.LAUNCHED)]
    with school.store.read(school.workspace.id) as db:
        assert db.execute(select(Team.student_id, Team.buddy_id)).all() == [(samira.id, bruno.id)]
        assert db.scalars(select(BuddyRequest.state)).one() is RequestState.MATCHED
        events = db.scalars(select(History.event).where(History.subject == "proposal").order_by(History.id))
        assert list(events) == ["proposed", "approved", "accepted", "launched"]


def test_a_volunteers_no_is_nobodys_hurt_and_the_pair_never_comes_back(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    stories.volunteer(school, "Bilal", "es")
    says_no(bruno, "The hours do not fit")
    tick(school)
    assert states(school) == [("Bruno", ProposalState.DECLINED), ("Bilal", ProposalState.PROPOSED)]
    bruno.sees("That is fine, and thank you for telling me.")
    petra.gets_dm("@Bruno said: not this time, the hours do not fit. I look for somebody else for @Samira.")
    assert samira.dm_texts() == []
    petra.clicks("Not this pair")
    school.sandbox.advance(days=2)
    assert states(school) == [("Bruno", ProposalState.DECLINED), ("Bilal", ProposalState.DECLINED)]


def test_a_student_may_ask_for_somebody_else_without_a_reason(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    samira.clicks("Somebody else, please")
    tick(school)
    samira.sees("That is all right. I look for somebody else, and you keep your place in the list.")
    bruno.gets_dm("This says nothing about you. Your place is free again")
    assert not any("Samira" in text for text in bruno.dm_texts())
    petra.gets_dm("@Samira would like somebody else, and stays on the list.")
    school.sandbox.advance(days=2)
    assert states(school) == [("Bruno", ProposalState.DECLINED)]
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Task.kind)).all() == [TaskKind.STUDENT_DECLINED]
        assert db.scalars(select(BuddyRequest.why_waiting)).one() == "all_declined"


def test_a_manager_may_say_not_this_pair(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Not this pair")
    tick(school)
    petra.sees("@Petra decided: not this pair. I look for somebody else for @Samira.")
    school.sandbox.advance(days=2)
    assert states(school) == [("Bruno", ProposalState.DECLINED)]


def test_what_one_manager_decides_no_other_sees_a_button_for(school: School, petra: Person) -> None:
    make_project_manager(school, "Paul")
    paul = school.person("Paul")
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    paul.gets_dm("A possible team")
    petra.clicks("Approve", settle=False)
    paul.clicks("Not this pair", settle=False)  # his card is not brought up to date yet
    tick(school)
    for manager in (petra, paul):
        manager.sees("Approved. @Bruno has been asked.")
        has_no_button(manager, "Approve", "Not this pair")
    bruno.clicks("Accept")
    tick(school)
    paul.sees("@Bruno has said yes. @Samira has been asked.")
    assert states(school) == [("Bruno", ProposalState.ACCEPTED)]


def test_a_card_is_brought_up_to_date_even_where_slack_did_not_take_the_answer(
    school: School, petra: Person
) -> None:
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    school.sandbox.faults.next("response_url", http=500)
    bruno.clicks("Accept", settle=False)
    bruno.sees("Not this time")
    bruno.clicks("Not this time", settle=False)
    bruno.sees("Thank you for your yes! Now the student decides, and I write to you.")
    tick(school)
    has_no_button(bruno, "Accept", "Not this time")
    assert states(school) == [("Bruno", ProposalState.ACCEPTED)]


def test_a_click_that_slack_delivers_twice_counts_once(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    school.sandbox.faults.twice(at_once=True)
    petra.clicks("Approve")
    tick(school)
    assert sum("would like a buddy" in text for text in bruno.dm_texts()) == 1
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(func.count(History.id)).where(History.event == "approved")).one() == 1


def test_a_manager_may_take_back_what_nobody_answers(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    school.sandbox.advance(days=4)
    petra.clicks("Take it back")
    tick(school)
    samira.gets_dm("cannot be your buddy after all. I am sorry.")
    has_no_button(samira, "Accept", "Somebody else, please")
    bruno.gets_dm("It will not be this time")
    assert states(school) == [("Bruno", ProposalState.DECLINED)]


def test_nobody_decides_for_somebody_else(school: School, petra: Person) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stranger = stories.waiting(school, "Noor", "tr")
    number = stories.proposal(school, samira, bruno, ProposalState.ACCEPTED)
    allowed: dict[Callable[..., object], set[Person]] = {
        decisions.approve: {petra},
        decisions.reject: {petra},
        decisions.take_back: {petra},
        decisions.volunteer_accepts: {bruno},
        (lambda *those: decisions.volunteer_declines(*those, "other")): {bruno},
        decisions.volunteer_is_full: {bruno},
        decisions.student_accepts: {samira},
        decisions.student_declines: {samira},
    }
    for decide, those in allowed.items():
        for person in {petra, bruno, samira, stranger, school.person("Wanda")} - those:
            with school.store.begin(school.workspace.id) as db, pytest.raises(UserError) as refused:
                decide(db, school.sandbox.now, people.acting(db, person.id), number)
            wrong = Wrong.FOR_MANAGERS if those == {petra} else Wrong.NOT_YOURS
            assert refused.value.what is wrong, (decide, person)
    assert states(school) == [("Bruno", ProposalState.ACCEPTED)]


def test_two_yes_for_one_place_at_the_same_instant_make_one_team(
    school: School, petra: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both transactions are held where they have counted the places, until the other has too, or cannot come."""
    bruno = stories.volunteer(school, "Bruno", "es", capacity=2)
    students = [stories.waiting(school, name, "es") for name in ("Samira", "Noor")]
    numbers = [stories.proposal(school, one, bruno, ProposalState.ACCEPTED) for one in students]
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Volunteer)).one().capacity = 1  # he changed his mind after both yeses
    meet_after(monkeypatch, proposals, "taken")
    shown = at_once(school, decisions.student_accepts, list(zip(students, numbers, strict=True)))
    assert sorted(one.state for one in shown) == [ProposalState.LAUNCHED, ProposalState.WITHDRAWN]
    tick(school)
    with school.store.read(school.workspace.id) as db:
        [team] = db.scalars(select(Team)).all()
        kept = {row.student_id: row.state for row in db.scalars(select(BuddyRequest))}
    other = next(one for one in students if one.id != team.student_id)
    assert kept == {team.student_id: RequestState.MATCHED, other.id: RequestState.WAITING}


def test_who_comes_too_late_for_a_place_reads_kind_words(school: School, petra: Person) -> None:
    bruno = stories.volunteer(school, "Bruno", "es", capacity=2)
    samira, noor = (stories.waiting(school, name, "es") for name in ("Samira", "Noor"))
    stories.match(school)
    for _ in range(2):
        petra.clicks("Approve")
        tick(school)
    for _ in range(2):
        bruno.clicks("Accept")
        tick(school)
    stories.offers(bruno, capacity="1")
    tick(school)
    samira.clicks("Accept")
    noor.clicks("Accept")
    noor.sees("I am sorry: this place was given away a moment ago. You keep your place in the list")
    tick(school)
    has_no_button(noor, "Accept")
    assert [state for _, state in states(school)] == [ProposalState.LAUNCHED, ProposalState.WITHDRAWN]


def test_a_volunteer_cannot_say_yes_to_more_than_he_has_places(
    school: School, petra: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    bruno = stories.volunteer(school, "Bruno", "es", capacity=1)
    students = [stories.waiting(school, name, "es") for name in ("Samira", "Noor")]
    numbers = [stories.proposal(school, one, bruno, ProposalState.APPROVED) for one in students]
    meet_after(monkeypatch, proposals, "taken")
    shown = at_once(school, decisions.volunteer_accepts, [(bruno, number) for number in numbers])
    assert sorted(one.state for one in shown) == [ProposalState.ACCEPTED, ProposalState.WITHDRAWN]
