"""A team ends: in private words, told kindly, and taken back within a day."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import EndingWords, Notice, Proposal
from models.enums import EndReason, ProposalState, RequestState, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import GRADUATED, NEW_BUDDY, NOTE, REASON, ending, ends, pair, request, state
from tests.flows.waiting_list import tick


def test_a_student_looks_for_a_new_buddy_and_keeps_her_place(school: School, petra: Person) -> None:
    samira, bruno, room = pair(school)
    stories.waiting(school, "Olga", "en", days=40)
    stories.waiting(school, "Noor", "en", days=3)
    asked_at = request(school, samira).asked_at
    samira.opens_home()
    samira.clicks_home("End our team")
    assert "whenever it is right for you" in samira.modal().text
    assert "@Petra and @Mateo, and by nobody else" in samira.modal().text
    samira.submits({REASON: "I would like a new buddy", NOTE: "He never answers me."})
    shown = samira.modal().text
    assert "What @Bruno reads then" in shown
    assert "This happens, and it says nothing about you." in shown
    assert "He never answers" not in shown
    assert "You have worked together for 1 h 30." in shown
    samira.submits({})
    samira.sees("without the reason")
    samira.sees("Your request for a buddy is on the list again, at your old place.")
    tick(school)
    bruno.gets_dm("Your buddy team with @Samira has come to its end.")
    said = bruno.last_dm()
    assert "it says nothing about you" in said
    assert "new buddy" not in said
    assert "somebody new" not in said
    assert "Your place for a student is free again" in said
    petra.gets_dm("The team of @Samira and @Bruno has ended.")
    petra.gets_dm("The student would like a new buddy")
    assert "He never answers" not in petra.everything_visible()
    petra.clicks("Read the note")
    assert "He never answers me." in petra.modal().text
    petra.closes()
    again = request(school, samira)
    assert (again.state, again.asked_at) == (RequestState.WAITING, asked_at)
    samira.closes(all=True)
    _told_nothing_more_in(school, room.id)
    _the_next_buddy_is_hers_and_not_his(school, petra, samira, bruno)


def _the_next_buddy_is_hers_and_not_his(school: School, petra: Person, samira: Person, bruno: Person) -> None:
    """Two places for three: Olga and Noor asked after her, and her former buddy, who is free, is not proposed to her."""
    vera = stories.volunteer(school, "Vera", "en")
    stories.match(school)
    with school.store.read(school.workspace.id) as db:
        open_ones = select(Proposal).where(Proposal.state == ProposalState.PROPOSED)
        found = {(one.volunteer_id, one.request_id) for one in db.scalars(open_ones)}
    mine = request(school, samira)
    assert (vera.id, mine.id) in found
    assert (bruno.id, mine.id) not in found
    assert bruno.id in {volunteer for volunteer, _ in found}, "he is free for somebody else"
    samira.types("/codebuddy status")
    samira.sees_privately("The new search has begun today. Your old place in the list counts.")


def _told_nothing_more_in(school: School, channel: str) -> None:
    for call in school.workspace.calls("chat.postMessage"):
        assert call["args"].get("channel") != channel


def test_taken_back_within_a_day_by_whoever_did_it(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, NEW_BUDDY)
    assert state(school, samira) is TeamState.ENDED
    number = ending(school).id
    school.sandbox.advance(hours=22)
    samira.closes(all=True)
    samira.opens_home()
    samira.clicks_home("Undo the end")
    school.sandbox.advance(hours=2)  # not before nine in the morning
    assert state(school, samira) is TeamState.ACTIVE
    assert request(school, samira).state is RequestState.WITHDRAWN
    bruno.gets_dm("Good news: your buddy team with @Samira goes on after all")
    petra.gets_dm("The team of @Samira and @Bruno goes on after all.")
    samira.opens_home()
    assert "Undo the end" not in samira.home_text()
    assert "Your buddy is @Bruno" in samira.home_text()
    samira.types("/logsession 1h yesterday react")
    samira.sees_privately("1 h on")
    school.sandbox.advance(days=40)
    with school.store.read(school.workspace.id) as db:
        kinds = set(db.scalars(select(Notice.kind)))
    assert not kinds & {"team_closing", "channel_archive"}, "nothing of what would have followed"
    ends(school, bruno, GRADUATED)
    assert ending(school).id != number
    samira.gets_dm("You have graduated. Congratulations!")


def test_too_late_or_with_somebody_new_it_stays_ended(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, bruno, NEW_BUDDY)
    bruno.closes(all=True)
    samira.gets_dm("Your request for a buddy is on the list again")
    bruno.types("/codebuddy status")
    school.sandbox.advance(hours=25)
    bruno.clicks("Undo the end")
    bruno.sees_privately("can be taken back for 24 hours only")
    assert state(school, samira) is TeamState.ENDED
    samira.types("/codebuddy end")
    samira.sees_privately("You are in no buddy team right now, so there is none to end.")


def test_a_student_with_another_buddy_stays_with_him(school: School, petra: Person) -> None:
    _, bruno, _ = pair(school)
    ends(school, bruno, "I cannot go on")
    bruno.closes(all=True)
    bruno.types("/codebuddy status")
    stories.team(school, "Samira", "Vera", weeks=0)
    bruno.clicks("Undo the end")
    bruno.sees_privately("The student has another buddy by now")
    assert ending(school).taken_back_at is None


def test_buttons_of_an_ended_team_say_so(school: School, petra: Person) -> None:
    samira, bruno, room = pair(school)
    samira.opens_home()
    bruno.opens_home()
    ends(school, samira, GRADUATED)
    samira.closes(all=True)
    bruno.types("/logsession 1h", channel=room)
    bruno.sees_privately(
        "This team ended on 2 March 2026, so there is nothing to log or plan in it any more."
    )
    bruno.types("/codebuddy support")
    assert bruno.modal().title == "I need help"


def test_a_manager_ends_a_team_and_the_buddy_who_manages_reads_no_note(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    petra.types("/codebuddy end")
    petra.submits({"A student or a buddy of the team": samira})
    assert "End the team of @Samira and @Bruno?" in petra.modal().text
    petra.submits({REASON: "The student is not in the course any more"})
    shown = petra.modal().text
    assert "What @Samira reads then" in shown
    assert "What @Bruno reads then" in shown
    petra.submits({})
    tick(school)
    samira.gets_dm("Your buddy team with @Bruno has come to its end.")
    samira.gets_dm("/codebuddy request is open to you")
    bruno.gets_dm("Your buddy team with @Samira has come to its end.")
    assert ending(school).reason is EndReason.DROPPED_OUT
    petra.closes(all=True)
    pair(school, "Noor", "Petra")
    noor = school.person("Noor")
    noor.types("/codebuddy end")
    assert "@Mateo and @Bea, and by nobody else" in noor.modal().text
    noor.closes()
    mateo = school.person("Mateo")
    mateo.types("/codebuddy end")
    assert "A student or a buddy of the team" in mateo.modal().text


def test_bad_input_loses_nothing_and_says_what_is_wrong(school: School, petra: Person) -> None:
    samira, _, _ = pair(school)
    samira.types("/codebuddy end")
    samira.submits({REASON: "Something else", NOTE: "Words", "When?": "On a day to come"})
    assert samira.modal().errors == {"The last day, if it is to come": "Please choose a day."}
    samira.submits({"The last day, if it is to come": "2026-03-02"})
    assert "Please choose a day after today" in str(samira.modal().errors)
    samira.submits({"The last day, if it is to come": "2027-09-01"})
    assert "more than a year ahead" in str(samira.modal().errors)
    samira.submits({"When?": "Now"})
    samira.closes()
    assert samira.modal().fields[NOTE] == "Words"
    samira.submits({})
    with school.store.read(school.workspace.id) as db:
        assert not db.scalars(select(EndingWords)).all()
    samira.submits({})
    with school.store.read(school.workspace.id) as db:
        [kept] = db.scalars(select(EndingWords.sealed)).all()
    assert kept is not None
    assert b"Words" not in kept
    with pytest.raises(AssertionError):
        school.person("Bruno").gets_dm("Words")
