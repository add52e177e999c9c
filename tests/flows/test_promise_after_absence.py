"""A student who waits leaves Slack, or is made a guest, by mistake: once she is here again, her promise goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from bot.services import promises
from models import BuddyRequest
from models import Person as Member
from models.enums import TaskKind
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School
from tests.flows.test_promises import (
    DAY_7,
    DAY_10,
    DAY_14,
    asks,
    heard,
    just_after,
    just_before,
    open_tasks,
    request_of,
)
from tests.flows.waiting_list import tick

OVER = "The time that I promised you is over"


def heard_over(student: Human) -> int:
    return sum(OVER in text for text in student.dm_texts())


@pytest.mark.parametrize("as_guest", [False, True])
def test_who_was_on_the_list_is_on_it_again_and_reads_when_the_time_is_over(
    school: School, petra: Human, as_guest: bool
) -> None:
    lina = asks(school, "Lina", "ar")
    just_after(school, DAY_10)
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    lina.becomes_guest() if as_guest else lina.is_deactivated()
    stories.match(school)
    assert open_tasks(school) == [], "there is nobody to look for"
    school.sandbox.advance(days=1)
    lina.becomes_guest(False) if as_guest else lina.is_reactivated()
    tick(school)
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    just_before(school, DAY_14)
    assert heard_over(lina) == 0
    just_after(school, DAY_14)
    assert heard_over(lina) == 1
    petra.gets_dm(":red_circle: @Lina: day 14, the promised 14 days are over.")
    assert ":red_circle: @Lina: day 14" in petra.opens_home()
    school.sandbox.advance(days=20)
    assert (heard(lina), heard_over(lina)) == (1, 1)


def test_a_step_that_was_due_while_she_was_not_here_is_done_when_she_is(school: School, petra: Human) -> None:
    lina = asks(school, "Lina", "ar")
    just_after(school, DAY_10 - timedelta(days=1))
    lina.is_deactivated()
    school.sandbox.advance(days=1, hours=6)
    assert open_tasks(school) == []
    lina.is_reactivated()
    tick(school)
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    petra.gets_dm("@Lina: day 10 of 14.")
    just_after(school, DAY_14)
    assert heard_over(lina) == 1


def test_back_after_all_of_it_she_reads_once_that_the_time_is_over(school: School, petra: Human) -> None:
    lina = asks(school, "Lina", "ar")
    just_before(school, DAY_7)
    lina.is_deactivated()
    school.sandbox.advance_to(DAY_14 + timedelta(days=6))
    lina.is_reactivated()
    school.sandbox.advance(minutes=5)
    assert (heard(lina), heard_over(lina)) == (0, 1)
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    assert ":red_circle: @Lina: day 20" in petra.opens_home()


def test_where_slack_never_told_that_she_is_back_her_promise_is_looked_at_each_day(
    school: School, petra: Human
) -> None:
    lina = asks(school, "Lina", "ar")
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Member).where(Member.user_id == lina.id).values(is_gone=True))
    just_after(school, DAY_10 + timedelta(days=1))
    assert open_tasks(school) == []
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Member).where(Member.user_id == lina.id).values(is_gone=False))
    school.sandbox.advance(days=1)
    assert open_tasks(school) == [TaskKind.LONG_WAIT]
    just_after(school, DAY_14)
    assert heard_over(lina) == 1


def test_who_moves_to_another_zone_gets_no_task_back(school: School, petra: Human) -> None:
    """Slack tells of that, too; she was here all the time."""
    lina = asks(school, "Lina", "ar")
    just_after(school, DAY_10)
    with school.store.begin(school.workspace.id) as db:
        promises.end(db, school.sandbox.now, db.get_one(BuddyRequest, request_of(school, lina).id))
    lina.changes_tz("Asia/Tokyo")
    tick(school)
    assert open_tasks(school) == []
