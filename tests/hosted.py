"""A school whose program runs elsewhere, in processes of its own; stories begin in its store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from models.store import Store
from sandbox.people import Sandbox, Workspace
from tests.conftest import School


@dataclass
class Hosted(School):
    own_store: Store | None = None

    @classmethod
    @contextmanager
    def at(cls, url: str, sandbox: Sandbox, workspace: Workspace) -> Iterator[Hosted]:
        store = Store(url)
        yield cls(sandbox, workspace, None, own_store=store)  # type: ignore[arg-type]
        store.close()

    @property
    def store(self) -> Store:
        assert self.own_store is not None
        return self.own_store
