"""Statements are compiled once a test process, and not once for each of the thousands of stores that tests open.

SQLAlchemy keeps what it has compiled for each engine, under the dialect as an object. All stores of a test process
on one kind of database have the same one in all but identity, and so the same SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine.default import DefaultDialect

_COMPILED: defaultdict[type, MutableMapping[Any, Any]] = defaultdict(dict)


def share() -> None:
    """From now on, for every engine of this process."""
    DefaultDialect.__eq__ = _is_alike  # type: ignore[method-assign, assignment]
    DefaultDialect.__hash__ = _kind  # type: ignore[method-assign, assignment]
    Engine._compiled_cache = property(_of, _keep_none)  # type: ignore[assignment]


def _is_alike(one: DefaultDialect, other: object) -> bool:
    return type(one) is type(other)


def _kind(one: DefaultDialect) -> int:
    return hash(type(one))


def _of(engine: Engine) -> MutableMapping[Any, Any]:
    return _COMPILED[type(engine.dialect)]


def _keep_none(engine: Engine, given: object) -> None:
    """The engine's own cache is not used."""
