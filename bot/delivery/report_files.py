"""A report as a file: a spreadsheet, CSV files in a zip, open data in JSON. The same report always makes the same bytes.

Whatever somebody typed (a class's name) is text in every program that opens the file, and never a formula.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.views.report_tables import SHEET_MAX, Cell, Table

FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, or cuts before it looks."""
ZIP_DAY = (1980, 1, 1, 0, 0, 0)
WIDE, WIDEST = 12, 60
"""Characters of a column."""
_FIRST_ROW = 3
"""Of the table: above it stands what the sheet is."""


def harmless(cell: Cell) -> Cell:
    """A text that would be read as a formula stands behind an apostrophe; numbers stay numbers."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell


def spreadsheet(tables: Sequence[Table], title: str, note: str, made_at: datetime) -> bytes:
    """One sheet a table: its title, the table, and below it what it means."""
    import xlsxwriter  # noqa: PLC0415 - rarely needed

    content = io.BytesIO()
    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, {"in_memory": True, **safe})
    book.set_properties({"title": title, "created": made_at.replace(tzinfo=None)})
    styles = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "number": book.add_format({"valign": "top", "align": "right"}),
    }
    for table in tables:
        _sheet(book, styles, table, title, note)
    book.close()
    return content.getvalue()


def _sheet(book: Any, styles: dict[str, Any], table: Table, title: str, note: str) -> None:
    sheet = book.add_worksheet(table.name[:SHEET_MAX])
    sheet.write_string(0, 0, str(harmless(title)), styles["title"])
    sheet.write_string(1, 0, str(harmless(table.name)))
    for place, name in enumerate(table.columns):
        sheet.write_string(_FIRST_ROW, place, str(harmless(name)), styles["head"])
    for down, row in enumerate(table.rows, start=_FIRST_ROW + 1):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                sheet.write_string(down, place, str(harmless(cell)), styles["text"])
            else:
                sheet.write_number(down, place, cell, styles["number"])
    for place, name in enumerate(table.columns):
        longest = max([len(name), *(len(str(row[place])) for row in table.rows)])
        sheet.set_column(place, place, min(WIDEST, max(WIDE, longest + 1)))
    below = _FIRST_ROW + len(table.rows) + 2
    for down, line in enumerate((*table.about, note)):
        sheet.merge_range(below + down, 0, below + down, max(3, len(table.columns) - 1), "", styles["text"])
        sheet.write_string(below + down, 0, str(harmless(line)), styles["text"])
        sheet.set_row(below + down, 15 * (2 + len(line) // 80))
    sheet.freeze_panes(_FIRST_ROW + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def csv_files(tables: Sequence[Table]) -> bytes:
    """A zip with one file a table, in UTF-8 with a mark, so that a spreadsheet reads accents."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, table in enumerate(tables, start=1):
            entry = zipfile.ZipInfo(f"{number}-{table.key}.csv", ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, _csv(table).encode("utf-8-sig"))
    return content.getvalue()


def _csv(table: Table) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([harmless(name) for name in table.columns])
    rows.writerows([[harmless(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def open_data(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
