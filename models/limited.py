"""Questions that nobody waits for longer than they are worth."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator

from models.store import Db

STEPS = 10_000
"""Of SQLite's machine, between two looks at the clock: some tenths of a millisecond."""


@contextlib.contextmanager
def within(db: Db, seconds: float) -> Iterator[None]:
    """What is asked meanwhile is given up after so long: on SQLite all of it together, on PostgreSQL each question.

    Raises:
        sqlalchemy.exc.OperationalError: it was given up.
    """
    if db.here.dialect.name == "postgresql":
        db.here.exec_driver_sql(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
        return
    driver, end = db.here.connection.dbapi_connection, time.monotonic() + seconds
    assert driver is not None  # noqa: S101 - a transaction has its connection
    driver.set_progress_handler(lambda: time.monotonic() > end, STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, STEPS)
