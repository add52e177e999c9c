"""Which statements the program makes while a block runs, those that were compiled at import among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import get_ident
from typing import Any

from sqlalchemy import Engine, event

from models.compiled import Compiled

Said = tuple[str, str]
"""A statement's text, and its values."""


@contextmanager
def statements() -> Iterator[list[Said]]:
    """Those of this thread: what goes on beside it is not counted. One with many rows of values is one."""
    said: list[Said] = []
    run, here = Compiled.run, get_ident()

    def heard(_connection: object, _cursor: object, sql: str, values: object, *_: object) -> None:
        if get_ident() == here:
            said.append((sql, repr(values)))

    def heard_compiled(self: Compiled, connection: Any, values: Any) -> Any:
        heard(connection, None, self._sql, self._bound(values))
        return run(self, connection, values)

    event.listen(Engine, "before_cursor_execute", heard)
    Compiled.run = heard_compiled  # type: ignore[method-assign]
    try:
        yield said
    finally:
        Compiled.run = run  # type: ignore[method-assign]
        event.remove(Engine, "before_cursor_execute", heard)


def again(said: list[Said]) -> list[Said]:
    """What was asked more than once with the same values."""
    return [one for one in dict.fromkeys(said) if said.count(one) > 1]
