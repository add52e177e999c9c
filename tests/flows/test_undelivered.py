"""A message that did not arrive: what can be done is said by what is known of its reader."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.services import notices
from models import RoleHolder, Team
from models.enums import Role, TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School

WRITE = "did not arrive. Please write to them directly."
ASK = "A message did not arrive: @Samira has left this Slack. Please ask @Bruno how to go on. You can end the team or let it rest"


def fails(school: School, to: str) -> None:
    with school.store.begin(school.workspace.id) as db:
        notices.task(db, TaskKind.UNDELIVERED, to, school.sandbox.now, to=to)


def the_list(petra: Person) -> str:
    petra.opens_home()
    petra.clicks_home("All tasks")
    return petra.modal().text


@pytest.mark.parametrize("in_channel", [True, False])
def test_of_a_team_of_which_one_has_left_the_other_is_to_be_asked(
    school: School, petra: Person, *, in_channel: bool
) -> None:
    samira, _, _ = stories.team(school)
    with school.store.read(school.workspace.id) as db:
        team = db.scalars(select(Team.id)).one()
    fails(school, f"team:{team}" if in_channel else samira.id)
    assert WRITE in the_list(petra)
    petra.closes(all=True)
    stories.has_left(school, samira)
    assert ASK in the_list(petra)
    assert WRITE not in petra.modal().text


def test_of_somebody_whom_nobody_waits_for_there_is_nothing_to_do(school: School, petra: Person) -> None:
    nora = school.person("Nora")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, nora)
    fails(school, nora.id)
    stories.has_left(school, nora)
    assert "A message did not arrive: @Nora has left this Slack. You have nothing to do" in the_list(petra)
    petra.presses("Done")
    assert "Done: A message did not arrive: @Nora has left this Slack." in petra.everything_visible()


def test_of_who_has_a_role_still_somebody_else_should_get_it(school: School, petra: Person) -> None:
    bea = school.person("Bea")
    fails(school, bea.id)
    stories.has_left(school, bea)
    assert "@Bea has left this Slack and still has a role here. Please give it to somebody else" in the_list(
        petra
    )


def test_where_both_have_left_nobody_is_to_be_asked(school: School, petra: Person) -> None:
    samira, bruno, _ = stories.team(school)
    fails(school, samira.id)
    for one in (samira, bruno):
        stories.has_left(school, one)
    assert "Please ask" not in the_list(petra)
    assert "A message did not arrive: @Samira has left this Slack." in petra.modal().text


def test_who_reads_in_confidence_is_named_to_the_programme_manager_alone(
    school: School, petra: Person
) -> None:
    nora, mateo = school.person("Nora"), school.person("Mateo")
    with school.store.begin(school.workspace.id) as db:
        stories.meet(school, db, nora)
        db.add(RoleHolder(role=Role.WELLBEING, user_id=nora.id, position=9, email=None))
    fails(school, nora.id)
    stories.has_left(school, nora)
    assert "A message did not arrive: @Nora has left this Slack. You have nothing to do" in the_list(petra)
    assert "@Nora has left this Slack and still has a role here." in the_list(mateo)
    petra.presses("Done")
    assert "has a role here" not in petra.everything_visible()


def test_of_two_teams_each_task_names_the_one_who_is_to_be_asked(school: School, petra: Person) -> None:
    samira, bruno, _ = stories.team(school)
    stories.team(school, "Nora")
    with school.store.read(school.workspace.id) as db:
        numbers = list(db.scalars(select(Team.id).order_by(Team.id)))
    for number in numbers:
        fails(school, f"team:{number}")
    stories.has_left(school, bruno)
    told = the_list(petra)
    assert "Please ask @Samira how to go on. You can end the team or let it rest" in told
    assert "Please ask @Nora how to go on. You can end the team or let it rest" in told
    petra.closes(all=True)
    fails(school, bruno.id)
    both = "Please ask @Samira and @Nora how to go on. You can end their teams or let them rest"
    assert both in the_list(petra)
    petra.closes(all=True)
    stories.has_left(school, samira)
    told = the_list(petra)
    assert "Please ask @Samira" not in told
    assert told.count("Please ask @Nora how to go on. You can end the team or let it rest") == 2
