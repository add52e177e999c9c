"""A CSV text as records. Where quotation marks fail, reading goes on at the next line that can begin a row, so that
one damaged row costs no other."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

PERSON = re.compile(r"[^\s@\",;]+@[^\s@\",;]+\.[^\s@\",;]+|[UW][A-Z0-9]{5,31}")
"""An e-mail address or a Slack user id: by what stands there a row is known from a line of somebody's text."""
QUOTES = (
    'its quotation marks (") do not fit. Text that has line breaks, separators or quotation marks in it begins '
    'and ends with one; each one inside it is written twice ("")'
)


@dataclass(frozen=True)
class Record:
    """`at`: its first line, `end`: the one after its last; both from 0."""

    at: int
    end: int
    cells: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Broken:
    """Lines that are no row. `column`: the position of the cell in which it begins."""

    at: int
    end: int
    column: int
    words: str


class Records:
    """The lines of a text, to be read as records from any of them on.

    Args:
        text: with `\\n` alone between its lines.
    """

    def __init__(self, text: str, separator: str) -> None:
        self._lines = text.removesuffix("\n").split("\n")
        self._text = "\n".join(self._lines) + "\n"
        self._starts = [0, *(found.end() for found in re.finditer("\n", self._text))]
        self._separator = separator
        parts = re.escape(separator)
        self._cell = re.compile(
            rf'(?:"((?:[^"]+|"")*+)"|([^"{parts}\n][^{parts}\n]*|))({parts}|\n)',
        )

    def first(self) -> Record | Broken:
        """What stands in the first line that is not empty, or begins there."""
        return self._read(next((at for at, line in enumerate(self._lines) if line.strip()), 0))

    def after(self, header: Record, person: int) -> Iterator[Record | Broken]:
        """Everything below the header, in its order; without empty lines.

        Args:
            person: the position of the column that says who it is.
        """
        width, at = len(header.cells), header.end
        while at < len(self._lines):
            found = self._read(at)
            if isinstance(found, Record) and self._swallows(found, width, person):
                column = next(place for place, cell in enumerate(found.cells) if "\n" in cell)
                found = Broken(at, at + 1, column, QUOTES)
            if isinstance(found, Record):
                if not any(cell.strip() for cell in found.cells):
                    at = found.end
                    continue
                found = self._checked(found, width)
            if isinstance(found, Broken):
                found = Broken(at, self._rest(found.end, width), found.column, found.words)
            yield found
            at = found.end

    def _read(self, at: int) -> Record | Broken:
        cells: list[str] = []
        here = self._starts[at]
        while True:
            found = self._cell.match(self._text, here)
            if found is None:
                return Broken(at, at + 1, self._open(cells), QUOTES)
            quoted, plain, parted_by = found.groups()
            cells.append(plain if quoted is None else quoted.replace('""', '"'))
            here = found.end()
            if parted_by == "\n":
                return Record(at, bisect_left(self._starts, here), tuple(cells))

    def _open(self, cells: list[str]) -> int:
        """The cell whose quotation mark is wrong: the first that has taken in another row, or the one after all."""
        for column, cell in enumerate(cells):
            if any(self._mentions(line) for line in cell.split("\n")[1:]):
                return column
        return len(cells)

    def _checked(self, found: Record, width: int) -> Record | Broken:
        count = len(found.cells)
        if any(cell.strip() for cell in found.cells[width:]):
            return Broken(
                found.at,
                found.end,
                width - 1,
                f"more stands after it: {count} cells, and the first line names {width} columns. "
                f"Text that has {_shown(self._separator)} in it needs quotation marks around it",
            )
        if count < width and self._rest(found.end, width) > found.end:
            return Broken(
                found.at,
                found.end,
                count - 1,
                "the row ends here, and what follows is no row. Text that has line breaks in it needs "
                "quotation marks around it",
            )
        return found

    def _swallows(self, found: Record, width: int, person: int) -> bool:
        """Whether a quotation mark too many has made one record of several rows, or of parts of them."""
        later = [at for at in range(found.at + 1, found.end) if self._is_row(at, width, person)]
        has_person = _is_person(found.cells, person)
        if not has_person and len(found.cells) < width and found.end > found.at + 1:
            return True
        if not has_person or len(found.cells) != width:
            return bool(later)
        own = found.at + found.cells[0].count("\n")
        # The end of a first cell of several lines looks like a row, together with what follows it.
        if own > found.at and self._mentions(self._lines[found.at]):
            return True
        return any(at != own and self._mentions(self._lines[at]) for at in later)

    def _is_row(self, at: int, width: int, person: int) -> bool:
        found = self._read(at)
        return isinstance(found, Record) and len(found.cells) == width and _is_person(found.cells, person)

    def _rest(self, at: int, width: int) -> int:
        """The end of what belongs to a broken row: lines that can begin no row; empty ones only between them."""
        end = at
        for here in range(at, len(self._lines)):
            if not self._lines[here].strip():
                continue
            found = self._read(here)
            if self._mentions(self._lines[here]) or (isinstance(found, Record) and len(found.cells) == width):
                break
            end = here + 1
        return end

    def _mentions(self, line: str) -> bool:
        """Whether somebody stands alone between separators, quotation marks aside."""
        return any(PERSON.fullmatch(part.strip(' "')) for part in line.split(self._separator))


def _is_person(cells: tuple[str, ...], column: int) -> bool:
    return column < len(cells) and PERSON.fullmatch(cells[column].strip()) is not None


def _shown(separator: str) -> str:
    return "a tab" if separator == "\t" else f"“{separator}”"
