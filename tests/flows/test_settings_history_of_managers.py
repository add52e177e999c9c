"""The history of the settings: numbers of the classes, and who else reads the figures; for managers alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Event

import pytest
from sqlalchemy import select

from bot import ids
from bot.errors import UserError
from bot.rules.class_numbers import Numbers
from bot.services import figures, people, rosters, settings_history
from models import History
from sandbox.people import Person
from tests.conftest import START, School
from tests.flows.settings_screen import opens
from tests.flows.test_digest_figures import on_the_list, puts_on_the_list
from tests.flows.test_report_form import ATTEND, DAY, GRADUATED, WITH
from tests.flows.test_report_form import START as AT_START
from tests.flows.test_report_form import rosters as numbers
from tests.flows.test_settings_history import AGAIN, looks

ENGLISH = "Web Development in English"


def enters(
    person: Person, students: str, attending: str, graduated: str, with_buddy: str = "", day: str = ""
) -> None:
    """`day`: an earlier one."""
    person.closes(all=True) if person.has_modal() else None
    person.types("/codebuddy report")
    person.presses("Numbers of the classes")
    person.presses(f"Enter numbers: {ENGLISH}")
    typed = {AT_START: students, ATTEND: attending, GRADUATED: graduated, WITH: with_buddy}
    person.submits({**typed, **({DAY: day} if day else {})})


def can_put_back(person: Person) -> bool:
    """Whether a change on her page can be."""
    return ids.SETTINGS_PUT_BACK in str(person.modal().view)


def test_numbers_that_were_entered_twice_in_a_day_stay_with_from_and_to_and_come_back(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    enters(petra, "20", "15", "3", "9")
    school.sandbox.advance(hours=2)
    enters(mateo, "22", "16", "4")
    told = looks(petra)
    assert f"Numbers of a class · 2 Mar, 11:00 · @Mateo\n{ENGLISH} · 2 March 2026\n" in told
    assert f"Before: 15 of 20 attend, 3 have graduated · {WITH} 9\n" in told
    assert "Then: 16 of 22 attend, 4 have graduated\n" in told
    assert "Numbers of a class · 2 Mar, 09:00 · @Petra" in told
    assert "Before: nothing entered yet" in told
    petra.presses("Put back: Numbers of a class, 2 Mar, 11:00")
    assert "Numbers of a class: put back. It counts from now on." in petra.modal().text
    assert "Numbers of a class · 2 Mar, 11:00 · @Petra · put back" in petra.modal().text
    assert "e-mail" not in petra.modal().text
    assert [row[2:] for row in numbers(school)] == [(20, 15, 3, 9)]
    petra.presses("settings_put_back")
    assert [row[2:] for row in numbers(school)] == [(22, 16, 4, None)]


def test_numbers_that_somebody_has_entered_since_are_not_overwritten(school: School, petra: Person) -> None:
    """Not even the same numbers, of the same day."""
    mateo = school.person("Mateo")
    enters(petra, "20", "15", "3")
    enters(petra, "20", "14", "4")
    looks(petra)
    school.sandbox.advance(days=1)
    enters(mateo, "20", "14", "4", day="2026-03-02")
    petra.presses("settings_put_back")
    assert AGAIN in petra.modal().text
    assert [row[1:5] for row in numbers(school)] == [(date(2026, 3, 2), 20, 14, 4)]


def test_numbers_that_are_written_while_others_are_put_back_are_not_overwritten(
    school: School, petra: Person
) -> None:
    """Mateo's transaction is not at its end when Petra's begins."""
    enters(petra, "20", "15", "3")
    enters(petra, "20", "14", "4")
    looks(petra)
    mateo, now, waits = school.person("Mateo"), school.sandbox.now, Event()
    with ThreadPoolExecutor(1) as pool:
        with school.store.begin(school.workspace.id) as db:
            rosters.enter(
                db, now, people.acting(db, mateo.id), "web-en", Numbers(22, 16, 4, None), now.date()
            )
            hers = pool.submit(petra.presses, "settings_put_back")
            waits.wait(0.5)  # she has looked by now, if nothing holds her back
        hers.result()
    assert AGAIN in petra.modal().text
    assert [row[2:5] for row in numbers(school)] == [(22, 16, 4)]


def test_numbers_of_a_class_that_was_removed_since_are_refused_in_words(
    school: School, petra: Person
) -> None:
    mateo = school.person("Mateo")
    enters(petra, "20", "15", "3")
    enters(petra, "20", "14", "4")
    looks(petra)
    opens(mateo, "Classes and courses")
    mateo.presses(f"Change: {ENGLISH}")
    mateo.submits(
        {"Can students of this class ask for a buddy?": "Remove it from the list: nobody has asked from it"}
    )
    petra.presses("settings_put_back")
    assert "This class was removed since then." in petra.modal().text
    assert len(numbers(school)) == 1
    petra.closes()
    told = looks(mateo)
    assert f"@Petra\n{ENGLISH} · 2 March 2026\nBefore: 15 of 20 attend" in told
    assert "Put back: Numbers" not in str(mateo.modal().view)


def test_who_reads_the_figures_is_listed_and_put_back(school: School, petra: Person) -> None:
    mateo, frida, bea = (school.person(name) for name in ("Mateo", "Frida", "Bea"))
    puts_on_the_list(petra, frida, bea)
    puts_on_the_list(petra, bea)
    told = looks(mateo)
    assert "Who else reads the figures · 2 Mar, 09:00 · @Petra\nTaken out: @Frida" in told
    assert "Added: @Frida and @Bea" in told
    school.sandbox.advance(hours=2)
    mateo.presses("settings_put_back")
    assert "Who else reads the figures: put back. It counts from now on." in mateo.modal().text
    assert "I send the figures to @Frida from now on, and tell them so." in mateo.modal().text
    assert "@Mateo · put back\nAdded: @Frida" in mateo.modal().text
    assert on_the_list(school) == {frida.id, bea.id}
    assert [text.startswith("@Mateo would like you") for text in frida.dm_texts()] == [False, True]
    mateo.presses("settings_put_back")
    assert on_the_list(school) == {bea.id}


def test_nobody_who_has_stopped_them_is_put_on_the_list_again(school: School, petra: Person) -> None:
    frida, bea = school.person("Frida"), school.person("Bea")
    puts_on_the_list(petra, frida, bea)
    puts_on_the_list(petra, bea)
    looks(petra)
    mateo = school.person("Mateo")
    puts_on_the_list(mateo, frida, bea)
    frida.clicks("Stop these messages")
    petra.presses("settings_put_back")
    assert AGAIN in petra.modal().text
    assert on_the_list(school) == {bea.id}
    petra.closes()
    told = looks(petra)
    assert "Who else reads the figures · 2 Mar, 09:00 · @Frida\nTaken out: @Frida" in told
    assert not can_put_back(petra)


def test_an_admin_without_a_role_finds_neither(school: School, petra: Person) -> None:
    enters(petra, "20", "15", "3")
    enters(petra, "20", "14", "4")
    puts_on_the_list(petra, school.person("Frida"))
    ada = school.person("Ada", admin=True)
    told = looks(ada)
    assert "Nothing has been changed yet." in told
    with school.store.begin(school.workspace.id) as db:
        who = people.acting(db, ada.id)
        kept = History.subject.in_((rosters.SUBJECT, figures.SUBJECT))
        for row in db.scalars(select(History.id).where(kept)).all():
            with pytest.raises(UserError, match="gone"):
                settings_history.put_back(db, START, who, row, names=lambda one: (), asked={})
