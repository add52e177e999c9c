"""A file is read row by row: what is damaged is told with its line and column, and costs no other row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing import table
from bot.importing.columns import Field
from bot.importing.records import Record, Records
from bot.importing.table import CannotRead, Table

HEADER = "E-mail;Idiomas;Ayuda;Ciudad"


@pytest.fixture(scope="session")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("table") / "people.csv"


def read(file: Path, text: str, encoding: str = "utf-8") -> Table:
    file.write_bytes(text.encode(encoding))
    return table.read(file)


def people(found: Table) -> list[str]:
    return [row.cells[Field.PERSON] for row in found.rows]


def told(found: Table) -> list[str]:
    return [str(problem).split(":")[0] for problem in found.broken]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_every_export_is_read_with_text_of_several_lines(
    file: Path, end: str, separator: str, encoding: str
) -> None:
    said = f'E-mail{separator}"Idiomas, lenguas"{separator}Ayuda{separator}Ciudad\n'
    wish = f'"Hola{separator}\n\nsoy ""Vera"""'
    said += f"vera@mail.example{separator}inglés{separator}{wish}{separator}Vic\n"
    said += f"bob@mail.example{separator}inglés{separator}{separator}\n"
    found = read(file, said.replace("\n", end), encoding)
    assert (people(found), found.broken) == (["vera@mail.example", "bob@mail.example"], ())
    assert [row.line for row in found.rows] == [2, 5]
    assert found.rows[0].cells[Field.WISH] == f'Hola{separator}\n\nsoy "Vera"'


def test_text_of_several_lines_may_stand_before_the_address(file: Path) -> None:
    found = read(file, 'Ayuda;E-mail\n"Hola\nsoy Vera";vera@mail.example\n"a\nb";bob@mail.example\n')
    assert (people(found), found.broken) == (["vera@mail.example", "bob@mail.example"], ())


@pytest.mark.parametrize(
    ("damaged", "said", "kept"),
    [
        ('"vera@mail.example;es;;', "line 3, column “E-mail”", []),
        ('vera@mail.example;es;"Hola;Vic', "line 3, column “Ayuda”", []),
        ('vera@mail.example;es;"Hola" yo;Vic', "line 3, column “Ayuda”", []),
        ('vera@mail.example;"es;Hola;Vic\nzoe@mail.example;es;Hola";', "line 3, column “Idiomas”", ["zoe"]),
        ('vera@mail.example;es;"Hola\nsoy Vera;Vic', "lines 3 to 4, column “Ayuda”", []),
        ("vera@mail.example;es;Hola\n\nsoy Vera;Vic", "lines 3 to 5, column “Ayuda”", []),
        ("vera@mail.example;es;Hola; soy Vera;Vic", "line 3, column “Ciudad”", []),
        ('vera@mail.example;es;"Hola\nsoy Vera";Vic;Vic', "lines 3 to 4, column “Ciudad”", []),
    ],
)
def test_a_damaged_row_is_told_and_the_next_ones_are_read(
    file: Path, damaged: str, said: str, kept: list[str]
) -> None:
    found = read(
        file, f"{HEADER}\nana@mail.example;es;;\n{damaged}\nbob@mail.example;es;\n\neva@mail.example;es;;\n"
    )
    expected = ["ana", *kept, "bob", "eva"]
    assert people(found) == [f"{name}@mail.example" for name in expected]
    assert told(found) == [said]


def test_each_of_two_damaged_rows_is_told(file: Path) -> None:
    found = read(
        file, f'{HEADER}\nana@mail.example;"es;;\nbob@mail.example;es;;\nvera@mail.example;es";"x;\n???\n'
    )
    assert people(found) == ["bob@mail.example"]
    assert told(found) == ["line 2, column “Idiomas”", "lines 4 to 5, column “Ayuda”"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('E-mail;"Idiomas;Ayuda\nana@mail.example;es;\n', "the line that names the columns cannot be read"),
        ("Nombre;Idiomas\nAna;es\n", "has no column that says who it is. Name it “e-mail”"),
        ("E-mail;Correo\nx;y\n", "“E-mail” and “Correo” mean the same"),
        ("\n \n", "people.csv is empty"),
    ],
)
def test_a_file_without_usable_columns_is_told(file: Path, text: str, said: str) -> None:
    with pytest.raises(CannotRead, match=said):
        read(file, text)


def test_characters_that_cannot_be_stored_are_left_away(file: Path) -> None:
    found = read(file, "\nE-mail;Ayuda\nana@mail.example;Ho\0la \u202e👋🏽\n")
    assert found.rows[0].cells[Field.WISH] == "Hola 👋🏽"


texts = st.text(st.sampled_from('ab é;,\t"\n😀'), max_size=12)


def test_two_people_are_not_made_one(file: Path) -> None:
    found = read(file, 'Ayuda;E-mail\n"Hola;vera@mail.example\nsoy";ana@mail.example\n')
    assert (people(found), told(found)) == (["ana@mail.example"], ["line 2, column “Ayuda”"])


@pytest.mark.parametrize(
    "lines",
    [
        ('"', '";a";ana@mail.example;;;'),
        ('"\n";vera@mail.example;";;', ';ana@mail.example;;;";a"'),
        (';vera@mail.example;";;', '"\na";ana@mail.example;;;'),
        ('";vera@mail.example;;;";;;;"', '"\n";ana@mail.example;;;'),
        (';ana@mail.example;;;"\n"', '";vera@mail.example;;;'),
    ],
)
def test_a_good_row_whose_text_begins_like_the_end_of_another_is_read(
    file: Path, lines: tuple[str, ...]
) -> None:
    found = read(file, "\n".join(["Ayuda;E-mail;Idiomas;Nota;Ciudad", *lines, ";bob@mail.example;;;"]))
    assert {"ana@mail.example", "bob@mail.example"} <= set(people(found))
    assert found.broken


first_texts = texts.filter(lambda text: "\n" not in text or not text.startswith((";", "\n", '"')))
"""Of the column before the address. `";` alone in a line may end the row above as well as begin its own: after an
open quotation mark nobody can tell."""


@st.composite
def rows(draw: st.DrawFn, name: str) -> list[str]:
    return [draw(first_texts), f"{name}@mail.example", *(draw(texts) for _ in range(3))]


@st.composite
def damage(draw: st.DrawFn, row: str) -> str:
    """Something is put in, taken out or cut off; the row stays where it is."""
    at = draw(st.integers(0, len(row)))
    put = draw(st.sampled_from(['"', '""', ";", '";', ';"', "\n", '"\n', ""]))
    return row[:at] + put + row[at + draw(st.sampled_from([0, 1, 100])) :]


def written(row: list[str], *, quoted: bool) -> str:
    text = io.StringIO(newline="")
    style = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=";", lineterminator="\n", quoting=style).writerow(row)
    return text.getvalue().removesuffix("\n")


@given(data=st.data(), quoted=st.booleans(), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_one_damaged_row_costs_no_other(file: Path, data: st.DataObject, quoted: bool, end: str) -> None:
    good = [data.draw(rows(name)) for name in ("ana", "bob", "eva", "zoe")]
    bad = data.draw(damage(written(data.draw(rows("vera")), quoted=quoted)))
    lines = [written(row, quoted=quoted) for row in good]
    text = "\n".join(["Ayuda;E-mail;Idiomas;Nota;Ciudad", *lines[:2], bad, *lines[2:]]) + "\n"
    found = read(file, text.replace("\n", end))
    came = {row.cells.get(Field.PERSON): list(row.cells.values()) for row in found.rows}
    for row in good:
        assert came[row[1]] == [cell.strip() for cell in row]


@given(text=st.text(st.sampled_from('a@.é;;"""\n\n'), max_size=60))
def test_every_line_belongs_to_one_row_or_is_told(text: str) -> None:
    records = Records(f"E-mail;Ayuda\n{text}", ";")
    header = records.first()
    assert isinstance(header, Record)
    covered: list[int] = []
    for found in records.after(header, 0):
        covered += range(found.at, found.end)
    assert covered == sorted(set(covered))
    for at, line in enumerate(text.split("\n"), start=1):
        assert at in covered or not line.strip(' ;"')
