"""From one file to PostgreSQL: everything comes along, a story goes on, and what does not fit changes nothing."""

from __future__ import annotations

import argparse
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, insert, select, text, update

from bot import moving
from bot.config import BadSettings
from bot.opening import CannotStart
from bot.vault import KeyRing
from models import Workspace, copying
from models.base import Base
from models.lock import OneProcess
from sandbox.people import Sandbox
from tests import stories
from tests.conftest import MANIFEST, START, School, empty_database, start_program
from tests.test_modes import APP, Process, Start, start

__all__ = ["start"]  # a fixture
ROWS = 3 * copying.BATCH
LOCKED = (
    "select count(*) from pg_locks where mode = 'AccessExclusiveLock' and relation = 'workspaces'::regclass"
)


@pytest.fixture
def file(tmp_path: Path, sqlite_template: Path) -> Iterator[str]:
    with empty_database("sqlite", tmp_path, sqlite_template, None) as url:
        yield url


@pytest.fixture
def empty(tmp_path: Path, sqlite_template: Path, postgresql_template: str | None) -> Iterator[str]:
    with empty_database("postgresql", tmp_path, sqlite_template, postgresql_template) as url:
        yield url


def move(source: str, target: str) -> str:
    return moving.run(argparse.Namespace(source=source, target=target))


def refused(source: str, target: str) -> str:
    with pytest.raises((CannotStart, BadSettings)) as error:
        move(source, target)
    return str(error.value)


def rows(url: str) -> dict[str, list[str]]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }
    engine.dispose()
    return found


def fill(url: str, number: int = ROWS) -> None:
    """Workspaces, each with its settings."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for n in range(number):
            values = {"id": f"T{n}", "bot_user_id": "B1", "created_at": START + timedelta(microseconds=n)}
            connection.execute(insert(Workspace).values(wrapped_key=bytes([n % 256]), **values))
    engine.dispose()


def test_a_story_goes_on_where_it_was(sandbox: Sandbox, file: str, empty: str) -> None:
    keys = KeyRing.new().text()
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    school = School(sandbox, workspace, start_program(sandbox, workspace, file, keys))
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    samira.types("/logsession 2h react", channel=channel)
    school.coordinator.stop()

    before = rows(file)
    said = move(file, empty)
    assert f"{sum(map(len, before.values())):,} rows" in said
    assert "Do not start it with the old file again" in said
    assert rows(empty) == before == rows(file)

    coordinator = start_program(sandbox, workspace, empty, keys)
    bruno.types("/logsession 1h css", channel=channel)
    bruno.sees("3 h", in_channel=channel)
    coordinator.stop()
    after = rows(empty)
    assert len(after["sessions"]) == 2, "numbers go on after the ones that were moved"
    assert len(after["teams"]) == 1


FAULTS = {
    "a row lost": "create rule fault as on insert to workspaces where new.id = 'T3' do instead nothing",
    "a value changed": "create rule fault as on insert to workspaces where new.id = 'T3' "
    "do also update workspaces set bot_user_id = 'B2' where id = 'T3'",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_read_as_it_was_is_taken_back(fault: str, file: str, empty: str) -> None:
    fill(file, 5)
    admin = create_engine(empty)
    with admin.begin() as connection:
        connection.execute(text(FAULTS[fault]))
    assert "What was written into workspaces does not read as it was" in refused(file, empty)
    assert not any(rows(empty).values())
    with admin.begin() as connection:
        connection.execute(text("drop rule fault on workspaces"))
    admin.dispose()
    assert "Moved 5 rows" in move(file, empty)
    assert rows(empty) == rows(file)


def test_a_database_with_something_in_it_is_refused_and_stays(file: str, empty: str) -> None:
    fill(file, 2)
    fill(empty, 1)
    before = rows(empty)
    said = refused(file, empty)
    assert "is not empty" in said
    assert "Nothing was moved" in said
    assert rows(empty) == before


def test_a_second_time_is_refused(file: str, empty: str) -> None:
    fill(file, 2)
    move(file, empty)
    assert "is not empty" in refused(file, empty)


def test_a_value_that_postgresql_does_not_take_is_never_repeated(file: str, empty: str) -> None:
    fill(file, 2)
    engine = create_engine(file)
    with engine.begin() as connection:
        connection.execute(update(Workspace).where(Workspace.id == "T1").values(bot_user_id="secret" * 20))
    engine.dispose()
    said = refused(file, empty)
    assert "did not take a row" in said
    assert "secret" not in said
    assert not any(rows(empty).values())


def test_while_the_program_runs_nothing_is_moved(file: str, empty: str) -> None:
    fill(file, 2)
    running = OneProcess(Path(file.removeprefix("sqlite:///")))
    running.take()
    assert "Stop the program first" in refused(file, empty)
    running.release()
    assert "Moved 2 rows" in move(file, empty)


def test_only_from_a_file_that_is_there_to_postgresql(file: str, empty: str, tmp_path: Path) -> None:
    assert "There is no store at" in refused(f"sqlite:///{tmp_path / 'none.sqlite3'}", empty)
    assert not (tmp_path / "none.sqlite3").exists()
    assert "goes from an SQLite file to PostgreSQL" in refused(empty, file)
    assert "goes from an SQLite file to PostgreSQL" in refused(file, file)
    assert "expected an sqlite:/// or postgresql:// address" in refused(file, "mysql://somewhere")


def test_killed_in_the_middle_it_is_begun_again(file: str, empty: str, start: Start) -> None:
    fill(file)
    process: Process = start(APP, "move-store", "--from", file, "--to", empty.replace("+psycopg", ""))
    engine = create_engine(empty)
    with engine.connect() as connection:
        process.until(lambda: bool(connection.execute(text(LOCKED)).scalar()))
        process.popen.send_signal(signal.SIGKILL)
        process.ends()
    engine.dispose()
    assert not any(rows(empty).values())
    move(file, empty)
    assert rows(empty) == rows(file)
