"""The tables of the registry of personal data as models: their columns, their keys, and which rows are one person's."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, false, inspect, or_, select
from sqlalchemy.types import TypeEngine

from bot.rules import personal
from bot.rules.personal import HASHED, PERSON, Table
from models import Base


@cache
def model_of(table: str) -> type[Base]:
    found: type[Base] = next(
        mapper.class_
        for mapper in Base.registry.mappers
        if mapper.local_table.name == table  # type: ignore[attr-defined]
    )
    return found


def column(model: type[Base], name: str) -> Any:
    return getattr(model, name)


def type_of(model: type[Base], name: str) -> TypeEngine[Any]:
    return inspect(model).columns[name].type


def is_nullable(model: type[Base], name: str) -> bool:
    return bool(inspect(model).columns[name].nullable)


def is_sealed(model: type[Base], name: str) -> bool:
    return isinstance(type_of(model, name), LargeBinary)


def keys_of(model: type[Base]) -> list[Any]:
    """The columns of the primary key."""
    return [column(model, str(one.key)) for one in inspect(model).primary_key]


def hers(table: Table, user_ids: tuple[str, ...]) -> ColumnElement[bool] | None:
    """Which rows are hers: they hold her id, or name a row of another table that is. None: no row can be found so."""
    model = model_of(table.name)
    found = [
        column(model, name).in_(user_ids)
        if whose == PERSON
        else column(model, name).in_(
            select(column(model_of(whose), "id")).where(any_of(hers(personal.TABLES[whose], user_ids)))
        )
        for name, whose in table.hers
        if whose != HASHED
    ]
    return or_(*found) if found else None


def any_of(where: ColumnElement[bool] | None) -> ColumnElement[bool]:
    """The rows that `hers` finds: none where there is no way to find them."""
    return false() if where is None else where
