"""Whom messages name that were sent before notices knew it: read from what they were about."""

from __future__ import annotations

import json

from alembic import command
from sqlalchemy import create_engine, select, text
from sqlalchemy.orm import Session

from models import Notice
from tests.test_migrations import config

AT = "'2026-03-01 08:00:00'"
SENT = {
    "care_task": ({"task": 7}, []),
    "task_passed": ({"task": 8, "by": "UMANAGER1", "moves": 1}, []),
    "target_wish": ({"wish": "1:20260301"}, []),
    "target_check": ({"wish": "1:20260301"}, ["UBUDDY001"]),
    "fit": ({"team": 1}, []),
}
"""Kind → what it is about, and whom its notice names before."""


def test_tasks_and_wishes_from_before_name_whom_they_are_about(database_url: str) -> None:
    command.downgrade(config(database_url), "0039")
    engine = create_engine(database_url)
    with engine.begin() as db:
        space = "insert into workspaces (id, bot_user_id, created_at, wrapped_key)"
        db.execute(text(f"{space} values ('T1', 'B1', {AT}, 'key')"))
        person = "insert into people (workspace_id, user_id, is_admin, is_guest, is_gone, facts_at)"
        for user in ("USTUDENT1", "UBUDDY001"):
            db.execute(text(f"{person} values ('T1', '{user}', false, false, false, {AT})"))
        db.execute(
            text(
                "insert into teams (id, workspace_id, student_id, buddy_id, state, language, timezone, weekly_minutes,"
                " launched_on, launched_at, unanswered_nudges) values (1, 'T1', 'USTUDENT1', 'UBUDDY001', 'active',"
                f" 'en', 'UTC', 120, '2026-03-01', {AT}, 0)"
            )
        )
        task = text(
            "insert into tasks (workspace_id, id, kind, dedupe_key, about, opened_at)"
            f" values ('T1', :id, 'talk', :key, :about, {AT})"
        )
        for number, about in ((7, {"user": "USTUDENT1"}), (8, {"team": 1})):
            db.execute(task, {"id": number, "key": str(number), "about": json.dumps(about)})
        for kind, (about, names) in SENT.items():
            db.execute(
                text(
                    "insert into notices (workspace_id, kind, dedupe_key, target, about, state, due_at, not_before,"
                    " attempts, progress, slack_ts, names) values ('T1', :kind, :kind, 'UREADER01', :about, 'sent',"
                    f" {AT}, {AT}, 0, '{{}}', '1.2', :names)"
                ),
                {"kind": kind, "about": json.dumps(about), "names": json.dumps(names)},
            )
    command.upgrade(config(database_url), "head")
    with Session(engine) as db:
        named = {row.kind: row.names for row in db.scalars(select(Notice))}
    both = ["UBUDDY001", "USTUDENT1"]
    assert named == {
        "care_task": ["USTUDENT1"],
        "task_passed": ["UBUDDY001", "UMANAGER1", "USTUDENT1"],
        "target_wish": both,
        "target_check": ["UBUDDY001"],
        "fit": [],
    }
    engine.dispose()
