"""What a sweep is given: the store, until the process is told to end. From then on no transaction begins, wherever in
its rows a sweep is; what it has done stays done, and the rest is due at the next start."""

from __future__ import annotations

from collections.abc import Callable

from models.store import Store, Transaction


class Ended(BaseException):
    """Not an `Exception`: a sweep that goes on after the trouble of one row does not go on after this."""


class Ending(Store):
    """Of a store that is open already."""

    def __init__(self, store: Store, is_told: Callable[[], bool]) -> None:
        vars(self).update(vars(store))
        self._is_told = is_told

    def _bounded(self, begin: Callable[[], Transaction]) -> Transaction:
        if self._is_told():
            raise Ended
        return begin()

    def begin(self, workspace_id: str) -> Transaction:
        return self._bounded(lambda: super(Ending, self).begin(workspace_id))

    def read(self, workspace_id: str) -> Transaction:
        return self._bounded(lambda: super(Ending, self).read(workspace_id))

    def everywhere(self, *, found_again: bool = False) -> Transaction:
        return self._bounded(lambda: super(Ending, self).everywhere(found_again=found_again))

    def everywhere_reading(self) -> Transaction:
        return self._bounded(super().everywhere_reading)
