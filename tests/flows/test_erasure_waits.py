"""An erasure that was asked for waits while its person has a role, and says so."""

from __future__ import annotations

from sqlalchemy import delete

from models import Person, RoleHolder
from models.enums import Role
from tests import stories
from tests.conftest import School
from tests.flows.test_erase_me import a_day_passes, asks, rows


def test_a_role_that_she_is_given_meanwhile_puts_it_off(school: School) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    asks(student)
    with school.store.begin(school.workspace.id) as db:
        db.add(RoleHolder(role=Role.PRACTICAL, user_id=student.id, position=0, email=None))
    school.sandbox.advance(days=6)
    assert student.id in {one.user_id for one in rows(school, Person)}
    told = [text for text in student.dm_texts() if "I cannot erase your data yet" in text]
    assert len(told) == 1, "once, and not each day"
    assert "you have a role here (Practical help). Please hand it over" in told[0]
    school.sandbox.advance(days=3)
    assert len([text for text in student.dm_texts() if "I cannot erase your data yet" in text]) == 2
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == student.id))
    a_day_passes(school)
    assert student.id not in {one.user_id for one in rows(school, Person)}
