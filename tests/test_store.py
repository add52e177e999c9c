"""The store: its tables, and what SQLite is told to keep to. How workspaces are kept apart: `isolation/`."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Table, func, select, update
from sqlalchemy.exc import OperationalError

from models import Base, BuddyRequest, Notice, Nudge, Settings, Team, Workspace
from models.engines import is_busy, is_full
from models.lock import AlreadyRunning, OneProcess
from models.prepared import HERE as OF_HERE
from models.prepared import Bound, Change
from models.store import OutOfBounds, Store
from tests.isolation.rows import HERE, NOW, workspace

# tables -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", Base.metadata.sorted_tables, ids=lambda table: table.name)
def test_a_table_has_its_workspace_and_its_foreign_keys_include_it(table: Table) -> None:
    if table.name in ("workspaces", "install_states"):  # the second: of no workspace yet
        return
    assert not table.c.workspace_id.nullable
    owners = [key.column.table.name for key in table.c.workspace_id.foreign_keys]
    assert "workspaces" in owners
    for constraint in table.foreign_key_constraints:
        if constraint.referred_table.name != "workspaces":
            pairs = {element.parent.name: element.column.name for element in constraint.elements}
            assert pairs.get("workspace_id") == "workspace_id", constraint.name


def test_every_constraint_has_a_name() -> None:
    constraints = [one for table in Base.metadata.sorted_tables for one in table.constraints]
    assert len(constraints) > 40
    assert [one for one in constraints if not one.name] == []


# SQLite -------------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Path:
    path = tmp_path / "one.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    return path


def test_sqlite_keeps_what_it_has_said_and_knows_foreign_keys(file: Path) -> None:
    store = Store(f"sqlite:///{file}", patience=1.5)
    with store.everywhere_reading() as db:
        told = {
            name: db.here.exec_driver_sql(f"pragma {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    store.close()
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 1500}


def test_writers_take_the_lock_first_and_readers_never(file: Path) -> None:
    store = Store(f"sqlite:///{file}", patience=0.05)
    workspace(store, HERE)
    with store.begin(HERE) as writer:
        writer.scalars(select(Team.id)).all()  # a writer that has only looked so far
        with store.read(HERE) as reader:
            assert reader.scalars(select(Team.id)).all()
        with pytest.raises(OperationalError) as refused, store.begin(HERE) as second:
            second.scalars(select(Team.id)).all()
    store.close()
    assert is_busy(refused.value)
    assert not is_full(refused.value)


def test_a_full_disk_is_told_apart_and_leaves_nothing(file: Path) -> None:
    store = Store(f"sqlite:///{file}", patience=0.05)
    with store.everywhere() as db:
        pages = db.here.exec_driver_sql("pragma page_count").scalar()
        db.here.exec_driver_sql(f"pragma max_page_count = {pages}")
    big = Workspace(id=HERE, bot_user_id="B1", created_at=NOW, wrapped_key=b"x" * 100_000)
    with pytest.raises(OperationalError) as refused, store.everywhere() as db:
        db.add(big)
    with store.everywhere() as db:
        db.here.exec_driver_sql("pragma max_page_count = 1000000")
        assert db.scalars(select(Workspace.id)).all() == []
    store.close()
    assert is_full(refused.value)
    assert not is_busy(refused.value)


def test_an_impatient_error_is_neither_busy_nor_full(file: Path) -> None:
    error = OperationalError("select", None, sqlite3.OperationalError("no such table: x"))
    assert not is_busy(error)
    assert not is_full(error)


TAKE = """
import sys
from pathlib import Path
from models.lock import AlreadyRunning, OneProcess
try:
    OneProcess(Path(sys.argv[1])).take()
except AlreadyRunning:
    sys.exit(7)
"""


def test_a_second_process_is_refused_until_the_first_has_ended(file: Path) -> None:
    def second() -> int:
        return subprocess.run([sys.executable, "-c", TAKE, str(file)], check=False).returncode

    lock = OneProcess(file)
    lock.take()
    assert second() == 7
    with pytest.raises(AlreadyRunning):
        OneProcess(file).take()
    lock.release()
    assert second() == 0


_LOCKED = Bound(select(Team.id).with_for_update())


@pytest.mark.parametrize("changes", ["locks", "locks by a prepared question", "writes"])
def test_what_is_read_once_is_read_anew_after_this_transaction_locks_or_writes(
    database_url: str, changes: str
) -> None:
    store, read = Store(database_url), []
    workspace(store, HERE)

    def look() -> int:
        read.append(1)
        return len(read)

    with store.begin(HERE) as db:
        assert [db.once("it", look), db.once("it", look), db.once("other", look)] == [1, 1, 2]
        if changes != "writes":
            if changes == "locks":
                db.scalars(select(Workspace).with_for_update()).one()
            else:
                assert len(_LOCKED.rows(db)) == 1
            assert [db.once("it", look), db.once("it", look)] == [3, 3]
        else:
            db.scalars(select(Workspace)).one().wrapped_key = b"another"
            assert [db.once("it", look), db.once("it", look)] == [3, 4]
    with store.begin(HERE) as db:
        assert db.once("it", look) == len(read)
    store.close()


def _bound_without_ties() -> dict[str, Callable[[], object]]:
    inner = select(func.count(BuddyRequest.id)).scalar_subquery()
    tied = Nudge.workspace_id == Team.workspace_id
    return {
        "a select inside": lambda: Bound(select(inner).select_from(Settings)),
        "a condition": lambda: Bound(select(Team.id).where(Team.id.in_(select(Notice.id)))),
        "a join": lambda: Bound(select(Team.id).join(Nudge, Nudge.team_id == Team.id)),
        "an update": lambda: Change(update(Team).where(Team.id.in_(select(Notice.id))).values(language="en")),
        "half a join": lambda: Bound(
            select(Team.id).join(Nudge, tied).where(Team.id.in_(select(Notice.id).where(Notice.id > 1)))
        ),
        "another workspace's": lambda: Change(update(Team).values(workspace_id="T2")),
    }


@pytest.mark.parametrize("which", sorted(_bound_without_ties()))
def test_a_prepared_question_that_looks_beyond_its_workspace_is_refused_when_it_is_made(which: str) -> None:
    with pytest.raises(OutOfBounds):
        _bound_without_ties()[which]()


def test_one_that_says_of_which_workspace_each_table_is_can_be_made() -> None:
    tied = Nudge.workspace_id == Team.workspace_id
    mine = select(Notice.id).where(Notice.workspace_id == OF_HERE)
    assert Bound(select(Team.id).join(Nudge, tied).where(Team.id.in_(mine)))
    assert Change(update(Team).where(Team.id.in_(mine)).values(language="en"))
