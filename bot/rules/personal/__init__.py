"""The registry of personal data: every column of the store, why it is kept, how long, and what becomes of it.

Getting one's data, erasing it and forgetting by schedule read it here; a column that does not stand here fails a
test, so that whoever adds one decides. `bot.views.own_data` is what it says to people.
"""

from __future__ import annotations

from bot.rules.personal import care, pairing, running, teams
from bot.rules.personal.words import (
    HASHED,
    PERSON,
    Column,
    Erasure,
    Export,
    Ground,
    Kept,
    Purpose,
    Table,
    What,
)

TABLES: dict[str, Table] = {
    table.name: table for table in (*pairing.TABLES, *teams.TABLES, *care.TABLES, *running.TABLES)
}
COLUMNS: dict[tuple[str, str], Column] = {
    (column.table, column.name): column for table in TABLES.values() for column in table.columns()
}

__all__ = [
    "COLUMNS",
    "HASHED",
    "PERSON",
    "TABLES",
    "Column",
    "Erasure",
    "Export",
    "Ground",
    "Kept",
    "Purpose",
    "Table",
    "What",
]
