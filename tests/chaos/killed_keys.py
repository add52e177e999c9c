"""`keys rotate` in a process of its own that is killed at one of its steps. Loaded once, then forked."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from bot import keys
from models.store import Db


def main(url: str, ring: str, at: int) -> None:
    """Ends by itself only where the rotation has fewer than `at` steps."""
    os.environ |= {"DATABASE_URL": url, "KEYS": ring}
    passed = 0

    def step() -> None:
        nonlocal passed
        passed += 1
        if passed == at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before_and_after(work: Callable[..., Any], *given: Any) -> Any:
        step()
        done = work(*given)
        step()
        return done

    for home, name in ((os, "open"), (os, "fsync"), (os, "replace"), (keys, "change_each")):
        setattr(home, name, partial(before_and_after, getattr(home, name)))
    commit = Db.commit
    Db.commit = lambda db: before_and_after(commit, db)  # type: ignore[method-assign]
    keys.BATCH = 3
    keys.rotate()
