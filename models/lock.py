"""One process an SQLite store: a second one is refused, in words."""

from __future__ import annotations

from pathlib import Path
from typing import IO

try:
    import fcntl
except ImportError:  # Windows has no fcntl: nothing refuses a second process there
    fcntl = None  # type: ignore[assignment]


class AlreadyRunning(Exception):
    """Another process has this store open."""


class OneProcess:
    """An operating system's lock on `<store>.lock`, let go when the process ends, however it ends."""

    def __init__(self, store: Path) -> None:
        self._path = store.with_name(store.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises `AlreadyRunning`."""
        held = self._path.open("w", encoding="ascii")
        try:
            if fcntl is not None:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            held.close()
            raise AlreadyRunning(str(self._path)) from error
        self._file = held

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
