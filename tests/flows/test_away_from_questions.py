"""`/codebuddy away` of those who are asked for help: their days away from questions are others than those from a team."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models import ContactTimes, Rest
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.duty import cast

__all__ = ["cast"]

HERE = "You are asked when somebody needs help, so your days away stand here."
AS_WELL = "You are also asked when somebody needs help. These days do not count there."
AWAY, FIRST, LAST = "Days away", "First day away", "Last day away"


def away_of(school: School, person: Person) -> list[tuple[str, str]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(ContactTimes).where(ContactTimes.user_id == person.id)).all()
        assert not db.scalars(select(Rest)).all()
        return [(f"{row.away_from}", f"{row.away_until}") for row in rows]


@pytest.mark.parametrize("name", ["Petra", "Mateo", "Bea", "Wanda"])
def test_whoever_has_no_team_and_is_asked_for_help_says_it_where_it_counts(
    school: School, cast: dict[str, Person], name: str
) -> None:
    one = cast[name]
    one.types("/codebuddy away until 6 March")
    assert HERE in one.modal().text
    assert "Nothing was stored yet" in one.modal().text
    fields = one.modal().fields
    assert (fields[AWAY], fields[FIRST], fields[LAST]) == (
        "Away on the days below",
        "2026-03-02",
        "2026-03-06",
    )
    one.submits({})
    assert "away from Monday 2 March to Friday 6 March" in one.modal().text
    one.closes(all=True)
    assert away_of(school, one) == [("2026-03-02", "2026-03-06")]
    one.types("/codebuddy away")
    assert (HERE in one.modal().text, "Nothing was stored" in one.modal().text) == (True, False)
    assert one.modal().fields[LAST] == "2026-03-06", "as she has said it before"
    one.closes()
    one.types("/codebuddy away soon")
    assert "I found no day to come in what you wrote." in one.modal().text


def test_a_manager_who_is_a_buddy_too_reads_that_there_are_two(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    stories.volunteer(school, "Petra", "es")
    petra.types("/codebuddy away")
    assert AS_WELL in petra.modal().text
    petra.presses("When you are there")
    assert petra.modal().title == "When you are there"
    petra.closes(all=True)
    petra.types("/codebuddy away until 6 March")
    petra.sees_privately(AS_WELL)
    petra.clicks("When you are there", in_message_with="do not count there")
    assert petra.modal().fields[AWAY] != "Away on the days below"


def test_a_buddy_who_runs_nothing_reads_of_one_alone(school: School) -> None:
    stories.set_up(school)
    bruno = stories.volunteer(school, "Bruno", "es")
    bruno.types("/codebuddy away")
    assert "asked when somebody needs help" not in bruno.modal().text
    bruno.closes()
    bruno.types("/codebuddy away until 6 March")
    assert "asked when somebody needs help" not in bruno.private_texts()[-1]
