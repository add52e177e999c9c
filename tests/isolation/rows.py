"""Two workspaces in one store, with rows of the same look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from models import Notice, Person, Team, Workspace
from models.enums import NoticeState, TeamState
from models.store import Store

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HERE, THERE = "T1", "T2"


@dataclass
class Two:
    """A store with two workspaces, each with two people, a team and a notice."""

    store: Store
    team_here: int
    team_there: int

    def rows(self) -> list[tuple[Any, ...]]:
        with self.store.everywhere_reading() as db:
            teams = db.execute(
                select(Team.workspace_id, Team.id, Team.weekly_minutes, Team.language).order_by(Team.id)
            )
            people = db.execute(
                select(Person.workspace_id, Person.user_id, Person.timezone).order_by(
                    Person.workspace_id, Person.user_id
                )
            )
            notices = db.execute(select(Notice.workspace_id, Notice.dedupe_key).order_by(Notice.id))
            workspaces = db.execute(select(Workspace.id).order_by(Workspace.id))
            return [tuple(row) for row in (*teams, *people, *notices, *workspaces)]


def workspace(store: Store, workspace_id: str) -> int:
    """A workspace with its rows; returns its team's number."""
    with store.everywhere() as db:
        db.add(Workspace(id=workspace_id, bot_user_id="B1", created_at=NOW, wrapped_key=b"key"))
        db.flush()
        db.add_all(person(user, workspace_id=workspace_id) for user in ("U1", "U2"))
        db.flush()
        pair = team(workspace_id=workspace_id)
        db.add(pair)
        db.add(notice("k:1", workspace_id=workspace_id))
        db.flush()
        return pair.id


def person(user_id: str, **more: Any) -> Person:
    return Person(user_id=user_id, is_admin=False, is_guest=False, is_gone=False, facts_at=NOW, **more)


def team(**more: Any) -> Team:
    values: dict[str, Any] = {
        "student_id": "U1",
        "buddy_id": "U2",
        "state": TeamState.ACTIVE,
        "language": "en",
        "timezone": "UTC",
        "weekly_minutes": 120,
        "launched_on": date(2026, 1, 1),
        "launched_at": NOW,
        "unanswered_nudges": 0,
    }
    return Team(**values | more)


def notice_values(key: str) -> dict[str, Any]:
    return {
        "kind": "k",
        "dedupe_key": key,
        "target": "U1",
        "about": {},
        "state": NoticeState.PENDING,
        "due_at": NOW,
        "not_before": NOW,
        "attempts": 0,
        "progress": {},
    }


def notice(key: str, **more: Any) -> Notice:
    return Notice(**notice_values(key), **more)
