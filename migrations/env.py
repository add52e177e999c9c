"""Alembic's way in: one connection, one transaction for all revisions, the naming of `models.base`."""

import os

from alembic import context
from sqlalchemy import Connection, create_engine

import models
from models import walls


def _url() -> str:
    given = context.config.attributes.get("url") or os.environ.get("DATABASE_URL")
    if not given:
        raise SystemExit("DATABASE_URL is missing: expected an sqlite:/// or postgresql:// address")
    url = str(given)
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _run() -> None:
    engine = create_engine(_url())
    try:
        with engine.connect() as connection:
            _migrate(connection)
    finally:
        engine.dispose()


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SET lock_timeout = '1s'"
        )  # clicks queue behind whoever waits for a table, or is frozen
        connection.exec_driver_sql("SET idle_in_transaction_session_timeout = '1min'")
        connection.exec_driver_sql(f"SET {walls.WHOSE} = '{walls.EVERYWHERE}'")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=models.Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        user_module_prefix="models.base.",
    )
    with context.begin_transaction():
        context.run_migrations()
        walls.admit(connection)


_run()
