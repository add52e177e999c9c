"""The weekly reminder in the settings: when and where it comes, and the class hours in which it waits."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from models import Slot
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import history, opens, programme

DAYS, FROM, TO = "Days with classes", "Classes begin", "Classes end"
WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]


def slot(school: School) -> datetime:
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Slot.due_at).where(Slot.kind == "nudge")).one()


def test_a_new_moment_moves_the_slots_and_class_hours_hold_it_back(school: School, petra: Person) -> None:
    stories.nudge_slot(school)
    samira, _, channel = stories.team(school)
    assert channel is not None
    assert slot(school) == datetime(2026, 3, 5, 16, 0, tzinfo=UTC)
    opens(petra, "Reminders")
    petra.submits({"Day": "Tuesday", "Time": "08:30", DAYS: WEEK, FROM: "09:00", TO: "21:00"})
    assert petra.modal().errors == {
        "Time": "Please choose a time from 09:00 to 20:00: nobody is reminded in the quiet hours.",
        DAYS: "With these class hours no hour is left from the moment of the reminder to Friday evening, so nobody could be reminded. Please choose fewer days, shorter hours, or an earlier reminder.",
    }
    assert petra.modal().fields[TO] == "21:00"
    petra.submits({"Time": "09:30", FROM: "14:00", TO: "13:00"})
    assert petra.modal().errors == {TO: "This must be later than “From”, on the same day."}
    assert programme(school)["class_hours"] == {}
    petra.submits(
        {
            DAYS: ["Tuesday", "Wednesday"],
            FROM: "09:00",
            TO: "13:30",
            "Where does it come?": "To each of the two alone, in their own language",
        }
    )
    said = petra.modal().text
    assert "On Tuesday at 09:30 in a team's own zone, to each of the two alone." in said
    assert "It waits in class hours, too: Tuesday and Wednesday, 09:00 to 13:30." in said
    assert slot(school) == datetime(2026, 3, 3, 12, 30, tzinfo=UTC)
    assert programme(school)["nudges_each"] is True
    assert history(school)[-1][1] == "reminders"
    petra.presses("Change: Reminders")
    petra.submits({DAYS: [], "Where does it come?": "In the team's channel"})
    assert "No class hours are set." in petra.modal().text
    assert slot(school) == datetime(2026, 3, 3, 8, 30, tzinfo=UTC)
    petra.closes(all=True)
    school.sandbox.advance_to(datetime(2026, 3, 3, 8, 31, tzinfo=UTC))
    samira.sees("No reminders for 4 weeks", in_channel=channel)


def test_other_holidays_move_the_slots(school: School, petra: Person) -> None:
    """Thursday 19 March 2026 is a holiday in Valencia, and not in Catalonia."""
    school.sandbox.advance(days=13)
    stories.nudge_slot(school)
    assert slot(school) == datetime(2026, 3, 19, 16, 0, tzinfo=UTC)
    opens(petra, "Breaks and holidays")
    petra.submits({"Public holidays: region": "vc"})
    assert "public holidays of Spain, VC" in petra.modal().text
    assert slot(school) == datetime(2026, 3, 20, 8, 0, tzinfo=UTC)
