"""A school brings its spreadsheet: what is good comes in, what is not is said, and a second run changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from models import BuddyRequest, History, Notice, Person, Volunteer
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
        process = start(APP, "import", "people.csv", *options, **slack(school, DATABASE_URL=url))
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
        "people.csv, line 2, column “Languages”: “Klingon” was not understood",
        "people.csv, line 4, column “Capacity”: a number from 1 to 5 is expected",
        "people.csv, line 5, column “Kind”: “pilot” was not understood",
        "people.csv, line 6, column “E-mail”: “nobody@mail.example”: nobody in this workspace has this e-mail",
        "people.csv, line 7, column “E-mail”: the same person stands in line 3 already",
        "people.csv, line 8",
        "0 requests and 1 offer of a volunteer came in.",
        "6 of 7 rows were left out.",
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
    assert "line 3, column “slack id”: “bruno@mail.example”: the app may not look up e-mail addresses" in said
    assert [row.languages for row in people_in(tmp_path)[1]] == [["en"]]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("Name,Colour", "Vera,blue"), "line 2: “request” or “volunteer” is expected"),
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


def test_a_file_in_another_encoding_is_said(bring: Callable[..., tuple[int, str]]) -> None:
    status, printed = bring("E-mail,Idiomas", "inés@mail.example,español", encoding="latin-1")
    assert status == 1
    assert "is not in UTF-8" in printed
    assert "Nothing was written." in printed
