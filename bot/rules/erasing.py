"""What becomes of each column when somebody is erased, read from the registry of personal data; and nobody's ids.

Nothing here names a table or a column: whoever adds one decides in the registry, and it is erased from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.rules import personal
from bot.rules.personal import PERSON, Erasure, Table

UNDO = timedelta(hours=24)
"""So long it waits, and can be taken back."""
NOBODY = "NOBODY"
"""How an id begins that stands for somebody who was erased; Slack's own begin with U or W."""
_NOBODY_S = re.compile(NOBODY + "[A-Z0-9]+")


@dataclass(frozen=True)
class Plan:
    """What is to be done with a table; its fields hold names of columns.

    Attributes:
        goes: rows that are hers are deleted.
        words: emptied in rows that are hers, or written by her (`by`).
        ids: hers gives way to nobody's, in every row.
        among: the same, among other values.
    """

    table: Table
    goes: bool
    words: tuple[str, ...]
    by: tuple[str, ...]
    ids: tuple[str, ...]
    among: tuple[str, ...]

    @property
    def own(self) -> tuple[str, ...]:
        """Columns with her id that make a row hers."""
        return tuple(column for column, whose in self.table.hers if whose == PERSON)


def plans() -> Iterator[Plan]:
    """One for each table that holds something of people."""
    for table in personal.TABLES.values():
        columns = [one for one in table.columns() if one.is_personal]
        if not columns:
            continue
        goes = any(one.erasure is Erasure.ROW for one in columns)
        yield Plan(
            table=table,
            goes=goes and bool(table.hers),
            words=tuple(one.name for one in columns if one.erasure is Erasure.EMPTIED),
            by=tuple(table.by.split()),
            ids=tuple(one.name for one in columns if one.erasure is Erasure.NOBODY),
            among=tuple(one.name for one in columns if one.erasure is Erasure.TAKEN_OUT),
        )


def is_nobody(user_id: str) -> bool:
    return _NOBODY_S.fullmatch(user_id) is not None


def holds(value: Any, user_id: str) -> bool:
    """Whether a text, or what JSON is made of, holds this id."""
    if isinstance(value, str):
        return _whole(user_id).search(value) is not None
    if isinstance(value, dict):
        return any(holds(one, user_id) for pair in value.items() for one in pair)
    return isinstance(value, list) and any(holds(one, user_id) for one in value)


def without(value: Any, user_id: str, nobody: str) -> Any:
    """The same value with nobody's id in the place of this one; what only begins like it stays."""
    if isinstance(value, str):
        return _whole(user_id).sub(nobody, value)
    if isinstance(value, dict):
        return {without(k, user_id, nobody): without(v, user_id, nobody) for k, v in value.items()}
    return [without(one, user_id, nobody) for one in value] if isinstance(value, list) else value


def _whole(user_id: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9]){re.escape(user_id)}(?![A-Za-z0-9])")
