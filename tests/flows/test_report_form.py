"""The form of a report, and the numbers of the classes: how many students each has, asked for once a month."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest
from sqlalchemy import select

from bot.rules.class_numbers import Numbers
from bot.services import people, slots
from bot.services import rosters as service
from models import History, Notice, Roster, Settings, Task
from models.enums import TaskKind
from sandbox.people import Person
from tests.conftest import School
from tests.flows.report_school import sheets
from tests.flows.settings_screen import opens
from tests.flows.waiting_list import tick

ENGLISH = "Web Development in English"
START, ATTEND, GRADUATED, WITH = (
    "Students at the start of the class",
    "Of them, how many attend on this day?",
    "Of them, how many have graduated by this day?",
    "With a buddy: how many attend or have graduated?",
)
DAY = "Of which day are the numbers?"
SHOW, WHEN, FIRST, LAST = "What do you want to show, and to whom?", "Of which time?", "First day", "Last day"
MONDAY = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def rosters(school: School) -> list[tuple[object, ...]]:
    with school.store.read(school.workspace.id) as db:
        return [
            (row.class_key, row.as_of, row.students, row.attending, row.graduated, row.with_buddy)
            for row in db.scalars(select(Roster).order_by(Roster.class_key, Roster.as_of))
        ]


def fields(person: Person) -> dict[str, str | None]:
    return dict(person.modal().fields)


def test_the_form_says_before_that_small_numbers_are_not_shown(school: School, petra: Person) -> None:
    petra.types("/codebuddy report")
    assert "Numbers of fewer than 5 people are not shown. In a small school, a longer time shows more." in (
        petra.modal().text
    )


@pytest.mark.parametrize(
    ("typed", "first", "last", "words"),
    [
        ("", None, None, None),
        ("since 2026-01-10", "2026-01-10", None, "I am not sure which days you mean."),
        ("2026-02-01 2026-01-01 excel", "2026-02-01", "2026-01-01", "I am not sure which days you mean."),
        ("what happened lately", None, None, "I am not sure which days you mean."),
        ("2031", "2031-01-01", "2031-12-31", None),
    ],
)
def test_what_is_unclear_opens_the_form_with_what_was_understood(
    school: School, petra: Person, typed: str, first: str | None, last: str | None, words: str | None
) -> None:
    petra.types(f"/codebuddy report {typed}")
    entered = fields(petra)
    assert (entered[FIRST], entered[LAST]) == (first, last)
    assert (words in petra.modal().text) if words else "I am not sure" not in petra.modal().text
    if "excel" in typed:
        assert entered[SHOW] == "A spreadsheet for a funder or the board (Excel)"
    with school.store.read(school.workspace.id) as db:
        assert not db.scalars(select(Notice.id).where(Notice.kind.startswith("report"))).all()


def test_the_form_asks_what_to_show_and_to_whom(school: School, petra: Person) -> None:
    petra.types("/codebuddy report")
    petra.submits({SHOW: "A spreadsheet for a funder or the board (Excel)", WHEN: "The last quarter"})
    assert "Your report of 1 October 2025 to 31 December 2025 is on its way to you" in petra.modal().text
    tick(school)
    assert list(petra.files()) == ["codebuddies-2025-10-01-2025-12-31.xlsx"]
    petra.closes(all=True)
    petra.types("/codebuddy report")
    petra.submits({SHOW: "Open data for everybody: the figures of each year (JSON)"})
    tick(school)
    assert "codebuddies-years.json" in petra.files()


def test_days_that_cannot_be_stay_in_the_form_with_a_sentence(school: School, petra: Person) -> None:
    petra.types("/codebuddy report")
    other = {SHOW: "A message for me, here in Slack", WHEN: "Other days, which I choose below"}
    petra.submits(other)
    assert petra.modal().errors == {
        FIRST: "Please choose this day, too.",
        LAST: "Please choose this day, too.",
    }
    petra.submits({**other, FIRST: "2026-02-10", LAST: "2026-02-01"})
    assert "The last day cannot be before the first." in petra.modal().errors[LAST]
    petra.submits({**other, FIRST: "2026-03-20", LAST: "2026-03-30"})
    assert "This day is yet to come" in petra.modal().errors[FIRST]
    petra.submits({**other, FIRST: "2026-02-01", LAST: "2026-02-10"})
    tick(school)
    assert "CodeBuddies report: 1 February 2026 to 10 February 2026" in petra.last_dm()


def test_days_beside_a_ready_made_time_are_not_passed_over_in_silence(school: School, petra: Person) -> None:
    petra.types("/codebuddy report")
    petra.submits({SHOW: "A message for me, here in Slack", WHEN: "The last quarter", LAST: "2026-02-10"})
    assert list(petra.modal().errors) == [WHEN]
    assert "Please choose “Other days, which I choose below”, or empty the days" in petra.modal().errors[WHEN]
    assert fields(petra)[LAST] == "2026-02-10"
    petra.submits({WHEN: "Other days, which I choose below", FIRST: "2026-02-01"})
    assert "Your report of 1 February 2026 to 10 February 2026 is on its way" in petra.modal().text


@pytest.mark.parametrize(
    ("typed", "reasons"),
    [
        (
            "2026-09-01 2026-03-01",
            ["First day: This day is yet to come", "Last day: The last day cannot be before the first."],
        ),
        ("2026-02-10 2026-02-01", ["Last day: The last day cannot be before the first."]),
        ("2010-01-01 2026-02-01", ["First day: A report is of 5 years at most"]),
        ("since 2026-01-10", ["Last day: Please choose this day, too."]),
        ("2031", ["Nothing was sent yet", "First day: This day is yet to come"]),
    ],
)
def test_days_that_were_typed_and_cannot_be_are_refused_for_the_reason_the_form_gives(
    school: School, petra: Person, typed: str, reasons: list[str]
) -> None:
    petra.types(f"/codebuddy report {typed}")
    for reason in reasons:
        assert reason in petra.modal().text
    petra.submits({WHEN: "Other days, which I choose below"})
    given = petra.modal().errors
    assert given
    assert all(f"{field}: {sentence}" in petra.modal().text for field, sentence in given.items())


def test_numbers_of_a_class_are_entered_checked_and_kept(school: School, petra: Person) -> None:
    petra.types("/codebuddy report")
    petra.presses("Numbers of the classes")
    assert "nothing entered yet" in petra.modal().text
    petra.presses("Enter numbers")
    petra.submits({START: "20", ATTEND: "18", GRADUATED: "3"})
    assert petra.modal().errors == {
        GRADUATED: "Together these are more than 20 students. Please look at the numbers again."
    }
    petra.submits({START: "20", ATTEND: "25", GRADUATED: "99999", WITH: "21"})
    assert petra.modal().errors == {
        ATTEND: "This is more than 20 students. Please look at the numbers again.",
        GRADUATED: "Please write a whole number from 0 to 9999.",
        WITH: "This is more than 20 students. Please look at the numbers again.",
    }
    petra.submits({START: "20", ATTEND: "18", GRADUATED: "3", WITH: "21"})
    assert set(petra.modal().errors) == {GRADUATED, WITH}
    petra.submits({START: "20", ATTEND: "15", GRADUATED: "3", WITH: "19"})
    assert "more than 18 students" in petra.modal().errors[WITH]
    petra.submits({START: "20", ATTEND: "15", GRADUATED: "3", WITH: "9"})
    assert "15 of 20 attend, 3 have graduated (2 March 2026)" in petra.modal().text
    petra.presses("Enter numbers")
    assert [fields(petra)[name] for name in (START, ATTEND, GRADUATED)] == ["20", None, None]
    petra.submits({ATTEND: "14", GRADUATED: "3"})
    assert rosters(school) == [("web-en", date(2026, 3, 2), 20, 14, 3, None)]
    school.sandbox.advance(days=1)
    petra.presses("Enter numbers")
    petra.submits({ATTEND: "13", GRADUATED: "4"})
    assert [row[1:5] for row in rosters(school)] == [
        (date(2026, 3, 2), 20, 14, 3),
        (date(2026, 3, 3), 20, 13, 4),
    ]
    with school.store.read(school.workspace.id) as db:
        events = db.scalars(select(History.details).where(History.subject == "class_numbers")).all()
    assert [details["becomes"]["attending"] for details in events] == [15, 14, 13]
    assert events[0]["was"] is None


def test_of_two_who_enter_numbers_at_once_the_later_sees_it_and_loses_nothing(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    for person in (petra, mateo):
        person.types("/codebuddy report")
        person.presses("Numbers of the classes")
        person.presses("Enter numbers")
    mateo.submits({START: "20", ATTEND: "15", GRADUATED: "3", WITH: "9"})
    petra.submits({START: "22", ATTEND: "16", GRADUATED: "4", WITH: "8"})
    told = petra.modal().text
    assert "@Mateo has changed this while you had it open" in told
    assert "15 of 20 attend, 3 have graduated (2 March 2026)" in told
    assert f"{WITH} 9" in told
    assert (fields(petra)[START], fields(petra)[ATTEND], fields(petra)[WITH]) == ("22", "16", "8")
    assert rosters(school) == [("web-en", date(2026, 3, 2), 20, 15, 3, 9)]
    petra.submits({})
    assert "16 of 22 attend, 4 have graduated" in petra.modal().text
    assert rosters(school) == [("web-en", date(2026, 3, 2), 22, 16, 4, 8)]


def test_numbers_that_come_while_another_managers_are_written_wait_and_lose_nothing(
    school: School, petra: Person
) -> None:
    """Mateo's transaction is not at its end when Petra's begins."""
    petra.types("/codebuddy report")
    petra.presses("Numbers of the classes")
    petra.presses("Enter numbers")
    mateo, now, waits = school.person("Mateo"), school.sandbox.now, Event()
    with ThreadPoolExecutor(1) as pool:
        with school.store.begin(school.workspace.id) as db:
            service.enter(
                db, now, people.acting(db, mateo.id), "web-en", Numbers(20, 15, 3, None), now.date()
            )
            hers = pool.submit(petra.submits, {START: "22", ATTEND: "16", GRADUATED: "4"})
            waits.wait(0.5)  # she has looked by now, if nothing holds her back
        hers.result()
    assert "@Mateo has changed this while you had it open" in petra.modal().text
    assert fields(petra)[ATTEND] == "16"
    assert rosters(school) == [("web-en", date(2026, 3, 2), 20, 15, 3, None)]


def test_what_an_hour_is_worth_is_a_setting(school: School, petra: Person) -> None:
    petra.types("/codebuddy settings")
    petra.presses("Change: Worth of an hour")
    petra.submits({"An hour is worth": "a lot", "Currency": "XXQ"})
    assert petra.modal().errors == {
        "An hour is worth": "Please write an amount up to 1000, for example 15 or 17.50; or leave it empty.",
        "Currency": "Please write the three letters of a currency: for example, EUR, USD or GBP.",
    }
    petra.submits({"An hour is worth": "17,5", "Currency": "usd"})
    assert "17.50 USD for an hour of volunteering" in petra.modal().text
    petra.closes(all=True)
    petra.types("/codebuddy report last quarter")
    tick(school)
    assert "What these hours are worth: 0 USD" in petra.last_dm()


def test_the_course_is_what_the_days_of_the_open_classes_are(school: School, petra: Person) -> None:
    petra.types("/codebuddy report course")
    told = petra.modal().text
    assert "I do not know the days of the course" in told
    assert "in /codebuddy settings, “Classes and courses”" in told, "where the test enters them"
    assert "The course" not in petra.modal().options[WHEN]
    petra.closes(all=True)
    opens(petra, "Classes and courses")
    petra.presses("Change: Web Development in English")
    petra.submits({"First day of the class": "2026-06-30", "Last day of the class": "2026-01-12"})
    assert "The last day cannot be before the first." in petra.modal().errors["Last day of the class"]
    petra.presses("Enter numbers")
    petra.submits({START: "20", ATTEND: "15", GRADUATED: "0"})
    assert "The numbers of Web Development in English are kept." in petra.modal().text
    petra.closes()
    petra.submits({"First day of the class": "2026-01-12", "Last day of the class": "2026-06-30"})
    assert "Web Development in English · 12 January 2026 to 30 June 2026" in petra.modal().text
    petra.closes(all=True)
    petra.types("/codebuddy report curso csv")
    tick(school)
    assert list(petra.files()) == ["codebuddies-2026-01-12-2026-06-30.zip"]
    petra.types("/codebuddy report")
    petra.submits({SHOW: "A message for me, here in Slack", WHEN: "The course"})
    tick(school)
    assert "12 January 2026 to 30 June 2026, so far (until 2 March 2026)" in petra.last_dm()


def test_the_numbers_are_asked_for_once_a_month(school: School, petra: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        one, *_ = db.scalars(select(Settings)).one().classes
        db.scalars(select(Settings)).one().classes = [one]
        slots.plan(db, slots.DIGEST, people.timezone_of(db, petra.id), school.sandbox.now)

    def open_tasks() -> int:
        with school.store.read(school.workspace.id) as db:
            tasks = select(Task).where(Task.kind == TaskKind.CLASS_NUMBERS, Task.done_at.is_(None))
            return len(db.scalars(tasks).all())

    assert open_tasks() == 0
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))
    assert open_tasks() == 1
    petra.opens_home()
    assert "Please enter how many students each class has now" in petra.home_text()
    petra.clicks_home("Enter numbers")
    petra.presses("Enter numbers")
    petra.submits({START: "20", ATTEND: "15", GRADUATED: "0"})
    petra.closes(all=True)
    assert open_tasks() == 0
    school.sandbox.advance(days=7 * 3)
    assert open_tasks() == 0, "four weeks are not over"
    school.sandbox.advance(days=7)
    assert open_tasks() == 1
    school.sandbox.advance(days=40)
    assert open_tasks() == 1, "one is enough"


def test_in_spanish(school: School, petra: Person) -> None:
    petra.changes_locale("es-ES")
    petra.types("/codebuddy informe último trimestre")
    petra.sees_privately("Tu informe del 1 de octubre de 2025 al 31 de diciembre de 2025")
    petra.types("/codebuddy informe t9")
    assert "No sé seguro a qué días te refieres" in petra.modal().text
    petra.closes()
    petra.types("/codebuddy report trimestre pasado excel")
    tick(school)
    assert list(sheets(petra.files()["codebuddies-2025-10-01-2025-12-31.xlsx"])) == [
        *("Cifras", "Horas por semana", "Por qué terminaron los equipos", "Clases", "Quién sigue"),
        "Mucho después del final",
    ]
