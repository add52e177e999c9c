"""`/codebuddy report`: the figures of a time, to the one who asked, as a message or a file; opened and read back."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from bot.rules import access
from bot.rules.figures import Missing
from bot.rules.period_words import Form
from bot.rules.periods import Period
from bot.services import classes, figures, people, report, report_orders
from models import Notice, RoleHolder, Settings
from models.enums import NoticeState, Role
from sandbox.people import Person
from tests import stories
from tests.confidential import stored
from tests.conftest import School
from tests.flows.report_school import (
    BEGAN,
    DAY,
    QUARTER,
    csv_rows,
    no_holidays,
    quarter_school,
    roster,
    sheets,
    small_school,
    team,
    weekly,
)
from tests.flows.waiting_list import tick

FILE = "codebuddies-2025-12-01-2026-02-28"
PERIOD = Period(BEGAN, BEGAN + 89 * DAY)
HIDDEN = "not shown (too few people)"
FIGURES = {
    "Students with a buddy": 30,
    "Buddies": 30,
    "Teams at the end": 20,
    "Teams started": 15,
    "Teams ended": 10,
    "Hours together": 650,
    "Sessions": 390,
    "Hours a week for each team, on average": 1.67,
    "Teams on target": 66.7,
    "Teams of which hours were expected": 30,
    "Waiting time, median": 8,
    "Waiting time, 90th percentile": 14,
    "Graduations": 5,
    "Jobs found": 5,
    "Volunteer hours": 650,
    "What these hours are worth": 9750,
    "Thanks": 5,
}
"""Of `quarter_school`, by hand: 20 teams x 13 x 2 h + 10 x 13 x 1 h; of 30 x 13 weeks; 14 of 15 waited 14 days or less."""


def asks(school: School, person: Person, text: str) -> str:
    """The newest message, when what the command owes has left."""
    person.types(f"/codebuddy report {text}")
    tick(school)
    return person.last_dm()


def later(school: School) -> None:
    """The events of people who have come are read: what follows writes much at once."""
    school.sandbox.settle()


def test_the_figures_of_a_quarter_as_a_message(school: School, petra: Person) -> None:
    later(school)
    quarter_school(school)
    petra.types(f"/codebuddy report {QUARTER}")
    petra.sees_privately(
        "Your report of 1 December 2025 to 28 February 2026 is on its way to you, as a message."
    )
    tick(school)
    said = petra.last_dm()
    for line in (
        "CodeBuddies report: 1 December 2025 to 28 February 2026",
        "Students with a buddy: 30",
        "Teams at the end: 20",
        "Hours together: 650 h",
        "Hours a week for each team, on average: 1.67 h",
        "Teams on target: 66.7 %",
        "Waiting time, median: 8 days",
        "Waiting time, 90th percentile: 14 days",
        "Web Development in English: 10 of 20 with a buddy, 50 % (at least half)",
        "Web Development in Spanish: 10 of 16 with a buddy, 62.5 % (at least half)",
        "With a buddy: 30 of 30, 100 %",
        "Without a buddy: 16 of 25, 64 %",
        "What these hours are worth: 9,750 EUR",
        "Long after the end: Working in tech 5",
        "Why teams ended: Graduated",
        "Numbers of fewer than 5 people are not shown",
    ):
        assert line in said
    assert HIDDEN not in said
    for other in ("Mateo", "Bea", "Wanda"):
        assert school.person(other).dm_texts() == []


def test_two_charts_stand_beside_the_words_and_a_slack_without_charts_gets_the_words(
    school: School, petra: Person
) -> None:
    later(school)
    quarter_school(school)
    asks(school, petra, QUARTER)
    hours, shares = (block for block in petra.seen()["dms"][-1]["messages"][-1]["blocks"] if "chart" in block)
    [series] = hours["chart"]["series"]
    assert [point["value"] for point in series["data"]] == [50] * 13
    [series] = shares["chart"]["series"]
    assert [point["value"] for point in series["data"]] == [50, 62.5]
    school.sandbox.faults.charts(taken=False)
    asks(school, petra, QUARTER)
    last = petra.seen()["dms"][-1]["messages"][-1]
    assert "Hours together: 650 h" in last["text"]
    [by_week] = [line for line in last["text"].split("\n") if "Hours by week: " in line]
    assert [one.split()[-1] for one in by_week.split(" · ")] == ["50"] * 13
    assert not any("chart" in block for block in last["blocks"])


def test_a_spreadsheet_with_one_sheet_for_each_table(school: School, petra: Person) -> None:
    later(school)
    quarter_school(school)
    said = asks(school, petra, f"{QUARTER} excel")
    assert said == "[CodeBuddies report: 1 December 2025 to 28 February 2026]"
    petra.gets_dm("The spreadsheet has one sheet for each table, and says what each number means.")
    content = petra.files()[f"{FILE}.xlsx"]
    found = sheets(content)
    assert list(found) == [
        *("Figures", "Hours by week", "Why teams ended", "Classes", "Who stays", "Long after the end")
    ]
    figures = {row[0]: row for row in found["Figures"][4:] if row[1] is not None}
    assert {name: row[1] for name, row in figures.items()} == FIGURES
    assert all(len(str(row[3])) > 20 for row in figures.values()), "each number is explained"
    assert found["Hours by week"][4:17] == [
        ((BEGAN + 7 * n * DAY).isoformat(), min(BEGAN + (7 * n + 6) * DAY, PERIOD.last).isoformat(), 50, None)
        for n in range(13)
    ]
    assert [row[:2] for row in found["Why teams ended"][4:6]] == [("Graduated", 5), ("Found a job", 5)]
    assert found["Classes"][4:6] == [
        ("Web Development in English", 10, 20, 50, "yes", "2026-02-16"),
        ("Web Development in Spanish", 10, 16, 62.5, "yes", "2026-02-16"),
    ]
    assert found["Who stays"][4:6] == [("With a buddy", 30, 30, 100), ("Without a buddy", 25, 16, 64)]
    assert all(any("fewer than 5 people" in str(row[0]) for row in rows) for rows in found.values())


@pytest.mark.parametrize("form", ["excel", "csv"])
def test_a_file_is_made_for_its_place_and_for_its_bytes_and_not_to_be_shared(
    school: School, petra: Person, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    quarter_school(school)
    real, made = report.make, []

    def make(*given: Any) -> report.Report:
        made.append(given)
        return real(*given)

    monkeypatch.setattr(report, "make", make)
    asks(school, petra, f"{QUARTER} {form}")
    tick(school)
    assert len(petra.files()) == 1
    assert len(made) == 2


def test_csv_files_from_the_button_under_the_message(school: School, petra: Person) -> None:
    later(school)
    quarter_school(school)
    asks(school, petra, QUARTER)
    petra.clicks("As CSV files")
    tick(school)
    found = csv_rows(petra.files()[f"{FILE}.zip"])
    names = ("figures", "hours", "endings", "classes", "retention", "later", "definitions")
    assert list(found) == [f"{number}-{name}.csv" for number, name in enumerate(names, start=1)]
    _, *rows = found["1-figures.csv"]
    assert {row[0]: float(row[1]) for row in rows} == FIGURES
    assert found["4-classes.csv"][1][:5] == ["Web Development in English", "10", "20", "50.0", "yes"]
    assert {row[0] for row in found["7-definitions.csv"]} >= FIGURES.keys()


def test_open_data_of_each_year_without_names(school: School, petra: Person) -> None:
    later(school)
    quarter_school(school)
    asks(school, petra, "json")
    text = petra.files()["codebuddies-years.json"].decode()
    content: dict[str, Any] = json.loads(text)
    assert [(one["year"], one["is_over"]) for one in content["years"]] == [(2026, False), (2025, True)]
    now, before = (one["figures"] for one in content["years"])
    assert before["hours"] == {"value": 20 * 10 + 10 * 5 + 15, "unit": "hours"}
    assert (now["ended"]["value"], before["ended"]["value"], before["started"]["value"]) == (10, 0, 30)
    assert set(now) <= set(content["definitions"])
    assert not any(f"U{who}{number}" in text for who in "SB" for number in range(1, 31))
    petra.gets_dm("I publish nothing.")


def test_small_groups_are_hidden_and_a_total_does_not_tell_them(school: School, petra: Person) -> None:
    """One of twelve teams has ended: neither that is told, nor how many run, nor the class of four."""
    later(school)
    small_school(school)
    said = asks(school, petra, QUARTER)
    for line in (
        "Students with a buddy: 12",
        f"Teams at the end: {HIDDEN}",
        f"Teams ended: {HIDDEN}",
        f"Web Development in English: {HIDDEN}",
        f"Web Development in Spanish: {HIDDEN}",
        f"Graduations: {HIDDEN}",
    ):
        assert line in said


MOSTLY = "Most numbers of this report are not shown: they are of fewer than 5 people"


def test_where_most_is_hidden_the_report_says_why_at_its_top_and_the_files_once(
    school: School, petra: Person
) -> None:
    later(school)
    with school.store.begin(school.workspace.id) as db:
        no_holidays(db)
        for number in range(1, 4):
            team(db, number, sessions=weekly(BEGAN, 13, 120))
    said = asks(school, petra, QUARTER)
    title, why, first = (str(block) for block in petra.seen()["dms"][-1]["messages"][-1]["blocks"][:3])
    assert "CodeBuddies report" in title
    assert MOSTLY in why
    assert "Ask for a longer time" in why
    assert "Students with a buddy" in first
    assert said.count(MOSTLY) == 1
    petra.clicks("As CSV files")
    petra.clicks("As a spreadsheet")
    tick(school)
    found = csv_rows(petra.files()[f"{FILE}.zip"])
    told = [row for row in found["7-definitions.csv"] if row[1].startswith(MOSTLY)]
    assert [row[0] for row in told] == ["Figures"]
    assert not [name for name, rows in found.items() if name[0] != "7" and MOSTLY in str(rows)]
    assert [name for name, rows in sheets(petra.files()[f"{FILE}.xlsx"]).items() if MOSTLY in str(rows)] == [
        "Figures"
    ]


def test_where_most_is_told_no_report_says_that_it_is_not(school: School, petra: Person) -> None:
    later(school)
    assert MOSTLY not in asks(school, petra, QUARTER), "nothing has been yet, and nothing is hidden"
    small_school(school)
    said = asks(school, petra, QUARTER)
    assert HIDDEN in said
    assert MOSTLY not in said


def test_of_a_class_of_twenty_the_one_with_a_buddy_cannot_be_worked_out(
    school: School, petra: Person
) -> None:
    """A school tells how many students a class has: then those without a buddy tell those with one."""
    later(school)
    with school.store.begin(school.workspace.id) as db:
        no_holidays(db)
        team(db, 1)
        roster(db, "web-en", date(2026, 2, 16), students=20, attending=15, graduated=0, with_buddy=1)
    said = asks(school, petra, QUARTER)
    assert f"With a buddy: {HIDDEN}" in said
    assert f"Without a buddy: {HIDDEN}" in said


def test_what_nobody_has_entered_is_not_known(school: School, petra: Person) -> None:
    said = asks(school, petra, QUARTER)
    for line in (
        "Web Development in English: 0 with a buddy; how many attend: not known",
        "With a buddy: not known",
        "Without a buddy: not known",
        "What these hours are worth: not known",
        "Waiting time, median: none",
    ):
        assert line in said


def test_a_name_that_looks_like_a_formula_is_text(school: School, petra: Person) -> None:
    names = ['=HYPERLINK("http://x.example";"A")', "+1+1", "-2", "@SUM(A1)", "\t=1", " =1"]
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().classes = [
            {"key": f"c{place}", "course": "x", "language": "en", "name": name}
            for place, name in enumerate(names)
        ]
    asks(school, petra, f"{QUARTER} xlsx")
    asks(school, petra, f"{QUARTER} csv")
    rows = sheets(petra.files()[f"{FILE}.xlsx"])["Classes"]
    assert [row[0] for row in rows[4:10]] == [f"'{name}" for name in names]
    table = csv_rows(petra.files()[f"{FILE}.zip"])["4-classes.csv"]
    assert [row[0] for row in table[1:]] == [f"'{name}" for name in names]


def test_as_many_classes_as_may_be_are_all_told(school: School, petra: Person) -> None:
    names = [f"{number} ".ljust(classes.NAME_MAX, "x") for number in range(10, 10 + classes.MOST)]
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(Settings)).one().classes = [
            {"key": f"c{name[:2]}", "course": "x", "language": "en", "name": name} for name in names
        ]
    said = asks(school, petra, QUARTER)
    assert [name for name in names if f"{name}: 0 with a buddy" not in said] == []


@pytest.mark.parametrize("form", [Form.MESSAGE, Form.XLSX, Form.CSV, Form.JSON])
def test_who_has_lost_the_role_a_second_ago_gets_no_figures(
    school: School, petra: Person, form: Form
) -> None:
    at = school.sandbox.now + timedelta(minutes=5)
    with school.store.begin(school.workspace.id) as db:
        who = people.acting(db, petra.id)
        report_orders.order(db, at, who, PERIOD, form)
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == petra.id))
    school.sandbox.advance(minutes=6)
    assert "Your report was not sent" in petra.last_dm()
    assert "Students with a buddy" not in petra.everything_visible()
    assert petra.files() == {}
    assert not school.workspace.calls("files.getUploadURLExternal")


def test_a_role_that_is_lost_between_the_message_and_the_file(school: School, petra: Person) -> None:
    school.sandbox.faults.next("files.getUploadURLExternal", retry_after=600)
    asks(school, petra, f"{QUARTER} xlsx")
    petra.gets_dm("The spreadsheet has one sheet")
    with school.store.begin(school.workspace.id) as db:
        db.execute(delete(RoleHolder).where(RoleHolder.user_id == petra.id))
    school.sandbox.advance(minutes=11)
    petra.gets_dm("Your report was not sent")
    assert petra.files() == {}


def test_where_slack_takes_no_file_it_is_said(school: School, petra: Person) -> None:
    school.workspace.revoke_scope("files:write")
    asks(school, petra, f"{QUARTER} xlsx")
    petra.gets_dm("Slack did not take the file of your report.")
    with school.store.read(school.workspace.id) as db:
        states = db.scalars(select(Notice.state).where(Notice.kind == report_orders.FILE)).all()
    assert list(states) == [NoticeState.SENT]


def test_only_the_two_who_run_the_programme_get_reports(school: School, petra: Person) -> None:
    assert access.READERS == (Role.PROJECT_MANAGER, Role.PROGRAMME_MANAGER)
    assert "Students with a buddy" in asks(school, school.person("Mateo"), QUARTER)
    stories.team(school)
    for name in ("Bea", "Wanda", "Samira", "Bruno"):
        person = school.person(name)
        person.types(f"/codebuddy report {QUARTER}")
        person.sees_privately("Only the project manager and the programme manager get reports.")
        assert not any("CodeBuddies report" in text for text in person.dm_texts())


def test_nothing_asked_in_confidence_is_in_a_report(school: School, petra: Person) -> None:
    later(school)
    quarter_school(school)
    kept = []
    for _ in range(2):
        for form in ("message", "xlsx", "csv", "json"):
            asks(school, petra, f"{QUARTER} {form}")
        kept.append((petra.dm_texts()[-7:], petra.files()))
        samira = stories.waiting(school, "Samira", "en") if len(kept) == 1 else None
        if samira:
            with school.store.begin(school.workspace.id) as db:
                stored(db, stories.vault(school), school.sandbox.now, people.acting(db, samira.id), "zebra")
            school.sandbox.settle()
    (before, files), (after, again) = kept
    assert before == after
    assert {name: content for name, content in files.items() if name.endswith("json")} == {
        name: content for name, content in again.items() if name.endswith("json")
    }
    assert sheets(files[f"{FILE}.xlsx"]) == sheets(again[f"{FILE}.xlsx"])


def test_who_has_left_does_not_wait_in_a_report(school: School, petra: Person) -> None:
    """As in the figures of the week: five wait of six, and fewer than five are not told."""
    waits = [stories.waiting(school, name, "en") for name in ("Ana", "Eva", "Ines", "Lea", "Mia", "Zoe")]
    reader = stories.waiting(school, "Ida", "en")
    for left, told, of_week in ((waits[0], 6, 6), (waits[1], 5, 5), (waits[2], Missing.HIDDEN, None)):
        stories.has_left(school, left)
        now = school.sandbox.now
        with school.store.read(school.workspace.id) as db:
            made = report.make(db, now, Period(now.date() - 20 * DAY, now.date() + DAY))
            assert made.figures.waiting == told
            assert figures.figures(db, now, reader.id).waiting == of_week
