"""What every listener, sweep and sender is given: made once in `app.py`, never a global."""

from __future__ import annotations

import copy
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from slack_sdk import WebClient
from sqlalchemy import select

from bot.calling import SlackClient
from bot.clock import Clock
from bot.config import Settings
from bot.errors import UserError, Wrong
from bot.metrics import Metrics
from bot.vault import KEY_BYTES, BadKeys, KeyLost, KeyRing, WorkspaceVault
from models import Installation, Workspace
from models.store import Store

VAULT_KEPT = 60.0
"""Seconds: a workspace that left long ago and comes back has another key, of which other processes learn so."""


class Vaults:
    """The vault of each workspace, opened and kept for a while."""

    def __init__(self, ring: KeyRing, store: Store, ring_file: Path | None = None) -> None:
        """`ring_file` holds the ring, and may have got a new one since; None: it is as it was given."""
        self._ring = ring
        self._ring_file = ring_file
        self._store = store
        self._open: dict[str, tuple[float, WorkspaceVault]] = {}
        self._lock = threading.Lock()

    def of(self, workspace_id: str) -> WorkspaceVault:
        """The vault of a workspace.

        Raises:
            KeyLost: the ring does not open the workspace's key.
            UserError: there is no such workspace here.
        """
        until, found = self._open.get(workspace_id, (0.0, None))
        if found is not None and time.monotonic() < until:
            return found
        try:
            vault = self._opened(workspace_id)
        except KeyLost:
            self._read_again()
            vault = self._opened(workspace_id)
        with self._lock:
            self._open[workspace_id] = (time.monotonic() + VAULT_KEPT, vault)
        return vault

    def forget(self, workspace_id: str) -> None:
        """Its key is another one now."""
        self._open.pop(workspace_id, None)

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


KEPT_AT = "installations.bot_token"
TOKEN_KEPT = 60.0
"""Seconds: a token that another process has replaced meanwhile is read again after them, or when Slack takes it no more."""


@dataclass(frozen=True)
class Installed:
    """Whoever speaks for the program in a workspace. `owner`: who has installed it, this workspace or its organisation."""

    bot_id: str
    bot_user_id: str
    owner: str
    token: str = field(repr=False)


class Tokens:
    """The token that serves each workspace, its own or its organisation's, kept for a while: no click asks the store
    for it."""

    def __init__(self, store: Store, vaults: Vaults) -> None:
        self._store = store
        self._vaults = vaults
        self._kept: dict[str, tuple[float, Installed]] = {}

    def of(self, workspace_id: str) -> Installed | None:
        """None: the workspace has not installed the program, nor has its organisation given it to it; or it was taken
        out. Raises `KeyLost`."""
        until, kept = self._kept.get(workspace_id, (0.0, None))
        if time.monotonic() < until:
            return kept
        found = self._read(workspace_id)
        if found is None:
            self.forget(workspace_id)
        else:
            self._kept[workspace_id] = (time.monotonic() + TOKEN_KEPT, found)
        return found

    def forget(self, workspace_id: str) -> None:
        """Slack has refused it, or has given another one: the next one is read from the store."""
        self._kept.pop(workspace_id, None)

    def current(self, workspace_id: str, token: str | None) -> Installed | None:
        """Whose this token is, if the store knows no newer one. Raises `KeyLost`."""
        self.forget(workspace_id)
        found = self.of(workspace_id)
        return found if found is not None and found.token == token else None

    def _read(self, workspace_id: str) -> Installed | None:
        """The workspace's own first; else its organisation's, where both rows say that it is given to this one."""
        with self._store.read(workspace_id) as db:
            row = db.execute(_INSTALLED).first()
        if row is not None and row.bot_token is None and row.left_at is None and row.organisation_id:
            with self._store.read(row.organisation_id) as db:
                row = db.execute(_INSTALLED).first()
            if row is not None and workspace_id not in (row.workspaces or ()):
                return None
        if row is None or row.bot_token is None:
            return None
        token = self._vaults.of(row.id).open(KEPT_AT, row.id, row.bot_token)
        return Installed(row.bot_id, row.bot_user_id, row.id, token)


_INSTALLED = select(
    Workspace.id,
    Workspace.bot_user_id,
    Workspace.left_at,
    Workspace.organisation_id,
    Installation.bot_token,
    Installation.bot_id,
    Installation.workspaces,
).outerjoin(Installation, Installation.workspace_id == Workspace.id)


def speaking_with(client: WebClient, installed: Installed | None, workspace_id: str) -> WebClient:
    """The same client with a token; without one Slack refuses, and says so. An organisation's is good for several
    workspaces, so each call says which one it means."""
    speaking = copy.copy(client)
    speaking.token = None if installed is None else installed.token
    if installed is not None and installed.owner != workspace_id:
        speaking.default_params = {**client.default_params, "team_id": workspace_id}
    return speaking


class Languages:
    """In which language each person was answered last: known where the store is not asked."""

    MOST = 10_000

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def told(self, workspace_id: str, user_id: str, language: str) -> None:
        if len(self._kept) >= self.MOST:
            self._kept.clear()
        self._kept[workspace_id, user_id] = language

    def of(self, workspace_id: str, user_id: str) -> str | None:
        return self._kept.get((workspace_id, user_id))


@dataclass(frozen=True)
class Deps:
    """`store` waits as long as a click can, `patient` as long as the background may (SQLite's write lock).

    `tokens`: where each workspace has its own; None: the one token that the program was given serves its one workspace.
    """

    settings: Settings
    clock: Clock
    store: Store
    patient: Store
    vaults: Vaults
    client: WebClient = field(repr=False)
    """For the one call bound to a click: short timeout, no retries."""
    sender: WebClient = field(repr=False)
    """For delivery: a longer timeout, no retries of its own."""
    tokens: Tokens | None = None
    metrics: Metrics = field(default_factory=Metrics)
    languages: Languages = field(default_factory=Languages)

    def client_of(self, workspace_id: str) -> WebClient:
        """`client`, speaking for this workspace; with what another process was given, where Slack takes this token no more."""
        client = self._speaking(self.client, workspace_id)
        if self.tokens is not None and isinstance(client, SlackClient):
            client.other = partial(self._other, self.tokens, workspace_id)
        return client

    def sender_of(self, workspace_id: str) -> WebClient:
        """`sender`, speaking for this workspace."""
        return self._speaking(self.sender, workspace_id)

    def _other(self, tokens: Tokens, workspace_id: str, refused: str | None) -> WebClient | None:
        tokens.forget(workspace_id)
        found = tokens.of(workspace_id)
        if found is None or found.token == refused:
            return None
        return speaking_with(self.client, found, workspace_id)

    def _speaking(self, client: WebClient, workspace_id: str) -> WebClient:
        if self.tokens is None:
            return client
        return speaking_with(client, self.tokens.of(workspace_id), workspace_id)
