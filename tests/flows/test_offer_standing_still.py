"""An offer that stands still: paused by its volunteer, or answered "not now" by a manager; and how it goes on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import ids
from models import History, Volunteer
from models.enums import ProposalState, VolunteerState
from sandbox.people import Impossible, Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import states, tick


def state(school: School) -> VolunteerState:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Volunteer.state)).one()


def events(school: School) -> list[str]:
    with school.store.read(school.workspace.id) as db:
        lines = select(History.event).where(History.subject == "volunteer").order_by(History.id)
        return list(db.scalars(lines))


def test_a_pause_is_taken_back_with_one_click_from_home(school: School, petra: Person) -> None:
    bruno = stories.volunteer(school, "Bruno", "es")
    bruno.types("/codebuddy volunteer")
    bruno.presses("Pause my offer")
    bruno.closes(all=True)
    stories.waiting(school, "Samira", "es")
    stories.match(school)
    assert states(school) == []
    assert "Your offer is paused." in bruno.opens_home()
    bruno.clicks_home("Go on")
    assert not bruno.has_modal(), "one click, no form"
    assert "You have one free place." in bruno.home_text()
    with pytest.raises(Impossible):
        bruno.clicks_home("Go on")
    tick(school)
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]
    assert events(school) == ["paused", "went_on"]
    petra.types("/codebuddy request history")
    petra.sees_privately("goes on after a pause, paused → approved.")


def test_the_form_of_a_paused_offer_says_that_saving_goes_on_and_so_does_the_answer(
    school: School, petra: Person
) -> None:
    bruno = stories.volunteer(school, "Bruno", "es")
    bruno.types("/codebuddy volunteer")
    assert "Saving goes on with it" not in bruno.modal().text
    bruno.presses("Pause my offer")
    bruno.closes(all=True)
    bruno.types("/codebuddy volunteer")
    assert "Your offer is paused. Saving goes on with it." in bruno.modal().text
    bruno.closes(all=True)
    stories.offers(bruno)
    assert "Your offer is saved and goes on: it is not paused any more." in bruno.modal().text
    bruno.closes(all=True)
    stories.offers(bruno)
    assert "goes on" not in bruno.modal().text, "it was not paused this time"


def test_a_pause_before_the_approval_goes_on_to_a_manager(school: School, petra: Person) -> None:
    bruno = school.person("Bruno")
    stories.offers(bruno)
    tick(school)
    bruno.closes(all=True)
    bruno.types("/codebuddy volunteer")
    bruno.presses("Pause my offer")
    bruno.closes(all=True)
    bruno.opens_home()
    bruno.clicks_home("Go on")
    assert "Next: a manager looks at it" in bruno.home_text()
    tick(school)
    assert "@Bruno would like to be a buddy." in petra.opens_home()
    petra.clicks("Approve")
    assert state(school) is VolunteerState.APPROVED


def test_a_manager_says_not_now_and_the_volunteer_reads_it_kindly_and_can_offer_again(
    school: School, petra: Person
) -> None:
    bruno = school.person("Bruno")
    stories.offers(bruno)
    bruno.closes(all=True)
    tick(school)
    [button] = [one for one in buttons(petra) if one["action_id"] == ids.VOLUNTEER_NOT_NOW]
    assert "you can still approve the offer here" in button["confirm"]["text"]["text"]
    petra.opens_home()
    petra.clicks_home("Read the offer")
    petra.presses("Not now")
    assert "@Petra said: not now. The volunteer knows." in petra.modal().text
    petra.closes(all=True)
    tick(school)
    bruno.gets_dm("Thank you for your offer to be a buddy. The people who run CodeBuddies have read it")
    bruno.gets_dm("You can ask @Petra about it here in Slack.")
    assert "would like to be a buddy" not in petra.opens_home()
    stories.waiting(school, "Samira", "es")
    stories.match(school)
    assert states(school) == [], "he is proposed to nobody"
    home = bruno.opens_home()
    assert "Your offer is not taken up for now." in home
    assert "[Full for now]" not in home
    bruno.clicks_home("Offer again")
    assert "Saving offers it again." in bruno.modal().text
    with pytest.raises(Impossible):
        bruno.presses("Pause my offer")
    bruno.closes(all=True)
    stories.offers(bruno)
    assert "A manager looks at it first" in bruno.modal().text
    bruno.closes(all=True)
    tick(school)
    assert "@Bruno would like to be a buddy." in petra.opens_home()
    assert petra.last_dm().startswith("@Bruno offers to be a buddy once more. Please look again.")
    petra.clicks("Read the offer")
    petra.closes(all=True)
    petra.clicks("Not now")
    tick(school)
    assert sum("have read it" in text for text in bruno.dm_texts()) == 2
    petra.clicks("Approve")
    tick(school)
    bruno.gets_dm("Your offer to be a buddy is approved.")
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]
    assert events(school) == ["offered", "not_now", "changed", "not_now", "approved"]
    petra.types("/codebuddy request history")
    petra.sees_privately("offer of @Bruno: waits for approval → not now.")


def test_who_offers_to_be_away_says_so_on_the_card_itself(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.gets_dm("“Full for now” means: I ask you about no new student for four weeks.")
    bruno.clicks("I am away")
    bruno.submits({"last": "2026-03-19"})
    assert "• Your offer to be a buddy: I suggest no new student to you." in bruno.modal().text
    assert "Your team" not in bruno.modal().text
    tick(school)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    bruno.sees("This is not needed any more.")
    assert samira.dm_texts() == []


def buttons(person: Person) -> list[dict[str, object]]:
    """All buttons of the newest direct message."""
    [message] = [dm["messages"][-1] for dm in person.seen()["dms"]]
    return [one for block in message["blocks"] if block["type"] == "actions" for one in block["elements"]]


def test_a_manager_stops_an_approved_volunteer_who_reads_it_kindly(school: School, petra: Person) -> None:
    bruno = school.person("Bruno")
    stories.offers(bruno, capacity="2", minutes="240")
    bruno.closes(all=True)
    tick(school)
    petra.clicks("Approve")
    tick(school)
    stories.waiting(school, "Samira", "es")
    stories.match(school)
    petra.clicks("Approve", in_message_with="A possible team")
    tick(school)
    bruno.gets_dm("A student of Web Development in English would like a buddy")
    assert "Students who are with them stay." in str(petra.seen()), "it is asked first"
    petra.clicks("No new students")
    tick(school)
    bruno.gets_dm("The people who run CodeBuddies suggest no new student to you for now.")
    bruno.gets_dm("You can ask @Petra about it here in Slack.")
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    petra.types("/codebuddy request history")
    petra.sees_privately("@Petra: offer of @Bruno: approved → not now.")
    bruno.opens_home()
    bruno.clicks_home("Offer again")
    bruno.closes(all=True)
    stories.offers(bruno)
    bruno.closes(all=True)
    assert state(school) is VolunteerState.OFFERED, "a manager looks at it anew"
    petra.clicks("Approve")
    tick(school)
    assert sum("Your offer to be a buddy is approved." in text for text in bruno.dm_texts()) == 2


def test_a_manager_stops_a_paused_volunteer_too_and_the_pause_is_no_way_back(
    school: School, petra: Person
) -> None:
    bruno = school.person("Bruno")
    stories.offers(bruno)
    bruno.closes(all=True)
    tick(school)
    petra.clicks("Approve")
    tick(school)
    bruno.types("/codebuddy volunteer")
    bruno.presses("Pause my offer")
    tick(school)
    petra.clicks("No new students")
    tick(school)
    bruno.gets_dm("The people who run CodeBuddies suggest no new student to you for now.")
    assert state(school) is VolunteerState.NOT_NOW
    bruno.opens_home()
    assert "[Go on]" not in bruno.home_text()


def test_a_chat_that_was_asked_for_is_over_with_not_now_and_can_be_asked_for_anew(
    school: School, petra: Person
) -> None:
    bruno, mateo = school.person("Bruno"), school.person("Mateo")
    stories.offers(bruno)
    bruno.closes(all=True)
    tick(school)
    petra.clicks("Ask for a chat")
    tick(school)
    petra.clicks("Not now")
    school.sandbox.advance(days=90)
    stories.offers(bruno)
    bruno.closes(all=True)
    tick(school)
    assert "Next: a manager looks at it" in bruno.opens_home()
    petra.clicks("Read the offer")
    assert "asked for a chat" not in petra.modal().text
    petra.closes(all=True)
    mateo.opens_home()
    mateo.clicks_home("Read the offer")
    mateo.presses("Ask for a chat")
    tick(school)
    assert "Next: @Mateo would like to talk with you" in bruno.opens_home()
    bruno.gets_dm("@Mateo would like to talk with you for a few minutes before your first student")
