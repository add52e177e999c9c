"""What every listener, sweep and sender is given: made once in `app.py`, never a global."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from slack_sdk import WebClient
from sqlalchemy import select

from bot.clock import Clock
from bot.config import Settings
from bot.errors import UserError, Wrong
from bot.vault import KEY_BYTES, BadKeys, KeyLost, KeyRing, WorkspaceVault
from models import Workspace
from models.store import Store


class Vaults:
    """The vault of each workspace, opened once and kept."""

    def __init__(self, ring: KeyRing, store: Store, ring_file: Path | None = None) -> None:
        """`ring_file` holds the ring, and may have got a new one since; None: it is as it was given."""
        self._ring = ring
        self._ring_file = ring_file
        self._store = store
        self._open: dict[str, WorkspaceVault] = {}
        self._lock = threading.Lock()

    def of(self, workspace_id: str) -> WorkspaceVault:
        """The vault of a workspace.

        Raises:
            KeyLost: the ring does not open the workspace's key.
            UserError: there is no such workspace here.
        """
        found = self._open.get(workspace_id)
        if found is not None:
            return found
        try:
            vault = self._opened(workspace_id)
        except KeyLost:
            self._read_again()
            vault = self._opened(workspace_id)
        with self._lock:
            return self._open.setdefault(workspace_id, vault)

    def _opened(self, workspace_id: str) -> WorkspaceVault:
        with self._store.read(workspace_id) as db:
            wrapped = db.scalars(select(Workspace.wrapped_key)).first()
        if wrapped is None:
            raise UserError(Wrong.NOT_A_MEMBER)
        return WorkspaceVault(workspace_id, self._ring.unwrap(wrapped, workspace_id))

    def _read_again(self) -> None:
        """Raises `KeyLost` where the file cannot be read: what is no longer kept must not be used."""
        if self._ring_file is None:
            return
        try:
            self._ring = KeyRing.read(self._ring_file)
        except BadKeys as error:
            raise KeyLost("the file of the key ring cannot be read") from error

    def new_wrapped_key(self, workspace_id: str, key: bytes) -> bytes:
        """Wrapped with the key that writes now; call it under `lock.no_key_leaves`. Raises `KeyLost`."""
        if len(key) != KEY_BYTES:
            raise ValueError("a workspace key has 32 bytes")
        self._read_again()
        return self._ring.wrap(key, workspace_id)


@dataclass(frozen=True)
class Deps:
    """`store` waits as long as a click can, `patient` as long as the background may (SQLite's write lock)."""

    settings: Settings
    clock: Clock
    store: Store
    patient: Store
    vaults: Vaults
    client: WebClient = field(repr=False)
    """For the one call bound to a click: short timeout, no retries."""
    sender: WebClient = field(repr=False)
    """For delivery: 10 s timeout, no retries of its own."""
