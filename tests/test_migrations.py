"""The migrations lead to the models' tables and back, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect

import models
from models import schema


def config(url: str) -> Config:
    found = Config()
    found.set_main_option("script_location", str(schema.MIGRATIONS))
    found.attributes["url"] = url
    return found


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_up_no_drift_down_and_up_again(database_url: str) -> None:
    """`database_url` is a migrated, empty database."""
    engine = create_engine(database_url)
    expected = set(models.Base.metadata.tables)
    assert tables(engine) == expected
    command.check(config(database_url))
    command.downgrade(config(database_url), "-1")
    assert tables(engine) < expected
    assert schema.current(engine) != schema.HEAD
    command.upgrade(config(database_url), "head")
    assert tables(engine) == expected
    assert schema.current(engine) == schema.HEAD
    engine.dispose()


def test_what_autogenerate_does_not_see_is_the_same_too(database_url: str) -> None:
    """Constraints and indexes by name, columns by type and by whether they may be empty."""
    engine = create_engine(database_url)
    found = inspect(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, models.Base.metadata) == []
    for name, table in models.Base.metadata.tables.items():
        assert {c["name"]: c["nullable"] for c in found.get_columns(name)} == {
            column.name: column.nullable for column in table.columns
        }, name
        foreign = {(key["name"], tuple(key["constrained_columns"])) for key in found.get_foreign_keys(name)}
        assert foreign == {
            (key.name, tuple(column.name for column in key.columns)) for key in table.foreign_key_constraints
        }, name
    engine.dispose()


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    schema.migrate(database_url)
    schema.migrate(database_url)
    engine = create_engine(database_url)
    assert schema.current(engine) == schema.HEAD
    engine.dispose()


def test_the_version_the_program_asks_for_is_the_newest_and_there_is_one() -> None:
    assert ScriptDirectory.from_config(config("")).get_heads() == [schema.HEAD]


def test_an_unknown_version_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite3'}"
    schema.migrate(url)
    engine = create_engine(url)
    with engine.begin() as db:
        db.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(schema.UnknownTables):
        schema.migrate(url)
    engine.dispose()
