"""An end is undone: what managers had to do for the team is there again as it was."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.services import notices
from models import Task, Team
from models.enums import TaskKind, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import NEW_BUDDY, ends, pair, state

ASK = "Please ask @{}, alone, how it is going"
MORE = "Later, pass on"


@pytest.fixture
def petra(school: School) -> Person:
    stories.set_up(school)
    return school.person("Petra")


def tasks(school: School) -> list[tuple[object, ...]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Task).order_by(Task.id)).all()
        return [(one.dedupe_key, one.opened_at, one.done_at, one.snoozed_until, one.held_by) for one in rows]


def to_ask(school: School, *people: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one().id
        for one in people:
            notices.task(
                db, TaskKind.CHECK_IN, f"{team}:{one.id}", school.sandbox.now, team=team, user=one.id
            )


def undone(school: School, person: Person) -> None:
    person.closes(all=True)
    person.opens_home()
    person.clicks_home("Undo the end")
    school.sandbox.settle()
    assert state(school, person) is TeamState.ACTIVE


def test_the_managers_tasks_come_back_with_the_team_as_they_were(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    to_ask(school, samira, bruno)
    petra.opens_home()
    petra.clicks_home(f"1. {MORE}")
    petra.presses("Tomorrow: Tuesday 3 March")
    petra.closes(all=True)
    home, before = petra.opens_home(), tasks(school)
    assert ASK.format("Bruno") in home
    ends(school, samira, NEW_BUDDY)
    assert ASK.format("Bruno") not in petra.opens_home()
    undone(school, samira)
    assert tasks(school) == before
    assert ASK.format("Bruno") in petra.opens_home()
    petra.clicks_home("All tasks")
    assert ASK.format("Samira") in petra.modal().text
    assert "comes back on Tuesday 3 March" in petra.modal().text
    petra.closes(all=True)
    school.sandbox.advance(days=1)
    assert ASK.format("Samira") in petra.opens_home()


def test_what_was_done_before_the_end_stays_done(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    to_ask(school, samira, bruno)
    with school.store.begin(school.workspace.id) as db:
        for row in db.scalars(select(Task).where(Task.dedupe_key.endswith(samira.id))):
            row.done_at, row.done_by = school.sandbox.now, petra.id
    school.sandbox.advance(minutes=5)
    ends(school, samira, NEW_BUDDY)
    undone(school, samira)
    home = petra.opens_home()
    assert ASK.format("Bruno") in home
    assert f"• {ASK.format('Samira')}" not in home


def test_who_came_back_to_slack_while_it_was_ended_is_no_task_any_more(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    bruno.is_deactivated()
    school.sandbox.settle()
    assert [done for _, _, done, *_ in tasks(school)] == [None]
    ends(school, samira, NEW_BUDDY)
    bruno.is_reactivated()
    undone(school, samira)
    assert [done is None for _, _, done, *_ in tasks(school)] == [False]
