"""Beginnings of stories about meetings: a new team of two zones, and what was sent as a file."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select

from bot.delivery import upload
from bot.rules.meeting import Wanted
from bot.services import introductions, people
from models import BuddyRequest, Meeting, Notice, Team, Volunteer
from models.enums import NoticeState
from sandbox.people import Person
from scheduler import sweeps
from tests import stories
from tests.conftest import School
from tests.flows.test_launch import accepted

KATHMANDU = "Asia/Kathmandu"


class Files:
    """The files that the program has sent, oldest first."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[bytes] = []
        real = upload.send

        def send(url: str, content: bytes) -> Mapping[str, Any]:
            answer = real(url, content)
            self.sent.append(content)
            return answer

        monkeypatch.setattr(upload, "send", send)

    def take(self) -> list[tuple[str, Event]]:
        """`(method, entry)` of each file since the last look."""
        found = [Calendar.from_ical(content) for content in self.sent]
        self.sent.clear()
        return [(str(one["method"]), one.walk("VEVENT")[0]) for one in found]


def in_calendar(person: Person) -> datetime | None:
    """When the one meeting is in the calendar of somebody who opens every file at once; None: it was taken out.

    As calendars do: what has no higher number than the last is ignored.
    """
    newest, begins = -1, None
    for file in person.wire.get(f"{person.path}/files"):
        made = Calendar.from_ical(base64.b64decode(file["content"]))
        [entry] = made.walk("VEVENT")
        if int(entry["sequence"]) > newest:
            newest = int(entry["sequence"])
            begins = entry.decoded("dtstart") if made["method"] == "PUBLISH" else None
    return begins


def far_pair(school: School, *, hers: list[str], his: list[str]) -> int:
    """A possible team that needs Samira's yes: she lives in Madrid and reads Spanish, Bruno lives in Kathmandu."""
    proposal = accepted(school, hers="es", his="en", both="en")
    school.person("Samira").changes_locale("es-ES")
    school.person("Bruno").changes_tz(KATHMANDU)
    school.person("Petra").changes_tz("Europe/Madrid")
    with school.store.begin(school.workspace.id) as db:
        db.scalars(select(BuddyRequest)).one().times = hers
        db.scalars(select(Volunteer)).one().times = his
    return proposal


def cast(school: School) -> tuple[Person, Person, Person]:
    return school.person("Samira"), school.person("Bruno"), school.person("Petra")


def meeting(school: School) -> Meeting:
    """The newest."""
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Meeting).order_by(Meeting.id.desc())).first()  # type: ignore[return-value]


def team(school: School) -> Team:
    """The first."""
    with school.store.read(school.workspace.id) as db:
        return db.scalars(select(Team).order_by(Team.id)).first()  # type: ignore[return-value]


def owed(school: School, kind: str) -> list[tuple[str, NoticeState, str | None]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id))
        return [(row.target, row.state, row.reason) for row in rows]


def busy_leader(school: School) -> None:
    """Petra leads the introduction of another team on Thursday 5 March, from 12:00 to 12:30 in Madrid."""
    stories.team(school, "Leyla", "Emre")
    with school.store.begin(school.workspace.id) as db:
        other = db.scalars(select(Team.id).order_by(Team.id.desc())).first()
        assert other is not None
        leader = people.acting(db, school.person("Petra").id)
        wanted = Wanted(at("2026-03-05T11:00:00+00:00"), 30, "Room 2")
        introductions.plan(db, school.sandbox.now, leader, other, wanted)


def swept_again(school: School) -> None:
    """A second process, or one that was killed after its first sweep, does all of it once more."""
    for _ in range(2):
        for sweep in sweeps.SWEEPS:
            if sweep.name in ("meetings", "first days"):
                sweep.run(school.store, school.sandbox.now)
    school.sandbox.settle()


def count(texts: list[str], fragment: str) -> int:
    return sum(fragment in text for text in texts)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)
