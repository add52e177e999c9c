"""Who forks the processes that are killed."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

import pytest

from tests import loaded


@pytest.fixture(scope="module")
def forks() -> Iterator[ForkServerContext]:
    """A process that has loaded the program and does nothing but fork."""
    yield loaded.forks()
    multiprocessing.forkserver._forkserver._stop()  # type: ignore[attr-defined]
