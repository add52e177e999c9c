"""New hours to answer: they count at once for whoever was asked, in parts, and a reminder keeps its word."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from bot.rules.intake import Group
from bot.services import offers, people, settings
from models import BuddyRequest, Proposal
from models.enums import ProposalState
from sandbox.people import Person
from tests import stories
from tests.conftest import START, School
from tests.flows.settings_screen import change_settings, opens
from tests.flows.test_told import REMINDED, asked, heard
from tests.flows.waiting_list import states, tick

REMIND, PASS_ON = "Hours until a volunteer is reminded", "Hours until I ask another volunteer"


def sets(petra: Person, remind: int, pass_on: int) -> None:
    opens(petra, "Offers and answers")
    petra.submits({REMIND: str(remind), PASS_ON: str(pass_on)})
    petra.closes(all=True)


@pytest.mark.parametrize(("remind", "pass_on"), [(2, 4), (48, 300)])
def test_who_was_reminded_keeps_the_time_that_the_reminder_named(
    school: School, petra: Person, remind: int, pass_on: int
) -> None:
    _, bruno = asked(school, petra)
    school.sandbox.advance(hours=48, minutes=2)
    words = "If you do not answer within 1 day"
    assert heard(bruno, REMINDED) == 1
    bruno.gets_dm(words)
    sets(petra, remind, pass_on)
    tick(school)
    assert words in bruno.dm_texts()[-1]
    petra.gets_dm("I look for somebody else 1 day after the reminder.")
    school.sandbox.advance(hours=23)
    assert states(school) == [("Bruno", ProposalState.APPROVED)]
    school.sandbox.advance(hours=2)
    assert states(school) == [("Bruno", ProposalState.WITHDRAWN)]
    petra.gets_dm("@Bruno did not answer within 3 days.")


def test_a_reminder_that_waits_for_the_morning_names_what_then_holds(school: School, petra: Person) -> None:
    """Due at 22:00 in Madrid; the hours change by night."""
    _, bruno = asked(school, petra, START + timedelta(hours=13))
    school.sandbox.advance(hours=48, minutes=2)
    assert heard(bruno, REMINDED) == 0
    sets(petra, 48, 300)
    school.sandbox.advance(hours=12)
    assert heard(bruno, REMINDED) == 1
    bruno.gets_dm("If you do not answer within 252 hours")


def test_new_hours_are_on_the_cards_and_come_true(school: School, petra: Person) -> None:
    _, bruno = asked(school, petra)
    sets(petra, 5, 25)
    tick(school)
    bruno.gets_dm("If you do not answer within 25 hours")
    petra.gets_dm("a reminder goes out after 5 hours, and after 25 hours I look")
    school.sandbox.advance_to(START + timedelta(hours=4, minutes=50))
    assert heard(bruno, REMINDED) == 0
    school.sandbox.advance(minutes=20)
    assert heard(bruno, REMINDED) == 1


def test_hours_that_are_over_already_remind_now(school: School, petra: Person) -> None:
    _, bruno = asked(school, petra)
    school.sandbox.advance(hours=6)
    assert heard(bruno, REMINDED) == 0
    sets(petra, 2, 20)
    tick(school)
    assert heard(bruno, REMINDED) == 1


def test_the_click_that_saves_takes_as_many_statements_for_ten_as_for_one(
    school: School, petra: Person
) -> None:
    def saving() -> int:
        said: list[str] = []
        now = school.sandbox.now

        def heard_one(*args: object) -> None:
            said.append(str(args[2]))

        with school.store.begin(school.workspace.id) as db:
            event.listen(db.here, "before_cursor_execute", heard_one)
            offers.count_anew(db, now)
            who = people.acting(db, petra.id)
            change = ["REACT"] if "React" in people.programme(db).topics else ["React"]
            settings.save(db, now, who, Group.TOPICS, {"topics": change})
            event.remove(db.here, "before_cursor_execute", heard_one)
        return len(said)

    change_settings(school, topics=["React"])
    for number in range(10):
        one = stories.waiting(school, f"Student {number}", "en")
        other = stories.volunteer(school, f"Volunteer {number}", "en", topics=("react",))
        stories.proposal(school, one, other, ProposalState.APPROVED)

    def asked_of(many: int) -> None:
        with school.store.begin(school.workspace.id) as db:
            for row in db.scalars(select(Proposal).order_by(Proposal.id).limit(many)):
                row.next_step_at = START + timedelta(hours=48)
            for request in db.scalars(select(BuddyRequest).order_by(BuddyRequest.id).limit(many)):
                request.topics = ["react"]

    asked_of(1)
    first = saving()
    asked_of(10)
    assert saving() <= first
    with school.store.read(school.workspace.id) as db:
        [spelled] = people.programme(db).topics
        assert {tuple(row.topics) for row in db.scalars(select(BuddyRequest))} == {(spelled,)}
        assert {row.next_step_at for row in db.scalars(select(Proposal))} == {START}
