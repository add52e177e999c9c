"""An end on a day to come: announced two weeks before, moved, cancelled, and come by itself on its evening."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.services import ending_steps
from models import EndingMoment, Notice
from models.enums import EndingStep, TeamState
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import GRADUATED, LAST, NEW_BUDDY, WHEN, ending, ends, pair, state
from tests.flows.waiting_list import tick

LATER = "On a day to come"


def count(school: School, kind: str) -> int:
    with school.store.read(school.workspace.id) as db:
        return len(db.scalars(select(Notice.id).where(Notice.kind == kind)).all())


def test_both_hear_two_weeks_before_and_it_ends_on_its_evening(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, GRADUATED, **{WHEN: LATER, LAST: "2026-04-10"})
    samira.closes(all=True)
    petra.gets_dm("The team of @Samira and @Bruno ends on Friday 10 April.")
    bruno.opens_home()
    assert "ends on Fri" not in bruno.home_text(), "he hears of it when she has chosen"
    bruno.types("/codebuddy end")
    assert "planned" not in bruno.modal().text
    bruno.closes()
    school.sandbox.advance(days=24)
    assert count(school, "team_ends_soon") == 0
    school.sandbox.advance(days=1)
    bruno.gets_dm("Your buddy team with @Samira ends on Friday 10 April.")
    samira.gets_dm("Would you like a last meeting before?")
    assert "[Plan a meeting]" in bruno.everything_visible()
    assert "Another last day" not in bruno.everything_visible(), "it is hers to move"
    bruno.opens_home()
    assert "ends on Friday 10 April" in bruno.home_text()
    samira.opens_home()
    samira.clicks_home("Another last day")
    samira.submits({"The last day": "2026-04-12"})
    samira.closes(all=True)
    school.sandbox.advance(hours=2)
    bruno.gets_dm("Your buddy team with @Samira ends on Sunday 12 April.")
    school.sandbox.advance_to(school.sandbox.now.replace(month=4, day=12, hour=17, minute=59))
    assert state(school, samira) is TeamState.ACTIVE
    school.sandbox.advance(minutes=2)
    assert state(school, samira) is TeamState.ENDED
    samira.gets_dm("You have graduated. Congratulations!")
    bruno.gets_dm("@Samira has graduated. Congratulations to you both!")
    samira.opens_home()
    assert "Undo the end" in samira.home_text()


def test_cancelled_before_or_after_it_was_announced(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, NEW_BUDDY, **{WHEN: LATER, LAST: "2026-04-10"})
    samira.presses("Cancel the end")
    school.sandbox.advance(days=1)
    samira.closes(all=True)
    assert count(school, "end_cancelled") == 0, "he never knew"
    ends(school, samira, NEW_BUDDY, **{WHEN: LATER, LAST: "2026-03-10"})
    samira.closes(all=True)
    bruno.gets_dm("Your buddy team with @Samira ends on Tuesday 10 March.")
    assert "new" not in bruno.last_dm()
    petra.clicks("Cancel the end") if "[Cancel the end]" in petra.everything_visible() else samira.clicks(
        "Cancel the end"
    )
    tick(school)
    bruno.gets_dm("does not end on that day after all")
    school.sandbox.advance(days=20)
    assert state(school, samira) is TeamState.ACTIVE
    with school.store.read(school.workspace.id) as db:
        assert not db.scalars(select(EndingMoment)).all()


def test_an_end_now_replaces_one_that_the_other_had_planned(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, GRADUATED, **{WHEN: LATER, LAST: "2026-04-10"})
    samira.closes(all=True)
    first = ending(school).id
    ends(school, bruno, "I cannot go on")
    assert state(school, samira) is TeamState.ENDED
    samira.gets_dm("Your request for a buddy is on the list again")
    school.sandbox.advance(days=40)
    assert ending(school).id != first
    assert count(school, "team_ends_soon") == 0
    assert count(school, "team_ended") == 1


def test_nothing_ends_by_itself_and_no_moment_comes_twice(school: School, petra: Person) -> None:
    """Two workers find the same moments; a third comes when all is done."""
    stories.team(school, "Noor", "Vera")
    samira, _, _ = pair(school)
    ends(school, samira, GRADUATED, **{WHEN: LATER, LAST: "2026-03-12"})
    here, vault = school.workspace.id, stories.vault(school)
    number, later = ending(school).id, school.sandbox.now + timedelta(days=30)
    with school.store.everywhere_reading() as db:
        found = [tuple(row) for row in ending_steps.due(db, later)]
    assert {step for _, _, step in found} == {EndingStep.END}, "the announcement has come"
    for _ in range(2):
        for workspace_id, ending_id, step in found:
            with school.store.begin(workspace_id) as db:
                ending_steps.take_due(db, vault, later, ending_id, step)
    assert state(school, samira) is TeamState.ENDED
    with school.store.read(here) as db:
        told = db.scalars(select(Notice.dedupe_key).where(Notice.kind == "team_ended")).all()
    assert len(told) == len(set(told)) == 2
    assert ending(school).id == number
    school.sandbox.advance(days=60)
    assert state(school, school.person("Noor")) is TeamState.ACTIVE


def test_what_the_two_had_planned_does_not_take_place(school: School) -> None:
    stories.set_up(school)
    samira, bruno, _ = stories.team(school)
    samira.types("/codebuddy plan")
    samira.submits({"day": "2026-03-12", "time": "18:00", "minutes": "60", "place": "online"})
    school.sandbox.advance(minutes=1)
    ends(school, samira, "Something else")
    school.sandbox.advance(minutes=1)
    bruno.gets_dm("does not take place")
