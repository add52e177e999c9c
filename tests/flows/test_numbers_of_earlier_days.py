"""Numbers of a class that are entered for an earlier day: for a report of a finished time, beside those of other days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot import ids
from bot.rules.class_numbers import Numbers
from bot.services import people
from bot.services import rosters as service
from models import History, Roster, Settings, Task
from models.enums import TaskKind
from sandbox.people import Person
from tests.conftest import START, School
from tests.flows.report_school import BEGAN, csv_rows, no_holidays, roster, team, weekly
from tests.flows.settings_screen import opens
from tests.flows.test_report_form import ATTEND, DAY, GRADUATED, WITH, fields, rosters
from tests.flows.test_report_form import START as AT_START
from tests.flows.test_settings_history import AGAIN, looks
from tests.flows.waiting_list import tick

ENGLISH = "Web Development in English"
TODAY, DECEMBER = date(2026, 3, 2), date(2025, 12, 31)
NUMBERS = {AT_START: "20", ATTEND: "15", GRADUATED: "0"}
LATE = "Please choose a later day."


def form(person: Person) -> None:
    """The form of the English class, from the list."""
    person.closes(all=True) if person.has_modal() else None
    person.types("/codebuddy report")
    person.presses("Numbers of the classes")
    person.presses(f"Enter numbers: {ENGLISH}")


def enters(person: Person, day: date, attending: int, graduated: int = 0) -> None:
    form(person)
    person.submits({DAY: day.isoformat(), **NUMBERS, ATTEND: str(attending), GRADUATED: str(graduated)})


def attending(school: School) -> dict[date, int]:
    """Of the English class, by day."""
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Roster).where(Roster.class_key == "web-en"))
        return {row.as_of: row.attending for row in rows}


def begins(school: School, first: date) -> None:
    """The English class alone, with a first day."""
    with school.store.begin(school.workspace.id) as db:
        settings = db.scalars(select(Settings)).one()
        one = next(dict(one) for one in settings.classes if one["key"] == "web-en")
        settings.classes = [{**one, "first": first.isoformat()}]


def asks(school: School, person: Person, text: str) -> str:
    person.closes(all=True) if person.has_modal() else None
    person.types(f"/codebuddy report {text}")
    tick(school)
    return person.last_dm()


def test_the_report_of_a_finished_quarter_knows_what_is_entered_for_its_last_day_later(
    school: School, petra: Person
) -> None:
    school.sandbox.settle()
    with school.store.begin(school.workspace.id) as db:
        no_holidays(db)
        for number in range(1, 11):
            team(db, number, sessions=weekly(BEGAN, 4, 120))
    said = asks(school, petra, "last quarter")
    assert "1 October 2025 to 31 December 2025" in said
    assert f"{ENGLISH}: 10 with a buddy; how many attend: not known" in said
    assert "With a buddy: not known" in said
    enters(petra, TODAY, 16)
    assert "how many attend: not known" in asks(school, petra, "last quarter"), "today is not December"
    form(petra)
    petra.submits({DAY: "2025-12-31", AT_START: "25", ATTEND: "18", GRADUATED: "2"})
    told = petra.modal().text
    assert f"The numbers of {ENGLISH} of 31 December 2025 are kept: 18 of 25 attend, 2 have graduated" in told
    assert "Entered again for this day, they take the place of these." in told
    assert "Reports of that time use them" not in told, "one of a time that ends in March uses those of March"
    assert (
        "A report uses the newest numbers of the 92 days before its end; these are of 31 December 2025."
        in told
    )
    assert "Of two reports of the same days, show others only one." in told
    assert "16 of 20 attend, 0 have graduated (2 March 2026)" in told, "the list shows the newest"
    assert attending(school) == {DECEMBER: 18, TODAY: 16}
    said = asks(school, petra, "last quarter")
    assert f"{ENGLISH}: 10 of 18 with a buddy, 55.6 % (at least half)" in said
    assert "With a buddy: 10 of 10, 100 %" in said
    assert "Without a buddy: 10 of 15, 66.7 %" in said
    assert f"{ENGLISH}: 10 of 16 with a buddy" in asks(school, petra, "this quarter")


def test_what_comes_later_tells_nothing_small_beside_the_report_of_before(
    school: School, petra: Person
) -> None:
    """Eight have a buddy, as the first report says: that ten attend would tell of the two who have none."""
    school.sandbox.settle()
    with school.store.begin(school.workspace.id) as db:
        no_holidays(db)
        for number in range(1, 9):
            team(db, number, sessions=weekly(BEGAN, 4, 120))
    assert f"{ENGLISH}: 8 with a buddy; how many attend: not known" in asks(school, petra, "last quarter")
    enters(petra, DECEMBER, 10)
    said = asks(school, petra, "last quarter")
    assert f"{ENGLISH}: 8 with a buddy; how many attend: not shown (too few people)" in said
    asks(school, petra, "last quarter csv")
    rows = csv_rows(petra.files()["codebuddies-2025-10-01-2025-12-31.zip"])["4-classes.csv"]
    assert rows[1][:3] == [ENGLISH, "8", "not shown (too few people)"]


def test_who_stays_is_told_when_all_classes_with_buddies_in_that_time_have_numbers(
    school: School, petra: Person
) -> None:
    school.sandbox.settle()
    with school.store.begin(school.workspace.id) as db:
        no_holidays(db)
        for number in range(1, 23):
            team(db, number, class_key="web-en" if number <= 10 else "web-es", sessions=weekly(BEGAN, 4, 120))
    enters(petra, DECEMBER, 18)
    said = asks(school, petra, "last quarter")
    assert f"{ENGLISH}: 10 of 18 with a buddy" in said
    assert "With a buddy: not known" in said
    assert (
        "I show this when the numbers of all classes with buddies in this time are known. One class after the other could tell small numbers. Not known yet: Web Development in Spanish."
        in said
    )
    with school.store.begin(school.workspace.id) as db:
        roster(db, "web-es", DECEMBER, 40, 26, 0)
    said = asks(school, petra, "last quarter")
    assert "With a buddy: 22 of 22, 100 %" in said
    assert "Not known yet" not in said


def test_the_form_is_of_today_until_another_day_is_chosen(school: School, petra: Person) -> None:
    form(petra)
    assert fields(petra)[DAY] == "2026-03-02"
    assert "For a report of a finished time, choose its last day, or one of the 92 days before it." in (
        petra.modal().text
    )
    petra.submits({DAY: None, **NUMBERS})
    told = petra.modal().text
    assert f"The numbers of {ENGLISH} are kept. Entered again today, they take the place of these." in told
    assert attending(school) == {TODAY: 15}
    form(petra)
    school.sandbox.advance(hours=20)
    petra.submits({**NUMBERS, ATTEND: "14"})
    assert "of 2 March 2026 are kept: 14 of 20 attend" in petra.modal().text, "what she saw is what is kept"
    assert attending(school) == {TODAY: 14}


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        ("2026-03-03", "This day is yet to come. Please choose 2 March 2026 or an earlier day."),
        ("2026-01-11", f"This day is before the first day of the class, 12 January 2026. {LATE}"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field_and_nothing_typed_is_lost(
    school: School, petra: Person, day: str, sentence: str
) -> None:
    begins(school, date(2026, 1, 12))
    form(petra)
    petra.submits({DAY: day, AT_START: "20", ATTEND: "25", GRADUATED: "1", WITH: "2"})
    assert petra.modal().errors == {
        DAY: sentence,
        ATTEND: "This is more than 20 students. Please look at the numbers again.",
    }
    petra.submits({ATTEND: "15"})
    assert petra.modal().errors == {DAY: sentence}
    kept = fields(petra)
    assert [kept[name] for name in (DAY, AT_START, ATTEND, GRADUATED, WITH)] == [day, "20", "15", "1", "2"]
    assert rosters(school) == []
    petra.submits({DAY: "2026-01-12"})
    assert rosters(school) == [("web-en", date(2026, 1, 12), 20, 15, 1, 2)]


def test_a_day_of_before_all_reports_is_refused(school: School, petra: Person) -> None:
    form(petra)
    petra.submits({DAY: "2014-12-31", **NUMBERS})
    told = petra.modal().errors[DAY]
    assert told == f"Reports begin on 1 January 2015, so they cannot use numbers of this day. {LATE}"
    petra.submits({DAY: "2015-01-01"})
    assert attending(school) == {date(2015, 1, 1): 15}


def test_of_a_class_that_is_yet_to_begin_the_numbers_of_today_are_taken(
    school: School, petra: Person
) -> None:
    """It is open, so that they are asked for once a month."""
    begins(school, date(2026, 4, 1))
    enters(petra, TODAY - timedelta(days=1), 15)
    assert petra.modal().errors == {
        DAY: f"This day is before the first day of the class, 1 April 2026. {LATE}"
    }
    petra.submits({DAY: "2026-03-02"})
    assert attending(school) == {TODAY: 15}


def test_two_managers_of_different_days_are_in_nobodys_way(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    form(petra)
    form(mateo)
    mateo.submits(NUMBERS)
    petra.submits({DAY: "2025-12-31", **NUMBERS, ATTEND: "18"})
    assert "of 31 December 2025 are kept" in petra.modal().text
    assert attending(school) == {DECEMBER: 18, TODAY: 15}


def test_numbers_of_an_earlier_day_that_are_there_already_are_shown_before_they_are_overwritten(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    form(petra)
    form(mateo)
    mateo.submits({DAY: "2025-12-31", **NUMBERS, ATTEND: "18", WITH: "9"})
    petra.submits({DAY: "2025-12-31", **NUMBERS, AT_START: "22", ATTEND: "17"})
    told = petra.modal().text
    assert "There are numbers of 31 December 2025 already. @Mateo entered them (2 Mar, 09:00):" in told
    assert "18 of 20 attend, 0 have graduated (31 December 2025)" in told
    assert f"{WITH} 9" in told
    assert "What you typed is below. It is not lost and not saved yet" in told
    kept = fields(petra)
    assert (kept[DAY], kept[AT_START], kept[ATTEND]) == ("2025-12-31", "22", "17")
    assert attending(school) == {DECEMBER: 18}
    petra.submits({})
    assert attending(school) == {DECEMBER: 17}
    enters(petra, TODAY, 14)
    enters(mateo, DECEMBER, 16)
    assert "There are numbers of 31 December 2025 already. @Petra entered them" in mateo.modal().text, (
        "his form has shown those of today"
    )
    mateo.submits({DAY: "2025-12-30"})
    assert attending(school) == {DECEMBER - timedelta(days=1): 16, DECEMBER: 17, TODAY: 14}


@pytest.mark.parametrize("way", ["list", "class"])
def test_the_form_shows_the_newest_numbers_before_others_take_their_place(
    school: School, petra: Person, way: str
) -> None:
    form(petra)
    assert "The newest numbers" not in petra.modal().text
    petra.submits({DAY: "2025-12-31", **NUMBERS, ATTEND: "18", GRADUATED: "2", WITH: "9"})
    if way == "list":
        form(petra)
    else:
        petra.closes(all=True)
        opens(petra, "Classes and courses")
        petra.presses(f"Change: {ENGLISH}")
        petra.presses("Enter numbers")
    told = petra.modal().text
    assert "The newest numbers until now:\n18 of 20 attend, 2 have graduated (31 December 2025)" in told
    assert f"{WITH} 9" in told
    petra.submits({DAY: "2025-12-31", ATTEND: "17", GRADUATED: "0"})
    assert rosters(school) == [("web-en", DECEMBER, 20, 17, 0, None)], "she has read them"


def test_whoever_has_read_those_of_the_day_she_chose_is_shown_no_others(
    school: School, petra: Person
) -> None:
    enters(petra, DECEMBER, 18)
    enters(petra, TODAY, 14)
    enters(petra, DECEMBER, 17)
    told = petra.modal().text
    assert "There are numbers of 31 December 2025 already." in told
    assert "The newest numbers until now" not in told
    petra.submits({DAY: "2026-03-02"})
    assert "@Petra has changed this while you had it open" in petra.modal().text, (
        "that form has not shown these"
    )
    assert attending(school) == {DECEMBER: 18, TODAY: 14}


@pytest.mark.parametrize(
    ("later", "is_used"), [(None, True), (timedelta(days=92), False), (timedelta(days=93), True)]
)
def test_that_reports_of_that_time_use_them_is_said_where_no_later_numbers_are_in_reach(
    school: School, petra: Person, later: timedelta | None, *, is_used: bool
) -> None:
    day = TODAY - timedelta(days=93)
    if later is not None:
        enters(petra, day + later, 15)
    enters(petra, day, 18)
    told = petra.modal().text
    assert ("Reports of that time use them from now on; of two reports of the same days" in told) is is_used
    assert ("A report uses the newest numbers of the 92 days before its end" in told) is not is_used


def test_the_history_says_of_which_day_and_puts_that_day_back(school: School, petra: Person) -> None:
    enters(petra, TODAY, 14)
    enters(petra, DECEMBER, 18)
    enters(petra, DECEMBER, 17)
    petra.submits({})
    school.sandbox.advance(days=1)
    told = looks(petra)
    assert f"{ENGLISH} · 31 December 2025\nBefore: 18 of 20 attend, 0 have graduated\nThen: 17 of 20" in told
    assert f"{ENGLISH} · 31 December 2025\nBefore: nothing entered yet\nThen: 18 of 20 attend" in told
    assert f"{ENGLISH} · 2 March 2026\nBefore: nothing entered yet\nThen: 14 of 20 attend" in told
    petra.presses(ids.SETTINGS_PUT_BACK)
    assert attending(school) == {DECEMBER: 18, TODAY: 14}, "nothing is of today, 3 March"
    assert f"put back\n{ENGLISH} · 31 December 2025\nBefore: 17 of 20 attend" in petra.modal().text


def test_where_nothing_was_there_of_a_day_nothing_is_there_again(school: School, petra: Person) -> None:
    """A day that was chosen by mistake."""
    enters(petra, TODAY, 14)
    enters(petra, DECEMBER, 18)
    looks(petra)
    petra.presses(ids.SETTINGS_PUT_BACK)
    assert attending(school) == {TODAY: 14}
    assert "Before: 18 of 20 attend, 0 have graduated\nThen: nothing entered yet" in petra.modal().text
    petra.presses(ids.SETTINGS_PUT_BACK)
    assert attending(school) == {DECEMBER: 18, TODAY: 14}
    petra.presses("Put back: Numbers of a class, 2 Mar, 09:00 (2)")
    assert attending(school) == {DECEMBER: 18}, "that line was the last of its day"


def test_later_numbers_of_the_same_day_are_not_put_back_over(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    enters(petra, DECEMBER, 18)
    looks(petra)
    enters(mateo, TODAY, 14)
    enters(mateo, DECEMBER, 17)
    mateo.submits({})
    petra.presses(ids.SETTINGS_PUT_BACK)
    assert AGAIN in petra.modal().text
    assert attending(school) == {DECEMBER: 17, TODAY: 14}


def test_lines_of_an_older_version_are_of_the_day_on_which_they_were_written(
    school: School, petra: Person
) -> None:
    """They do not say a day; and what was before may have been of an earlier one, so that nothing is never put back."""
    one, other = ({"students": 20, "attending": n, "graduated": 0, "with_buddy": None} for n in (15, 14))
    yesterday = START - timedelta(days=1)
    with school.store.begin(school.workspace.id) as db:
        for day, was, becomes in ((yesterday, None, one), (START, one, other)):
            db.add(
                History(
                    at=day,
                    actor_id=petra.id,
                    subject="class_numbers",
                    subject_id="web-en",
                    event="entered",
                    details={"was": was, "becomes": becomes},
                )
            )
            roster(db, "web-en", day.date(), 20, becomes["attending"], 0)
    enters(petra, DECEMBER, 18)
    told = looks(petra)
    assert f"{ENGLISH} · 2 March 2026\nBefore: 15 of 20" in told
    assert f"{ENGLISH} · 1 March 2026\nBefore: nothing entered yet" in told
    assert str(petra.modal().view).count(ids.SETTINGS_PUT_BACK) == 2
    school.sandbox.advance(days=1)
    petra.presses("Put back: Numbers of a class, 2 Mar, 09:00 (2)")
    assert attending(school) == {DECEMBER: 18, date(2026, 3, 1): 15, TODAY: 15}


def test_only_numbers_that_are_fresh_close_the_task_of_the_month(school: School, petra: Person) -> None:
    begins(school, date(2025, 9, 1))
    with school.store.begin(school.workspace.id) as db:
        service.ask(db, school.sandbox.now)

    def is_open() -> bool:
        with school.store.read(school.workspace.id) as db:
            tasks = select(Task.id).where(Task.kind == TaskKind.CLASS_NUMBERS, Task.done_at.is_(None))
            return db.scalars(tasks).first() is not None

    enters(petra, DECEMBER, 18)
    assert is_open()
    enters(petra, TODAY - timedelta(days=28), 17)
    assert is_open()
    enters(petra, TODAY - timedelta(days=27), 16)
    assert not is_open()


def test_the_days_that_an_older_version_kept_with_the_numbers_stay(school: School, petra: Person) -> None:
    with school.store.begin(school.workspace.id) as db:
        days = {"begins": date(2025, 9, 1), "ends": date(2026, 6, 30)}
        roster(db, "web-en", DECEMBER, 20, 18, 0, **days)
    enters(petra, DECEMBER, 17)
    with school.store.begin(school.workspace.id) as db:
        assert service.days(db)["web-en"] == (date(2025, 9, 1), date(2026, 6, 30))
        who, now = people.acting(db, petra.id), datetime(2026, 3, 2, 10, tzinfo=UTC)
        service.enter(db, now, who, "web-en", Numbers(20, 16, 0, None), DECEMBER)
        assert service.days(db)["web-en"] == (date(2025, 9, 1), date(2026, 6, 30))
    enters(petra, date(2025, 8, 31), 17)
    assert "before the first day of the class, 1 September 2025" in petra.modal().errors[DAY]
