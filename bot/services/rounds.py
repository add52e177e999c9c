"""A sweep's rows, each for itself."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def each(name: str, rows: Iterable[T], run: Callable[[T], None]) -> None:
    """Run every row. One's trouble does not stop the others, however often it comes.

    Raises:
        ExceptionGroup: what went wrong, after all others are done.
    """
    troubles: list[Exception] = []
    for row in rows:
        try:
            run(row)
        except Exception as trouble:  # noqa: BLE001 - raised below
            troubles.append(trouble)
    if troubles:
        raise ExceptionGroup(name, troubles)
