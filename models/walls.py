"""The second wall between workspaces, on PostgreSQL: rows that a transaction may not see, whatever it asks.

The first wall is the program's own: a bound session adds its workspace to every statement (`models.store`). Behind it
stand the database's row-level policies, one a table, made by the migrations: a row shows itself to a transaction that
has said that it is of its workspace, or of all. They hold for the tables' owner, too. A superuser, and who has
BYPASSRLS, walks through them: the program connected as one takes on a role that does not (`TAKE_ON`), which the
migrations make (`admit`).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import psycopg
from psycopg import generators, sql
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

WHOSE = "codebuddies.workspace"
"""The setting in which a transaction says whose it is."""
EVERYWHERE = "*"
"""Of sweeps and of commands for the whole store; no workspace of Slack has such an id."""
KEYS = {"workspaces": "id"}
"""Tables whose workspace stands in another column than `workspace_id`."""


TAKE_ON = """
    SELECT set_config('role', rows.rolname, false) FROM pg_roles AS mine, pg_roles AS rows
    WHERE mine.rolname = current_user AND (mine.rolsuper OR mine.rolbypassrls)
        AND rows.rolname = 'codebuddies_rows' AND pg_has_role(rows.oid, 'MEMBER')
        AND has_table_privilege(rows.oid, to_regclass('public.alembic_version'), 'SELECT')
"""
"""Asked once a connection. Who does not walk through the wall stays who it is."""

_ADMIT = """
DO $$ BEGIN
    IF NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) THEN RETURN; END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'codebuddies_rows') THEN
        BEGIN
            CREATE ROLE codebuddies_rows;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- by the migration of a database beside it
        END;
    END IF;
    IF NOT pg_has_role('codebuddies_rows', 'MEMBER') THEN GRANT codebuddies_rows TO CURRENT_USER; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('codebuddies_rows'));
    GRANT USAGE ON SCHEMA public TO codebuddies_rows;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO codebuddies_rows;
    GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO codebuddies_rows;
EXCEPTION WHEN insufficient_privilege THEN NULL;  -- then the start says that the wall is open
END $$
"""

_ENTER = "SELECT set_config(%s, %s, true)"


def enter(connection: Connection, workspace_id: str | None) -> None:
    """Say whose rows this transaction is for; None: all. Nothing on SQLite, which knows no roles."""
    if connection.dialect.name == "postgresql":
        driver = connection.connection.dbapi_connection
        assert driver is not None  # noqa: S101 - the connection was just checked out
        try:
            driver.execute(_ENTER, (WHOSE, EVERYWHERE if workspace_id is None else workspace_id))
        except psycopg.OperationalError as error:
            connection.invalidate(error)
            raise OperationalError(_ENTER, None, error) from error


def begin(connection: Connection, workspace_id: str | None) -> None:
    """As `enter`, of a session's transaction in which nothing was asked yet: it is in every click, so it begins and says
    whose it is in one way to the database. The driver takes two, each as long as a small question.
    """
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.pgconn.send_query(_begun(EVERYWHERE if workspace_id is None else workspace_id))
            *_, begun = driver.wait(generators.execute(driver.pgconn))
        except psycopg.OperationalError as error:
            connection.invalidate(error)
            raise OperationalError("BEGIN", None, error) from error
        if begun.status == ExecStatus.COMMAND_OK:
            return
    enter(connection, workspace_id)  # says what is wrong, in the driver's words


@lru_cache(maxsize=4096)
def _begun(whose: str) -> bytes:
    return sql.SQL("BEGIN; SET LOCAL {} = {}").format(sql.Identifier(*WHOSE.split(".")), whose).as_bytes()


def stands(db: Session) -> bool:
    """Whether the policies hold for whoever is connected."""
    connection = db.connection()
    return connection.dialect.name != "postgresql" or bool(
        connection.execute(text("SELECT row_security_active('people')")).scalar()
    )


def admit(connection: Connection) -> None:
    """After a migration by somebody who walks through the wall: a role that does not, that nobody logs in
    with, and that may read and write the rows of every table there is, and no more.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_ADMIT)


def walled(connection: Connection) -> list[str]:
    """For a migration: the tables there that have a workspace; none on SQLite."""
    found = inspect(connection)
    return [
        table
        for table in (sorted(found.get_table_names()) if connection.dialect.name == "postgresql" else ())
        if table in KEYS or any(column["name"] == "workspace_id" for column in found.get_columns(table))
    ]


def raised_round(table: str) -> tuple[str, ...]:
    """Statements for a migration: the policy of a table."""
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        forced(table),
        f"CREATE POLICY {table}_of_its_workspace ON {table} {using(table)}",
    )


def forced(table: str) -> str:
    """Its owner does not walk through, either."""
    return f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"


def using(table: str) -> str:
    """The condition of its policy. PostgreSQL guesses of `IS NOT NULL` that nearly every row passes, which is so beside
    the program's own conditions; of the same as two equalities it guesses that hardly one does, and reads tables whole
    (the weekly sweep of 100,000 teams: 2.5 times the processor time without policies, and 1.05 as it stands).
    """
    return (
        f"USING (CASE current_setting('{WHOSE}', true)"
        f" WHEN {KEYS.get(table, 'workspace_id')} THEN 1 WHEN '{EVERYWHERE}' THEN 1 END IS NOT NULL)"
    )


def taken_down(table: str) -> tuple[str, ...]:
    return (
        f"DROP POLICY IF EXISTS {table}_of_its_workspace ON {table}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
    )
