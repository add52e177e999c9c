"""What managers note of a team: by whom it is read, changed, deleted and put back, and when it is gone for good."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.services import people, team_notes
from models import FormerNote, History, TeamNote
from sandbox.client import Impossible
from sandbox.people import Person
from tests import leaks, stories
from tests.conftest import School
from tests.flows.helping import press
from tests.flows.test_erase_me import asks as asks_to_erase
from tests.flows.test_role_handed_over import hands_over
from tests.flows.test_teams import team_of

DELETED = "You have deleted a note."


def test_a_note_is_written_changed_and_deleted_by_its_author_alone(school: School, petra: Person) -> None:
    stories.team(school, "Samira", "Bea")
    team, mateo, bea = team_of(school, "Samira"), school.person("Mateo"), school.person("Bea")
    petra.opens_home()
    petra.clicks_home(f"Team {team}")
    petra.presses("Write a note")
    assert "never do. 500 characters at most." in petra.modal().text
    petra.submits({"words": "Prefers mornings <!channel>"})
    assert petra.modal().title == f"Team {team}"
    assert "Prefers mornings <!channel>" in petra.modal().text
    mateo.opens_home()
    mateo.clicks_home(f"Team {team}")
    assert "Prefers mornings" in mateo.modal().text
    assert "[Change the note]" not in mateo.modal().text
    bea.opens_home()
    bea.clicks_home(f"Team {team}")
    assert "Prefers mornings" not in bea.modal().text, "she is of this team"
    assert "[Write a note]" not in bea.modal().text
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(TeamNote)).one()
        assert b"mornings" not in row.words
        assert row.kept_until == row.written_at.date() + timedelta(days=365)
        number = row.id
    refused = (("team_note", f"{team}:{number}"), ("team_note_delete", number))
    for action, value in refused:
        press(school, mateo, action, value)
        press(school, bea, action, value)
    petra.presses("Change the note")
    petra.submits({"words": "Prefers evenings"})
    assert "Prefers evenings" in petra.modal().text
    assert "changed since" in petra.modal().text
    petra.presses("Delete the note")
    assert "Prefers" not in petra.modal().text
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(TeamNote)).all() == []
        events = db.scalars(select(History.event).where(History.subject == "team").order_by(History.id)).all()
        assert b"evenings" not in b"".join(db.scalars(select(FormerNote.words)))
    assert events == ["note_written", "note_changed", "note_deleted"]
    assert leaks.screens_with([school.person("Samira")], "Prefers") == set()


@pytest.fixture
def petra(school: School) -> Person:
    stories.set_up(school)
    return school.person("Petra")


@pytest.fixture
def noted(school: School, petra: Person) -> Person:
    """Petra has the page of a team open, with a note of hers."""
    stories.team(school)
    opens(school, petra)
    petra.presses("Write a note")
    petra.submits({"words": "Prefers mornings"})
    return petra


def opens(school: School, person: Person) -> str:
    with suppress(Impossible):
        person.closes(all=True)
    person.types("/codebuddy teams")
    person.presses(f"Team {team_of(school, 'Samira')}")
    return person.modal().text


def kept(school: School) -> tuple[int, int]:
    """Notes, and notes as they were."""
    with school.store.read(school.workspace.id) as db:
        return len(db.scalars(select(TeamNote)).all()), len(db.scalars(select(FormerNote)).all())


def test_what_was_changed_is_put_back_by_who_did_it(school: School, noted: Person) -> None:
    noted.presses("Change the note")
    noted.submits({"words": "Prefers nights"})
    assert "changed since" in noted.modal().text
    noted.presses("Put back")
    assert "Prefers mornings" in noted.modal().text
    assert "changed since" not in noted.modal().text
    for words in ("Prefers evenings", "Prefers weekends"):
        noted.presses("Change the note")
        noted.submits({"words": words})
    mateo = school.person("Mateo")
    assert "Prefers weekends" in opens(school, mateo)
    assert "[Put back]" not in mateo.modal().text
    press(school, mateo, "team_note_back", number(school))
    noted.presses("Put back")
    assert "Prefers evenings" in noted.modal().text, "as it was before the last change"
    assert "[Put back]" not in noted.modal().text
    assert kept(school) == (1, 0)


def test_what_was_deleted_is_put_back_as_it_was(school: School, noted: Person) -> None:
    school.sandbox.advance(minutes=5)
    before = opens(school, noted)
    noted.presses("Delete the note")
    assert DELETED in noted.modal().text
    assert "Prefers mornings" not in noted.modal().text
    assert DELETED not in opens(school, school.person("Mateo"))
    assert DELETED in opens(school, noted)
    school.sandbox.advance(minutes=50)
    noted.presses("Put back")
    assert noted.modal().text == before
    assert kept(school) == (1, 0)


def test_of_many_that_were_deleted_the_last_few_can_be_put_back_and_the_page_opens(
    school: School, noted: Person
) -> None:
    """With each of them the page would be over Slack's 100 blocks."""
    with school.store.begin(school.workspace.id) as db:
        who, team, vault = people.acting(db, noted.id), team_of(school, "Samira"), stories.vault(school)
        for number in range(100):
            now = school.sandbox.now + timedelta(seconds=number)
            team_notes.write(db, vault, now, who, team, f"Note {number}")
            newest = team_notes.of(db, vault, now, who, team).shown[0]
            if number < 97:
                team_notes.delete(db, vault, now, who, newest.id)
    school.sandbox.advance(minutes=2)
    opens(school, noted)
    view = noted.modal().view
    assert noted.modal().text.count(DELETED) == team_notes.SHOWN
    assert len(view["blocks"]) <= 100
    assert len(json.dumps(view)) <= 250_000
    spoken = [
        one.get("accessibility_label") or one["text"]["text"]
        for block in view["blocks"]
        for one in (*block.get("elements", ()), *filter(None, [block.get("accessory")]))
        if one.get("type") == "button"
    ]
    assert len(set(spoken)) == len(spoken), "a reader of the screen hears which note it is"


def test_after_an_hour_it_is_gone_for_good(school: School, noted: Person) -> None:
    noted.presses("Delete the note")
    assert kept(school) == (0, 1)
    school.sandbox.advance(minutes=62)
    assert kept(school) == (0, 0)
    noted.presses("Put back")
    assert "Prefers mornings" not in noted.everything_visible()
    assert DELETED not in opens(school, noted)
    assert kept(school) == (0, 0)


def test_the_words_before_a_change_are_gone_after_an_hour_too(school: School, noted: Person) -> None:
    noted.presses("Change the note")
    noted.submits({"words": "Prefers evenings"})
    assert kept(school) == (1, 1)
    school.sandbox.advance(minutes=62)
    assert kept(school) == (1, 0)
    assert "[Put back]" not in opens(school, noted)


def test_what_can_be_put_back_goes_with_whoever_of_the_team_is_erased(school: School, noted: Person) -> None:
    samira = school.person("Samira")
    asks_to_erase(samira)
    samira.closes(all=True)
    school.sandbox.advance(hours=23, minutes=50)
    opens(school, noted)
    noted.presses("Delete the note")
    assert kept(school) == (0, 1)
    school.sandbox.advance(minutes=15)
    assert kept(school) == (0, 0)


def test_whoever_holds_a_role_deletes_what_one_who_has_none_any_more_has_noted(
    school: School, noted: Person
) -> None:
    mateo, nora = school.person("Mateo"), school.person("Nora")
    assert "[Delete the note]" not in opens(school, mateo)
    noted.closes(all=True)
    hands_over(school, noted, nora)
    said = opens(school, nora)
    assert "Prefers mornings" in said
    assert "[Delete the note]" in said
    assert "[Change the note]" not in said
    nora.presses("Delete the note")
    assert kept(school) == (0, 1)
    press(school, mateo, "team_note_back", number(school))
    assert kept(school) == (0, 1), "for who did it alone"
    nora.presses("Put back")
    assert "@Petra on" in nora.modal().text
    assert kept(school) == (1, 0)


def number(school: School) -> str:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(FormerNote.id)).one()
