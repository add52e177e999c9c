"""How a sweep goes through its rows: one's trouble is its workspace's own, and what takes long is done by one process."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, Protocol

from models.lock import alone
from models.store import Db, Store

Find = Callable[[Db, datetime], Iterable[Any]]
"""Rows (workspace, …) that are due. It reads keys alone: what stands in one row must not hide the others."""
Take = Callable[..., None]
"""(store, now, workspace, …): does one row, in transactions of its own."""


class Run(Protocol):
    """Does everything due, but in these workspaces.

    Raises:
        SomeFailed: everything else is done.
    """

    def __call__(self, store: Store, now: datetime, but: Collection[str] = ()) -> None: ...


class SomeFailed(ExceptionGroup[Exception]):
    """`workspaces`: where, of each exception in their order."""

    workspaces: tuple[str, ...]


def rows(find: Find, take: Take) -> Run:
    def run(store: Store, now: datetime, but: Collection[str] = ()) -> None:
        with store.everywhere_reading() as db:
            found = list(find(db, now))
        troubles = list[tuple[str, Exception]]()
        for workspace_id, *keys in found:
            if workspace_id in but:
                continue
            try:
                take(store, now, workspace_id, *keys)
            except Exception as trouble:  # noqa: BLE001 - raised below
                troubles.append((workspace_id, trouble))
        if troubles:
            failed = SomeFailed("sweep", [trouble for _, trouble in troubles])
            failed.workspaces = tuple(workspace_id for workspace_id, _ in troubles)
            raise failed

    return run


def each(due: Find, take: Callable[..., None]) -> Run:
    """`take(db, now, …)` does one, in a transaction."""

    def one(store: Store, now: datetime, workspace_id: str, *keys: Any) -> None:
        with store.begin(workspace_id) as db:
            take(db, now, *keys)

    return rows(due, one)


def shared(name: str, find: Find, take: Take) -> Run:
    """What takes long: a workspace is one process's at a time, and another one goes on to the next. Whoever comes when
    it is done finds that it is due no more.
    """

    def one(store: Store, now: datetime, workspace_id: str, *keys: Any) -> None:
        with alone(store, name, workspace_id) as is_ours:
            if is_ours and _is_due(store, now, workspace_id, *keys):
                take(store, now, workspace_id, *keys)

    def _is_due(store: Store, now: datetime, *row: Any) -> bool:
        with store.read(row[0]) as db:
            return row in map(tuple, find(db, now))

    return rows(find, one)


def whole(name: str, run: Callable[[Store, datetime], None]) -> Run:
    """The same of what is done for all workspaces together."""

    def by_one(store: Store, now: datetime, but: Collection[str] = ()) -> None:
        with alone(store, name) as is_ours:
            if is_ours:
                run(store, now)

    return by_one
