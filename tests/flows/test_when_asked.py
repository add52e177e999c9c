"""When somebody is asked how it is going: after a rest, late rather than never, and not who has left."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.services import asking
from models import Asking, Notice, Rest
from models.enums import AskingKind, NoticeState, TaskKind
from tests import stories
from tests.conftest import School
from tests.flows.test_how_it_is_going import FIT, PULSE, begun, count, pulses, tasks


def due(school: School, user_id: str, kind: AskingKind) -> datetime | None:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Asking.due_at).where(Asking.user_id == user_id, Asking.kind == kind)).one()


def test_a_rest_puts_a_question_off_once_to_the_day_after_it(school: School) -> None:
    stories.set_up(school)
    samira, bruno = begun(school)
    today = school.sandbox.now.date()
    day_13, day_40, day_50 = (today + timedelta(days=days) for days in (13, 40, 50))
    with school.store.begin(school.workspace.id) as db:
        for user, first, last in (
            (None, day_13, day_40),
            (bruno.id, day_40 + timedelta(days=1), day_50),
            (bruno.id, day_50 + timedelta(days=9), day_50 + timedelta(days=9)),
        ):
            db.add(Rest(user_id=user, first=first, last=last, made_by=bruno.id, made_at=school.sandbox.now))
    school.sandbox.advance(days=14, hours=1)
    assert tasks(school, TaskKind.CHECK_IN) == []
    planned = due(school, samira.id, AskingKind.CHECK_IN)
    assert planned is not None
    assert planned.date() == day_50 + timedelta(days=1)
    school.sandbox.advance(days=37)
    assert len(tasks(school, TaskKind.CHECK_IN)) == 2
    assert count(samira, PULSE) == count(bruno, PULSE) == 1


def test_whether_they_fit_is_asked_late_rather_than_never(school: School) -> None:
    """The program was off between owing it and sending it; and a rest has begun meanwhile."""
    stories.set_up(school)
    samira, bruno = begun(school)
    samira.types("/logsession 1h react")
    now = school.sandbox.now + timedelta(hours=2)
    for user in (samira.id, bruno.id):
        with school.store.begin(school.workspace.id) as db:
            team = db.scalars(select(Asking.team_id)).first()
            assert team is not None
            asking.take_due(db, now, team, user, AskingKind.FIT)
    with school.store.begin(school.workspace.id) as db:
        first = (now + timedelta(days=2)).date()
        last = first + timedelta(days=3)
        db.add(Rest(user_id=bruno.id, first=first, last=last, made_by=bruno.id, made_at=now))
    school.sandbox.set_clock(now + timedelta(days=3))
    school.sandbox.settle()
    assert count(samira, FIT) == count(bruno, FIT) == 0
    school.sandbox.advance(days=4)
    assert count(samira, FIT) == count(bruno, FIT) == 1
    with school.store.read(school.workspace.id) as db:
        states = db.scalars(select(Notice.state).where(Notice.kind == asking.FIT)).all()
    assert sorted(states) == sorted([NoticeState.DROPPED, NoticeState.SENT] * 2)
    samira.clicks("A good fit")


def test_who_has_left_is_not_asked_and_is_asked_again_once_back(school: School) -> None:
    stories.set_up(school)
    samira, bruno = begun(school)
    school.sandbox.advance(days=1)
    samira.is_deactivated()
    school.sandbox.advance(days=32)
    assert {one["user"] for one in tasks(school, TaskKind.CHECK_IN)} == {bruno.id}
    assert (pulses(school, samira), pulses(school, bruno)) == (0, 1)
    samira.is_reactivated()
    school.sandbox.advance(days=30)
    assert pulses(school, samira) == 1
