"""A CSV file as rows with their line numbers, whatever separator it was exported with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.importing.columns import CALLED, Field, field_of
from bot.importing.records import Broken, Record, Records
from bot.speech import without_unseen

SEPARATORS = ",;\t"
MOST_ROWS = 10_000
LARGEST = 20_000_000
"""Bytes of a file."""


class CannotRead(Exception):
    """The file as a whole is not usable; the text says what is expected."""


@dataclass(frozen=True, repr=False)
class Problem:
    """Something that cannot be, and the row that is left out for it.

    Attributes:
        line: the row's first, as an editor counts them, the header being 1.
        column: as `column_name` says it.
        last: the last of several lines of which no row can be made.
    """

    line: int
    column: str
    words: str
    last: int | None = None

    def __str__(self) -> str:
        several = self.last is not None and self.last > self.line
        where = f"lines {self.line} to {self.last}" if several else f"line {self.line}"
        return f"{where}, column {self.column}: {self.words}."


@dataclass(frozen=True)
class Row:
    """`line`: its first, as an editor counts them. `cells`: what stands under each known column."""

    line: int
    cells: dict[Field, str]


@dataclass(frozen=True)
class Table:
    """`names`: each known column as the file calls it. `unknown`: columns that are not read."""

    names: dict[Field, str]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[Problem, ...]
    """Lines that are no rows."""


def column_name(names: Mapping[Field, str], field: Field) -> str:
    """`“Correo”`, as the file calls it; what it lacks, by its English name."""
    return f"“{names[field]}”" if field in names else f"“{CALLED[field][0]}” (the file has none)"


def read(path: Path) -> Table:
    """Read a file in UTF-8, with or without a byte order mark.

    Raises:
        CannotRead: it is not there, not a CSV file in UTF-8, too large, names a column twice, or names none that
            says who it is.
    """
    text = _text(path)
    first = next((line for line in text.split("\n") if line.strip()), "")
    if not first:
        raise CannotRead(f"{path.name} is empty. Its first line should name the columns.")
    separator = max(SEPARATORS, key=lambda one: (_known(first, one), first.count(one)))
    records = Records(text, separator)
    header = records.first()
    if isinstance(header, Broken):
        raise CannotRead(f"{path.name}: the line that names the columns cannot be read: {header.words}.")
    names, positions, unknown = _header(path, header.cells)
    rows: list[Row] = []
    broken: list[Problem] = []
    for found in records.after(header, positions.index(Field.PERSON)):
        if isinstance(found, Record):
            under = zip(positions, found.cells, strict=False)
            rows.append(Row(found.at + 1, {field: cell.strip() for field, cell in under if field}))
        else:
            column = header.cells[found.column].strip() if found.column < len(header.cells) else ""
            column = column or f"number {found.column + 1}"
            broken.append(Problem(found.at + 1, f"“{column}”", found.words, found.end))
        if len(rows) + len(broken) > MOST_ROWS:
            raise CannotRead(f"{path.name} has more than {MOST_ROWS:,} rows. Please split it.")
    return Table(names, unknown, tuple(rows), tuple(broken))


def _known(header: str, separator: str) -> int:
    return sum(field_of(cell.strip(' "')) is not None for cell in header.split(separator))


def _text(path: Path) -> str:
    """All of it, with `\\n` between its lines and without what no text needs."""
    try:
        if path.stat().st_size > LARGEST:
            raise CannotRead(f"{path.name} is larger than 20 MB. Please split it.")
        return without_unseen(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CannotRead(
            f"{path.name} is not in UTF-8 (byte {error.start + 1}). Export it again as “CSV UTF-8”."
        ) from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from None


def _header(
    path: Path, cells: tuple[str, ...]
) -> tuple[dict[Field, str], list[Field | None], tuple[str, ...]]:
    positions = [field_of(cell) for cell in cells]
    names: dict[Field, str] = {}
    for cell, field in zip(cells, positions, strict=True):
        if field is None:
            continue
        if field in names:
            raise CannotRead(
                f"{path.name}: the columns “{names[field]}” and “{cell.strip()}” mean the same. Keep one of them."
            )
        names[field] = cell.strip()
    if Field.PERSON not in names:
        raise CannotRead(
            f"{path.name} has no column that says who it is. Name it “e-mail” or “slack id” in the first line; "
            "docs/IMPORT.md has the names of all columns."
        )
    unknown = tuple(
        cell.strip() for cell, field in zip(cells, positions, strict=True) if not field and cell.strip()
    )
    return names, positions, unknown
