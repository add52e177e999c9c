"""The managers' list: who reads what on it, what comes first, and how the rest of it is reached."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.services import check_ins, people
from bot.services import tasks as services
from models import Task
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
