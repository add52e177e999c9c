"""docs/IMPORT.md names the columns, in both languages, that an import reads."""

from __future__ import annotations

import re

from bot.importing.columns import CALLED, Field, field_of
from tests.house.sentences import ROOT

DOCUMENT = (ROOT / "docs/IMPORT.md").read_text(encoding="utf-8")


def named(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def columns() -> list[tuple[list[str], list[str]]]:
    """English and Spanish names of each column in the table."""
    rows = [line.split("|") for line in DOCUMENT.splitlines() if line.startswith("| `")]
    return [(named(row[1]), named(row[2])) for row in rows]


def test_the_table_names_every_column_in_english_and_in_spanish() -> None:
    found = []
    for english, spanish in columns():
        assert english
        assert spanish
        [field] = {field_of(name) for name in english + spanish}
        assert field is not None
        assert CALLED[field][0] in english
        found.append(field)
    assert sorted(found) == sorted(Field)


def test_every_other_name_is_in_the_document() -> None:
    written = {field_of(english[0]): english + spanish for english, spanish in columns()}
    for line in DOCUMENT.splitlines():
        if line.startswith("- `"):
            first, *others = named(line)
            written[field_of(first)] = written[field_of(first)] + others
    assert {field: sorted(names) for field, names in written.items()} == {
        field: sorted(names) for field, names in CALLED.items()
    }
