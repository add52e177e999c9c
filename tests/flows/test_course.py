"""A whole course: thirty teams for twelve weeks, by moving the clock.

They are introduced, plan meetings and are late, ask, go away, say how it is going, and five of them graduate.
"""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.clock import iso_week
from models import BuddySession, Nudge, Task, Team
from models.enums import TaskKind
from tests import stories
from tests.conftest import START, School
from tests.flows.course_acts import Course
from tests.flows.test_nudge import planned

TEAMS, WEEKS = 30, 12
STEADY = 20
"""Teams that meet each week; the others do not."""


@pytest.mark.timeout(600)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_thirty_teams_for_twelve_weeks(school: School) -> None:
    stories.set_up(school)
    pairs = []
    for number in range(TEAMS):
        student, buddy, room = stories.team(school, f"Student {number}", f"Buddy {number}", weeks=0)
        assert room is not None
        pairs.append((student, buddy, room))
    planned(school)
    course = Course(school, pairs)
    for week in range(WEEKS):
        _meet(school, week)
        course.week(week)
        school.sandbox.advance_to(START + timedelta(weeks=week + 1))
    with school.store.read(school.workspace.id) as db:
        rows = db.execute(select(Nudge.team_id, Nudge.week, Nudge.decision)).all()
        quiet = db.scalars(select(Task.about).where(Task.kind == TaskKind.QUIET_TEAM)).all()
        teams = db.scalars(select(Team.id).order_by(Team.id)).all()
    sent = Counter(team_id for team_id, _, decision in rows if decision == "send")
    assert sent == dict.fromkeys(teams[STEADY:], 2), (
        "two in a row, then a person looks; the steady ones hear nothing"
    )
    assert {about["team"] for about in quiet} == set(teams[STEADY:])
    assert len(quiet) == TEAMS - STEADY
    assert len({week for _, week, _ in rows}) == WEEKS - 1
    assert iso_week(START.date()) not in {week for _, week, _ in rows}
    course.check()


def _meet(school: School, week: int) -> None:
    with school.store.begin(school.workspace.id) as db:
        for team in db.scalars(select(Team).order_by(Team.id).limit(STEADY)):
            db.add(
                BuddySession(
                    team_id=team.id,
                    held_on=(START + timedelta(weeks=week, days=1)).date(),
                    minutes=120,
                    topic="",
                    logged_by=team.student_id,
                    logged_at=START + timedelta(weeks=week, days=1),
                )
            )
