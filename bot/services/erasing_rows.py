"""Which rows of which tables hold something of one person, and those rows without her: as the registry says.

Found without a write lock, then written some at a time. All of it can be done again, from anywhere: rows are found by
her id and by nobody's, so that what is half done is found as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    cast,
    delete,
    false,
    null,
    or_,
    select,
    tuple_,
)

from bot.rules import erasing as rule
from bot.rules.erasing import Plan
from bot.services.own_data import SEALED
from bot.services.registered import any_of, column, hers, is_nullable, is_sealed, keys_of, model_of, type_of
from bot.vault import WorkspaceVault
from models import Base
from models.store import Db

_LAST = ("erasures",)
"""What tells that it is not over."""
PART = 200
"""Rows a transaction."""
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Whose:
    """Somebody who is erased, and the id that hers gives way to."""

    user_id: str
    nobody: str

    @property
    def both(self) -> tuple[str, str]:
        return self.user_id, self.nobody


@dataclass(frozen=True)
class Part:
    """Some rows of one table, by their primary keys, and what is done with them."""

    table: str
    keys: tuple[Key, ...]
    do: Callable[[Db, WorkspaceVault, Whose, Part], None]

    def run(self, db: Db, vault: WorkspaceVault, whose: Whose) -> None:
        self.do(db, vault, whose, self)


def found(db: Db, whose: Whose) -> Iterator[Part]:
    """Everything that is left of her but for the rows that others hang on (`anchors`), in parts."""
    for plan in rule.plans():
        name = plan.table.name
        if name in _LAST:
            continue
        model = model_of(name)
        if name in anchors():
            yield from _with_id(db, plan, whose)
            continue
        if plan.goes and (mine := hers(plan.table, whose.both)) is not None:
            yield from parts(db, name, mine, remove)
        if plan.words and not plan.goes:
            yield from parts(db, name, _written(plan, whose) & _has_words(plan, model, whose), _empty)
        yield from _with_id(db, plan, whose)


def _with_id(db: Db, plan: Plan, whose: Whose) -> Iterator[Part]:
    """Rows that hold her id in clear, whoever's they are."""
    name = plan.table.name
    model = model_of(name)
    among = [column(model, one) for one in plan.among if not is_sealed(model, one)]
    like = [cast(one, String).contains(whose.user_id, autoescape=True) for one in among]
    ids = [one for one in plan.ids if not (name in anchors() and one in plan.own)]
    hits = or_(false(), *(column(model, one) == whose.user_id for one in ids), *like)
    if not among:
        yield from parts(db, name, hits, _rename)
        return
    keys = keys_of(model)
    values = [column(model, one) for one in (*plan.ids, *(one.key for one in among))]
    rows = db.execute(select(*keys, *values).where(hits).order_by(*keys)).all()
    real = [tuple(row[: len(keys)]) for row in rows if any(_names(one, whose) for one in row[len(keys) :])]
    yield from _in_parts(name, real, _rename)


def _names(value: Any, whose: Whose) -> bool:
    return rule.holds(value, whose.user_id)


def parts(db: Db, table: str, where: ColumnElement[bool], do: Callable[..., None]) -> Iterator[Part]:
    keys = keys_of(model_of(table))
    rows = [tuple(row) for row in db.execute(select(*keys).where(where).order_by(*keys))]
    yield from _in_parts(table, rows, do)


def _in_parts(table: str, rows: list[Key], do: Callable[..., None]) -> Iterator[Part]:
    for start in range(0, len(rows), PART):
        yield Part(table, tuple(rows[start : start + PART]), do)


def _written(plan: Plan, whose: Whose) -> ColumnElement[bool]:
    """Rows that are hers, or that she has written."""
    model = model_of(plan.table.name)
    by = [column(model, one).in_(whose.both) for one in plan.by]
    return or_(any_of(hers(plan.table, whose.both)), *by)


def _has_words(plan: Plan, model: type[Base], whose: Whose) -> ColumnElement[bool]:
    """Not emptied yet. What is sealed and must be there is emptied while her own id stands beside it."""
    still = or_(false(), *(column(model, one) == whose.user_id for one in plan.own))
    return or_(*(_is_full(model, one, still) for one in plan.words))


def _is_full(model: type[Base], name: str, still: ColumnElement[bool]) -> ColumnElement[bool]:
    value, is_json = column(model, name), isinstance(type_of(model, name), JSON)
    if is_nullable(model, name) and not is_json:
        return value.is_not(None)  # type: ignore[no-any-return]
    if is_sealed(model, name):
        return still
    empty = ("[]", "null") if is_json else ("",)
    return cast(value, String).not_in(empty)


def remove(db: Db, vault: WorkspaceVault, whose: Whose, part: Part) -> None:
    model = model_of(part.table)
    where = tuple_(*keys_of(model)).in_(part.keys)
    db.execute(delete(model).where(where).execution_options(synchronize_session=False))


def _empty(db: Db, vault: WorkspaceVault, whose: Whose, part: Part) -> None:
    """Her words go, and her own id with them."""
    plan = plan_of(part.table)
    for row in _rows(db, part):
        for name in plan.words:
            setattr(row, name, empty(vault, part.table, row, name))
        _give_way(row, plan, whose)
    db.flush()


def _rename(db: Db, vault: WorkspaceVault, whose: Whose, part: Part) -> None:
    for row in _rows(db, part):
        _give_way(row, plan_of(part.table), whose)
    db.flush()


def _give_way(row: Any, plan: Plan, whose: Whose) -> None:
    for name in plan.ids:
        kept = row.__tablename__ in anchors() and name in plan.own
        if getattr(row, name) == whose.user_id and not kept:
            setattr(row, name, whose.nobody)
    for name in plan.among:
        value = getattr(row, name)
        if not isinstance(value, bytes) and _names(value, whose):
            setattr(row, name, rule.without(value, whose.user_id, whose.nobody))


def empty(vault: WorkspaceVault, table: str, row: Any, name: str) -> Any:
    """What stands in a column that has been emptied."""
    model = model_of(table)
    is_json = isinstance(type_of(model, name), JSON)
    if is_nullable(model, name):
        return null() if is_json else None
    if is_sealed(model, name):
        place = f"{table}.{name}"
        return vault.seal(place, SEALED[place](row), "")
    return [] if is_json else ""


def _rows(db: Db, part: Part) -> list[Any]:
    model = model_of(part.table)
    wanted = select(model).where(tuple_(*keys_of(model)).in_(part.keys))
    return list(db.scalars(wanted.with_for_update()).all())


@cache
def plan_of(table: str) -> Plan:
    return next(plan for plan in rule.plans() if plan.table.name == table)


@cache
def anchors() -> frozenset[str]:
    """Tables whose rows of hers others hang on by a foreign key: they are the last to go."""
    return frozenset(
        key.column.table.name
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.name == "user_id"
    )
