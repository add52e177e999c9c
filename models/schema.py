"""Whether a database has this version's tables, and bringing it there. Alembic is loaded only to migrate."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import SQLAlchemyError

from models.store import Db, Store

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
HEAD = "0034"
"""The newest revision; a test holds it against Alembic's own head."""


def current(engine: Engine) -> str | None:
    """The database's revision; None for an empty one."""
    with engine.connect() as connection:
        return _revision(connection)


def fits(db: Db) -> bool:
    """Whether the database has this version's tables, as a transaction sees it."""
    return _revision(db.here) == HEAD


def answers(store: Store) -> bool:
    """Whether the database answers and has the tables that this version works on: its own, or a newer one's, which
    keep what an older one needs until no process of that one is left."""
    try:
        revision = current(store.engine)
    except SQLAlchemyError:
        return False
    return revision is not None and revision >= HEAD


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("select version_num from alembic_version")).scalar()
    return None if found is None else str(found)


class UnknownTables(Exception):
    """The database has tables of a version that this program does not know; a newer one made them."""


def migrate(url: str) -> None:
    """Bring the database to this version's tables. Raises `UnknownTables`."""
    from alembic import command  # noqa: PLC0415 - half a second and 9 MiB, needed only here
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise UnknownTables("its tables were made by another version of the program") from error
