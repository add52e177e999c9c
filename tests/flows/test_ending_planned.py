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
    assert heard(bruno, "after all") == heard(samira, "after all") == 0, "he never knew, and it was she"
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


def moves(person: Person, day: str) -> None:
    person.opens_home()
    person.clicks_home("Another last day")
    person.submits({"The last day": day})
    person.closes(all=True)


def heard(person: Person, words: str) -> int:
    return sum(words in text for text in person.dm_texts())


def test_both_hear_of_each_day_also_of_one_that_they_read_before(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, GRADUATED, **{WHEN: LATER, LAST: "2026-03-12"})
    samira.closes(all=True)
    for day in ("2026-03-14", "2026-03-12"):
        school.sandbox.advance(hours=1)
        moves(samira, day)
    tick(school)
    ends_on = "Your buddy team with @Samira ends on"
    assert (heard(bruno, f"{ends_on} Saturday 14"), heard(bruno, f"{ends_on} Thursday 12")) == (1, 2)
    assert "Thursday 12 March" in bruno.last_dm()
    school.sandbox.advance_to(school.sandbox.now.replace(day=4, hour=22))
    for day in ("2026-03-14", "2026-04-30"):  # he sleeps
        moves(samira, day)
    school.sandbox.advance(hours=12)
    assert (heard(bruno, f"{ends_on} Saturday 14"), heard(bruno, f"{ends_on} Thursday 30 April")) == (1, 1)
    school.sandbox.advance_to(school.sandbox.now.replace(hour=22))
    moves(samira, "2026-05-29")
    samira.opens_home()
    samira.clicks_home("Cancel the end")
    school.sandbox.advance(hours=12)
    bruno.gets_dm("does not end on that day after all")
    assert heard(bruno, "29 May") == 0


def test_both_hear_of_the_day_of_an_end_that_replaces_one_of_which_they_know(
    school: School, petra: Person
) -> None:
    samira, bruno, _ = pair(school)
    ends(school, samira, GRADUATED, **{WHEN: LATER, LAST: "2026-03-12"})
    samira.closes(all=True)
    ends(school, bruno, "other", **{WHEN: LATER, LAST: "2026-04-30"})
    bruno.closes(all=True)
    samira.gets_dm("Your buddy team with @Bruno ends on Thursday 30 April.")
    assert heard(samira, "does not end") == 0


def test_whoever_planned_it_and_managers_who_read_of_it_hear_what_another_does_with_it(
    school: School, petra: Person
) -> None:
    samira, bruno, _ = pair(school)
    mateo = school.person("Mateo")
    ends(school, samira, NEW_BUDDY, **{WHEN: LATER, LAST: "2026-04-10"})
    samira.closes(all=True)
    mateo.gets_dm("The team of @Samira and @Bruno ends on Friday 10 April.")
    petra.opens_home()
    petra.clicks_home(f"Team {ending(school).team_id}")
    petra.presses("Another last day")
    petra.submits({"last": "2026-04-24"})
    petra.closes(all=True)
    tick(school)
    samira.gets_dm("Your buddy team with @Bruno ends on Friday 24 April.")
    mateo.gets_dm("The team of @Samira and @Bruno ends on Friday 24 April.")
    petra.clicks_home(f"Team {ending(school).team_id}")
    petra.presses("Cancel the end")
    petra.closes(all=True)
    tick(school)
    samira.gets_dm("Your buddy team with @Bruno does not end on that day after all. You go on as before.")
    mateo.gets_dm("The end is cancelled. The team of @Samira and @Bruno goes on as before.")
    assert heard(petra, "24 April") == heard(petra, "cancelled") == 0, "it was she"
    school.sandbox.advance(weeks=6)
    assert heard(bruno, "Your buddy team with") == 0, "he never knew"


def test_managers_hear_that_whoever_planned_it_has_cancelled_it(school: School, petra: Person) -> None:
    samira, _, _ = pair(school)
    ends(school, samira, NEW_BUDDY, **{WHEN: LATER, LAST: "2026-04-10"})
    samira.presses("Another last day")
    samira.submits({"The last day": "2026-04-24"})
    samira.closes(all=True)
    tick(school)
    petra.gets_dm("ends on Friday 24 April.")
    samira.opens_home()
    samira.clicks_home("Cancel the end")
    tick(school)
    petra.gets_dm("The end is cancelled. The team of @Samira and @Bruno goes on as before.")
    assert heard(samira, "Your buddy team with") == 0


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
