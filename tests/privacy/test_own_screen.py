"""What `/codebuddy privacy` tells of: every table with something of people, and nothing of what is asked in confidence."""

from __future__ import annotations

from dataclasses import replace

from bot.rules import personal, retention
from bot.rules.personal import Kept
from bot.services.own_data import Counts
from bot.speech import speech
from bot.views import own_data, stored
from bot.views import retention as periods
from models.enums import Role
from tests import stories
from tests.confidential import MORE, ask
from tests.conftest import School

NOTHING = Counts(
    requests=0, offers=0, teams=0, sessions=0, questions=0, answers=0, checks=0, tasks=0, calls=0, feedback=0,
    notes=0, drafts=0, figures=0, texts=0, entered=0, roles=(), kept_for=retention.DEFAULT,
)  # fmt: skip
ALL = replace(
    NOTHING, requests=1, offers=1, teams=1, sessions=1, questions=1, answers=1, checks=1, tasks=1, calls=1,
    feedback=1, notes=1, drafts=1, figures=1, texts=1, entered=1, roles=tuple(Role),
)  # fmt: skip
IN_NO_FILE = {"private_cases", "case_readers", "case_openings"}


def lines(found: Counts) -> dict[str, str]:
    """Block → its text."""
    shown = own_data.screen(found, "en")["blocks"]
    return {one["block_id"]: one["text"]["text"] for one in shown if one["type"] == "section"}


def test_each_table_with_something_of_people_has_a_line() -> None:
    tables = {one.table for one in personal.COLUMNS.values() if one.is_personal}
    assert set(stored.TOLD_IN) == tables
    assert set(stored.TOLD_IN.values()) <= set(lines(ALL))


def test_the_line_of_confidence_is_the_same_for_everybody() -> None:
    assert {name for name, block in stored.TOLD_IN.items() if block == "private"} == IN_NO_FILE
    assert lines(ALL)["private"] == lines(NOTHING)["private"]


def test_each_period_that_a_programme_chooses_is_told() -> None:
    until = lines(NOTHING)["until"]
    for kept in (*retention.PLACES, Kept.AUDIT):
        assert periods.period(kept, retention.DEFAULT, speech("en")) in until, kept


def test_she_reads_of_her_calls_feedback_and_forms_once_there_are_some(school: School) -> None:
    stories.set_up(school)
    student = stories.team(school)[0]
    student.types("/codebuddy privacy")
    before = student.modal().text
    for line in ("Calls for help", "Your feedback", "Notes about you", "Forms not sent yet"):
        assert line not in before
    student.types("/escalate")
    student.submits_pages({"What do you need?": MORE}, {"What is it about?": "too fast"})
    student.types("/codebuddy feedback")
    student.submits({"Your feedback": "more evenings"})
    student.types("/codebuddy privacy")
    said = student.modal().text
    assert "Calls for help: 1" in said
    assert "Your feedback: 1" in said
    assert "who changed what: 24 months" in said


def test_a_call_in_confidence_is_counted_nowhere(school: School) -> None:
    stories.set_up(school)
    student = stories.team(school)[0]
    student.types("/codebuddy privacy")
    before = student.modal().text
    ask(student)
    student.types("/codebuddy privacy")
    assert student.modal().text == before
