"""A CSV file as rows with their line numbers, whatever separator it was exported with."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from bot.importing.columns import Field, field_of

SEPARATORS = ",;\t"
MOST_ROWS = 10_000
LARGEST = 20_000_000
"""Bytes of a file."""


class CannotRead(Exception):
    """The file as a whole is not usable; the text says what is expected."""


@dataclass(frozen=True)
class Row:
    """`line`: as an editor counts them, the header being 1. `cells`: what stands under each known column."""

    line: int
    cells: dict[Field, str]


@dataclass(frozen=True)
class Table:
    """`names`: each known column as the file calls it. `unknown`: columns that are not read."""

    names: dict[Field, str]
    unknown: tuple[str, ...]
    rows: tuple[Row, ...]
    broken: tuple[tuple[int, str], ...]
    """Lines that are no rows, each with what is wrong."""


def read(path: Path) -> Table:
    """Read a file in UTF-8, with or without a byte order mark.

    Raises:
        CannotRead: it is not there, not a CSV file in UTF-8, too large, or names a column twice.
    """
    text = _text(path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise CannotRead(f"{path.name} is empty. Its first line should name the columns.")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    names, positions, unknown = _header(path, next(reader, []))
    rows: list[Row] = []
    broken: list[tuple[int, str]] = []
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            broken.append((line, f"the line cannot be read ({error}); check its quotation marks"))
            break
        if len(cells) > len(positions) and any(cell.strip() for cell in cells[len(positions) :]):
            broken.append(
                (line, f"it has {len(cells)} cells, and the first line names {len(positions)} columns")
            )
        elif any(cell.strip() for cell in cells):
            found = {
                field: cells[at].strip()
                for at, field in enumerate(positions)
                if field is not None and at < len(cells)
            }
            rows.append(Row(line, found))
        if len(rows) > MOST_ROWS:
            raise CannotRead(f"{path.name} has more than {MOST_ROWS:,} rows. Please split it.")
    return Table(names, unknown, tuple(rows), tuple(broken))


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise CannotRead(f"{path.name} is larger than 20 MB. Please split it.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotRead(
            f"{path.name} is not in UTF-8 (byte {error.start + 1}). Export it again as “CSV UTF-8”."
        ) from None
    except OSError as error:
        raise CannotRead(f"{path} cannot be read: {error.strerror}.") from None


def _header(path: Path, cells: list[str]) -> tuple[dict[Field, str], list[Field | None], tuple[str, ...]]:
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
    unknown = tuple(
        cell.strip() for cell, field in zip(cells, positions, strict=True) if not field and cell.strip()
    )
    return names, positions, unknown
