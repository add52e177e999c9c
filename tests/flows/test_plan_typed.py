"""A meeting that is typed: day and time come into the form, and only reminders that can still come are promised."""

from __future__ import annotations

import pytest

from tests import stories
from tests.conftest import School
from tests.flows import meeting_people as people

TOLD = "I have told @Bruno"


@pytest.mark.parametrize(
    ("typed", "day", "time"),
    [
        ("plan tomorrow 18:00", "2026-03-03", "18:00"),
        ("plan 2026-03-20 17:45", "2026-03-20", "17:45"),
        ("reunión mañana 18:00", "2026-03-03", "18:00"),
        ("plan friday", "2026-03-06", None),
        ("plan monday 18:00", None, "18:00"),
        ("plan soon", None, None),
        ("plan", None, None),
    ],
)
def test_what_was_typed_comes_into_the_form_as_far_as_it_is_sure(
    school: School, typed: str, day: str | None, time: str | None
) -> None:
    stories.set_up(school)
    student, buddy, channel = stories.team(school)
    student.types(f"/codebuddy {typed}")
    form = student.modal()
    assert (form.fields["Which day?"], form.fields["At what time?"]) == (day, time)
    rest = typed.partition(" ")[2]
    assert ("You wrote:" in form.text) == bool(rest)
    assert rest in form.text
    if day and time:
        student.submits({})
        student.closes(all=True)
        buddy.sees("has planned a meeting", in_channel=channel)


@pytest.mark.parametrize(
    ("day", "time", "told"),
    [
        ("2026-03-02", "09:40", f"{TOLD}."),
        ("2026-03-02", "18:00", f"{TOLD}, and remind you both an hour before."),
        ("2026-03-04", "18:00", f"{TOLD}, and remind you both a day and an hour before."),
    ],
)
def test_only_reminders_that_can_still_come_are_promised(
    school: School, day: str, time: str, told: str
) -> None:
    stories.set_up(school)
    student, _, _ = stories.team(school)
    school.sandbox.advance_to(people.at("2026-03-02T08:13:00+00:00"))
    student.types("/codebuddy plan")
    student.submits({"day": day, "time": time})
    assert told in student.modal().text
