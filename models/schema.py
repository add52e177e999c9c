"""Whether a database has this version's tables, and bringing it there. Alembic is loaded only to migrate."""

from __future__ import annotations

from pathlib import Path
from threading import Event

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from models.engines import is_busy
from models.store import Db, Store

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
HEAD = "0042"
"""The newest revision; a test holds it against Alembic's own head."""
SERVES_SINCE = "serves_since"
"""The column beside Alembic's own: the `HEAD` of the oldest version of the program that the tables still serve. A
migration that takes away what versions before need writes there from which on they do not."""


def current(engine: Engine) -> str | None:
    """The database's revision; None for an empty one."""
    with engine.connect() as connection:
        return _stated(connection)[0]


def is_served(store: Store) -> bool:
    """Whether this version works on the database's tables: they are its own, or those of a newer one that keeps what
    this one needs, so that processes of both run side by side while a new version is brought out.
    """
    with store.engine.connect() as connection:
        return _serves(connection)


def is_newer(store: Store) -> bool:
    """Whether a newer version has made the tables."""
    return (current(store.engine) or HEAD) > HEAD


def fits(db: Db) -> bool:
    """As `is_served`, as a transaction sees it."""
    return _serves(db.here)


def answers(store: Store) -> bool:
    """Whether the database answers, and serves this version."""
    try:
        return is_served(store)
    except SQLAlchemyError:
        return False


def _serves(connection: Connection) -> bool:
    revision, since = _stated(connection)
    return revision == HEAD or (revision is not None and since is not None and since <= HEAD < revision)


def _stated(connection: Connection) -> tuple[str | None, str | None]:
    """The revision, and the oldest version of the program that its tables serve, where they say so."""
    if not inspect(connection).has_table("alembic_version"):
        return None, None
    found = connection.execute(text("select * from alembic_version")).mappings().first()
    return (None, None) if found is None else (str(found["version_num"]), found.get(SERVES_SINCE))


TRIES, PAUSE = 60, 2.0
"""Of a migration while tables are in use, and seconds between them."""


class UnknownTables(Exception):
    """The database has tables of a version that this program does not know; a newer one made them."""


def migrate(url: str) -> None:
    """Bring the database to this version's tables: all of it or nothing, in one transaction.

    On PostgreSQL people may be at work: a table that is in use (by a long reader, a backup for instance) is waited for
    a second, in which clicks wait, too; then everything is let go, and tried anew a moment later.

    Raises:
        UnknownTables: the database is of a version that this one does not know.
        OperationalError: it cannot be reached, or some table was in use for minutes.
    """
    from alembic import command  # noqa: PLC0415 - half a second and 9 MiB, needed only here
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    for left in reversed(range(TRIES)):
        try:
            command.upgrade(config, "head")
            return
        except CommandError as error:
            raise UnknownTables("its tables were made by another version of the program") from error
        except OperationalError as error:
            if not (left and is_busy(error)):
                raise
        Event().wait(PAUSE)
