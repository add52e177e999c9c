"""Days are the team's own, wherever the two of it are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import update

from bot.services import sessions
from models import BuddySession, Team
from tests import stories
from tests.conftest import START, School


def move(school: School, student: str, timezone: str, **changes: object) -> None:
    with school.store.begin(school.workspace.id) as db:
        one = school.person(student)
        db.execute(update(Team).where(Team.student_id == one.id).values(timezone=timezone, **changes))


def test_west_of_utc_sunday_evening_still_counts_four_whole_weeks(school: School) -> None:
    student, _, _ = stories.team(school, weeks=8)
    move(school, "Samira", "America/New_York")
    sunday_evening = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday in UTC, Sunday 20:00 there
    with school.store.begin(school.workspace.id) as db:
        [team] = sessions.own_teams(db, student.id, START)
        for day in (date(2026, 1, 27), date(2026, 2, 3), date(2026, 2, 10), date(2026, 2, 17)):
            db.add(
                BuddySession(
                    team_id=team.id, held_on=day, minutes=120, topic="", logged_by=student.id, logged_at=START
                )
            )
        db.flush()
        [team] = sessions.own_teams(db, student.id, sunday_evening)
        assert team.today == date(2026, 3, 1)
        assert team.tally.average == 120


def test_yesterday_is_the_day_before_in_the_zone_of_the_team_that_is_meant(school: School) -> None:
    stories.team(school, "Samira", "Bruno")
    _, bruno, madrid = stories.team(school, "Rosa", "Bruno")
    move(school, "Samira", "America/Los_Angeles")
    bruno.types("/logsession 1h yesterday", channel=madrid)  # Monday 9:00 in Madrid, Monday 0:00 there
    bruno.sees_privately("1 h on Sunday 1 March")
    school.sandbox.set_clock(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))  # Tuesday in Madrid, Monday there
    bruno.types("/logsession 1h yesterday", channel=madrid)
    bruno.sees_privately("1 h on Monday 2 March")
