"""Which pairs are proposed a second time: a no that was about now passes, a team that has ended does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.rules.matching import Bent
from bot.services import availability, choosing, people, requests
from bot.services.choosing import Choice
from bot.services.proposals import NoReason
from bot.services.wishes import Wishes
from bot.speech import speech
from bot.views.fitting import against
from models import BuddyRequest, Team
from models.enums import Place, ProposalState, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.waiting_list import says_no, states, tick

DECLINED, PROPOSED = ProposalState.DECLINED, ProposalState.PROPOSED


def asked(school: School, petra: Person) -> tuple[Person, Person]:
    """Bruno is asked about Samira, and there is nobody else."""
    samira = stories.waiting(school, "Samira", "es")
    bruno = stories.volunteer(school, "Bruno", "es")
    stories.match(school)
    petra.clicks("Approve")
    tick(school)
    return samira, bruno


def heard(school: School, person: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        availability.away_until(
            db,
            school.sandbox.now,
            people.acting(db, person.id),
            school.sandbox.now.date() + timedelta(days=2),
        )
    with school.store.begin(school.workspace.id) as db:
        availability.back(db, school.sandbox.now, people.acting(db, person.id))
    tick(school)


def test_who_was_full_for_now_has_room_for_her_too_when_he_is_back(school: School, petra: Person) -> None:
    samira, bruno = asked(school, petra)
    bruno.clicks("Full for now")
    stories.match(school)
    assert states(school) == [("Bruno", DECLINED)]
    samira.types("/codebuddy status")
    samira.sees_privately("No buddy who fits is available right now.")
    bruno.types("/codebuddy status")
    bruno.clicks("Take new students again")
    tick(school)
    assert states(school) == [("Bruno", DECLINED), ("Bruno", PROPOSED)]


@pytest.mark.parametrize("reason", [NoReason.NO_TIME, NoReason.TOPICS, None])
def test_no_time_and_no_answer_pass_when_he_is_heard_of_after_four_weeks(
    school: School, petra: Person, reason: NoReason | None
) -> None:
    samira, bruno = asked(school, petra)
    if reason is None:
        school.sandbox.advance(days=3, hours=1)
    else:
        says_no(bruno, {"no_time": "I have no time right now", "topics": "These are not my topics"}[reason])
    heard(school, bruno)
    assert len(states(school)) == 1, "what he does in the next days is no answer about her"
    samira.types("/codebuddy status")
    samira.sees_privately("with them it did not come to a team")
    school.sandbox.advance(days=29)
    assert len(states(school)) == 1
    heard(school, bruno)
    again = [] if reason is NoReason.TOPICS else [("Bruno", PROPOSED)]
    assert states(school)[1:] == again


def test_a_choice_by_hand_stays_when_she_makes_it_better(school: School, petra: Person) -> None:
    """They shared no language; now they share one in which neither is fluent."""
    samira = stories.waiting(school, "Samira", "ar")
    vera = stories.volunteer(school, "Vera", "de", fluent=[])
    with school.store.begin(school.workspace.id) as db:
        vault, now = stories.vault(school), school.sandbox.now
        choice = Choice(db.scalars(select(BuddyRequest.id)).one(), 0, vera.id)
        shown = choosing.choose(db, vault, now, people.acting(db, petra.id), choice, "They use a translator.")
    assert shown.bent == (Bent.LANGUAGE,)
    for languages in (("ar", "de"), ("ar",)):
        with school.store.begin(school.workspace.id) as db:
            wishes = Wishes("web-en", languages, (), "", fluent=("ar",))
            requests.ask(db, vault, now, people.acting(db, samira.id), wishes)
        assert states(school) == [("Vera", ProposalState.APPROVED)]
    with school.store.begin(school.workspace.id) as db:
        wishes = replace(wishes, place=Place.IN_PERSON, city="Vic")
        requests.ask(db, vault, now, people.acting(db, samira.id), wishes)
    assert states(school) == [("Vera", ProposalState.WITHDRAWN)], "no manager has bent where they meet"


def test_a_team_that_has_ended_is_not_proposed_again_and_a_manager_may_still_choose_it(
    school: School, petra: Person
) -> None:
    samira, bruno = stories.waiting(school, "Samira", "es"), stories.volunteer(school, "Bruno", "es")
    stories.team(school, channel=False)
    with school.store.begin(school.workspace.id) as db:
        team = db.scalars(select(Team)).one()
        team.state, team.ended_at = TeamState.ENDED, school.sandbox.now
    stories.match(school)
    assert states(school) == []
    samira.types("/codebuddy status")
    samira.sees_privately("or the team has ended. I look again as soon as somebody new offers.")
    with school.store.begin(school.workspace.id) as db:
        vault, now = stories.vault(school), school.sandbox.now
        choice = Choice(db.scalars(select(BuddyRequest.id)).one(), 0, bruno.id)
        shown = choosing.choose(db, vault, now, people.acting(db, petra.id), choice, "Both would like it.")
    assert shown.bent == (Bent.DECLINED,)
    assert "These two were a team before. Or" in against(shown.bent[0], samira.id, speech("en"))
