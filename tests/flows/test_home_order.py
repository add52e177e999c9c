"""What stands first on a manager's Home: help by its age, teams to look at, who waits, then what is to be decided."""

from __future__ import annotations

from sqlalchemy import select

from models import Team
from models.enums import ProposalState, TaskKind, VolunteerState
from tests import stories
from tests.conftest import School
from tests.flows.helping import asks_for
from tests.flows.test_home import ask, offer, propose, task


def test_what_needs_a_manager_stands_in_the_order_in_which_it_presses(school: School) -> None:
    stories.set_up(school)
    petra, rosa = school.person("Petra"), school.person("Rosa")
    samira, _, _ = stories.team(school)
    nora, _, _ = stories.team(school, "Nora", "Bilal")
    offer(school, school.person("Olga"), VolunteerState.OFFERED)
    offer(school, school.person("Vera"), VolunteerState.APPROVED)
    propose(school, ask(school, school.person("Tessa")), school.person("Vera"), ProposalState.PROPOSED)
    ask(school, rosa)
    with school.store.read(school.workspace.id) as db:
        team = db.scalars(select(Team.id).where(Team.student_id == nora.id)).one()
    task(school, TaskKind.UNDELIVERED, "7", notice=7, to=rosa.id)
    task(school, TaskKind.INTRODUCTION, str(team), team=team)
    asks_for(school, samira)
    school.sandbox.advance(days=1)
    asks_for(school, nora)
    home = petra.opens_home()
    places = [
        home.index(words)
        for words in (
            "1. More support: @Samira asked one day ago.",
            "2. More support: @Nora asked today.",
            "Teams to look at",
            "@Samira and @Bruno: No session for a long time.",
            "Waiting for a buddy",
            "4. @Rosa: day 9 of 14. I am about to look through the list.",
            "\nTo do\n",
            "Introduce @Nora and @Bilal to each other",
            "A possible team: @Tessa and @Vera",
            "@Olga would like to be a buddy.",
            "All teams",
            "Figures",
            "[Settings]",
        )
    ]
    assert places == sorted(places)
