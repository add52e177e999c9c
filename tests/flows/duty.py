"""What the tests of who is asked, and when, share: a school, its contacts, and what they do about their hours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models import HelpRequest
from models.enums import HelpState
from sandbox.people import Person
from tests import stories
from tests.confidential import MORE
from tests.conftest import School


@pytest.fixture
def cast(school: School) -> Iterator[dict[str, Person]]:
    """A school that is set up, a team in it, and somebody more. After each story: only what is closed is without a next step."""
    stories.set_up(school)
    student, buddy, _ = stories.team(school)
    names = ("Petra", "Mateo", "Bea", "Wanda", "Sofia")
    people = {"Samira": student, "Bruno": buddy, **{name: school.person(name) for name in names}}
    school.sandbox.settle()
    yield people
    with school.store.everywhere_reading() as db:
        for state, due in db.execute(select(HelpRequest.state, HelpRequest.next_step_at)):
            assert (state is HelpState.CLOSED) == (due is None)


def madrid(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026, before the clocks change (UTC+1)."""
    return datetime(2026, 3, day, tzinfo=UTC) + timedelta(hours=hour - 1, minutes=minute)


def own_form(person: Person) -> None:
    person.opens_home()
    person.clicks_home("duty_open")


def is_away(person: Person, first: str, last: str) -> None:
    """She says so herself, on her Home tab."""
    own_form(person)
    person.submits({"Days away": "Away on the days below", "First day away": first, "Last day away": last})
    assert "Saved" in person.modal().text, person.modal().errors
    person.closes(all=True)


def works(person: Person, days: list[str], opens: str, closes: str) -> None:
    own_form(person)
    person.submits({"Working days": days, "From": opens, "To": closes})
    assert "Saved" in person.modal().text, person.modal().errors
    person.closes(all=True)


def asks(person: Person, door: str = MORE, when: str | None = None) -> None:
    person.types("/escalate")
    fields: dict[str, Any] = {"What is it about?": "x"}
    person.submits_pages(
        {"What do you need?": door}, {**fields, "When do you need it?": when} if when else fields
    )


def cards(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if "asks for help" in text]


def warnings(person: Person) -> list[str]:
    return [text for text in person.dm_texts() if "I write again only when this changes" in text]


def opens_routing(person: Person) -> str:
    person.types("/codebuddy settings")
    person.presses("routing_open")
    return person.modal().text


def names_stand_ins(manager: Person, *people: Person) -> None:
    opens_routing(manager)
    manager.presses("confidence_open")
    manager.submits({"Who reads it while you are away": list(people)})
    assert "Saved. It counts from now on." in manager.modal().text
    manager.closes(all=True)


def asked_at(school: School, person: Person) -> list[datetime]:
    """When she was told that somebody asks, behind whichever door."""
    return [
        datetime.fromisoformat(call["at"]).replace(second=0, microsecond=0)
        for call in school.workspace.calls("chat.postMessage")
        if call["args"]["channel"] == person.id
        and any(
            part in call["args"]["text"] for part in ("asks for help", "asks for support", "is waiting in")
        )
    ]
