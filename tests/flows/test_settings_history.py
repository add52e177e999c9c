"""The history of the settings: every change with who, when, from and to; and putting it back, which is one more."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from bot import ids
from bot.errors import UserError
from bot.services import breaks, confidence, people, settings_history
from models import BuddyRequest, History
from sandbox.people import Person
from tests import stories
from tests.conftest import START, School
from tests.flows.duty import names_stand_ins
from tests.flows.settings_screen import history, lines, opens, programme
from tests.flows.test_setup import roles, set_up_by_ada

STILL, LISTED = (
    "Day on which a student hears that I am still looking",
    "Day on which managers have the student on their list",
)
AGAIN = "This was changed again since then, so I did not put it back."


def looks(person: Person) -> str:
    """What her history says."""
    person.closes(all=True) if person.has_modal() else None
    person.types("/codebuddy settings")
    person.presses("History of settings")
    return person.modal().text


def test_a_change_is_listed_and_put_back_which_is_listed_too(school: School, petra: Person) -> None:
    mateo, before = school.person("Mateo"), programme(school)
    assert "Nothing has been changed yet." in looks(petra)
    petra.presses("Back")
    petra.presses("Change: The promise")
    petra.submits({STILL: "3", LISTED: "5"})
    school.sandbox.advance(hours=2)
    told = looks(mateo)
    assert "The promise · 2 Mar, 09:00 · @Petra" in told
    assert "Before: On day 7 a student hears" in told
    assert "Then: On day 3 a student hears" in told
    mateo.presses("Put back: The promise, 2 Mar, 09:00")
    assert "The promise: put back. It counts from now on." in mateo.modal().text
    assert "The promise · 2 Mar, 11:00 · @Mateo · put back" in mateo.modal().text
    assert programme(school) == before
    assert [one[:3] for one in history(school)] == [
        (petra.id, "promise", "changed"),
        (mateo.id, "promise", "put_back"),
    ]


def test_what_was_changed_again_is_not_put_back(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    opens(petra, "Long after the end")
    petra.submits({"Months after the end": "6"})
    looks(mateo)
    petra.presses("Change: Long after the end")
    petra.submits({"Months after the end": "9"})
    mateo.presses("settings_put_back")
    assert AGAIN in mateo.modal().text
    assert programme(school)["later_months"] == 9
    mateo.closes()
    told = looks(mateo)
    assert "Then: 9 months after the end" in told
    mateo.presses("settings_put_back")
    assert programme(school)["later_months"] == 6


def test_a_list_says_what_came_and_what_went(school: School, petra: Person) -> None:
    opens(petra, "Topics")
    petra.submits({"Topics": lines("HTML and CSS", "React", "Rust <!channel>")})
    told = looks(petra)
    assert "Added: Rust <!channel>" in told
    assert "Taken out: JavaScript, Node" in told
    petra.presses("settings_put_back")
    assert "rust" not in str(programme(school)["topics"]).casefold()
    assert "Added: JavaScript, Node" in petra.modal().text


def test_a_class_comes_back_and_one_that_is_gone_or_in_use_is_told(school: School, petra: Person) -> None:
    opens(petra, "Classes and courses")
    petra.presses("Add a class")
    petra.submits({"Name of the class": "Group C", "Course": "Design"})
    petra.presses("Change: Group C")
    petra.submits(
        {"Can students of this class ask for a buddy?": "Remove it from the list: nobody has asked from it"}
    )
    told = looks(petra)
    assert "Taken out: Group C: Design" in told
    petra.presses("settings_put_back")
    assert "Group C" in str(programme(school)["classes"])
    key = programme(school)["classes"][-1]["key"]
    olga = stories.waiting(school, "Olga", "en")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(BuddyRequest).where(BuddyRequest.student_id == olga.id)).one().class_key = key
    petra.presses("settings_put_back")
    assert "Somebody of this class has asked for a buddy" in petra.modal().text


def test_a_change_of_a_class_that_was_removed_since_is_refused_in_words(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    opens(petra, "Classes and courses")
    petra.presses("Change: Web Development in Spanish")
    petra.submits(
        {
            "Can students of this class ask for a buddy?": "No, it is closed: nobody new can ask, those who wait keep waiting"
        }
    )
    looks(mateo)
    petra.presses("Change: Web Development in Spanish")
    petra.submits(
        {"Can students of this class ask for a buddy?": "Remove it from the list: nobody has asked from it"}
    )
    mateo.presses("settings_put_back")
    assert "This class was removed since then." in mateo.modal().text
    assert len(programme(school)["classes"]) == 1


def test_a_break_is_taken_out_and_put_in_again(school: School, petra: Person) -> None:
    opens(petra, "Breaks and holidays")
    petra.submits({"First day": "2026-04-06", "Last day": "2026-04-10"})
    told = looks(petra)
    assert "Break added: Monday 6 April to Friday 10 April" in told
    petra.presses("settings_put_back")
    assert coming(school) == []
    petra.presses("settings_put_back")
    assert coming(school) == [(date(2026, 4, 6), date(2026, 4, 10))]


def coming(school: School) -> list[tuple[date, date]]:
    with school.store.read(school.workspace.id) as db:
        return [one.span for one in breaks.coming(db, school.sandbox.now)]


def test_roles_are_given_back_and_whoever_has_one_again_is_told(school: School) -> None:
    _, people = set_up_by_ada(school)
    nora, mateo = school.person("Nora"), people["Mateo"]
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": nora, "Backups": []})
    told = looks(mateo)
    assert "Project manager: @Petra → @Nora" in told
    assert "Backups: @Carla and @Bea → nobody" in told
    assert "E-mail" not in told
    mateo.presses("settings_put_back")
    assert "Roles and language: put back." in mateo.modal().text
    assert "Shown without an e-mail address now: @Petra. I keep no addresses" in mateo.modal().text
    assert "Shown without" not in looks(mateo)
    assert ("project_manager", people["Petra"].id, 0) in roles(school)
    assert ("backup", people["Carla"].id, 0) in roles(school)
    assert ("backup", people["Bea"].id, 1) in roles(school)
    assert nora.id not in str(roles(school))
    assert len(people["Petra"].dm_texts()) == 3


def test_a_role_does_not_go_back_to_somebody_who_has_left(school: School) -> None:
    _, people = set_up_by_ada(school)
    mateo = people["Mateo"]
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": school.person("Nora")})
    before = roles(school)
    looks(mateo)
    people["Petra"].is_deactivated()
    mateo.presses("settings_put_back")
    assert "has left this workspace" in mateo.modal().text, "the screen was open before she left"
    assert roles(school) == before
    assert "This cannot be put back: somebody in it is not here any more." in looks(mateo)
    assert ids.SETTINGS_PUT_BACK not in str(mateo.modal().view)


def test_the_first_set_up_and_addresses_alone_have_nothing_to_go_back_to(school: School) -> None:
    ada, people = set_up_by_ada(school)
    assert "Roles and language" in looks(ada)
    assert ids.SETTINGS_PUT_BACK not in str(ada.modal().view)
    people["Mateo"].types("/codebuddy setup")
    people["Mateo"].submits({"E-mail of the project manager": "other@school.example"})
    assert "Only e-mail addresses, which I do not keep here." in looks(ada)
    assert ids.SETTINGS_PUT_BACK not in str(ada.modal().view)


def test_many_changes_are_read_page_by_page(school: School, petra: Person) -> None:
    opens(petra, "Long after the end")
    for months in range(1, 20):
        petra.submits({"Months after the end": str(months)})
        petra.presses("Change: Long after the end")
        school.sandbox.advance(minutes=1)
    told = looks(petra)
    assert "19 months after" in told
    assert "10 months after" not in told
    petra.presses("Older")
    assert "10 months after" in (middle := petra.modal().text)
    petra.presses("Older")
    assert "2 months after" in petra.modal().text
    assert "Older" not in petra.modal().text
    petra.presses("Newer")
    assert petra.modal().text == middle
    petra.presses("Newer")
    assert petra.modal().text == told


def test_who_reads_in_confidence_stands_in_the_history_for_the_programme_manager_alone(
    school: School, petra: Person
) -> None:
    mateo, vera = school.person("Mateo"), school.person("Vera")
    names_stand_ins(mateo, vera)
    told = looks(mateo)
    assert "Help in confidence · 2 Mar, 09:00 · @Mateo" in told
    assert "Who reads it while you are away: nobody → @Vera" in told
    assert "Nothing has been changed yet." in looks(petra)
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(History.id).where(History.subject == confidence.SUBJECT)).one()
        who = people.acting(db, petra.id)
        with pytest.raises(UserError, match="gone"):
            settings_history.put_back(db, START, who, row, names=lambda one: (), asked={})
    mateo.presses("Put back: Help in confidence, 2 Mar, 09:00")
    assert "Help in confidence: put back. It counts from now on." in mateo.modal().text
    assert "Who reads it while you are away: @Vera → nobody" in mateo.modal().text
    with school.store.read(school.workspace.id) as db:
        assert confidence.of(db).stand_ins == ()
