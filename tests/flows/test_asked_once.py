"""What one act needs of the store it asks once; anew only what others can have changed before it was locked."""

from __future__ import annotations

import pytest

from bot.services import channels, home, people, request_form
from tests import counted, stories
from tests.conftest import School
from tests.counted import again

FIRST_PAGE = {"class": "web-en", "fluent": ["en"], "getting_by": [], "topics": [], "wish": "", "note": ""}


@pytest.mark.parametrize("name", ["Samira", "Bruno", "Petra"])
def test_a_home_asks_nothing_twice(school: School, name: str) -> None:
    """Of a student, of her buddy, and of a manager."""
    stories.set_up(school)
    stories.team(school)
    with counted.statements() as said, school.store.begin(school.workspace.id) as db:
        who = people.acting(db, school.person(name).id)
        home.of_home(db, school.sandbox.now, who, None)
    assert len(said) > 10
    assert again(said) == []


def test_the_first_page_of_a_request_asks_for_nothing_twice_but_what_it_keeps(school: School) -> None:
    stories.set_up(school)
    samira, now, vault = school.person("Samira"), school.sandbox.now, stories.vault(school)
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, samira)
    with counted.statements() as said, school.store.begin(school.workspace.id) as db:
        request_form.need_told(db, vault, now, people.acting(db, samira.id), FIRST_PAGE)
    assert any("buddy_requests" in sql for sql, _ in said)
    assert [sql for sql, _ in again(said) if "FROM drafts" not in sql] == []


def test_the_language_of_the_programme_is_asked_once_for_both_of_a_team(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    with school.store.read(school.workspace.id) as db:
        team = channels.launching(db, 1)
        assert team is not None
        with counted.statements() as said:
            assert channels.readers_languages(db, team) == ["en"]
    assert sum("settings.language" in sql for sql, _ in said) == 1
    assert again(said) == []
