"""What the program owes to people, tasks for managers, and the history: written with the change itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, bindparam, cast, literal, select

from bot.rules.access import Acting
from models import History, Notice, Task, Team
from models.base import UtcDateTime
from models.bulk import copy_once, listed, these
from models.enums import NoticeState, TaskKind
from models.store import Db, add_each_once, add_once

Owed = tuple[str, str, str, dict[str, Any]]
"""A notice's kind, to whom, its key, and the ids of what it is about: see `owe`."""
PRIVATE = "private"
"""Kinds whose name begins so are about what is asked in confidence. They go apart, for each would be a sign that a case
exists: nobody else's notice waits for them, they count nowhere, no log tells of them, nothing is kept of whom they
name, and they go with their case.
"""
UNKNOWN = "unknown_kind"
"""Why one has failed whose kind this version does not know: another one has owed it."""
PRIVATE_REMINDER = "private_remind"
"""To who looks after some, of all of them: it goes a week after it was sent."""


def owe(
    db: Db, kind: str, *, to: str, key: str, now: datetime, at: datetime | None = None, **about: Any
) -> bool:
    """Owe a notice, once: the same `kind` and `key` again changes nothing. True if it is new.

    Args:
        to: a user id, a channel id, or `team:<id>` for the channel of a team that may have none yet.
        key: ids that say what it is, without the kind: `17:2026-W10`.
        at: when it is due; None: now.
        about: ids only; everything else is read again when it is sent.
    """
    return add_once(db, Notice, **_pending(kind, to, key, at or now, about))


def owe_all(db: Db, owed: Iterable[Owed], now: datetime) -> None:
    """Owe each of these, as `owe` does, in one statement."""
    add_each_once(db, Notice, [_pending(kind, to, key, now, about) for kind, to, key, about in owed])


def owe_each(db: Db, kind: str, owed: Iterable[tuple[str, str, dict[str, Any]]], now: datetime) -> None:
    """Owe a notice for each `(to, key, about)`, as `owe` does, in one statement."""
    owe_all(db, ((kind, *one) for one in owed), now)


def owe_each_at(db: Db, kind: str, owed: Iterable[tuple[str, str, datetime, dict[str, Any]]]) -> None:
    """As `owe_each`, for `(to, key, at, about)`: each is due at a moment of its own."""
    add_each_once(db, Notice, [_pending(kind, to, key, at, about) for to, key, at, about in owed])


def owe_everywhere(db: Db, kind: str, owed: Iterable[tuple[str, str, str, datetime, dict[str, Any]]]) -> None:
    """For sweeps: as `owe_each_at`, for `(workspace, to, key, at, about)`."""
    add_each_once(
        db,
        Notice,
        [
            {"workspace_id": workspace_id, **_pending(kind, to, key, at, about)}
            for workspace_id, to, key, at, about in owed
        ],
    )


def _pending(kind: str, to: str, key: str, due: datetime, about: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": kind,
        "dedupe_key": f"{kind}:{key}",
        "target": to,
        "about": about,
        "state": NoticeState.PENDING,
        "due_at": due,
        "not_before": due,
        "attempts": 0,
        "progress": {},
    }


def owe_teams(db: Db, kind: str, team_ids: Iterable[int], key: str, at: datetime) -> None:
    """For sweeps: owe a notice to the channels of many teams, due `at`; the key of each is `<team>:<key>`."""
    _TO_TEAMS.run(db, kind=kind, team_ids=listed(team_ids), prefix=f"{kind}:", suffix=f":{key}", at=at)


_NUMBER = cast(Team.id, String)
_TO_TEAMS = copy_once(
    Notice,
    select(
        Team.workspace_id,
        bindparam("kind", type_=String).label("kind"),
        (bindparam("prefix", type_=String) + _NUMBER + bindparam("suffix", type_=String)).label("dedupe_key"),
        (literal("team:") + _NUMBER).label("target"),
        literal({}, JSON).label("about"),
        literal(NoticeState.PENDING.value).label("state"),
        bindparam("at", type_=UtcDateTime).label("due_at"),
        bindparam("at", type_=UtcDateTime).label("not_before"),
        literal(0).label("attempts"),
        literal({}, JSON).label("progress"),
    )
    .where(Team.id.in_(these("team_ids")))
    .order_by(Team.id),
    "id",
)


def task(db: Db, kind: TaskKind, key: str, now: datetime, **about: Any) -> bool:
    """Put something on the managers' list, once."""
    return add_once(db, Task, kind=kind, dedupe_key=f"{kind}:{key}", about=about, opened_at=now)


def task_over(db: Db, now: datetime, task: Task) -> None:
    """It is off the managers' list by itself: what it asked for is so, or is wanted no more."""
    task.done_at = now
    record(db, None, now, "task", task.id, "done", kind=str(task.kind))


def task_each(
    db: Db, kind: TaskKind, tasks: Iterable[tuple[str, str, dict[str, Any]]], now: datetime
) -> None:
    """For sweeps: put something on the managers' list for each `(workspace, key, about)`, once."""
    rows = [
        {
            "workspace_id": workspace_id,
            "kind": kind,
            "dedupe_key": f"{kind}:{key}",
            "about": about,
            "opened_at": now,
        }
        for workspace_id, key, about in tasks
    ]
    add_each_once(db, Task, rows)


def record(
    db: Db, who: Acting | None, now: datetime, subject: str, subject_id: object, event: str, **details: Any
) -> None:
    """One line of history. `details` are plain values (from, to, why), never a text that somebody wrote of a person:
    the entries of the programme's own lists are values, too.
    """
    db.add(
        History(
            at=now,
            actor_id=who.user_id if who else None,
            subject=subject,
            subject_id=str(subject_id),
            event=event,
            details=details,
        )
    )


def record_each(
    db: Db,
    now: datetime,
    subject: str,
    changes: Iterable[tuple[object, str, dict[str, Any]]],
    *,
    who: Acting | None = None,
) -> None:
    """A line of history for each `(subject_id, event, details)`, in one statement. `who`: None for sweeps."""
    rows = [
        {
            "at": now,
            "actor_id": who.user_id if who else None,
            "subject": subject,
            "subject_id": str(subject_id),
            "event": event,
            "details": details,
        }
        for subject_id, event, details in changes
    ]
    add_each_once(db, History, rows)
