"""A report over 100,000 sessions of one school: read, worked out and rendered, against its bare queries.

    report_100k   a year's report as a message; against the same statements, as literal SQL in the bare driver, their
                  rows fetched into Python; the two in turn. `ms` is what a person waits for it, `mib` what it takes
                  of memory at most.

1,000 teams over two years, two classes; a session a week, half of them in the year; one team in ten had days away, one
in twenty has changed its hours, one in five has ended. On SQLite and, where one answers, on PostgreSQL.
"""

from __future__ import annotations

import statistics
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy import event

from bench.databases import on_both, tidy
from bench.figures import figure
from bench.nudge_sweep import timed
from bot.rules import periods
from bot.services import report
from bot.views import report as views
from models import (
    BuddyRequest,
    BuddySession,
    Ending,
    Person,
    Proposal,
    Rest,
    Roster,
    Settings,
    Target,
    Team,
    Volunteer,
    Workspace,
    schema,
)
from models.store import Store, add_each_once

TEAMS, WEEKS, ROUNDS = 1_000, 100, 7
HERE = "T1"
RATIO, MILLISECONDS = 3.0, 1_000
"""What it may cost at most; the figure says them beside what it measured."""
NOW = datetime(2026, 12, 30, 9, 0, tzinfo=UTC)
FIRST = date(2025, 1, 27)
"""The Monday of the first session."""
PERIOD = periods.year(2026)
DAY = timedelta(days=1)
ENDED = datetime(2026, 11, 20, 12, tzinfo=UTC)


def build(store: Store) -> None:
    with store.everywhere() as db:
        for model, rows in _rows().items():
            add_each_once(db, model, rows)
    if not store.is_sqlite:
        tidy(store)


def _rows() -> dict[type[Any], list[dict[str, Any]]]:
    here, begun = {"workspace_id": HERE}, datetime(2025, 1, 20, 12, tzinfo=UTC)
    numbers = range(1, TEAMS + 1)
    programme = {"set_up_at": begun, "timezone": "Europe/Madrid", "language": "en", "weekly_minutes": 120}
    classes = [
        {"key": f"c{place}", "course": "Web", "language": "en", "name": f"Class {place}"} for place in (0, 1)
    ]
    times = {"nudge_weekday": 3, "nudge_minute": 1020, "digest_weekday": 0, "digest_minute": 540}
    told = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": begun}
    return {
        Workspace: [{"id": HERE, "bot_user_id": "B", "created_at": begun, "wrapped_key": b"x"}],
        Settings: [
            {**here, **programme, **times, "classes": classes, "topics": [], "promise_days": [7, 10, 14]}
        ],
        Person: [{**here, **told, "user_id": f"{who}{n}"} for who in "SB" for n in numbers],
        BuddyRequest: [
            {
                **{**here, "id": n, "student_id": f"S{n}", "state": "matched", "class_key": f"c{n % 2}"},
                **{"languages": [], "fluent": [], "topics": [], "wish": "", "promise_due_at": None},
                "asked_at": begun - n % 20 * DAY,
            }
            for n in numbers
        ],
        Volunteer: [
            {
                **{
                    **here,
                    "user_id": f"B{n}",
                    "state": "approved",
                    "languages": [],
                    "fluent": [],
                    "topics": [],
                },
                **{"capacity": 1, "hello": "", "offered_at": begun, "answered_at": begun},
            }
            for n in numbers
        ],
        Proposal: [
            {
                **{
                    **here,
                    "id": n,
                    "request_id": n,
                    "volunteer_id": f"B{n}",
                    "state": "launched",
                    "reasons": {},
                },
                "proposed_at": begun,
            }
            for n in numbers
        ],
        **_rows_of_time(numbers),
    }


def _rows_of_time(numbers: range) -> dict[type[Any], list[dict[str, Any]]]:
    """What happened in these two years."""
    here, begun = {"workspace_id": HERE}, datetime(2025, 1, 20, 12, tzinfo=UTC)
    return {
        Team: [
            {
                **{**here, "id": n, "proposal_id": n, "student_id": f"S{n}", "buddy_id": f"B{n}"},
                **{
                    "state": "ended" if n % 5 == 0 else "active",
                    "language": "en",
                    "timezone": "Europe/Madrid",
                },
                **{"weekly_minutes": 120, "launched_on": FIRST - n % 7 * DAY, "launched_at": begun},
                **{"introduced_at": begun, "ended_at": ENDED if n % 5 == 0 else None, "unanswered_nudges": 0},
            }
            for n in numbers
        ],
        Ending: [
            {
                **{
                    **here,
                    "id": n,
                    "team_id": n,
                    "team_was": "active",
                    "reason": "graduated",
                    "may_be_said": True,
                },
                **{"made_by": f"S{n}", "made_at": ENDED, "ended_at": ENDED, "readers": [], "goes_on": []},
            }
            for n in numbers
            if n % 5 == 0
        ],
        BuddySession: [
            {
                **{**here, "team_id": n, "held_on": FIRST + (7 * week + n % 7) * DAY, "minutes": 90 + n % 60},
                **{"topic": "react", "logged_by": f"S{n}", "logged_at": begun},
            }
            for week in range(WEEKS)
            for n in numbers
        ],
        Rest: [
            {
                **{**here, "user_id": f"B{n}", "first": date(2026, 5, 4), "last": date(2026, 5, 15)},
                **{"made_by": f"B{n}", "made_at": begun},
            }
            for n in numbers
            if n % 10 == 0
        ],
        Target: [
            {**here, "team_id": n, "since": since, "minutes": minutes}
            for n in numbers
            if n % 20 == 3
            for since, minutes in ((FIRST, 120), (date(2026, 6, 1), 60))
        ],
        Roster: [
            {
                **{**here, "class_key": f"c{place}", "as_of": date(2026, 12, 1), "students": 900},
                **{"attending": 600, "graduated": 100, "entered_by": "S1", "entered_at": NOW},
            }
            for place in (0, 1)
        ],
    }


def make(store: Store) -> str:
    """What is sent, as Slack gets it."""
    with store.read(HERE) as db:
        return repr(views.message(report.make(db, NOW, PERIOD), "en").payload)


def bare(store: Store) -> Callable[[], int]:
    """Every statement that a report runs, as the driver gets it, with its values."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, sql: str, values: Any, _context: Any, many: bool) -> None:
        assert not many
        asked.append((sql, values))

    event.listen(store.engine, "before_cursor_execute", note)
    make(store)
    event.remove(store.engine, "before_cursor_execute", note)
    day = NOW.date()
    sums, _ = report.sums(periods.steps(PERIOD, day)[1], periods.weeks_of(PERIOD, day))
    of_school = sums.where(BuddySession.workspace_id == HERE)
    literal = str(of_school.compile(store.engine, compile_kwargs={"literal_binds": True}))
    connection = _driver(store)
    assert not any("sum(sessions" in sql for sql, _ in asked), "it goes to the driver unnoticed"
    return lambda: (
        sum(len(connection.execute(sql, values).fetchall()) for sql, values in asked)
        + len(connection.execute(literal).fetchall())
    )


def _driver(store: Store) -> Any:
    if store.is_sqlite:
        import sqlite3

        return sqlite3.connect(str(store.url.database))
    address = store.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(address, autocommit=True)


def measure(url: str, database: str) -> None:
    schema.migrate(url)
    store = Store(url)
    build(store)
    reference = bare(store)
    assert reference() >= TEAMS
    assert "Students with a buddy: *1,000*" in make(store)
    pairs = [(timed(reference), timed(lambda: make(store))) for _ in range(ROUNDS + 1)][1:]
    tracemalloc.start()
    make(store)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    store.close()
    value = statistics.median(value for _, value in pairs)
    figure(
        "report_100k",
        round(value, 4),
        round(statistics.median(bare for bare, _ in pairs), 4),
        database=database,
        ms=round(value * 1000),
        mib=round(most / 2**20, 1),
        most_ratio=RATIO,
        most_ms=MILLISECONDS,
    )


def main() -> None:
    on_both(measure)


if __name__ == "__main__":
    main()
