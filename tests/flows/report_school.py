"""A small school with a quarter behind it, whose figures can be worked out by hand; and its reports, opened."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import openpyxl
from sqlalchemy import select

from models import (
    BuddyRequest,
    BuddySession,
    Ending,
    EndingWords,
    Proposal,
    Roster,
    Settings,
    Team,
    Volunteer,
)
from models import Person as Member
from models.enums import (
    EndReason,
    EndWords,
    ProposalState,
    RequestState,
    TeamState,
    VolunteerState,
)
from models.store import Db
from tests.conftest import School

DAY = timedelta(days=1)
QUARTER = "2025-12-01 2026-02-28"
"""The three months before the tests' first day, Monday 2 March 2026."""
BEGAN = date(2025, 12, 1)
"""A Monday."""


def member(db: Db, user_id: str) -> str:
    now = datetime(2025, 11, 1, tzinfo=UTC)
    told = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": now}
    db.add(Member(user_id=user_id, timezone="Europe/Madrid", **told))
    db.flush()
    return user_id


def team(
    db: Db,
    number: int,
    *,
    class_key: str = "web-en",
    began: date = BEGAN,
    waited: int = 10,
    ended: tuple[date, EndReason] | None = None,
    sessions: Iterable[tuple[date, int]] = (),
    **more: Any,
) -> int:
    """A team of `US<number>` and `UB<number>`, introduced on its first day. `waited`: days, from noon to noon."""
    student, buddy = member(db, f"US{number}"), member(db, f"UB{number}")
    noon = _noon(began)
    proposal = _proposal(db, student, buddy, class_key, noon, noon - timedelta(days=waited))
    values = {
        "state": TeamState.ENDED if ended else TeamState.ACTIVE,
        "introduced_at": noon,
        "weekly_minutes": 120,
        **more,
    }
    row = Team(
        proposal_id=proposal,
        student_id=student,
        buddy_id=buddy,
        language="en",
        timezone="Europe/Madrid",
        launched_on=began,
        launched_at=noon,
        ended_at=_noon(ended[0]) if ended else None,
        unanswered_nudges=0,
        **values,
    )
    db.add(row)
    db.flush()
    if ended:
        db.add(ending(row, *ended))
    db.add_all(
        BuddySession(
            team_id=row.id, held_on=day, minutes=minutes, topic="", logged_by=student, logged_at=noon
        )
        for day, minutes in sessions
    )
    db.flush()
    return row.id


def _proposal(db: Db, student: str, buddy: str, class_key: str, noon: datetime, asked_at: datetime) -> int:
    """The request, the offer and how they came together, on that noon."""
    request = BuddyRequest(
        student_id=student,
        state=RequestState.MATCHED,
        class_key=class_key,
        languages=["en"],
        topics=[],
        wish="",
        asked_at=asked_at,
        why_waiting=None,
        promise_due_at=None,
    )
    told = {"state": VolunteerState.APPROVED, "approved_at": noon, "look_at": None}
    volunteer = Volunteer(
        user_id=buddy, languages=["en"], topics=[], capacity=1, hello="", offered_at=noon, **told
    )
    db.add_all([request, volunteer])
    db.flush()
    proposal = Proposal(
        request_id=request.id,
        volunteer_id=buddy,
        state=ProposalState.LAUNCHED,
        reasons={},
        proposed_at=noon,
    )
    db.add(proposal)
    db.flush()
    return proposal.id


def ending(row: Team, day: date, reason: EndReason, **more: Any) -> Ending:
    return Ending(
        team_id=row.id,
        team_was=TeamState.ACTIVE,
        reason=reason,
        may_be_said=False,
        made_by=row.student_id,
        made_at=_noon(day),
        ended_at=_noon(day),
        readers=[],
        goes_on=[],
        **more,
    )


def said(db: Db, ending_id: int, user_id: str, kind: EndWords, day: date, **answers: str) -> None:
    db.add(
        EndingWords(
            ending_id=ending_id,
            user_id=user_id,
            kind=kind,
            sealed=None,
            answers=answers,
            written_at=_noon(day),
        )
    )


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def weekly(first: date, weeks: int, minutes: int) -> list[tuple[date, int]]:
    """A session on the same day of so many weeks."""
    return [(first + 7 * DAY * n, minutes) for n in range(weeks)]


def no_holidays(db: Db) -> Settings:
    """So that each week owes the same."""
    settings = db.scalars(select(Settings)).one()
    settings.country = settings.region = ""
    return settings


def roster(db: Db, key: str, as_of: date, students: int, attending: int, graduated: int, **more: Any) -> None:
    db.add(
        Roster(
            class_key=key,
            as_of=as_of,
            students=students,
            attending=attending,
            graduated=graduated,
            entered_by="U1",
            entered_at=_noon(as_of),
            **more,
        )
    )


def quarter_school(school: School) -> None:
    """Thirty teams over thirteen weeks, Monday 1 December to Sunday 1 March, each of which owes 26 h in them.

    Teams 1 to 15 began before, 16 to 30 on 1 December, after 1 to 15 days of waiting. Odd numbers are of the English
    class, even ones of the Spanish one. Teams 1 to 20 log 2 h a week, 21 to 30 one hour. On Friday 27 February teams
    1 to 5 end with a graduation, 6 to 10 with a job. One session of each of the first teams was struck out, and there
    is one of November. Five say thanks, five of an earlier year work in tech. An hour is worth 15 euros.
    """
    last = date(2026, 2, 27)
    with school.store.begin(school.workspace.id) as db:
        no_holidays(db).hour_worth = 1500
        for number in range(1, 31):
            sessions = weekly(BEGAN, 13, 120 if number <= 20 else 60)
            key = "web-en" if number % 2 else "web-es"
            why = EndReason.GRADUATED if number <= 5 else EndReason.FOUND_JOB
            team_id = team(
                db,
                number,
                class_key=key,
                began=date(2025, 11, 3) if number <= 15 else BEGAN,
                waited=max(1, number - 15),
                ended=(last, why) if number <= 10 else None,
                sessions=sessions + (weekly(date(2025, 11, 10), 1, 60) if number <= 15 else []),
            )
            if number <= 5:
                ended = db.scalars(select(Ending.id).where(Ending.team_id == team_id)).one()
                said(db, ended, f"US{number}", EndWords.THANKS, last)
                said(db, ended, f"UB{number}", EndWords.LATER, last, later="tech")
                db.add(struck_out(team_id, f"US{number}"))
        roster(db, "web-en", date(2026, 2, 16), students=30, attending=20, graduated=5)
        roster(db, "web-es", date(2026, 2, 16), students=25, attending=16, graduated=5)


def struck_out(team_id: int, user_id: str) -> BuddySession:
    day = date(2026, 1, 7)
    return BuddySession(
        team_id=team_id,
        held_on=day,
        minutes=600,
        topic="",
        logged_by=user_id,
        logged_at=_noon(day),
        undone_at=_noon(day),
        undone_by=user_id,
    )


def small_school(school: School) -> None:
    """Twelve teams over thirteen weeks: eight in the English class, four in the Spanish one.

    Teams 1 to 7 log 2 h each week, teams 8 to 12 1 h, all of them with 2 h a week to do. Team 12 ends on 20 February
    with a graduation. Teams 1 to 12 waited 1 to 12 days.
    """
    with school.store.begin(school.workspace.id) as db:
        no_holidays(db)
        for number in range(1, 13):
            minutes = 120 if number <= 7 else 60
            ended = (date(2026, 2, 20), EndReason.GRADUATED) if number == 12 else None
            weeks = 12 if number == 12 else 13
            key = "web-en" if number <= 8 else "web-es"
            sessions = weekly(BEGAN, weeks, minutes)
            team(db, number, class_key=key, waited=number, ended=ended, sessions=sessions)
        roster(db, "web-en", date(2026, 2, 16), students=20, attending=14, graduated=0)
        roster(db, "web-es", date(2026, 2, 16), students=12, attending=10, graduated=1)


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """The rows of each sheet, as a spreadsheet program reads them."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def csv_rows(content: bytes) -> dict[str, list[list[str]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name: list(csv.reader(io.StringIO(packed.read(name).decode("utf-8-sig"))))
            for name in packed.namelist()
        }
