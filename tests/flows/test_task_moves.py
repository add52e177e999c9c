"""Managers put tasks off, pass them on and take both back; what the program closes itself stays closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from bot.errors import UserError, Wrong
from bot.rules.access import Acting
from bot.rules.task_days import Later, comes_back
from bot.services import digest_content, notices, people, task_moves, tasks, teams
from models import RoleHolder, Task, Team
from models.enums import Role, TaskKind
from models.store import Db
from tests import stories
from tests.conftest import School

GONE = "is archived or gone"
MORE = "Later, pass on"
LOOK = "Teams to look at"


@pytest.fixture
def task(school: School) -> int:
    """A team's channel is gone, as the only task of Petra's, Mateo's and Bea's list."""
    stories.set_up(school)
    stories.team(school)
    return planted(school, TaskKind.CHANNEL_GONE)


def planted(school: School, kind: TaskKind) -> int:
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        team.introduced_at = school.sandbox.now
        for row in db.scalars(select(Task)):
            row.done_at = school.sandbox.now
        about = {"team": team.id, "user": team.student_id}
        notices.task(db, kind, f"{team.id}:{team.student_id}:1", school.sandbox.now, **about)
        return db.scalars(select(Task.id).where(Task.kind == kind)).one()


def whose(db: Db, name: str, school: School) -> Acting:
    return people.acting(db, school.person(name).id)


def digest_names(school: School, name: str) -> bool:
    with school.store.read(school.workspace.id) as db:
        found = digest_content.digest(db, school.sandbox.now, school.person(name).id)
    return bool(found.tasks.number)


def test_what_is_put_off_is_named_nowhere_and_comes_back_by_itself(school: School, task: int) -> None:
    petra, mateo = school.person("Petra"), school.person("Mateo")
    assert "Since 2 Mar, to do by 4 Mar" in petra.opens_home()
    petra.clicks_home(MORE)
    petra.presses("Tomorrow: Tuesday 3 March")
    assert "comes back on Tuesday 3 March" in petra.modal().text
    assert GONE not in petra.opens_home()
    assert GONE not in mateo.opens_home()
    assert not digest_names(school, "Petra")
    petra.clicks_home("All tasks")
    assert "comes back on Tuesday 3 March" in petra.modal().text
    petra.closes(all=True)
    school.sandbox.advance(days=1)
    assert GONE in petra.opens_home()
    assert "comes back" not in petra.opens_home()
    assert "was put off until Tuesday 3 March" in petra.opens_home()
    petra.clicks_home(MORE)
    petra.presses("Next week: Monday 9 March")
    assert "was put off" not in petra.modal().text
    petra.closes(all=True)
    school.sandbox.advance(days=6)
    assert digest_names(school, "Petra")


def test_a_manager_far_away_reads_the_day_that_she_has_chosen(school: School, task: int) -> None:
    """It is already Tuesday in Auckland when it is Monday in Madrid; the programme's day counts for both."""
    petra, mateo = school.person("Petra"), school.person("Mateo")
    school.sandbox.advance(hours=4)
    petra.changes_tz("Pacific/Auckland")
    petra.opens_home()
    petra.clicks_home(MORE)
    petra.presses("Tomorrow: Tuesday 3 March")
    assert "comes back on Tuesday 3 March" in petra.modal().text
    petra.closes(all=True)
    mateo.opens_home()
    mateo.clicks_home("All tasks")
    assert "comes back on Tuesday 3 March" in mateo.modal().text


def test_to_put_off_is_undone_until_somebody_else_has_moved_it(school: School, task: int) -> None:
    petra, mateo = school.person("Petra"), school.person("Mateo")
    petra.opens_home()
    petra.clicks_home(MORE)
    petra.presses("Next week: Monday 9 March")
    petra.presses("Undo")
    assert GONE in petra.opens_home()
    petra.presses("Next week: Monday 9 March")
    mateo.opens_home()
    mateo.clicks_home("All tasks")
    mateo.presses(MORE)
    assert "Undo" not in mateo.modal().text
    mateo.presses("Tomorrow: Tuesday 3 March")
    petra.presses("Undo")
    assert "@Mateo has put this off or passed it on" in petra.everything_visible()


def test_it_is_passed_on_to_one_who_hears_of_it_and_is_then_hers_alone(school: School, task: int) -> None:
    petra, mateo, bea = (school.person(name) for name in ("Petra", "Mateo", "Bea"))
    petra.opens_home()
    petra.clicks_home(MORE)
    with school.store.begin(school.workspace.id) as db:
        seen = task_moves.pass_on(db, school.sandbox.now, whose(db, "Petra", school), task, 0, bea.id)
    assert (seen.task.held_by, seen.may_undo) == (bea.id, True)
    school.sandbox.settle()
    assert any("@Petra asks you to take this over" in text and GONE in text for text in bea.dm_texts())
    assert [GONE in one.opens_home() for one in (petra, mateo, bea)] == [False, False, True]
    assert [digest_names(school, name) for name in ("Petra", "Mateo", "Bea")] == [False, False, True]
    petra.closes(all=True)
    petra.clicks_home("All tasks")
    assert "@Bea has it" in petra.modal().text
    petra.presses(MORE)
    petra.presses("Undo")
    assert "@Bea has it" not in petra.modal().text
    assert [GONE in one.opens_home() for one in (petra, mateo, bea)] == [True, True, True]


def test_in_its_window_a_day_is_chosen_and_another_manager(school: School, task: int) -> None:
    petra, mateo, bea = (school.person(name) for name in ("Petra", "Mateo", "Bea"))
    petra.opens_home()
    petra.clicks_home(MORE)
    petra.fills({"task_day": "2026-03-12"}, settle=True)
    assert "comes back on Thursday 12 March" in petra.modal().text
    assert GONE not in mateo.opens_home()
    petra.fills({"task_day": "2026-03-02"}, settle=True)
    assert "Please choose a day after today" in petra.modal().text
    petra.closes(all=True)
    petra.clicks_home("All tasks")
    petra.presses(MORE)
    assert "comes back on Thursday 12 March" in petra.modal().text
    petra.fills({"task_give": f"<@{bea.id}>"}, settle=True)
    assert "@Bea has it" in petra.modal().text
    assert "comes back on" not in petra.modal().text
    bea.gets_dm("@Petra asks you to take this over")
    assert [GONE in one.opens_home() for one in (petra, mateo, bea)] == [False, False, True]


def test_the_list_of_who_can_have_it_says_why_somebody_is_missing_and_names_the_reader_as_herself(
    school: School, task: int
) -> None:
    petra, mateo = school.person("Petra"), school.person("Mateo")
    school.person("Bea").is_deactivated()
    petra.opens_home()
    petra.clicks_home(MORE)
    assert petra.modal().options["task_give"] == ["I do it: nobody else has it then", f"<@{mateo.id}>"]
    assert "Not to @Bea: not a full member of this workspace any more." in petra.modal().text
    petra.fills({"task_give": "I do it: nobody else has it then"}, settle=True)
    assert "@Petra has it" in petra.modal().text
    assert petra.modal().options["task_give"] == [f"<@{mateo.id}>"]
    assert GONE not in mateo.opens_home()


def test_what_is_taken_back_at_once_is_told_to_nobody(school: School, task: int) -> None:
    bea = school.person("Bea")
    with school.store.begin(school.workspace.id) as db:
        petra = whose(db, "Petra", school)
        task_moves.pass_on(db, school.sandbox.now, petra, task, 0, bea.id)
        task_moves.back(db, school.sandbox.now, petra, task)
    school.sandbox.settle()
    assert "take this over" not in " ".join(bea.dm_texts())


def test_what_was_said_in_private_is_not_passed_to_a_backup(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    task, now = planted(school, TaskKind.TALK), school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        petra, bea = whose(db, "Petra", school), school.person("Bea").id
        assert bea not in task_moves.card(db, now, petra, task).others
        with pytest.raises(UserError) as refused:
            task_moves.pass_on(db, now, petra, task, 0, bea)
        assert refused.value.what is Wrong.CANNOT_HOLD
        with pytest.raises(UserError) as opened:
            task_moves.card(db, now, whose(db, "Bea", school), task)
        assert opened.value.what is Wrong.FOR_READERS


def test_who_has_it_and_is_no_manager_any_more_leaves_it_to_everybody(school: School, task: int) -> None:
    petra, bea = school.person("Petra"), school.person("Bea")
    with school.store.begin(school.workspace.id) as db:
        task_moves.pass_on(db, school.sandbox.now, whose(db, "Petra", school), task, 0, bea.id)
    assert GONE not in petra.opens_home()
    with school.store.begin(school.workspace.id) as db:
        for row in db.scalars(select(RoleHolder).where(RoleHolder.role == Role.BACKUP)):
            db.delete(row)
    assert GONE in petra.opens_home()
    assert "has it" not in petra.opens_home()


def test_of_two_managers_at_once_one_wins_and_the_other_reads_who(school: School, task: int) -> None:
    now = school.sandbox.now
    with school.store.begin(school.workspace.id) as db:
        petra, mateo = whose(db, "Petra", school), whose(db, "Mateo", school)
        task_moves.put_off(db, now, petra, task, 0, Later.TOMORROW)
        with pytest.raises(UserError) as moved:
            task_moves.pass_on(db, now, mateo, task, 0, mateo.user_id)
        assert (moved.value.what, moved.value.values) == (Wrong.MOVED_BY, {"user": petra.user_id})
        tasks.done(db, now, petra, task)
        with pytest.raises(UserError) as late:
            task_moves.put_off(db, now, mateo, task, 1, Later.TOMORROW)
        with pytest.raises(UserError) as done:
            tasks.done(db, now, mateo, task)
        assert late.value.what is done.value.what is Wrong.DONE_BY
        assert done.value.values == {"user": petra.user_id}


def test_what_the_program_closes_is_closed_wherever_it_was_put(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    now, bea = school.sandbox.now, school.person("Bea").id
    with school.store.begin(school.workspace.id) as db:
        petra, team = whose(db, "Petra", school), db.scalars(select(Team.id)).one()
        notices.task(db, TaskKind.INTRODUCTION, str(team), now, team=team)
        task = db.scalars(select(Task).where(Task.kind == TaskKind.INTRODUCTION)).one()
        task_moves.pass_on(db, now, petra, task.id, 0, bea)
        task_moves.put_off(db, now, petra, task.id, 1, Later.NEXT_WEEK)
        assert digest_content.digest(db, now, petra.user_id).to_introduce == ()
        teams.introduced(db, now, petra, team)
        db.refresh(task)
        assert task.done_at == now
    school.sandbox.advance(weeks=2)
    assert "Introduce" not in school.person("Petra").opens_home()
    assert "Introduce" not in school.person("Bea").opens_home()


@pytest.mark.parametrize("days", [-1, 0, 93])
def test_a_day_that_is_not_ahead_or_too_far_is_refused_and_changes_nothing(
    school: School, task: int, days: int
) -> None:
    day = school.sandbox.now.date() + timedelta(days=days)
    with school.store.begin(school.workspace.id) as db:
        petra = whose(db, "Petra", school)
        for wrong in (day, None):
            with pytest.raises(UserError) as refused:
                task_moves.put_off_to(db, school.sandbox.now, petra, task, 0, wrong)
            assert refused.value.what is Wrong.NO_DAY_AHEAD
        assert task_moves.card(db, school.sandbox.now, petra, task).moves == 0


def test_the_next_working_day_is_no_weekend_and_no_holiday() -> None:
    friday, monday = date(2026, 3, 6), date(2026, 3, 9)
    assert comes_back(Later.TOMORROW, friday, lambda _: False) == date(2026, 3, 7)
    assert comes_back(Later.WORKING_DAY, friday, lambda _: False) == monday
    assert comes_back(Later.WORKING_DAY, friday, lambda day: day == monday) == date(2026, 3, 10)
    assert comes_back(Later.NEXT_WEEK, monday, lambda _: False) == date(2026, 3, 16)


def test_a_team_whose_task_was_put_off_is_not_one_to_look_at_until_then(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    planted(school, TaskKind.QUIET_TEAM)
    petra, mateo = school.person("Petra"), school.person("Mateo")
    assert LOOK in petra.opens_home()
    petra.clicks_home(MORE)
    petra.presses("Tomorrow: Tuesday 3 March")
    petra.closes(all=True)
    for manager in (petra, mateo):
        assert LOOK not in manager.opens_home()
        assert "@Samira and @Bruno" in manager.home_text()
    school.sandbox.advance(days=1)
    assert LOOK in petra.opens_home()


def test_what_is_for_others_to_read_by_now_is_not_put_back(school: School, task: int) -> None:
    feedback, petra = planted(school, TaskKind.FEEDBACK), school.person("Petra").id
    with school.store.begin(school.workspace.id) as db:
        tasks.done(db, school.sandbox.now, whose(db, "Petra", school), feedback)
        db.execute(update(RoleHolder).where(RoleHolder.user_id == petra).values(role=Role.BACKUP, position=9))
    with school.store.begin(school.workspace.id) as db:
        who = whose(db, "Petra", school)
        assert tasks.just_done(db, who.user_id, school.sandbox.now) is None
        with pytest.raises(UserError) as refused:
            tasks.put_back(db, school.sandbox.now, who, feedback)
    assert refused.value.what is Wrong.FOR_READERS
