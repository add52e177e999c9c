"""An end that is asked for in the very moment of the start."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from slack_sdk.socket_mode.builtin.client import SocketModeClient

from bot.vault import KeyRing
from sandbox.people import Sandbox
from tests.conftest import MANIFEST, start_program

PATIENCE = 10
"""Seconds; an end takes a tenth of one."""


def test_an_end_while_the_socket_just_begins_to_be_read_is_an_end(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, begins = SocketModeClient.session_id, threading.Event()

    def late(client: SocketModeClient) -> str | None:
        """Where the reader has seen an open socket and has not begun to read: everything else of the end comes first."""
        if threading.current_thread() is client.current_session_runner.thread:
            begins.set()
            end = time.monotonic() + PATIENCE
            while not (client.closed and not client.is_connected()) and time.monotonic() < end:
                time.sleep(0.001)
        return told(client)

    monkeypatch.setattr(SocketModeClient, "session_id", late)
    workspace = sandbox.workspace("Made-up School", manifest=MANIFEST)
    coordinator = start_program(
        sandbox, workspace, f"sqlite:///{tmp_path}/store.sqlite3", KeyRing.new().text()
    )
    assert begins.wait(PATIENCE)
    ending = threading.Thread(target=coordinator.stop, daemon=True)
    ending.start()
    ending.join(PATIENCE / 2)
    assert not ending.is_alive()
