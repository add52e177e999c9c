"""Behind the program's own bound sessions: PostgreSQL shows a transaction the rows of its workspace and no others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError
from structlog.testing import capture_logs

import models
from bot import opening
from bot.config import Settings
from bot.deps import Vaults
from bot.services import workspaces
from bot.vault import KeyRing
from models import schema, walls
from models.store import LISTENER_PATIENCE, Store
from sandbox.people import Sandbox
from tests import stories
from tests.conftest import MANIFEST, START
from tests.hosted import Hosted
from tests.test_modes import APP, ROOT, Start, answers, free_port, slack, start

__all__ = ["start"]  # a fixture
pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
DEPLOY = (ROOT / "docs" / "DEPLOY.md").read_text(encoding="utf-8")
THEIRS = "select distinct workspace_id from settings"


@pytest.fixture
def as_role(database_url: str) -> Iterator[str]:
    """The address for a role that is made as the document says."""
    [told] = re.findall(r"```sql\n(CREATE ROLE codebuddies_app .*?)```", DEPLOY, re.DOTALL)
    with _made(database_url, told) as (made, _):
        yield made


@pytest.fixture
def as_owner(database_url: str) -> Iterator[str]:
    """The address of an empty database for a role that owns it, and may do nothing beside it."""
    with _made(database_url, "CREATE ROLE codebuddies_app LOGIN PASSWORD 'another-one'") as (made, ask):
        name = str(make_url(made).username)
        ask(f"CREATE DATABASE {name} OWNER {name}")
        url = make_url(made).set(database=name).render_as_string(hide_password=False)
        schema.migrate(url)
        yield url
        ask(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _made(database_url: str, told: str) -> Iterator[tuple[str, Callable[[str], object]]]:
    """The same database for a role that these statements make, gone afterwards; and how the superuser asks."""
    name = f"app_{uuid4().hex[:10]}"
    superuser = create_engine(database_url, isolation_level="AUTOCOMMIT")
    with superuser.connect() as connection:
        for statement in told.replace("codebuddies_app", name).strip().split(";\n"):
            connection.exec_driver_sql(statement.rstrip(";"))
        url = make_url(database_url).set(username=name, password="another-one")
        yield url.render_as_string(hide_password=False), connection.exec_driver_sql
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
        connection.exec_driver_sql(f"DROP ROLE {name}")
    superuser.dispose()


@pytest.fixture(params=["as_role", "as_owner", "database_url"])
def store(request: pytest.FixtureRequest, database_url: str) -> Iterator[Store]:
    """With two workspaces, and their settings; for a role of its own, for its owner, and for a superuser."""
    opened = Store(request.getfixturevalue(request.param))
    for workspace_id in ("T1", "T2"):
        workspaces.ensure(opened, Vaults(KeyRing.new(), opened), workspace_id, "B1", "UTC", START)
    yield opened
    opened.close()


def test_every_table_with_a_workspace_has_a_wall(database_url: str) -> None:
    engine = create_engine(database_url)
    with engine.connect() as connection:
        walled = set(
            connection.execute(
                text(
                    "select relname from pg_class join pg_policy on polrelid = pg_class.oid"
                    " where relrowsecurity and relforcerowsecurity"
                )
            ).scalars()
        )
    tables = {
        name
        for name, table in models.Base.metadata.tables.items()
        if name in walls.KEYS or "workspace_id" in table.columns
    }
    engine.dispose()
    assert tables == walled
    assert len(walled) > 40


def test_whatever_is_asked_nobody_elses_rows_are_seen_or_changed(store: Store) -> None:
    with store.begin("T1") as db:
        ask = db.here.exec_driver_sql
        assert ask(THEIRS).scalars().all() == ["T1"]
        assert ask("select id from workspaces").scalars().all() == ["T1"]
        assert ask("update settings set language = 'es'").rowcount == 1
        assert ask("delete from settings where workspace_id = 'T2'").rowcount == 0
    with store.everywhere_reading() as db:
        assert dict(db.here.exec_driver_sql("select workspace_id, language from settings").all()) == {  # type: ignore[arg-type]
            "T1": "es",
            "T2": "en",
        }
    with pytest.raises(ProgrammingError, match="row-level security"), store.begin("T1") as db:
        db.here.exec_driver_sql("update settings set workspace_id = 'T2'")


def test_who_has_not_said_whose_sees_nothing_and_a_given_back_connection_forgets_it(store: Store) -> None:
    with store.begin("T2") as db:
        db.here.exec_driver_sql(THEIRS)
    for _ in range(3):
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql(THEIRS).scalars().all() == []


def test_a_superuser_who_finds_no_role_to_take_on_is_told_so_at_the_start(database_url: str) -> None:
    superuser = create_engine(database_url)
    with superuser.begin() as connection:
        connection.exec_driver_sql("revoke all on alembic_version from codebuddies_rows")
    superuser.dispose()
    settings = Settings(
        _env_file=None, database_url=database_url, keys=KeyRing.new().text(), slack_bot_token="xoxb-made-up"
    )
    said = []
    for _ in range(2):
        with capture_logs() as records:
            opened = opening.store(settings, LISTENER_PATIENCE)
        with opened.everywhere_reading() as db:
            said.append(
                (walls.stands(db), [one["log_level"] for one in records if one["event"] == "wall_open"])
            )
        opened.close()
        schema.migrate(database_url)
    assert said == [(False, ["warning"]), (True, [])], "migrating gives her the role"


def test_web_and_worker_work_behind_it(
    start: Start, sandbox: Sandbox, database_url: str, as_role: str, tmp_path: Path
) -> None:
    port = free_port()
    workspace = sandbox.workspace(
        "Made-up School",
        manifest=MANIFEST.with_name("manifest.http.json"),
        url=f"http://127.0.0.1:{port}/slack/events",
    )
    given = slack(
        workspace, DATABASE_URL=as_role, KEYS=KeyRing.new().text().strip(), SLACK_APP_TOKEN="", TIMEZONE="UTC"
    )
    gunicorn = ("-m", "gunicorn", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}", "app:web()")
    web, worker = start(*gunicorn, **given), start(APP, "worker", **given)
    web.until(lambda: answers(port))
    worker.is_ready()
    with Hosted.at(database_url, sandbox, workspace) as school:
        student, _, channel = stories.team(school)
        assert student.types("/logsession 1h30 today react", channel=channel, settle=False).ok
    assert channel is not None
    worker.until(lambda: any(" logged 1 h 30" in said for said in student.channel_texts(channel)))
    done = start(APP, "backup", str(tmp_path / "copy.sqlite3"), **given)
    assert done.ends() == 0, done.said
    assert "0 sessions" not in done.said
    for program in (web, worker):
        program.terminate()
    assert not any(one in web.said + worker.said for one in ("failed", "wall_open"))
