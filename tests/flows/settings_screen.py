"""What the tests of the settings share."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from models import History, Settings
from sandbox.people import Person
from tests.conftest import School

ONLY_MANAGERS = "Only the people who run CodeBuddies can do this."


def programme(school: School) -> dict[str, Any]:
    """What is set; not what a look at the doors or a night has left there."""
    with school.store.read(school.workspace.id) as db:
        row = db.scalars(select(Settings)).one()
        return {
            column.key: getattr(row, column.key)
            for column in Settings.__table__.columns
            if column.key not in ("doors_due_at", "forget_due_at", "forgot_at", "forgot")
        }


def history(school: School) -> list[tuple[str | None, str, str, dict[str, Any]]]:
    with school.store.read(school.workspace.id) as db:
        rows = db.scalars(select(History).where(History.subject == "settings").order_by(History.id))
        return [(row.actor_id, row.subject_id, row.event, row.details) for row in rows]


def opens(person: Person, what: str) -> None:
    person.types("/codebuddy settings")
    person.presses(f"Change: {what}")


def lines(*some: str) -> str:
    return "\n".join(some)


def change_settings(school: School, **columns: Any) -> None:
    with school.store.begin(school.workspace.id) as db:
        row = db.scalars(select(Settings)).one()
        for name, value in columns.items():
            setattr(row, name, value)
