"""Nothing of somebody who was erased is left: marked in every column that the registry names, looked for everywhere.

Each table has a row that is hers with every personal column marked, and a row of others that names her in every column
in which it can. Looked for are her id and the marks, in every row of every table and in the bytes on the disk.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Enum,
    Integer,
    LargeBinary,
    Table,
    create_engine,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.pool import NullPool

from bench.databases import beside
from bot.config import Settings as Config
from bot.delivery.kinds import Due
from bot.delivery.replacing import Replace
from bot.deps import Vaults
from bot.rules import erasing as rule
from bot.rules import personal
from bot.rules.personal import HASHED, PERSON, Erasure
from bot.services import erasing, erasing_hidden, erasing_messages, registered, workspaces
from bot.vault import KeyRing
from models import Base, Notice
from models.base import UtcDateTime
from models.store import Store
from scheduler.sweeps import erase_one

HER, OTHER, THIRD = "UMARKERQ7", "UOTHER01", "UTHIRD01"
MARK = "zanzibar-mark"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
HOME = "T1"
LEFT_ALONE = {"private_cases"}
"""Their words are erased on the page for them alone; ids in them are marked all the same."""
FIXED: dict[str, dict[str, Any]] = {
    "rests": {"team_id": None},
    "contact_times": {"weekdays": [0], "opens": 540, "closes": 1080, "away_from": None, "away_until": None},
    "pulses": {"score": 3},
    "volunteers": {"capacity": 1},
    "channel_questions": {"sealed_asker": None, "asker_hash": None},
    "private_cases": {"sealed": None, "wrapped_key": None},
    "rosters": {"students": 9, "attending": 3, "graduated": 3, "with_buddy": 3},
}
"""What the database's own rules ask for."""
ONE = ("people", "erasures", "installations")
"""Tables that have one row of hers, and none of others here."""


class Planter:
    """Rows with marks. `made`: table → the keys of the row that is hers and of the one that is not."""

    def __init__(self, store: Store, vaults: Vaults) -> None:
        self.store, self.vault = store, vaults.of(HOME)
        self.made: dict[str, dict[bool, dict[str, Any]]] = {}
        self.marked: set[tuple[str, str]] = set()
        self.count = 100

    def plant(self) -> None:
        for table in Base.metadata.sorted_tables:
            known = personal.TABLES[table.name]
            columns = {one.name: one for one in known.columns() if one.is_personal}
            if not columns or table.name == "never_pairs":
                continue
            self.made[table.name] = {}
            for is_hers in (True, False):
                if is_hers or table.name not in ONE:
                    self.made[table.name][is_hers] = self.row(table, columns, is_hers)
        self.as_buddy()
        self.lists()

    def as_buddy(self) -> None:
        teams = Base.metadata.tables["teams"]
        columns = {one.name: one for one in personal.TABLES["teams"].columns() if one.is_personal}
        third = self.row(teams, columns, False)
        with beside(self.store) as connection:
            connection.execute(update(teams).where(teams.c.id == third["id"]).values(buddy_id=HER))
        self.marked.add(("teams", "buddy_id"))

    def row(self, table: Table, columns: dict[str, Any], is_hers: bool) -> dict[str, Any]:
        self.count += 1
        values = {
            one.name: self.plain(one, is_hers) for one in table.columns if one.name != "id" or _is_text(one)
        }
        values |= FIXED.get(table.name, {})
        for name in columns:
            column = table.columns[name]
            kind = columns[name].erasure
            if name in FIXED.get(table.name, {}) or (table.name in LEFT_ALONE and kind is Erasure.CASE):
                continue
            if self.marks(table, name, kind, is_hers):
                values[name] = self.mark(table, column, columns[name])
            elif columns[name].what is personal.What.PERSON:
                values[name] = self.somebody(column)
        self._keys(table, values, is_hers)
        if table.name == "notices" and is_hers:
            values |= {"target": HER, "kind": "k", "sent_at": NOW}
        with beside(self.store) as connection:
            made = connection.execute(insert(table).values(**values)).inserted_primary_key
        return {key.name: value for key, value in zip(table.primary_key, made or (), strict=True)}

    def somebody(self, column: Column[Any]) -> str:
        """Somebody else, in each row another one."""
        if any(key.column.table.name == "volunteers" for key in column.foreign_keys):
            return str(self.made["volunteers"][False]["user_id"])
        self.count += 1
        return meet(self.store, f"U{self.count}XY")

    def marks(self, table: Table, name: str, kind: Erasure, is_hers: bool) -> bool:
        """All that is hers; in rows of others, each column that does not make them hers."""
        if is_hers:
            return (table.name, name) != ("teams", "buddy_id")
        own = dict(personal.TABLES[table.name].hers).get(name) == PERSON
        return not own and kind in (Erasure.NOBODY, Erasure.TAKEN_OUT)

    def _keys(self, table: Table, values: dict[str, Any], is_hers: bool) -> None:
        """What it hangs on: rows of the same person."""
        for key in table.foreign_key_constraints:
            column = key.column_keys[-1]
            target = key.elements[-1].column
            if target.table.name in ("workspaces", "people", "volunteers") or values.get(column) is None:
                continue
            values[column] = self.made[target.table.name][is_hers][target.name]

    def mark(self, table: Table, column: Column[Any], one: Any) -> Any:
        self.marked.add((table.name, column.name))
        if one.what is personal.What.PERSON:
            return HER
        if (table.name, column.name) == ("paces", "key"):
            return f"channel:{HER}"
        if one.what is personal.What.PEOPLE:
            return (
                f"x:{HER}:{self.count}"
                if not isinstance(column.type, JSON)
                else {"a": [HER, f"{HER}1"], HER: 1}
            )
        if one.what is personal.What.FACT:
            return self.plain(column, True)
        if isinstance(column.type, LargeBinary):
            return f"{MARK}-{self.count}".encode()
        if isinstance(column.type, JSON):
            return [f"{MARK}-{self.count}"]
        return f"{MARK}-{self.count}" if _is_text(column) else self.plain(column, True)

    def plain(self, column: Column[Any], is_hers: bool) -> Any:
        kind = column.type
        if column.name == "workspace_id":
            return HOME
        if isinstance(kind, Enum):
            return kind.enums[-1]
        if isinstance(kind, Boolean):
            return False
        if isinstance(kind, Integer):
            return self.count
        if isinstance(kind, UtcDateTime):
            return NOW
        if isinstance(kind, Date):
            return date(2026, 1, 1) + timedelta(days=self.count)
        if isinstance(kind, JSON):
            return []
        return b"x" if isinstance(kind, LargeBinary) else f"x{self.count}"

    def lists(self) -> None:
        """Sealed lists: hers, and one that she is on."""
        table = Base.metadata.tables["never_pairs"]
        for owner, never in ((HER, [OTHER]), (OTHER, [HER, THIRD]), (THIRD, [OTHER])):
            key = self.vault.hash("never_pair", owner)
            sealed = self.vault.seal("never_pairs.sealed", key, json.dumps({"owner": owner, "never": never}))
            with beside(self.store) as connection:
                connection.execute(insert(table).values(workspace_id=HOME, owner_hash=key, sealed=sealed))
            self.marked |= {("never_pairs", "owner_hash"), ("never_pairs", "sealed")}


def meet(store: Store, user_id: str) -> str:
    told = {"is_admin": False, "is_guest": False, "is_gone": False, "facts_at": NOW, "workspace_id": HOME}
    with beside(store) as connection:
        connection.execute(insert(Base.metadata.tables["people"]).values(user_id=user_id, **told))
    return user_id


def _is_text(column: Column[Any]) -> bool:
    return column.type.python_type is str


@pytest.fixture
def planted(database_url: str) -> Iterator[tuple[Store, Vaults, Planter]]:
    store = Store(database_url)
    vaults = Vaults(KeyRing.new(), store)
    with closing(store):
        workspaces.ensure(store, vaults, HOME, "UBOT", "Europe/Madrid", NOW)
        planter = Planter(store, vaults)
        meet(store, OTHER)
        meet(store, THIRD)
        planter.plant()
        yield store, vaults, planter


def traces(store: Store) -> list[str]:
    """Where her id or a mark stands, in any row."""
    found = []
    with beside(store) as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    said = value if isinstance(value, bytes) else str(value).encode()
                    if MARK.encode() in said or rule.holds(said.decode("utf-8", "replace"), HER):
                        found.append(f"{table.name}.{name}")
    return found


def erase(store: Store, vaults: Vaults) -> None:
    with beside(store) as connection:
        connection.execute(text("UPDATE erasures SET nobody = NULL, why = NULL"))
    with patch.object(erasing, "holds", return_value=False):  # a role that she is asked to hand over first
        erase_one(store, vaults, HOME, HER, NOW)
    replaced(store, vaults)


def replaced(store: Store, vaults: Vaults) -> None:
    """The program's messages are replaced, each with success."""
    kind = Replace()
    over = False
    while not over:
        with store.begin(HOME) as db:
            row = db.scalars(select(Notice).where(Notice.kind == erasing_messages.KIND)).one()
            due = Due(
                row.id,
                row.kind,
                row.target,
                row.about,
                row.progress,
                0,
                NOW,
                vaults.of(HOME),
                Config.model_construct(),
            )
            call = kind.next_call(db, due, NOW)
            assert call is not None
            over = kind.answered(db, due, call, {}, NOW)


def test_every_personal_column_is_marked(planted: tuple[Store, Vaults, Planter]) -> None:
    store, _, planter = planted
    personal_ones = {
        (one.table, one.name)
        for one in personal.COLUMNS.values()
        if one.is_personal and one.erasure is not Erasure.CASE
    }
    fixed = {(table, name) for table, values in FIXED.items() for name in values}
    assert personal_ones - planter.marked - fixed == set()
    assert len(set(traces(store))) > 60


def test_nothing_of_her_is_left_in_any_row(planted: tuple[Store, Vaults, Planter]) -> None:
    store, vaults, _ = planted
    with beside(store) as connection:
        before = {
            table.name: len(connection.execute(select(table)).all()) for table in Base.metadata.sorted_tables
        }
    erase(store, vaults)
    assert set(traces(store)) == set()
    with beside(store) as connection:
        after = {
            table.name: len(connection.execute(select(table)).all()) for table in Base.metadata.sorted_tables
        }
    for name in ("sessions", "teams", "meetings", "pulses", "endings", "targets", "nudges"):
        assert after[name] == before[name], name


def test_nothing_of_her_is_left_in_the_bytes(planted: tuple[Store, Vaults, Planter]) -> None:
    store, vaults, _ = planted
    with beside(store) as connection:
        lists = Base.metadata.tables["never_pairs"]
        sealed = {bytes(row.sealed) for row in connection.execute(select(lists))}
    erase(store, vaults)
    store.forget_written()
    with beside(store) as connection:
        kept = {bytes(row.sealed) for row in connection.execute(select(lists))}
    files = dict(on_the_disk(store))
    for name, written in files.items():
        assert MARK.encode() not in written, name
        assert not rule.holds(written.decode("latin-1"), HER), name
        assert not [one for one in sealed - kept if one in written], name
    assert len(sealed - kept) == 2
    assert any(next(iter(kept)) in written for written in files.values()), (
        "what stays is found, so the search works"
    )


def on_the_disk(store: Store) -> Iterator[tuple[str, bytes]]:
    """The files of the store. PostgreSQL's when the tables were packed, as docs/SECURITY.md says; its log is its host's."""
    if store.is_sqlite:
        place = Path(str(store.url.database))
        for file in place.parent.glob(f"{place.name}*"):
            yield file.name, file.read_bytes()
        return
    owner = create_engine(store.url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with owner.connect() as connection:
        for table in Base.metadata.sorted_tables:
            connection.execute(text(f"VACUUM FULL {table.name}"))
        connection.execute(text("CHECKPOINT"))
        files = text(
            "SELECT relname, pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class"
            " WHERE relkind IN ('r', 'i', 't') AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace)"
            " AND relfilenode <> 0"
        )
        for name, written in connection.execute(files):
            yield name, bytes(written)


def test_each_table_is_reached_in_some_way() -> None:
    for plan in rule.plans():
        name = plan.table.name
        reached = (
            plan.goes
            or plan.ids
            or plan.among
            or (plan.words and registered.hers(plan.table, (HER,)) is not None)
        )
        assert reached or name in erasing_hidden.BY_HAND or plan.table.is_case or not (plan.words), name
        if HASHED in dict(plan.table.hers).values() or (not plan.table.hers and plan.words):
            assert name in erasing_hidden.BY_HAND or plan.table.is_case, name
        for column, whose in plan.table.hers:
            assert whose in (PERSON, HASHED) or "id" in Base.metadata.tables[whose].columns, column
