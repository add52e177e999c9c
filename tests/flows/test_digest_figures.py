"""The week in figures for others: no names, nothing of too few, and stopped by whoever gets it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.errors import UserError
from bot.rules import few
from bot.services import figures as service
from bot.services import people
from bot.services.people import Facts
from models import FiguresReader, History, Person, Settings
from sandbox.people import Person as Human
from tests import stories
from tests.conftest import School
from tests.flows.settings_screen import change_settings, opens, programme
from tests.flows.test_digest import MONDAY, PRIVATE, digests, introduced, set_up

STOP = "[Stop these messages]"
OTHERS = "Who else reads the figures"


def figures(person: Human) -> list[str]:
    return [text for text in person.dm_texts() if "Teams at work" in text]


def on_the_list(school: School) -> set[str]:
    with school.store.read(school.workspace.id) as db:
        return set(db.scalars(select(FiguresReader.user_id)))


def puts_on_the_list(petra: Human, *people: Human) -> None:
    opens(petra, "Weekly digest")
    petra.presses(OTHERS)
    petra.submits({OTHERS: [one.id for one in people]})


def subscribed(school: School) -> tuple[Human, Human]:
    """Petra, and Frida, a funder."""
    petra, _ = set_up(school)
    frida = school.person("Frida")
    puts_on_the_list(petra, frida)
    assert petra.has_modal()
    return petra, frida


def grown(school: School, teams: int) -> list[Human]:
    """So many teams, each with an hour today; their students."""
    students = []
    for number in range(teams):
        student, _, channel = stories.team(school, f"Student {number}", f"Buddy {number}")
        introduced(school)
        student.types("/logsession 1h today", channel=channel)
        students.append(student)
    return students


def monday(school: School) -> None:
    school.sandbox.advance_to(MONDAY + timedelta(minutes=1))


def test_a_funder_is_told_who_has_put_her_on_the_list_and_reads_numbers_alone(school: School) -> None:
    petra, frida = subscribed(school)
    [told] = frida.dm_texts()
    assert told.startswith("@Petra would like you to read how CodeBuddies is going")
    grown(school, 6)
    monday(school)
    [said] = figures(frida)
    for words in (
        "Teams at work: 6",
        "In this week: 6 sessions, 6 h",
        "Teams that had their hours: 0 of 6",
        "Students who wait for a buddy: 0",
        "[chart: Hours a week]",
        STOP,
    ):
        assert words in said
    assert set(re.findall(r"@\w+", said)) == {"@Petra"}, "who has put her there, and nobody else"
    assert said.rstrip().endswith(f"{PRIVATE}\n[Open]")
    assert figures(petra) == []
    assert digests(petra) != []


def test_numbers_of_too_few_are_not_told_nor_drawn(school: School) -> None:
    _, frida = subscribed(school)
    grown(school, 3)
    stories.waiting(school, "Rosa", "en")
    monday(school)
    [said] = figures(frida)
    for words in (
        "Teams at work: fewer than 5",
        "In this week: sessions of fewer than 5 teams",
        "Students who wait for a buddy: fewer than 5",
        "asked for a buddy, 0 offered",
    ):
        assert words in said
    assert "chart" not in said
    assert "3 h" not in said


def test_she_stops_it_herself_and_a_manager_takes_her_off(school: School) -> None:
    petra, frida = subscribed(school)
    frida.clicks("Stop these messages")
    assert "I send you no more figures." in frida.dm_texts()[-1]
    monday(school)
    assert figures(frida) == []
    puts_on_the_list(petra, frida, school.person("Bea"))
    school.sandbox.advance(days=7)
    assert (len(figures(frida)), len(figures(school.person("Bea")))) == (1, 1)
    puts_on_the_list(petra, school.person("Bea"))
    school.sandbox.advance(days=7)
    assert (len(figures(frida)), len(figures(school.person("Bea")))) == (1, 2)
    with school.store.read(school.workspace.id) as db:
        assert db.scalars(select(FiguresReader.user_id)).all() == [school.person("Bea").id]


def test_what_two_managers_and_a_reader_change_meanwhile_is_not_lost(school: School) -> None:
    """Petra has the list open while Mateo puts Bea on it and Frida stops."""
    petra, frida = subscribed(school)
    mateo, bea, carla = school.person("Mateo"), school.person("Bea"), school.person("Carla")
    opens(petra, "Weekly digest")
    petra.presses(OTHERS)
    puts_on_the_list(mateo, frida, bea)
    frida.clicks("Stop these messages")
    petra.submits({OTHERS: [frida.id, carla.id]})
    assert "I send the figures to @Carla from now on" in petra.modal().text
    assert "No more figures" not in petra.modal().text
    assert on_the_list(school) == {bea.id, carla.id}, "nobody is put back who has stopped"
    puts_on_the_list(petra, carla)
    assert "No more figures go to @Bea." in petra.modal().text
    assert on_the_list(school) == {carla.id}


def test_two_who_fill_the_list_at_once_do_not_make_it_too_long(school: School) -> None:
    petra, _ = set_up(school)
    many = [school.person(f"Reader {number}") for number in range(8)]
    with school.store.begin(school.workspace.id) as db:
        for one in many:
            stories.meet(school, db, one)
    here, now, gate, nobody_opens = school.workspace.id, school.sandbox.now, Barrier(2), Event()

    def saves(person: Human, wanted: list[Human]) -> object:
        readers = [one.id for one in wanted]
        facts = {user: Facts(user, "en-US", "Europe/Madrid", *[False] * 3) for user in readers}
        gate.wait()
        try:
            with school.store.begin(here) as db:
                came, _ = service.save(db, now, people.acting(db, person.id), readers, facts, ())
                nobody_opens.wait(0.3)  # the other one has looked by now, if nothing holds it back
                return len(came)
        except UserError as wrong:
            return wrong.what

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(saves, (petra, school.person("Mateo")), (many[:4], many[4:])))
    assert {str(one) for one in done} == {"4", "too_many"}
    assert len(on_the_list(school)) == 4


def test_who_has_become_a_guest_or_has_left_gets_none(school: School) -> None:
    _, frida = subscribed(school)
    with school.store.begin(school.workspace.id) as db:
        db.execute(update(Person).where(Person.user_id == frida.id).values(is_guest=True))
    monday(school)
    assert figures(frida) == []


def test_who_was_on_the_list_before_she_had_the_role_is_not_woken_when_another_sets_up_anew(
    school: School,
) -> None:
    """Nor is a backup, who has read the figures all along, taken off when another one comes."""
    petra, mateo = set_up(school)
    nora, bea, olu = (school.person(name) for name in ("Nora", "Bea", "Olu"))
    puts_on_the_list(petra, nora, bea)
    petra.closes(all=True)
    for names in ({"Project manager": nora}, {"Project manager": olu, "Backups": [nora]}):
        mateo.types("/codebuddy setup")
        mateo.submits(names)
        mateo.closes(all=True)
    assert on_the_list(school) == {bea.id}
    with school.store.read(school.workspace.id) as db:
        line = select(History.actor_id, History.details).where(History.subject == service.SUBJECT)
        [_, (by, about)] = db.execute(line.order_by(History.id)).all()
        assert (by, about["removed"]) == (mateo.id, [nora.id])
    monday(school)
    assert (figures(nora), len(figures(bea))) == ([], 1)


def test_the_day_and_the_hour_are_a_setting_and_one_week_brings_one(school: School) -> None:
    petra, frida = subscribed(school)
    monday(school)
    assert (len(digests(petra)), len(figures(frida))) == (1, 1)
    opens(petra, "Weekly digest")
    petra.submits({"Day": "Wednesday", "Time": "15:30"})
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Settings)).one()
        assert (row.digest_weekday, row.digest_minute) == (2, 15 * 60 + 30)
    wednesday = MONDAY + timedelta(days=2, hours=6, minutes=31)
    school.sandbox.advance_to(wednesday)
    assert (len(digests(petra)), len(figures(frida))) == (1, 1), "this week has had its digest"
    school.sandbox.advance_to(wednesday + timedelta(days=7, minutes=-2))
    assert (len(digests(petra)), len(figures(frida))) == (1, 1)
    school.sandbox.advance(minutes=2)
    assert (len(digests(petra)), len(figures(frida))) == (2, 2)


def test_an_hour_that_the_clocks_leave_out_is_refused_in_words(school: School, petra: Person) -> None:
    """On Sunday 29 March 2026 the clocks of Madrid go from 1:59 to 3:00."""
    change_settings(school, timezone="Europe/Madrid")
    opens(petra, "Weekly digest")
    petra.submits({"Day": "Sunday", "Time": "02:30"})
    told = petra.modal().errors["Time"]
    assert "On Sunday 29 March 02:30 does not exist: the clocks go from 02:00 to 03:00." in told
    assert "choose a time before or after that, or another day of the week" in told
    assert (petra.modal().fields["Day"], petra.modal().fields["Time"]) == ("Sunday", "02:30")
    assert programme(school)["digest_minute"] == 9 * 60
    petra.submits({"Day": "Sunday", "Time": "03:00"})
    assert (programme(school)["digest_weekday"], programme(school)["digest_minute"]) == (6, 180)
    opens(petra, "Weekly digest")
    petra.submits({"Day": "Saturday", "Time": "02:30"})
    assert (programme(school)["digest_weekday"], programme(school)["digest_minute"]) == (5, 150)


@given(st.integers(0, 60), st.integers(0, 60))
def test_neither_a_part_nor_the_rest_of_it_is_of_too_few(part: int, rest: int) -> None:
    told = few.part(part, part + rest)
    assert (told is None) == (0 < part < few.LEAST or 0 < rest < few.LEAST)
    assert few.told(part) in (None, part)
