"""What the database itself refuses, on both kinds; and rows that are written once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from models import Base, Notice, Person, PrivateCase, Team
from models.engines import is_busy
from models.enums import HelpState
from models.store import add, add_once
from tests.isolation.rows import HERE, NOW, THERE, Two, notice_values, person, team


def test_a_naive_time_is_refused(two: Two) -> None:
    with pytest.raises(StatementError, match="naive"), two.store.begin(HERE) as db:
        db.execute(update(Person).values(facts_at=datetime(2026, 3, 2)))  # noqa: DTZ001 - the point


def test_times_come_back_aware_and_in_utc(two: Two) -> None:
    from_madrid = datetime.fromisoformat("2026-03-02T09:00:00+01:00")
    with two.store.begin(HERE) as db:
        db.execute(update(Person).values(facts_at=from_madrid))
    with two.store.read(HERE) as db:
        assert {moment.isoformat() for moment in db.scalars(select(Person.facts_at))} == {
            "2026-03-02T08:00:00+00:00"
        }


def _case(**more: Any) -> PrivateCase:
    values: dict[str, Any] = {
        "id": "c1",
        "state": HelpState.OPEN,
        "asked_at": NOW,
        "step": 0,
        "next_step_at": NOW,
        "sealed": b"x",
        "wrapped_key": b"k",
    }
    return PrivateCase(**values | more)


BAD_ROWS: dict[str, Callable[[], Base]] = {
    "a team of one": lambda: team(buddy_id="U1"),
    "hours of nobody": lambda: team(weekly_minutes=0, student_id="U2", buddy_id="U1"),
    "a second team": team,
    "a stranger": lambda: team(student_id="U404"),
    "another workspace's person": lambda: team(student_id="U404", buddy_id="U2"),
    "words without their key": lambda: _case(wrapped_key=None),
    "an open case without a next step": lambda: _case(next_step_at=None),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_the_database_refuses_what_cannot_be(two: Two, name: str) -> None:
    before = two.rows()
    with pytest.raises(IntegrityError), two.store.begin(HERE) as db:
        db.add(BAD_ROWS[name]())
    assert two.rows() == before


def test_an_unknown_word_is_no_state(two: Two) -> None:
    with pytest.raises(StatementError, match="dancing"), two.store.begin(HERE) as db:
        db.execute(update(Team).values(state="dancing"))


# writing once -------------------------------------------------------------------------------------


def test_the_same_row_is_written_once(two: Two) -> None:
    with two.store.begin(HERE) as db:
        assert add_once(db, Notice, **notice_values("k:7"))
        assert not add_once(db, Notice, **notice_values("k:7"))
    with two.store.begin(THERE) as db:
        assert add_once(db, Notice, **notice_values("k:7"))
    with pytest.raises(IntegrityError), two.store.begin(HERE) as db:
        add(db, Notice, **notice_values("k:7"))
    assert [row for row in two.rows() if row[1:] == ("k:7",)] == [(HERE, "k:7"), (THERE, "k:7")]


def test_a_block_that_raises_writes_nothing(two: Two) -> None:
    before = two.rows()

    def breaks_off() -> None:
        with two.store.begin(HERE) as db:
            add(db, Notice, **notice_values("k:8"))
            db.add(person("U8"))
            db.flush()
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        breaks_off()
    assert two.rows() == before


def test_a_row_that_somebody_else_holds_is_busy_after_our_patience(two: Two) -> None:
    """SQLite: the one write lock. PostgreSQL: the row's."""
    with two.store.begin(HERE) as first:
        first.execute(update(Team).values(weekly_minutes=60))
        with pytest.raises(OperationalError) as refused, two.store.begin(HERE) as second:
            second.execute(update(Team).values(weekly_minutes=90))
    assert is_busy(refused.value)
