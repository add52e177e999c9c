"""A programme that has minors: nobody is matched before it is known who is one, and who was checked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from models import BuddyRequest, Settings, Volunteer
from models.enums import Guardian, ProposalState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import opens
from tests.flows.waiting_list import states, tick

AGE = "How old are you?"
DAY = "On which day was it made?"


def with_minors(school: School, has_minors: bool = True) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().has_minors = has_minors


def request(school: School) -> BuddyRequest:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(BuddyRequest)).one()


def questions(person: Person) -> int:
    return sum("are you 18 or older?" in text for text in person.dm_texts())


def test_who_asked_and_offered_before_there_were_minors_is_asked_once_and_matched_then(
    school: School, petra: Person
) -> None:
    """Both fit; her age is not known, and his check is not."""
    samira = stories.waiting(school, "Samira", "es", days=3)
    bruno = stories.volunteer(school, "Bruno", "es")
    with_minors(school)
    stories.match(school)
    assert states(school) == []
    samira.gets_dm("I need one answer from you before I can look for a buddy: are you 18 or older?")
    samira.types("/codebuddy status")
    samira.sees_privately(
        "Now: I need one answer from you before I can look for a buddy. Are you 18 or older?"
    )
    samira.sees_privately("While I wait for your answer, your days stand still")
    samira.does_not_see("[Change]")
    petra.types("/codebuddy match")
    tick(school)
    petra.gets_dm("• 1 waits for Spanish: I have asked if the student is an adult, and have no answer yet.")
    petra.clicks("Choose")
    petra.sees("@Samira has not said yet if they are an adult")
    school.sandbox.advance(days=4)
    assert questions(samira) == 1
    assert "Day 3 since you asked." in samira.opens_home(), "her days stand still"
    samira.clicks_home("Open my request")
    samira.submits({})
    assert samira.submits({}).refused, "the question is open"
    samira.submits({AGE: str(Guardian.ADULT)})
    tick(school)
    row = request(school)
    assert (row.guardian, row.guardian_agreed_at, row.paused_at) == (Guardian.ADULT, None, None)
    assert timedelta(days=3, hours=23) < timedelta(seconds=row.paused_seconds) < timedelta(days=4, hours=1)
    assert row.why_waiting == "no_capacity", "he was not checked"
    assert "Next: a manager enters the day of your background check." in bruno.opens_home()
    petra.opens_home()
    petra.clicks_home("Read the offer")
    petra.sees("The day of the background check is missing: I suggest no student until then.")
    petra.presses("Enter the check")
    petra.submits({DAY: date(2026, 3, 9)})
    assert DAY in petra.modal().errors
    petra.submits({DAY: date(2026, 2, 27)})
    assert "Background check of 27 February 2026." in petra.modal().text
    petra.closes(all=True)
    tick(school)
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]
    assert "would like to be a buddy" not in petra.opens_home()
    samira.types("/codebuddy request")
    samira.submits({})
    assert "I am 18 or older" in str(samira.modal().view.get("blocks")), "what she said is kept"


def test_a_volunteer_who_has_never_read_the_code_of_conduct_is_asked_once_and_proposed_to_nobody_before(
    school: School, petra: Person
) -> None:
    """He was approved before there was one, or came in from a file."""
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es", conduct_version=None, conduct_at=None)
    stories.match(school)
    assert states(school) == []
    bruno.gets_dm("One thing is missing before I suggest a new student to you")
    assert "read and tick the code of conduct" in bruno.opens_home()
    samira.types("/codebuddy status")
    samira.sees_privately("No buddy who fits is available right now.")
    school.sandbox.advance(days=3)
    assert sum("One thing is missing" in text for text in bruno.dm_texts()) == 1
    bruno.clicks("Open my offer")
    bruno.submits({})
    bruno.submits({"Please read and tick each": list(stories.MEETING["conduct"])})
    tick(school)
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]


@pytest.mark.parametrize("state", [ProposalState.PROPOSED, ProposalState.APPROVED, ProposalState.ACCEPTED])
def test_pairs_on_their_way_stop_where_too_little_is_known(
    school: School, petra: Person, state: ProposalState
) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.proposal(school, samira, bruno, state)
    with_minors(school)
    stories.match(school)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    school.sandbox.advance(minutes=1)
    assert questions(samira) == 1


@pytest.mark.parametrize("knows", [{"guardian": Guardian.AGREED}, {}])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_team_is_made_of_two_of_whom_too_little_is_known(
    school: School, petra: Person, knows: dict[str, Guardian]
) -> None:
    """Before the matching that would have ended it."""
    samira, bruno = stories.waiting(school, "Samira", "es", **knows), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    with_minors(school)
    samira.clicks("Accept")
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_there_are_minors_no_more_her_days_count_again(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es", days=3)
    with_minors(school)
    stories.match(school)
    school.sandbox.advance(days=2)
    assert request(school).paused_at is not None
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().has_minors = False
    stories.match(school)
    assert request(school).paused_at is None
    school.sandbox.advance(days=4)
    samira.gets_dm("I have not found a buddy for you yet, and I am still looking.")


def test_a_question_that_is_answered_or_not_needed_any_more_says_so_and_comes_again_where_it_is(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es")
    with_minors(school)
    stories.match(school)
    assert questions(samira) == 1
    with_minors(school, False)
    stories.match(school)
    assert questions(samira) == 0
    samira.sees("I asked you how old you are. I do not need an answer any more")
    samira.does_not_see("Open my request")
    with_minors(school)
    stories.match(school)
    assert questions(samira) == 1, "a new message: she would not see that an old one has changed"
    samira.clicks("Open my request")
    samira.submits({})
    samira.submits({AGE: str(Guardian.ADULT)})
    tick(school)
    assert questions(samira) == 0
    samira.sees("Thank you: I have your answer to my question how old you are.")


def test_who_turns_minors_on_reads_before_to_whom_i_write(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    opens(petra, "Minors")
    petra.sees("I write at once to each student who waits already and has not said so")
    petra.sees("Today I would write to one student.")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_nobody_is_asked_at_night(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es", conduct_version=None, conduct_at=None)
    with_minors(school)
    school.sandbox.set_clock(datetime(2026, 3, 3, 1, 0, tzinfo=UTC))
    stories.match(school)
    assert questions(samira) == 0
    assert bruno.dm_texts() == []
    school.sandbox.set_clock(datetime(2026, 3, 3, 8, 30, tzinfo=UTC))
    school.sandbox.advance(minutes=1)
    assert questions(samira) == 1
    bruno.gets_dm("One thing is missing")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_where_there_are_no_minors_nobody_is_asked(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    assert states(school) == [("Bruno", ProposalState.PROPOSED)]
    assert questions(samira) == 0
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Volunteer.checked_on)).one() is None


def test_managers_read_that_a_student_is_a_minor_and_whose_word_the_consent_is(
    school: School, petra: Person
) -> None:
    said = {"guardian": Guardian.AGREED, "guardian_agreed_at": datetime(2026, 2, 27, 23, 30, tzinfo=UTC)}
    samira = stories.waiting(school, "Samira", "es", **said)
    bruno = stories.volunteer(school, "Bruno", "es", checked_on=date(2026, 2, 1))
    with_minors(school)
    stories.match(school)
    line = "@Samira is under 18, and said on 28 February 2026 that a parent or guardian agrees."
    petra.sees(line)
    assert line in petra.opens_home()
    assert all("under 18" not in str(call["args"].get("text")) for call in school.workspace.calls())
    petra.clicks("Approve")
    tick(school)
    bruno.clicks("Accept")
    tick(school)
    petra.sees(line)
    assert "under 18" not in str(bruno.seen()) + bruno.opens_home()
    samira.clicks("Accept")
    tick(school)
    petra.sees("Please plan the introduction with both")
    petra.sees(line)
    assert f"their questions. {line}" in petra.opens_home()
    with_minors(school, False)
    assert "under 18" not in petra.opens_home()
