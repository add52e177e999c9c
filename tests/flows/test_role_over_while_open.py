"""A role that is lost while its screens are open: the next press says that it is over, and with whom it is now."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import ids
from models import Ending, Task
from models.enums import TaskKind
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import GRADUATED, LAST, WHEN, ends, pair
from tests.flows.helping import press
from tests.flows.test_role_handed_over import hands_over
from tests.flows.test_role_lost import gives_the_role
from tests.flows.test_task_moves import planted

OVER = "Your role in CodeBuddies is over: Project manager."
NOW = f"{OVER} It is with @Nora now. Nothing was changed."


@pytest.fixture
def task(school: School, petra: Person) -> int:
    stories.team(school)
    planted(school, TaskKind.CHANNEL_GONE)
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Task.id).where(Task.done_at.is_(None))).one()


def test_a_button_of_her_digest(school: School, petra: Person, task: int) -> None:
    petra.types("/codebuddy digest")
    school.sandbox.advance(minutes=1)
    gives_the_role(school, school.person("Nora"))
    press(school, petra, ids.TASK_DONE, str(task))
    petra.sees_privately(NOW)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(Task.done_at).where(Task.id == task)).one() is None


def test_her_list_of_tasks(school: School, petra: Person, task: int) -> None:
    petra.opens_home()
    petra.clicks_home("All tasks")
    gives_the_role(school, school.person("Nora"))
    petra.presses("Done")
    assert NOW in petra.modal().text


def test_the_form_of_a_report_in_which_slack_shows_no_names(school: School, petra: Person) -> None:
    petra.types("/codebuddy report")
    gives_the_role(school, school.person("Nora"))
    petra.submits()
    [told] = petra.modal().errors.values()
    assert told == f"{OVER} Nothing was changed. /codebuddy contacts shows who looks after it now."


@pytest.mark.parametrize("action", [ids.END_OPEN, ids.END_MOVE, ids.END_TAKE_BACK])
def test_the_end_of_a_team_and_one_that_is_planned(school: School, petra: Person, action: str) -> None:
    samira, _, _ = pair(school)
    ends(school, samira, GRADUATED, **{WHEN: "On a day to come", LAST: "2026-04-10"})
    with school.store.read(school.workspace.id) as db:
        number, team = db.execute(select(Ending.id, Ending.team_id)).one()
    gives_the_role(school, school.person("Nora"))
    press(school, petra, action, str(team if action == ids.END_OPEN else number))
    petra.sees_privately(NOW)


def test_a_check_up(school: School, petra: Person) -> None:
    petra.types("/codebuddy doctor")
    gives_the_role(school, school.person("Nora"))
    press(school, petra, ids.DOCTOR, "")
    petra.sees_privately(NOW)


def test_whoever_stays_as_a_backup_reads_of_the_role_that_she_has_no_more(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    mateo.types("/codebuddy setup")
    mateo.submits({"Project manager": school.person("Nora"), "Backups": [petra]})
    petra.types("/codebuddy report")
    petra.sees_privately(NOW)


def test_a_role_that_she_has_again_is_not_over_and_one_she_never_had_is_none_of_hers(
    school: School, petra: Person
) -> None:
    nora, olu = school.person("Nora"), school.person("Olu")
    hands_over(school, petra, nora)
    hands_over(school, nora, petra)
    petra.types("/codebuddy digest")
    assert OVER not in petra.everything_visible()
    nora.types("/codebuddy digest")
    nora.sees_privately(f"{OVER} It is with @Petra now.")
    olu.types("/codebuddy digest")
    olu.sees_privately("Only the people who run CodeBuddies can do this.")
