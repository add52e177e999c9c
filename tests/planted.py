"""A row in every table, made from the columns alone: for what must reach each of them, also those still to come."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Enum,
    Integer,
    LargeBinary,
    Table,
    insert,
)

from bench.databases import beside
from models import Base
from models.base import UtcDateTime
from models.enums import HelpState, NoticeState, RequestState, TeamState
from models.store import Store

WORDS = "planted words"
WHEN = datetime(2026, 3, 2, 8, tzinfo=UTC)
LOOSE = ("install_states",)
"""Tables of no workspace."""
_FITS: dict[str, dict[str, Any]] = {
    "private_cases": {"state": HelpState.CLOSED, "next_step_at": None, "asker_hash": "h" * 64},
    "help_requests": {"state": HelpState.CLOSED, "next_step_at": None},
    "teams": {"state": TeamState.ENDED, "buddy_id": "UB"},
    "buddy_requests": {"state": RequestState.WITHDRAWN},
    "proposals": {"state": "declined", "next_step_at": None},
    "notices": {"state": NoticeState.SENT},
    "contact_times": {"closes": 900},
    "rests": {"team_id": None},
    "channel_questions": {"asked_by": None},
    "rosters": {"students": 9, "graduated": 0, "with_buddy": 0},
}


def plant(
    store: Store,
    workspace_id: str,
    number: int = 1,
    when: datetime = WHEN,
    leave_out: tuple[str, ...] = LOOSE,
) -> None:
    """One row in each table of the workspace; every text in it is `WORDS`, every moment `when`, each number (and the end of each id) `number`, from 1 to 5."""
    with beside(store) as connection:
        if store.is_sqlite:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        for table in Base.metadata.sorted_tables:
            if table.name not in leave_out:
                _plant(connection, table, workspace_id, number, when)
        connection.commit()
        if store.is_sqlite:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = ON")  # type: ignore[union-attr]


def _plant(connection: Connection, table: Table, workspace_id: str, number: int, when: datetime) -> None:
    values = {column.name: _value(column, number, when) for column in table.columns} | _FITS.get(
        table.name, {}
    )
    home = "id" if table.name == "workspaces" else "workspace_id"
    connection.execute(insert(table).values(values | {home: workspace_id}))


def _value(column: Column[Any], number: int, when: datetime) -> Any:
    kind = column.type
    if column.name in ("minutes", "weekly_minutes"):
        return 60
    if isinstance(kind, UtcDateTime):
        return when
    if isinstance(kind, Enum):
        words = kind.enum_class
        return next(iter(words)) if words else WORDS
    for of, value in (
        (Boolean, False),
        (Integer, number),
        (LargeBinary, WORDS.encode()),
        (JSON, [WORDS]),
        (Date, date(2026, 3, 2)),
    ):
        if isinstance(kind, of):
            return value
    if column.name.endswith("_id") or column.name in ("id", "asked_by", "to"):
        return f"U{number}"
    return WORDS[: getattr(kind, "length", None) or len(WORDS)]
