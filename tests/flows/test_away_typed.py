"""Days away that are typed: one day is that day, a range is one, and what is not sure is asked about."""

from __future__ import annotations

import pytest

from tests import stories
from tests.conftest import School
from tests.flows.test_away import heard, rests
from tests.flows.test_nudge import team

SURE = {
    "tomorrow": ("2026-03-03", "2026-03-03"),
    "mañana": ("2026-03-03", "2026-03-03"),
    "friday": ("2026-03-06", "2026-03-06"),
    "until tomorrow": ("2026-03-02", "2026-03-03"),
    "from 1/4 until 5/4": ("2026-04-01", "2026-04-05"),
    "1/4-5/4": ("2026-04-01", "2026-04-05"),
    "del 1 al 5 de abril": ("2026-04-01", "2026-04-05"),
    "du 1er au 5 avril": ("2026-04-01", "2026-04-05"),
    "من 1/4 إلى 5/4": ("2026-04-01", "2026-04-05"),
    "з 1 до 5 квітня": ("2026-04-01", "2026-04-05"),
    "next week": ("2026-03-09", "2026-03-15"),
    "la semana que viene": ("2026-03-09", "2026-03-15"),
}


@pytest.mark.parametrize(("typed", "days"), SURE.items())
def test_what_is_sure_is_done_at_once_and_nothing_more_than_that(
    school: School, typed: str, days: tuple[str, str]
) -> None:
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    student.types(f"/codebuddy away {typed}")
    assert not student.has_modal()
    assert rests(school) == [days]


def test_tomorrow_alone_is_told_to_the_team_as_that_one_day(school: School) -> None:
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    student.types("/codebuddy away tomorrow")
    student.sees_privately("You are away on Tuesday 3 March.")
    school.sandbox.advance(minutes=1)
    assert heard(school, "is away on Tuesday 3 March.") == 1


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ("monday", "2026-03-09", "2026-03-09"),
        ("from friday", "2026-03-06", None),
        ("tomorrow morning", "2026-03-03", "2026-03-03"),
        ("next friday", "2026-03-06", "2026-03-06"),
    ],
)
def test_what_is_not_sure_opens_the_form_with_what_was_typed_and_understood(
    school: School, typed: str, first: str, last: str | None
) -> None:
    """On a Monday "monday" may be today."""
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    student.types("/codebuddy away until 27/3")
    student.types(f"/codebuddy away {typed}")
    form = student.modal()
    assert "I am not sure which days you mean, so I ask first. Nothing was stored yet." in form.text
    assert f"You wrote:\n{typed}" in form.text.replace("> ", "")
    assert (form.fields["First day away"], form.fields["Last day away"]) == (first, last)
    assert rests(school) == [("2026-03-02", "2026-03-27")]


def test_what_is_not_understood_is_shown_in_the_form(school: School) -> None:
    stories.set_up(school)
    student, _, _ = team(school, "Samira", "Bruno")
    student.types("/codebuddy away when my mother comes")
    assert "I found no day to come in what you wrote." in student.modal().text
    assert "when my mother comes" in student.modal().text
    assert rests(school) == []
