"""Words on the screens that depend on how things stand: each says what is true at that moment, to those it is for."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import select

from bot import ids
from bot.errors import UserError, Wrong
from bot.services import remedies
from bot.services.lost_roles import Lost
from bot.views import errors
from bot.views import remedies as remedy_views
from models import BuddyRequest, Settings
from models import Person as Member
from models.enums import Place, ProposalState, Role
from sandbox.people import Impossible, Person
from tests import stories
from tests.conftest import START, School
from tests.flows.waiting_list import states, tick

NOTE = "Please do not tell anybody that I am expecting."
WHY = "They know each other from the library, & both asked."


def with_note(school: School, student: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == student.id)).one()
        row.note = stories.vault(school).seal("buddy_requests.note", str(row.id), NOTE)


PREFERS = "@Samira would prefer another buddy."


def test_a_possible_team_waits_for_a_manager_before_anybody_is_asked(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es", days=20)
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    assert "There is a possible team: it waits for a manager's answer." in petra.opens_home()
    assert "and I am asking" not in samira.opens_home()
    assert "The people who run CodeBuddies look at it." in samira.home_text()
    petra.clicks("Approve")
    tick(school)
    assert "A volunteer who may fit is being asked." in petra.opens_home()
    assert "somebody may fit, and I am asking." in samira.opens_home()
    bruno.clicks("Accept")
    tick(school)
    assert "A volunteer has said yes; now the student decides." in petra.opens_home()


def test_a_note_for_managers_is_one_click_away_on_home_and_in_no_notification(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es")
    with_note(school, samira)
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    assert NOTE not in petra.opens_home()
    assert "There is a note, only for you who run CodeBuddies." in petra.home_text()
    petra.clicks_home("Read the note")
    assert NOTE in petra.modal().text
    petra.closes(all=True)
    for other in (bruno, samira, school.person("Wanda")):
        with pytest.raises(Impossible):
            other.clicks_home("Read the note")
        other.does_not_see(NOTE)
    sent = [str(call["args"].get("text")) for call in school.workspace.calls("chat.postMessage")]
    assert not [text for text in sent if NOTE in text or "There is a note" in text]


def test_what_cannot_be_undone_is_asked_first(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es")
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    assert "do not propose these two to each other again" in sure(petra, ids.PROPOSAL_REJECT)
    petra.clicks("Approve")
    tick(school)
    assert "do not propose these two to each other again" in sure(petra, ids.PROPOSAL_TAKE_BACK)
    petra.clicks("Take it back")
    assert states(school) == [("Bruno", ProposalState.DECLINED)]


def test_a_student_is_asked_before_she_loses_a_buddy(school: School, petra: Person) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    said_yes(school, petra, bruno)
    asked = sure(samira, ids.BUDDY_DECLINE)
    assert "do not suggest this volunteer to you again. You cannot undo this yourself." in asked
    samira.sees("Hello, I am Bruno.")


def test_the_days_of_a_possible_team_are_those_of_today_wherever_they_are_read(
    school: School, petra: Person
) -> None:
    stories.waiting(school, "Samira", "es", days=5)
    stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.gets_dm("@Samira has waited 5 days.")
    school.sandbox.advance(days=7)
    assert "@Samira has waited 12 days." in petra.opens_home()
    petra.sees("@Samira has waited 12 days.")
    assert not any("waited 5 days" in text for text in petra.dm_texts())
    edits = [call for call in school.workspace.calls("chat.update") if "waited" in str(call["args"])]
    assert len(edits) == 7, "once a day"


def test_that_she_would_like_somebody_else_is_no_task_any_more_when_she_has_a_buddy(
    school: School, petra: Person
) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    said_yes(school, petra, bruno)
    samira.clicks("Somebody else, please")
    tick(school)
    assert PREFERS in petra.opens_home()
    emil = stories.volunteer(school, "Emil", "es")
    stories.match(school)
    said_yes(school, petra, emil)
    assert PREFERS in petra.opens_home(), "she has not decided yet"
    samira.clicks("Accept")
    assert PREFERS not in petra.opens_home()


def test_a_must_that_nobody_has_said_they_are_is_said_so_and_talked_about(
    school: School, petra: Person
) -> None:
    lina = stories.waiting(school, "Lina", "es", days=15, traits=["woman"], traits_must=True)
    stories.volunteer(school, "Ines", "es")
    stories.match(school)
    lina.types("/codebuddy status")
    lina.sees_privately("You need a buddy who is a woman; none of them has said that they are.")
    with school.store.read(school.workspace.id) as db:
        number = db.scalars(select(BuddyRequest.id)).one()
        found = remedies.find(db, stories.vault(school), school.sandbox.now, number, "")
    assert found is not None
    text = remedy_views.seen(found, "en").text
    assert "This student needs a buddy who is a woman; none of them has said that they are." in text
    assert "Please talk about it: as a wish, not a must, more people could help." in str(
        remedy_views.seen(found, "en").blocks
    )


def said_yes(school: School, manager: Person, volunteer: Person) -> None:
    manager.clicks("Approve")
    tick(school)
    volunteer.clicks("Accept")
    tick(school)


def sure(person: Person, action_id: str) -> str:
    """What is asked before a button of a direct message counts."""
    everything: list[dict[str, Any]] = [
        element
        for dm in person.seen()["dms"]
        for message in dm["messages"]
        for block in message["blocks"]
        for element in block.get("elements", ())
    ]
    [found] = [one for one in everything if one.get("action_id") == action_id]
    return str(found["confirm"]["text"]["text"])


def test_why_a_rule_was_bent_is_read_by_managers_at_any_time_and_by_nobody_else(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "ar", "en", fluent=["ar"], times=("mon_morning",))
    emma = stories.volunteer(school, "Emma", "en", fluent=[], times=("tue_evening",))
    petra.types("/codebuddy match")
    petra.clicks("Choose")
    petra.submits({"Or choose somebody yourself": emma})
    petra.submits({"Why is it right all the same?": WHY})
    tick(school)
    petra.sees(WHY)
    emma.clicks("Accept")
    tick(school)
    samira.clicks("Accept")
    tick(school)
    petra.gets_dm("Both have said yes: they are a team.")
    petra.sees(WHY)
    school.sandbox.advance(days=1)
    mateo = school.person("Mateo")
    mateo.does_not_see(WHY)
    said = mateo.types("/codebuddy request history").text
    assert "a manager chose this pair" in said
    mateo.sees(WHY)
    for other in (samira, emma):
        other.opens_home()
        other.types("/codebuddy status")
        other.does_not_see(WHY)


def test_a_request_of_a_class_that_was_closed_meanwhile_comes_back_and_says_what_to_choose(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es", topics=("react",))
    samira.opens_home()
    samira.clicks_home("Withdraw")
    samira.clicks_home("Put it back")
    assert not samira.has_modal(), "nothing has changed"
    samira.clicks_home("Withdraw")
    with school.store.begin(school.workspace.id) as db:
        settings = db.scalars(select(Settings)).one()
        settings.classes = [{**one, "eligible": one["key"] != "web-en"} for one in settings.classes]
    samira.clicks_home("Put it back")
    assert "Your class was closed to new requests in the meantime." in samira.modal().text
    assert "Are you in another class now?" in samira.modal().text
    samira.presses("Change")
    assert samira.modal().fields["What is it about?"] == "React", "nothing is lost"
    samira.submits({"Which class are you in?": "Web Development in Spanish"})
    samira.submits({})
    samira.closes(all=True)
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(BuddyRequest)).one()
    assert (row.class_key, row.asked_at, row.topics) == ("web-es", START, ["react"])


def test_whoever_chose_both_places_without_a_city_reads_that_only_online_counts(
    school: School, petra: Person
) -> None:
    samira = stories.waiting(school, "Samira", "es", place=Place.EITHER)
    samira.opens_home()
    samira.clicks_home("Change")
    samira.submits({})
    assert "Without a city I look for online only." in samira.modal().text
    samira.submits({})
    assert "Online. To meet in person, too, I need your city." in samira.modal().text


@pytest.mark.parametrize(
    ("hers", "his", "words"),
    [
        (Place.REMOTE, Place.EITHER, "You would meet online."),
        (Place.EITHER, Place.EITHER, "You can meet online, or in person in Málaga."),
        (Place.IN_PERSON, Place.EITHER, "You would meet in person, in Málaga."),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_both_read_online_or_where(
    school: School, petra: Person, hers: Place, his: Place, words: str
) -> None:
    samira = stories.waiting(school, "Samira", "es", place=hers, city="Málaga")
    bruno = stories.volunteer(school, "Bruno", "es", place=his, city="malaga")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.gets_dm(words)
    bruno.clicks("Accept")
    tick(school)
    samira.gets_dm(words)


def test_the_times_on_an_offer_are_by_the_clock_of_who_reads_it(school: School, petra: Person) -> None:
    stories.waiting(school, "Samira", "es", times=("mon_evening", "sun_evening"))
    bruno = school.person("Bruno", tz="America/Bogota")
    stories.volunteer(school, "Bruno", "es", times=("mon_afternoon", "mon_morning", "tue_afternoon"))
    bruno.opens_home()
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Member).where(Member.user_id == bruno.id)).one().timezone = "America/Bogota"
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    bruno.gets_dm("You both have time, by your clock: mornings: Monday; afternoons: Monday.")


def test_who_has_asked_reads_in_the_guide_how_to_change_it(school: School, petra: Person) -> None:
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    assert "/codebuddy request: change or withdraw your request" in samira.types("/codebuddy help").text
    said = bruno.types("/codebuddy help").text
    assert "/codebuddy volunteer: change or pause your offer" in said
    assert "/codebuddy request" not in said


def test_an_outsider_reads_the_programmes_own_hours(school: School, petra: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().weekly_minutes = 90
    assert "about 1 h 30 a week on average" in school.person("Olu").opens_home()


def test_no_refusal_has_marks_that_a_field_of_a_form_would_show() -> None:
    days = dict.fromkeys(("day", "today", "first"), START.date())
    lost = Lost((Role.PROJECT_MANAGER,), ())
    values: dict[str, Any] = defaultdict(lambda: 1, **days, feature="questions", lost=lost)
    for language in ("en", "es"):
        for wrong in Wrong:
            assert "`" not in errors.words(UserError(wrong, values), language).text, wrong
