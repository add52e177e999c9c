"""The managers' list: who reads what on it, what comes first, and how the rest of it is reached."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.delivery.letters import KINDS
from bot.errors import UserError, Wrong
from bot.services import check_ins, notices, people, quiet_teams, slots
from bot.services import tasks as services
from models import Task, Team
from models.enums import TaskKind
from tests import leaks, stories
from tests.conftest import School
from tests.flows.test_how_it_is_going import begun

MARK = "quiet-lantern-4471"


def test_a_backup_reads_nothing_that_was_said_in_private(school: School) -> None:
    stories.set_up(school)
    samira, _ = begun(school)
    petra, mateo, bea = (school.person(name) for name in ("Petra", "Mateo", "Bea"))
    samira.types(f"/codebuddy feedback {MARK}")
    samira.submits({"Who says it?": "With my name"})
    samira.closes(all=True)
    school.sandbox.advance(days=31)
    samira.clicks("1 · Not well")
    samira.clicks("Add a sentence")
    ticked = ["The people who run CodeBuddies may read this"]
    samira.submits({"What would you like to say?": f"{MARK} too", "Who may read it": ticked})
    samira.closes(all=True)
    school.sandbox.advance(days=1)
    petra.opens_home()
    mateo.opens_home()
    bea.opens_home()
    assert leaks.screens_with([bea], MARK) == leaks.screens_with([bea], "how it is going") == set()
    assert leaks.screens_with([bea], "has feedback") == set()
    assert "how it is going" in petra.everything_visible()
    assert "has feedback" in mateo.everything_visible()
    vault, now = stories.vault(school), school.sandbox.now
    with school.store.read(school.workspace.id) as db:
        found = db.execute(select(Task.id, Task.kind).where(Task.kind != TaskKind.INTRODUCTION)).all()
        assert {kind for _, kind in found} == {TaskKind.FEEDBACK, TaskKind.CHECK_IN, TaskKind.TALK}
        for number, _ in found:
            with pytest.raises(UserError) as opened:
                check_ins.behind(db, vault, people.acting(db, bea.id), number)
            with pytest.raises(UserError) as done:
                services.done(db, now, people.acting(db, bea.id), number)
            assert opened.value.what is done.value.what is Wrong.FOR_READERS


def test_where_nobody_reads_it_nothing_is_sent(school: School) -> None:
    """The two who run it have left; the backup is no reader."""
    stories.set_up(school)
    samira, _ = begun(school)
    for name in ("Petra", "Mateo"):
        school.person(name).is_deactivated()
    samira.types("/logsession 1h react")
    school.sandbox.advance(days=2)
    samira.clicks("Not a good fit")
    samira.clicks("I would like another buddy")
    samira.sees("Nobody can read this at the moment")
    assert leaks.screens_with([school.person("Bea")], "another buddy") == set()


def test_what_waits_comes_before_what_comes_by_itself_and_a_button_opens_the_rest(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    petra = school.person("Petra")
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team.id)).one()
        for number in range(50):
            notices.task(db, TaskKind.CHECK_IN, str(number), school.sandbox.now, team=team, user=petra.id)
        notices.task(db, TaskKind.CHANNEL_GONE, "9", school.sandbox.now, team=team)
    listed = petra.opens_home()
    assert "is archived or gone" in listed
    assert listed.count("Please ask") == 5, "one of them about the channel"
    petra.clicks_home("and 46 more")
    assert petra.modal().text.count("Please ask") == 10
    assert petra.modal().text.index("is archived or gone") < petra.modal().text.index(
        "alone, how it is going"
    )
    for more in (41, 31, 21, 11, 1):
        petra.presses("Next: one more" if more == 1 else f"Next: {more} more")
    assert petra.modal().text.count("Please ask") == 1
    assert "51. Later, pass on" in petra.modal().text
    petra.presses("Back")
    assert petra.modal().text.count("Please ask") == 10


def test_a_team_that_is_handed_over_is_told_by_day_however_late(school: School) -> None:
    stories.set_up(school)
    stories.team(school)
    stories.team(school, "Nora", "Bruno")
    petra = school.person("Petra")
    with school.store.begin(school.workspace.id) as db:
        slots.plan(db, slots.NUDGE, "Europe/Madrid", school.sandbox.now)
    school.sandbox.advance(weeks=2)
    assert "after two reminders" not in petra.everything_visible()
    school.sandbox.advance(weeks=1)
    assert [text.count("after two reminders") for text in petra.dm_texts() if "two reminders" in text] == [2]
    school.sandbox.advance(weeks=2)
    assert sum("two reminders" in text for text in petra.dm_texts()) == 1, "once"
    kind = KINDS[quiet_teams.TOLD]
    assert kind.late_after is None


def test_a_low_answer_that_is_corrected_comes_and_goes_and_its_done_is_nobody_elses(school: School) -> None:
    stories.set_up(school)
    samira, bruno = begun(school)
    petra, talk = school.person("Petra"), "Please talk with"
    school.sandbox.advance(days=31)
    samira.clicks("1 · Not well")
    assert talk not in petra.opens_home(), "not before its message"
    school.sandbox.advance(minutes=15)
    assert talk in petra.opens_home()
    with school.store.read(school.workspace.id) as db:
        first = db.scalars(select(Task.id).where(Task.kind == TaskKind.TALK)).one()
    samira.clicks("Change my answer")
    samira.clicks("4 · Well")
    assert talk not in petra.opens_home()
    bruno.clicks("1 · Not well")
    school.sandbox.advance(minutes=15)
    assert f"{talk} @Bruno" in petra.opens_home()
    with pytest.raises(UserError) as late, school.store.begin(school.workspace.id) as db:
        services.done(db, school.sandbox.now, people.acting(db, petra.id), first)
    assert late.value.what is Wrong.ALREADY_DONE
    for answer in ("1 · Not well", "4 · Well", "1 · Not well"):
        samira.clicks("Change my answer")
        samira.clicks(answer)
        school.sandbox.advance(minutes=4)
    school.sandbox.advance(minutes=15)
    assert petra.opens_home().count(talk) == 2
    assert sum(f"{talk} @Samira" in text for text in petra.dm_texts()) == 2, "the first time, and now once"
