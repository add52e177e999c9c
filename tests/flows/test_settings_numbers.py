"""The numbers of `/codebuddy settings`: what they can be, and from when on they count; and minors."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from models import BuddyRequest, Proposal, Team
from models.enums import ProposalState
from sandbox.people import Person
from tests import stories
from tests.conftest import START, School
from tests.flows.settings_screen import history, opens, programme

NUMBERS = ("promise_days", "offer_hours", "student_hours", "idle_days")
STILL = "Day on which a student hears that I am still looking"
LISTED = "Day on which managers have the student on their list"
OVERDUE = "Day on which the promised time is over"
REMIND, PASS_ON = "Hours until a volunteer is reminded", "Hours until I ask another volunteer"
STUDENT = "Hours until you hear that a student has not answered"
NEED = {
    "Which class are you in?": "Web Development in English",
    "Which languages do you speak well?": ["English"],
}
"""The first page of a request."""
IDLE, ANSWER = "Days without a student until I ask", "Days to answer"


def test_a_number_that_cannot_be_is_told_at_its_field_and_nothing_is_stored(
    school: School, petra: Person
) -> None:
    before = programme(school)
    opens(petra, "The promise")
    petra.submits({STILL: "0", LISTED: "20"})
    assert petra.modal().errors == {
        STILL: "Please write a whole number from 1 to 90.",
        OVERDUE: "This comes after the one before, so it must be more than 20.",
    }
    assert petra.modal().fields[LISTED] == "20"
    assert programme(school) == before


def test_new_days_of_the_promise_count_at_once_for_all_who_wait(school: School, petra: Person) -> None:
    olga = stories.waiting(school, "Olga", "fr", days=4)
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(BuddyRequest)).one().promise_due_at = START + timedelta(days=3)
    school.sandbox.advance(minutes=1)
    assert olga.dm_texts() == []
    opens(petra, "The promise")
    petra.submits({STILL: "3", LISTED: "5", OVERDUE: "21"})
    assert "On day 3 a student hears" in petra.modal().text
    school.sandbox.advance(minutes=1)
    assert len(olga.dm_texts()) == 1
    assert "still looking" in olga.last_dm()
    school.sandbox.advance(days=1)
    petra.opens_home()
    assert "Olga" in petra.home_text()
    assert "longer than promised" not in petra.home_text()
    nora = school.person("Nora")
    nora.types("/codebuddy request")
    nora.submits(NEED)
    nora.submits()
    assert "It usually takes 3 to 21 days." in nora.modal().text


def test_new_hours_count_for_whoever_was_asked_and_a_reminder_keeps_its_word(
    school: School, petra: Person
) -> None:
    asked = {}
    for student, buddy in (("Olga", "Vera"), ("Rosa", "Bruno")):
        one, other = stories.waiting(school, student, "en"), stories.volunteer(school, buddy, "en")
        asked[buddy] = stories.proposal(school, one, other, ProposalState.PROPOSED)
    with school.store.begin(school.workspace.id) as db:
        reminded = db.scalars(select(Proposal).where(Proposal.id == asked["Bruno"])).one()
        reminded.state, reminded.step, reminded.decided_at = ProposalState.APPROVED, 1, START
        reminded.next_step_at = START + timedelta(hours=24)
        fresh = db.scalars(select(Proposal).where(Proposal.id == asked["Vera"])).one()
        fresh.state, fresh.decided_at = ProposalState.APPROVED, START
        fresh.next_step_at = START + timedelta(hours=48)
    opens(petra, "Offers and answers")
    petra.submits({REMIND: "5", PASS_ON: "12", STUDENT: "30"})
    assert "reminded after 5 hours; after 12 hours I ask somebody else" in petra.modal().text
    assert next_steps(school) == {
        asked["Vera"]: START + timedelta(hours=5),
        asked["Bruno"]: START + timedelta(hours=24),
    }
    assert [programme(school)[name] for name in ("offer_hours", "student_hours")] == [[5, 12], 30]


def next_steps(school: School) -> dict[int, datetime | None]:
    with school.store.read(school.workspace.id) as db:
        return {row.id: row.next_step_at for row in db.scalars(select(Proposal))}


def test_new_days_of_silence_count_at_the_next_look(school: School, petra: Person) -> None:
    bruno = stories.volunteer(school, "Bruno", "en", answered_at=START - timedelta(days=20))
    opens(petra, "Volunteers who go silent")
    petra.submits({IDLE: "19", ANSWER: "7"})
    assert "Without an answer for 7 days" in petra.modal().text
    school.sandbox.advance(days=1)
    assert len(bruno.dm_texts()) == 1
    assert programme(school)["idle_days"] == [19, 7]


def test_new_hours_a_week_count_for_teams_that_begin_and_what_cannot_be_is_told(
    school: School, petra: Person
) -> None:
    stories.team(school)
    opens(petra, "Hours a week")
    for wrong, words in (("soon", "I could not read the hours."), ("99h", "from 15 min to 40 h a week")):
        petra.submits({"Hours a week": wrong})
        assert words in petra.modal().errors["Hours a week"]
        assert petra.modal().fields["Hours a week"] == wrong
    petra.submits({"Hours a week": "1h30"})
    assert "A new team meets 1 h 30 a week on average." in petra.modal().text
    assert programme(school)["weekly_minutes"] == 90
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Team.weekly_minutes)).one() == 120
    nora = school.person("Nora")
    nora.types("/codebuddy volunteer")
    assert "1 h 30" in str(nora.seen()["modals"][-1])
    assert history(school)[-1][3] == {"was": {"weekly_minutes": 120}, "becomes": {"weekly_minutes": 90}}


def test_turning_minors_on_says_how_many_volunteers_lack_a_date_and_the_forms_ask(
    school: School, petra: Person
) -> None:
    stories.volunteer(school, "Vera", "en")
    stories.volunteer(school, "Bruno", "en", checked_on=START.date())
    opens(petra, "Minors")
    assert "Today this is one approved volunteer." in petra.modal().text
    petra.submits({"Are there minors among your students?": "Yes, some are younger than 18"})
    assert "One approved volunteer has no date of a background check" in petra.modal().text
    assert programme(school)["has_minors"] is True
    assert programme(school)["match_due_at"] is not None
    assert history(school)[-1][3] == {"was": {"has_minors": False}, "becomes": {"has_minors": True}}
    nora = school.person("Nora")
    nora.types("/codebuddy request")
    nora.submits(NEED)
    assert "How old are you?" in nora.modal().text
    petra.presses("Change: Minors")
    petra.submits({"Are there minors among your students?": "No, everybody is 18 or older"})
    assert "background check" not in petra.modal().text


def test_a_form_that_was_open_when_minors_were_turned_on_says_that_it_asks_more(
    school: School, petra: Person
) -> None:
    nora = school.person("Nora")
    nora.types("/codebuddy request")
    nora.submits(NEED)
    opens(petra, "Minors")
    petra.submits({"Are there minors among your students?": "Yes, some are younger than 18"})
    nora.submits({"In which city?": "Girona"})
    assert "This page has one more question" in " ".join(nora.modal().errors.values())
    nora.presses("Back")
    nora.submits()
    assert nora.modal().fields["In which city?"] == "Girona"
    nora.submits({"How old are you?": "I am 18 or older"})
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(BuddyRequest)).one().city == "Girona"
