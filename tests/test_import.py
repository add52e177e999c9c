"""A school brings its spreadsheet: what is good comes in, what is not is said, and a second run changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.errors import UserError, Wrong
from bot.importing import table
from bot.importing.bring import refused
from models import BuddyRequest, History, Notice, Person, Settings, Volunteer
from models.enums import Place, RequestState, VolunteerState
from models.store import Store
from sandbox.people import Workspace as Space
from tests.test_modes import APP, Process, slack, start, workspace

__all__ = ["start", "workspace"]

HEADER = "Kind,E-mail,Class,Languages,Topics,When,Place,City,Date,Capacity,Hours,Approved,Favourite colour"
SAMIRA = 'request,samira@mail.example,Web Development in English,"Arabic (fluent), English (basic)","React, Git",Monday evening,remote,,2026-02-20,,,,blue'
BRUNO = 'volunteer,bruno@mail.example,,"Spanish, Arabic",HTML y CSS,"lunes por la noche",presencial,Barcelona,2026-01-10,2,5,yes,'
VERA = "volunteer,vera@mail.example,,English,,,,,,,,,"


@pytest.fixture
def school(workspace: Space) -> Space:
    workspace.grant_scope("users:read.email")
    for name in ("Samira", "Bruno", "Vera"):
        workspace.person(name, email=f"{name.lower()}@mail.example", tz="Europe/Madrid")
    return workspace


@pytest.fixture
def bring(start: Callable[..., Process], school: Space, tmp_path: Path) -> Callable[..., tuple[int, str]]:
    def run(*lines: str, options: tuple[str, ...] = (), encoding: str = "utf-8") -> tuple[int, str]:
        (tmp_path / "people.csv").write_text("\n".join(lines) + "\n", encoding=encoding)
        url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
        given = slack(school, DATABASE_URL=url, KEYS=f"k1:{'A' * 43}=")
        process = start(APP, "import", "people.csv", *options, **given)
        return process.ends(), process.said

    return run


def stored(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'store.sqlite3'}")


def people_in(tmp_path: Path) -> tuple[list[BuddyRequest], list[Volunteer]]:
    store = stored(tmp_path)
    with store.everywhere_reading() as db:
        found = (
            list(db.scalars(select(BuddyRequest).order_by(BuddyRequest.id))),
            list(db.scalars(select(Volunteer).order_by(Volunteer.offered_at))),
        )
        db.expunge_all()
    store.close()
    return found


def test_a_dry_run_says_everything_and_writes_nothing_then_it_comes_in_once(
    bring: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    file = (HEADER, SAMIRA, BRUNO, VERA)
    status, said = bring(*file, options=("--dry-run",))
    assert "1 request and 2 offers of volunteers would come in." in said
    assert "This was a dry run: nothing was written." in said
    assert "Columns that are not read: Favourite colour." in said
    assert people_in(tmp_path) == ([], [])
    assert status == 0

    assert bring(*file)[0] == 0
    (request,), (bruno, vera) = people_in(tmp_path)
    assert (request.state, request.class_key, request.languages, request.fluent) == (
        RequestState.WAITING,
        "web-en",
        ["ar", "en"],
        ["ar"],
    )
    assert (request.times, request.topics, f"{request.asked_at:%Y-%m-%d %H:%M}") == (
        ["mon_evening"],
        ["react", "git"],
        "2026-02-20 11:00",
    )
    assert request.promise_due_at is not None
    assert (bruno.state, bruno.capacity, bruno.weekly_minutes, bruno.place, bruno.city, bruno.topics) == (
        VolunteerState.APPROVED,
        2,
        300,
        Place.IN_PERSON,
        "Barcelona",
        ["html_css"],
    )
    assert vera.state is VolunteerState.OFFERED

    status, said = bring(*file)
    assert "0 requests and 0 offers of volunteers came in." in said
    assert "1 request and 2 offers of volunteers were there already, and stay as they are." in said
    store = stored(tmp_path)
    with store.everywhere_reading() as db:
        assert len(db.scalars(select(History).where(History.event == "imported")).all()) == 3
        assert db.scalars(select(Notice.target)).all() == []
        assert "mail.example" not in "".join(db.scalars(select(Person.user_id)))
    store.close()
    assert len(people_in(tmp_path)[1]) == 2


def test_every_bad_row_is_said_with_line_and_column_and_the_good_ones_come_in(
    bring: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    status, said = bring(
        HEADER,
        SAMIRA.replace("Arabic (fluent)", "Klingon"),
        VERA,
        BRUNO.replace(",2,5,", ",9,5,"),
        "pilot,bruno@mail.example,,Spanish,,,,,,,,,",
        "request,nobody@mail.example,Web Development in English,Spanish,,,,,,,,,",
        VERA,
        BRUNO.replace(",5,yes", ",1,yes"),
    )
    assert status == 1
    for line in (
        "people.csv, line 2, column “Languages”: “Klingon” was not understood; languages are expected with their levels",
        "people.csv, line 4, column “Capacity”: “9” cannot be; a whole number from 1 to 5 is expected",
        "people.csv, line 5, column “Kind”: “pilot” was not understood",
        "people.csv, line 6, column “E-mail”: “nobody@mail.example”: nobody in this workspace has this e-mail",
        "people.csv, line 7, column “E-mail”: “vera@mail.example”: the same person stands in line 3 already",
        "people.csv, line 8, column “Hours”: “1” cannot be; for 2 students, these hours a week are possible: 4, 5, 6",
        "0 requests and 1 offer of a volunteer came in.",
        "6 of 7 rows were left out. Correct them",
    ):
        assert line in said
    requests, volunteers = people_in(tmp_path)
    assert (requests, len(volunteers)) == ([], 1)


def test_without_the_permission_every_e_mail_is_listed_and_ids_do(
    bring: Callable[..., tuple[int, str]], school: Space, tmp_path: Path
) -> None:
    school.revoke_scope("users:read.email")
    vera = school.person("Nadia")
    status, said = bring(
        "slack id;idiomas", f"{vera.id};inglés", "bruno@mail.example;inglés", options=("--only", "volunteer")
    )
    assert status == 1
    assert (
        "line 3, column “slack id”: “bruno@mail.example”: the app may not look up e-mail addresses: it has no "
        "permission users:read.email; docs/IMPORT.md says" in said
    )
    assert [row.languages for row in people_in(tmp_path)[1]] == [["en"]]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("Name,Colour", "Vera,blue"), "no column that says who it is"),
        (
            ("E-mail,Idiomas", "vera@mail.example,inglés"),
            "Add a column “kind” with “request” or “volunteer” in each row; or, if all rows are of one kind, "
            "add --only request or --only volunteer",
        ),
        (("E-mail,Mail", "x,y"), "the columns “E-mail” and “Mail” mean the same"),
        (("",), "people.csv is empty"),
    ],
)
def test_a_file_that_is_none_is_said(
    bring: Callable[..., tuple[int, str]], lines: tuple[str, ...], said: str
) -> None:
    status, printed = bring(*lines)
    assert status == 1
    assert said in printed
    assert "Traceback" not in printed


def test_languages_are_those_that_the_programme_offers(
    bring: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    assert bring(HEADER, VERA, options=("--dry-run",))[0] == 0
    store = stored(tmp_path)
    with store.everywhere() as db:
        db.scalars(select(Settings)).one().languages = ["en", "sw"]
    store.close()
    status, said = bring(HEADER, VERA.replace("English", "Suahili"), BRUNO)
    assert status == 1
    assert "line 3, column “Languages”: “Spanish” was not understood; languages are expected" in said
    assert "the languages are: English, Swahili." in said
    assert [row.languages for row in people_in(tmp_path)[1]] == [["sw"]]


def test_a_file_in_another_encoding_is_said(bring: Callable[..., tuple[int, str]]) -> None:
    status, printed = bring("E-mail,Idiomas", "inés@mail.example,español", encoding="latin-1")
    assert status == 1
    assert "is not in UTF-8" in printed
    assert "Nothing was written." in printed


SPANISH = "Tipo;Correo electrónico;Clase;Idiomas;Otros idiomas;Temas;Disponibilidad;Modalidad;Ciudad;Fecha;Capacidad;Horas por semana;Mensaje;Presentación;Aprobado"

HOURS = ", ".join(str(number) for number in range(2, 21))
TOPICS = "HTML and CSS, JavaScript, React"
REFUSALS = (
    (2, "Tipo", "it is empty; “request” or “volunteer” is expected, or --only in the command"),
    (3, "Tipo", "“voluntario, estudiante” is more than one; “request” or “volunteer” is expected"),
    (
        4,
        "Clase",
        "“Piano” was not understood; one of the classes is expected: Web Development in English",
    ),
    (4, "Mensaje", "1,200 characters are too many; at most 1,000 fit"),
    (4, "Idiomas", "it is empty; at least one language is needed"),
    (5, "Clase", "it is empty; one of the classes is expected: Web Development in English"),
    (6, "Otros idiomas", "“klingon” was not understood; languages are expected"),
    (6, "Temas", f"“Piano” was not understood; the topics are: {TOPICS}"),
    (7, "Disponibilidad", "“no los martes” was not understood; days and parts of the day are expected"),
    (7, "Modalidad", "“la luna” was not understood; remote, in person or either is expected"),
    (7, "Aprobado", "“quizás” was not understood; yes or no is expected"),
    (8, "Ciudad", "a city is needed"),
    (8, "Fecha", "“11/21/2025” was not understood; a day is expected, such as 2026-11-21, or 21/11/2026"),
    (8, "Capacidad", "“1,5” cannot be; a whole number from 1 to 5 is expected"),
    (9, "Fecha", "2126-01-01 has not come yet; a day is expected"),
    (
        9,
        "Horas por semana",
        f"“2,5” cannot be; for one student, these hours a week are possible: {HOURS}.",
    ),
    (10, "Capacidad", "“dos” was not understood; a whole number from 1 to 5 is expected"),
    (
        10,
        "Horas por semana",
        "“mucho” was not understood; for one student, these hours a week are possible",
    ),
    (10, "Fecha", "0001-01-01 is more than five years ago; a day is expected"),
    (10, "Presentación", "501 characters are too many; at most 500 fit"),
    (12, "Correo electrónico", "“BRUNO@mail.example”: the same person stands in line 11 already"),
    (13, "Ciudad", 'its quotation marks (") do not fit'),
    (14, "Ciudad", "101 characters are too many; at most 100 fit"),
)


def spanish(kind: str, person: str, **cells: str) -> str:
    said = {"Tipo": kind, "Correo electrónico": f"{person}@mail.example", "Idiomas": "español", **cells}
    return ";".join(said.get(name, "") for name in SPANISH.split(";"))


def test_every_refusal_names_the_column_as_the_file_does_and_what_can_stand_there(
    bring: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    status, said = bring(
        SPANISH,
        spanish("", "samira"),
        spanish("voluntario, estudiante", "samira"),
        spanish("petición", "samira", Clase="Piano", Mensaje="x" * 1200, Idiomas=""),
        spanish("petición", "samira"),
        spanish("voluntaria", "vera", **{"Otros idiomas": "klingon", "Temas": "React, HTML y CSS, Piano"}),
        spanish(
            "voluntaria",
            "vera",
            Disponibilidad="lunes, no los martes",
            Modalidad="la luna",
            Aprobado="quizás",
        ),
        spanish("voluntaria", "vera", Modalidad="presencial", Fecha="11/21/2025", Capacidad="1,5"),
        spanish("voluntaria", "vera", Fecha="2126-01-01", **{"Horas por semana": "2,5"}),
        spanish(
            "voluntaria",
            "vera",
            Capacidad="dos",
            **{"Horas por semana": "mucho"},
            Presentación="x" * 501,
            Fecha="0001-01-01",
        ),
        spanish("voluntario", "bruno", Temas="React, HTML y CSS", Fecha="1/2/2026"),
        spanish("voluntario", "BRUNO", Capacidad="3"),
        spanish("voluntario", "bruno", Ciudad='"Vic'),
        spanish("voluntario", "bruno", Ciudad="x" * 101),
    )
    assert status == 1
    for line, column, words in REFUSALS:
        assert f"people.csv, line {line}, column “{column}”: {words}" in said
    for line, first in ((5, 4), (7, 6), (8, 6), (9, 6), (10, 6), (14, 11)):
        assert f"people.csv, line {line}, column “Correo electrónico”: " in said
        assert f"the same person stands in line {first} already" in said
    assert said.count("people.csv, line") == 29
    assert "0 requests and 1 offer of a volunteer came in.\n12 of 13 rows were left out." in said
    assert [row.topics for row in people_in(tmp_path)[1]] == [["react", "html_css"]]


def test_of_a_person_who_stands_there_twice_only_the_first_row_comes_in_even_if_it_is_corrected_later(
    bring: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    twice = VERA.replace("vera@", "Vera@")
    said = bring(HEADER, VERA.replace(",English,", ",Klingon,"), twice)[1]
    assert "line 3, column “E-mail”: “Vera@mail.example”: the same person stands in line 2 already." in said
    assert "2 of 2 rows were left out." in said
    assert people_in(tmp_path) == ([], [])
    said = bring(HEADER, VERA, twice)[1]
    assert "1 of 2 rows was left out." in said


def test_a_row_with_a_problem_and_of_nobody_tells_both(bring: Callable[..., tuple[int, str]]) -> None:
    said = bring(HEADER, VERA.replace("vera@", "nobody@").replace(",English,", ",Klingon,"))[1]
    assert "line 2, column “Languages”: “Klingon” was not understood" in said
    assert "line 2, column “E-mail”: “nobody@mail.example”: nobody in this workspace has this e-mail" in said
    assert "1 of 1 row was left out." in said


def test_what_is_needed_and_has_no_column_is_named(bring: Callable[..., tuple[int, str]]) -> None:
    said = bring("correo", "samira@mail.example", options=("--only", "request"))[1]
    assert (
        "line 2, column “languages” (the file has none): it is empty; at least one language is needed."
        in said
    )
    assert "line 2, column “class” (the file has none): it is empty; one of the classes is expected: " in said
    assert "1 of 1 row was left out. Correct it and run" in said


def test_a_file_of_one_kind_is_not_taken_for_the_other(bring: Callable[..., tuple[int, str]]) -> None:
    said = bring(HEADER, SAMIRA, VERA, options=("--only", "volunteer", "--dry-run"))[1]
    assert "line 2, column “Kind”: this row is a request, and the command says --only volunteer." in said
    assert "0 requests and 1 offer of a volunteer would come in.\n1 of 2 rows would be left out." in said


def test_settings_that_change_meanwhile_are_told_at_the_column(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("Correo;Horas\n")
    read = table.read(tmp_path / "people.csv")
    few = UserError(Wrong.TOO_FEW_HOURS, {"students": 2, "minutes": 240}, block="minutes")
    error = UserError(few.what, few.values, few.block, (UserError(Wrong.NO_LANGUAGE, block="fluent"),))
    hours, languages = refused(read, 7, error)
    assert str(hours).startswith("line 7, column “Horas”: For 2 students this programme asks for 4 h a week.")
    assert str(languages).startswith("line 7, column “languages” (the file has none): ")
