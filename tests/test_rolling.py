"""A new version is brought out while the old one works: tables grow first, and lose something a version later."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    DateTime,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Time,
    create_engine,
    insert,
    select,
    text,
)

from bot.vault import KeyRing
from models import schema
from sandbox.people import Sandbox
from tests import stories
from tests.conftest import MANIFEST
from tests.test_migrations import config
from tests.test_modes import APP, ROOT, Hosted, Space, Start, answers, free_port, slack, start, workspace

__all__ = ["start", "workspace"]  # fixtures
FIRST = "0032"
"""From here on tables keep what a version before needs; nothing was released earlier."""
NEWER = "9998"
VALUES: tuple[tuple[type[Any], Any], ...] = (
    (Boolean, False),
    (Integer, 1),
    (Numeric, 1),
    (LargeBinary, b"x"),
    (DateTime, datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)),
    (Date, datetime.date(2026, 3, 1)),
    (Time, datetime.time(9)),
)


def revisions() -> list[str]:
    """From `FIRST` on, the oldest first."""
    found = [one.revision for one in ScriptDirectory.from_config(config("")).walk_revisions()]
    return sorted(one for one in found if one >= FIRST)


def some_value(column: Any) -> Any:
    kind = str(column.type).upper()
    if "JSON" in kind:
        return []
    return next((value for wanted, value in VALUES if isinstance(column.type, wanted)), "x")


def as_before(engine: Engine) -> dict[str, Table]:
    """The tables as the version before knows them."""
    known = MetaData()
    known.reflect(engine)
    return {name: table for name, table in known.tables.items() if name != "alembic_version"}


def known_checks(table: Table) -> list[str]:
    """Rules that the version before keeps by itself; a made-up row does not. One that comes new must let it through."""
    return [str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)]


def cannot(engine: Engine, before: dict[str, Table]) -> Iterator[str]:
    """What the version before does, and cannot do any more: write a row of a table, read one."""
    with engine.connect() as db:
        lite = engine.dialect.name == "sqlite"
        db.execute(
            text("PRAGMA ignore_check_constraints=ON" if lite else "SET session_replication_role = replica")
        )
        if lite:
            db.exec_driver_sql("BEGIN")  # which the driver leaves out before a savepoint
        for name, table in before.items():
            for rule in () if lite else known_checks(table):
                db.execute(text(f'ALTER TABLE {name} DROP CONSTRAINT IF EXISTS "{rule}"'))
            try:
                with db.begin_nested():
                    db.execute(insert(table).values({one.name: some_value(one) for one in table.columns}))
                    assert db.execute(select(table)).first() is not None
            except Exception as error:  # noqa: BLE001 - the test shows it
                yield f"{name}: {error}".partition("\n")[0]
        db.rollback()


def test_what_the_version_before_writes_and_reads_the_new_tables_take(database_url: str) -> None:
    """Unless the migration says that it ends that: `serves_since`."""
    command.downgrade(config(database_url), FIRST)
    engine = create_engine(database_url)
    older, *newer = revisions()
    for revision in newer:
        before = as_before(engine)
        assert list(cannot(engine, before)) == [], "the test itself can write a row of each"
        command.upgrade(config(database_url), revision)
        with engine.connect() as db:
            stated = db.execute(text("select * from alembic_version")).mappings().one()
        if stated.get(schema.SERVES_SINCE, older) <= older:
            assert list(cannot(engine, before)) == [], f"{revision} takes away what {older} needs"
        older = revision
    engine.dispose()


def grown(url: str, since: str) -> None:
    """As a newer version's migration leaves them: something more, which it has a value of its own for."""
    engine = create_engine(url)
    with engine.begin() as db:
        db.execute(text("alter table sessions add column mood varchar(8) not null default 'good'"))
        db.execute(
            text(f"update alembic_version set version_num = '{NEWER}', {schema.SERVES_SINCE} = '{since}'")
        )
    engine.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_processes_of_the_version_before_start_and_serve_on_newer_tables(
    start: Start, sandbox: Sandbox, database_url: str
) -> None:
    port = free_port()
    workspace = sandbox.workspace(
        "Made-up School",
        manifest=MANIFEST.with_name("manifest.http.json"),
        url=f"http://127.0.0.1:{port}/slack/events",
    )
    given = slack(workspace, DATABASE_URL=database_url, KEYS=KeyRing.new().text().strip(), SLACK_APP_TOKEN="")
    gunicorn = ("-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}", "app:web()")
    with Hosted.at(database_url, sandbox, workspace) as school:
        grown(database_url, schema.HEAD)
        web, worker = start(*gunicorn, **given), start(APP, "worker", **given)
        web.until(lambda: answers(port))
        worker.is_ready()
        student, _, channel = stories.team(school)
        assert student.types("/logsession 1h30 today react", channel=channel, settle=False).ok
    assert channel is not None
    worker.until(lambda: any("1 h 30" in said for said in student.channel_texts(channel)))
    for program in (web, worker):
        program.terminate()
    engine = create_engine(database_url)
    with engine.begin() as db:
        db.execute(text(f"update alembic_version set {schema.SERVES_SINCE} = '{NEWER}'"))
    engine.dispose()
    said = start(APP, "worker", **given).refuses()
    assert "belongs to a newer version of the program" in said


def test_one_process_goes_back_a_version_and_keeps_its_file(
    start: Start, workspace: Space, tmp_path: Path
) -> None:
    program = start(APP, **slack(workspace))
    program.is_ready()
    program.terminate()
    url = f"sqlite:///{tmp_path / 'data' / 'codebuddies' / 'codebuddies.sqlite3'}"
    grown(url, schema.HEAD)
    again = start(APP, **slack(workspace))
    again.is_ready()
    assert workspace.person("Ana").types("/codebuddy help", settle=False).ok
    again.terminate()
    engine = create_engine(url)
    assert schema.current(engine) == NEWER
    with engine.begin() as db:
        db.execute(text(f"update alembic_version set {schema.SERVES_SINCE} = '{NEWER}'"))
    engine.dispose()
    assert "belongs to a newer version of the program" in start(APP, **slack(workspace)).refuses()
