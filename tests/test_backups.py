"""The whole store as one file, from either database and into either: everything comes back, or nothing is changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot import backups
from bot.opening import CannotStart
from bot.vault import KeyRing
from models import copying
from models.lock import OneProcess
from sandbox.people import Sandbox
from tests import stories
from tests.conftest import MANIFEST, School, empty_database, start_program
from tests.test_moving import fill, rows

KINDS = ("sqlite", "postgresql")
Empty = Callable[[str], str]


@pytest.fixture
def empty(tmp_path: Path, sqlite_template: Path, postgresql_template: str | None) -> Iterator[Empty]:
    """Makes an empty store of a kind, for a program that has never started: of SQLite there is no file."""
    with ExitStack() as made:

        def make(kind: str) -> str:
            if kind == "sqlite":
                return f"sqlite:///{tmp_path / 'restored.sqlite3'}"
            return made.enter_context(empty_database(kind, tmp_path, sqlite_template, postgresql_template))

        yield make


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From here on this store is the one of the settings."""
    return lambda url: monkeypatch.setenv("DATABASE_URL", url.replace("+psycopg", ""))


def refused(does: Callable[[Path], str], file: Path) -> str:
    with pytest.raises(CannotStart) as error:
        does(file)
    return str(error.value)


@pytest.mark.parametrize("into", KINDS)
def test_a_story_goes_on_where_the_backup_was_written(
    sandbox: Sandbox, database_url: str, empty: Empty, at: Callable[[str], None], tmp_path: Path, into: str
) -> None:
    keys, file = KeyRing.new().text(), tmp_path / "backup"
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    school = School(sandbox, workspace, start_program(sandbox, workspace, database_url, keys))
    stories.set_up(school)
    samira, bruno, channel = stories.team(school)
    samira.types("/logsession 2h react", channel=channel)
    before = rows(database_url)
    at(database_url)
    said = backups.backup(file)  # the program runs
    assert f"Wrote {sum(map(len, before.values())):,} rows" in said
    assert "The key ring is not in it" in said
    samira.types("/logsession 3h git", channel=channel)
    school.coordinator.stop()
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("backup")] == ["backup"]

    kept, restored = file.read_bytes(), empty(into)
    at(restored)
    assert f"Restored {sum(map(len, before.values())):,} rows" in backups.restore(file)
    assert rows(restored) == before
    assert file.read_bytes() == kept

    coordinator = start_program(sandbox, workspace, restored, keys)
    bruno.types("/logsession 1h css", channel=channel)
    bruno.sees("3 h", in_channel=channel)
    coordinator.stop()


@pytest.mark.parametrize("into", KINDS)
def test_what_is_there_already_stays(
    database_url: str, empty: Empty, at: Callable[[str], None], tmp_path: Path, into: str
) -> None:
    file = tmp_path / "backup"
    fill(database_url, 2)
    at(database_url)
    backups.backup(file)
    kept = file.read_bytes()
    assert "is there already" in refused(backups.backup, file)
    assert file.read_bytes() == kept

    restored = empty(into)
    at(restored)
    backups.restore(file)
    before = rows(restored)
    said = refused(backups.restore, file)
    assert "Nothing was restored" in said
    assert "There is a store at" in said or "is not empty" in said
    assert rows(restored) == before


def test_messages_that_waited_are_told_of(
    sandbox: Sandbox, database_url: str, empty: Empty, at: Callable[[str], None], tmp_path: Path
) -> None:
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    keys = KeyRing.new().text()
    school = School(sandbox, workspace, start_program(sandbox, workspace, database_url, keys))
    stories.set_up(school)
    school.person("Petra").types(
        "/codebuddy match", settle=False
    )  # what came of it is told five seconds later
    school.coordinator.stop()
    at(database_url)
    backups.backup(tmp_path / "backup")
    at(empty("sqlite"))
    assert "waited to be sent when the backup was written" in backups.restore(tmp_path / "backup")


def test_a_file_that_is_none_of_ours_changes_nothing(
    empty: Empty, at: Callable[[str], None], tmp_path: Path, sqlite_template: Path
) -> None:
    at(empty("sqlite"))
    words, other, newer = (tmp_path / name for name in ("words", "other", "newer"))
    words.write_text("not a store")
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("create table people (name text)")
    newer.write_bytes(sqlite_template.read_bytes())
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute("update alembic_version set version_num = '9999'")
        connection.commit()
    for file, why in (
        (words, "is no backup of this program"),
        (other, "is no backup of this program"),
        (newer, "was written by a newer version"),
        (tmp_path / "nowhere", "is not there"),
        (tmp_path, "is not there"),
    ):
        said = refused(backups.restore, file)
        assert why in said, said
        assert "Nothing was restored" in said
    assert not (tmp_path / "restored.sqlite3").exists()


def test_a_damaged_backup_is_told(
    database_url: str, empty: Empty, at: Callable[[str], None], tmp_path: Path
) -> None:
    file = tmp_path / "backup"
    fill(database_url, 300)
    at(database_url)
    backups.backup(file)
    written = bytearray(file.read_bytes())
    for place in range(len(written) // 2, len(written) - 4096, 4096):
        written[place : place + 64] = bytes(64)
    file.write_bytes(written)
    at(empty("sqlite"))
    assert "damaged" in refused(backups.restore, file)
    assert not (tmp_path / "restored.sqlite3").exists()


def test_while_the_program_runs_nothing_is_restored(
    at: Callable[[str], None], empty: Empty, tmp_path: Path, sqlite_template: Path
) -> None:
    url = empty("sqlite")
    at(url)
    running = OneProcess(Path(url.removeprefix("sqlite:///")))
    running.take()
    assert "Stop the program first" in refused(backups.restore, sqlite_template)
    running.release()
    assert "Restored" in backups.restore(sqlite_template)


def test_files_left_by_another_store_are_not_taken_for_this_ones(
    at: Callable[[str], None], empty: Empty, tmp_path: Path, sqlite_template: Path
) -> None:
    url = empty("sqlite")
    at(url)
    left = Path(url.removeprefix("sqlite:///") + "-wal")
    left.write_bytes(b"x")
    assert "belongs to another store" in refused(backups.restore, sqlite_template)
    left.unlink()
    assert "Restored" in backups.restore(sqlite_template)


def test_where_nothing_can_be_written_it_says_so(
    database_url: str, at: Callable[[str], None], tmp_path: Path
) -> None:
    at(database_url)
    assert "cannot be written" in refused(backups.backup, tmp_path / "no folder" / "backup")


def test_a_row_that_is_lost_on_the_way_is_noticed(
    empty: Empty, at: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = empty("postgresql")
    fill(url, 3)
    at(url)
    batches = copying._batches
    monkeypatch.setattr(
        copying,
        "_batches",
        lambda table, one: (
            rows[1:] if one.dialect.name == "sqlite" and table.name == "workspaces" else rows
            for rows in batches(table, one)
        ),
    )
    assert "does not read as it was" in refused(backups.backup, tmp_path / "backup")
    assert list(tmp_path.glob("backup*")) == []


def test_a_database_of_another_version_is_not_backed_up(
    empty: Empty, at: Callable[[str], None], tmp_path: Path
) -> None:
    url = empty("postgresql")
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))
    at(url)
    try:
        assert "does not have this version's tables" in refused(backups.backup, tmp_path / "backup")
    finally:
        with engine.begin() as connection:
            connection.execute(
                text("update alembic_version set version_num = :head"), {"head": backups.schema.HEAD}
            )
        engine.dispose()
