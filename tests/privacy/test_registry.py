"""Every column of the store has been decided about: what it holds of people, and what becomes of that."""

from collections import Counter

import pytest

from bot.rules import personal
from bot.rules.personal import Erasure, Export, Ground, What
from models import Base

REAL = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}


def test_every_column_of_the_store_stands_in_the_registry_once():
    assert set(personal.COLUMNS) == REAL
    named = Counter((c.table, c.name) for table in personal.TABLES.values() for c in table.columns())
    assert [one for one, times in named.items() if times > 1] == []


def test_what_is_personal_has_a_purpose_a_ground_a_period_and_an_end():
    for column in personal.COLUMNS.values():
        decided = (column.purpose, column.ground, column.kept)
        assert all(decided) if column.is_personal else not any(decided), column
        assert (column.erasure is Erasure.NONE) is not column.is_personal, column


def test_a_person_s_id_or_words_never_stay():
    stays = [c for c in personal.COLUMNS.values() if c.erasure is Erasure.STAYS and c.what is not What.FACT]
    assert stays == []


def test_a_table_of_a_registry_s_row_leads_to_a_person():
    for table in personal.TABLES.values():
        for column, whose in table.hers:
            assert (table.name, column) in REAL
            assert whose in (personal.PERSON, personal.HASHED) or personal.TABLES[whose].hers
        for name in (*table.by.split(), *table.unexported.split(), *table.kept):
            assert (table.name, name) in REAL, (table.name, name)
        of, _, since = table.since.rpartition(".")
        assert not since or (of or table.name, since) in REAL, table.name
        assert not of or of in dict(table.hers).values(), table.name


@pytest.mark.parametrize("table", ["private_cases", "case_readers", "case_openings"])
def test_confidential_help_is_in_no_file(table):
    columns = [c for c in personal.COLUMNS.values() if c.table == table and c.is_personal]
    assert columns
    assert all(c.export is Export.PRIVATE_SCREEN for c in columns)


def test_what_may_tell_of_health_needs_explicit_consent():
    assert personal.COLUMNS["private_cases", "sealed"].ground is Ground.EXPLICIT_CONSENT
