"""The second wall between workspaces, on PostgreSQL: rows that a transaction may not see, whatever it asks.

The first wall is the program's own: a bound session adds its workspace to every statement (`models.store`). Behind it
stand the database's row-level policies, one a table, made by the migrations: a row shows itself to a transaction that
has said that it is of its workspace, or of all. They hold for a role that does not own the tables; for their owner, and
for a superuser, PostgreSQL leaves them open.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

WHOSE = "codebuddies.workspace"
"""The setting in which a transaction says whose it is."""
EVERYWHERE = "*"
"""Of sweeps and of commands for the whole store; no workspace of Slack has such an id."""
KEYS = {"workspaces": "id"}
"""Tables whose workspace stands in another column than `workspace_id`."""


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
        begun = driver.pgconn.exec_(_begun(EVERYWHERE if workspace_id is None else workspace_id))
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


def raised_round(table: str) -> tuple[str, ...]:
    """Statements for a migration: the policy of a table."""
    whose = KEYS.get(table, "workspace_id")
    return (
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY {table}_of_its_workspace ON {table}"
        f" USING (current_setting('{WHOSE}', true) IN ({whose}, '{EVERYWHERE}'))",
    )


def taken_down(table: str) -> tuple[str, ...]:
    return (
        f"DROP POLICY IF EXISTS {table}_of_its_workspace ON {table}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    )
