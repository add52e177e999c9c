"""Ends of teams on Home: the first of them, the others counted, and the tab is drawn however many there are."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.services import people
from models import Ending, Team
from models.enums import EndReason, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School

NUMBER = 13


def ended_by(school: School, manager: Person, number: int = NUMBER) -> None:
    """So many teams that this manager has ended today, one minute after the other; and one of yesterday."""
    for n in range(number + 1):
        stories.team(school, f"Student {n}", f"Buddy {n}", channel=False)
    with school.store.begin(school.workspace.id) as db:
        who = people.acting(db, manager.id)
        for n, team in enumerate(db.scalars(select(Team).order_by(Team.id)).all()):
            long_ago = timedelta(days=1) if n == number else timedelta()
            team.state = TeamState.ENDED
            team.ended_at = school.sandbox.now - timedelta(minutes=number - n) - long_ago
            db.add(
                Ending(
                    team_id=team.id,
                    team_was=TeamState.ACTIVE,
                    reason=EndReason.OTHER,
                    may_be_said=False,
                    made_by=who.user_id,
                    made_at=team.ended_at,
                    planned_for=None,
                    ended_at=team.ended_at,
                    taken_back_at=None,
                    readers=[],
                    request_id=None,
                    student_channel=None,
                    buddy_channel=None,
                    channel=None,
                    goes_on=[],
                )
            )


def test_a_manager_who_has_ended_thirteen_teams_reads_the_newest_and_can_take_back_each(
    school: School,
) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    petra.opens_home()
    ended_by(school, petra)
    home = petra.opens_home()
    assert home.count("Undo the end]") == 3
    assert "1. The team of @Student 12 and @Buddy 12 has ended." in home
    assert "3. The team of @Student 10 and @Buddy 10 has ended." in home
    assert "and 10 more" in home
    petra.clicks_home("1. Undo the end")
    school.sandbox.advance(minutes=1)
    assert "1. The team of @Student 11 and @Buddy 11 has ended." in petra.home_text()
    assert "3. The team of @Student 9 and @Buddy 9 has ended." in petra.home_text()
    assert "and 9 more" in petra.home_text()


def test_a_status_after_a_hundred_ends_is_a_message_that_slack_takes(school: School) -> None:
    stories.set_up(school)
    petra = school.person("Petra")
    petra.opens_home()
    ended_by(school, petra, 100)
    petra.types("/codebuddy status")
    petra.sees_privately("and 97 more")
    petra.sees_privately("No student waits for a buddy.")
