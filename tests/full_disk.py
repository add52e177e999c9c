"""PostgreSQL without room: it refuses to write as it does on a full disk, and goes on reading."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import create_engine

from models import Base

_REFUSES = """
create function no_room() returns trigger language plpgsql as $$
begin
    raise exception 'could not extend file: No space left on device' using errcode = 'disk_full';
end $$
"""


@contextmanager
def no_room(url: str) -> Iterator[None]:
    """Its tables take no row and no change, whoever asks; with the error's code of a disk that is full."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as server:
        server.exec_driver_sql(_REFUSES)
        for table in Base.metadata.tables:
            server.exec_driver_sql(
                f"create trigger no_room before insert or update on {table} execute function no_room()"
            )
        try:
            yield
        finally:
            server.exec_driver_sql("drop function no_room cascade")
    engine.dispose()
