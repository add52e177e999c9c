"""What is read for one team alone is what is read for it among all teams."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from bot.rules.hours import Owing
from bot.services import owing
from models import Rest, Target, Team
from tests import stories
from tests.conftest import START, School


def same(one: Owing, other: Owing) -> bool:
    return (one.launched_on, one.targets, sorted(one.rests)) == (
        other.launched_on,
        other.targets,
        sorted(other.rests),
    )


def test_read_for_some_it_is_what_it_is_among_all(school: School) -> None:
    pairs = [("Samira", "Bruno"), ("Ada", "Bruno"), ("Noor", "Vera")]
    for student, buddy in pairs:
        stories.team(school, student, buddy, channel=False)
    with school.store.begin(school.workspace.id) as db:
        teams = list(db.scalars(select(Team).order_by(Team.id)))
        away = (teams[0].student_id, teams[0].buddy_id, teams[2].student_id)
        rests = [{"user_id": user} for user in away] + [{"team_id": teams[1].id}, {}]
        for number, whose in enumerate(rests):
            day = date(2026, 2, 2 + number)
            db.add(Rest(first=day, last=day, made_by=teams[0].student_id, made_at=START, **whose))
        for team, minutes in ((teams[0], (60, 90)), (teams[1], (45,))):
            for number, one in enumerate(minutes):
                db.add(Target(team_id=team.id, since=date(2026, 2, 2 + 7 * number), minutes=one))
        db.flush()
        everybody, seen = owing.read(db, START), set()
        for team in teams:
            whose_team = (team.id, team.student_id, team.buddy_id)
            about = (*whose_team, team.launched_on, team.weekly_minutes)
            alone = owing.read_some(db, START, [whose_team])
            assert same(alone.of(*about), everybody.of(*about))
            assert alone.targets.keys() <= {team.id}
            assert alone.people.keys() <= {team.student_id, team.buddy_id}
            seen.add(alone.of(*about).rests)
        assert len(seen) == len(teams), "each has rests of its own"
        together = owing.read_some(db, START, [(one.id, one.student_id, one.buddy_id) for one in teams])
        assert (together.people, together.teams, together.targets) == (
            everybody.people,
            everybody.teams,
            everybody.targets,
        )
