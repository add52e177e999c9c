"""The quiet hours are the programme's own: in them nobody hears of what can wait, and everybody of what cannot."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import cast

import pytest

from bot.delivery.kinds import Due, NotYet, by_day, in_open_hours
from sandbox.people import Person
from tests import stories
from tests.conftest import School
from tests.flows.ending_people import GRADUATED, ends, pair
from tests.flows.settings_screen import history, opens, programme

FROM, UNTIL = "I write from", "Until"


def test_other_hours_are_refused_in_words_saved_and_put_back(school: School, petra: Person) -> None:
    stories.nudge_slot(school)
    before = programme(school)
    opens(petra, "Quiet hours")
    petra.submits({FROM: "10:00", UNTIL: "13:59"})
    assert petra.modal().errors == {
        UNTIL: "Please leave at least 4 hours open: what waits all night needs them."
    }
    petra.submits({UNTIL: "17:30"})
    assert petra.modal().errors == {
        UNTIL: "The weekly reminder comes at 17:00, and this leaves it no hour. Please choose wider hours, or move the reminder first."
    }
    petra.submits({FROM: "17:01", UNTIL: "22:00"})
    assert "comes at 17:00" in petra.modal().errors[FROM]
    assert programme(school) == before
    petra.submits({FROM: "08:00", UNTIL: "18:30"})
    assert "From 18:30 to 08:00, by each person's own clock, what can wait" in petra.modal().text
    assert (programme(school)["opens"], programme(school)["closes"]) == (8 * 60, 18 * 60 + 30)
    petra.presses("Change: Reminders")
    assert "From 08:00 to 17:30, in each team's own time zone." in petra.modal().text
    petra.submits({"Time": "18:00"})
    assert "a time from 08:00 to 17:30" in petra.modal().errors["Time"]
    petra.submits({"Time": "08:30"})
    petra.presses("History of settings")
    assert "Before: From 21:00 to 09:00" in petra.modal().text
    petra.presses("Put back: Quiet hours, 2 Mar, 09:00")
    assert "The weekly reminder comes at 08:30, and this leaves it no hour." in petra.everything_visible()
    assert programme(school)["opens"] == 8 * 60
    petra.closes()
    petra.presses("Put back: Reminders, 2 Mar, 09:00")
    petra.presses("Put back: Quiet hours, 2 Mar, 09:00")
    assert {**programme(school), "match_due_at": None} == {**before, "match_due_at": None}
    assert [one[2] for one in history(school)] == ["changed", "changed", "put_back", "put_back"]


def test_what_can_wait_waits_by_the_new_hours(school: School, petra: Person) -> None:
    samira, bruno, _ = pair(school)
    opens(petra, "Quiet hours")
    petra.submits({FROM: "08:00", UNTIL: "18:30"})
    petra.closes(all=True)
    evening = datetime(2026, 3, 2, 17, 31, tzinfo=UTC)  # 18:31 in Madrid
    school.sandbox.advance_to(evening)
    ends(school, samira, GRADUATED)
    school.sandbox.advance_to(datetime(2026, 3, 3, 6, 59, tzinfo=UTC))
    assert bruno.dm_texts() == []
    school.sandbox.advance_to(datetime(2026, 3, 3, 7, 1, tzinfo=UTC))
    bruno.gets_dm("has come to its end.")


def test_what_was_held_up_waits_by_the_new_hours_and_what_is_on_time_does_not(
    school: School, petra: Person
) -> None:
    opens(petra, "Quiet hours")
    petra.submits({FROM: "08:00", UNTIL: "18:30"})
    due_at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    due = cast(Due, SimpleNamespace(target=petra.id, due_at=due_at))
    with school.store.read(school.workspace.id) as db:
        by_day(db, due, datetime(2026, 3, 2, 17, 29, tzinfo=UTC))
        for hold in (by_day, in_open_hours):
            with pytest.raises(NotYet) as later:
                hold(db, due, datetime(2026, 3, 2, 17, 30, tzinfo=UTC))
            assert later.value.until == datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
