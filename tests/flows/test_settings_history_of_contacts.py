"""The history of the settings: when the contacts are there; those who read in confidence, for the programme manager alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from bot.errors import UserError
from bot.rules.duty import Duty, Hours
from bot.services import duty, people, settings_history
from models import History
from sandbox.people import Person
from tests.conftest import START, School
from tests.flows.duty import is_away, names_stand_ins, own_form, works
from tests.flows.test_settings_history import AGAIN, looks

DAYS = ["Monday", "Tuesday"]


def times(school: School, person: Person) -> Duty:
    with school.store.read(school.workspace.id) as db:
        return duty.own(db, person.id)


def test_hours_and_days_away_are_listed_with_from_and_to_and_come_back(school: School, petra: Person) -> None:
    mateo = school.person("Mateo")
    works(petra, DAYS, "10:00", "14:00")
    before = times(school, petra)
    school.sandbox.advance(hours=1)
    is_away(petra, "2026-03-09", "2026-03-13")
    told = looks(mateo)
    assert "Working hours · 2 Mar, 10:00 · @Petra\n@Petra\nBefore: Monday and Tuesday, 10:00 to 14:00" in told
    assert "away from Monday 9 March to Friday 13 March" in told.partition("Then: ")[2]
    assert "Before: Monday to Friday, 09:00 to 18:00 (Europe/Madrid)\nThen: Monday and Tuesday" in told
    mateo.presses("Put back: Working hours, 2 Mar, 10:00")
    assert "Working hours: put back. It counts from now on." in mateo.modal().text
    assert "@Mateo · put back" in mateo.modal().text
    assert times(school, petra) == before


def test_what_she_says_of_herself_stays_as_it_is(school: School, petra: Person) -> None:
    works(petra, DAYS, "10:00", "14:00")
    own_form(petra)
    petra.submits({"Languages, and a line about you": "Catalan and English"})
    mateo = school.person("Mateo")
    assert "Catalan and English" not in looks(mateo)
    mateo.presses("settings_put_back")
    assert times(school, petra) == Duty(Hours(times(school, petra).hours.where), None, "Catalan and English")


def test_times_that_are_saved_while_others_are_put_back_are_not_overwritten(
    school: School, petra: Person
) -> None:
    """Petra's transaction is not at its end when Mateo's begins."""
    works(petra, DAYS, "10:00", "14:00")
    mateo, now, waits = school.person("Mateo"), school.sandbox.now, Event()
    looks(mateo)
    later = Duty(Hours(times(school, petra).hours.where, (2,), 600, 660))
    with ThreadPoolExecutor(1) as pool:
        with school.store.begin(school.workspace.id) as db:
            who, was = people.acting(db, petra.id), duty.version(db, petra.id)
            duty.change(db, now, who, petra.id, later, was)
            his = pool.submit(mateo.presses, "settings_put_back")
            waits.wait(0.5)  # he has looked by now, if nothing holds him back
        his.result()
    assert times(school, petra) == later


def test_what_was_changed_again_is_refused_in_words(school: School, petra: Person) -> None:
    works(petra, DAYS, "10:00", "14:00")
    mateo = school.person("Mateo")
    looks(mateo)
    works(petra, DAYS, "11:00", "14:00")
    mateo.presses("settings_put_back")
    assert AGAIN in mateo.modal().text
    assert times(school, petra).hours.opens == 11 * 60


def test_days_away_that_are_over_are_not_put_back(school: School, petra: Person) -> None:
    is_away(petra, "2026-03-03", "2026-03-04")
    own_form(petra)
    petra.submits({"Days away": "Not away"})
    mateo = school.person("Mateo")
    looks(mateo)
    assert str(mateo.modal().view).count("settings_put_back") == 1
    school.sandbox.advance(days=7)
    mateo.presses("settings_put_back")
    assert AGAIN in mateo.modal().text
    assert times(school, petra).away is None


def test_times_of_who_reads_in_confidence_are_for_the_programme_manager_alone(
    school: School, petra: Person
) -> None:
    """Not even later, when she has a role that everybody sees: that she stood in is not told."""
    mateo, wanda = school.person("Mateo"), school.person("Wanda")
    names_stand_ins(mateo, wanda)
    is_away(wanda, "2026-03-09", "2026-03-13")
    assert "@Wanda\nBefore: Monday to Friday" in looks(mateo)
    assert "Nothing has been changed yet." in looks(petra)
    with school.store.begin(school.workspace.id) as db:
        who = people.acting(db, petra.id)
        row = db.scalars(select(History.id).where(History.subject == duty.TIMES_IN_CONFIDENCE)).one()
        with pytest.raises(UserError, match="gone"):
            settings_history.put_back(db, START, who, row, names=lambda one: (), asked={})
    mateo.presses("Put back: Working hours, 2 Mar, 09:00")
    assert times(school, wanda).away is None
    is_away(wanda, "2026-03-10", "2026-03-13")
    mateo.closes(all=True)
    mateo.types("/codebuddy setup")
    mateo.submits({"Backups": [wanda]})
    mateo.closes(all=True)
    assert "Working hours" not in looks(petra)
