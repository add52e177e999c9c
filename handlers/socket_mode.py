"""The socket to Slack, closed within a moment and without fail."""

from __future__ import annotations

import contextlib
import socket
import threading

from slack_bolt.adapter.socket_mode import SocketModeHandler

WOKEN_EVERY = 0.01
"""Seconds."""


def close(handler: SocketModeHandler) -> None:
    """Close it at once. The SDK's threads wait seconds for something to read, so they are woken until they end."""
    closing = threading.Thread(target=_close, args=(handler,))
    closing.start()
    while closing.is_alive():
        _wake(handler)
        closing.join(WOKEN_EVERY)


def _close(handler: SocketModeHandler) -> None:
    with contextlib.suppress(AttributeError):  # the SDK's own threads may have closed it in the same moment
        handler.close()  # type: ignore[no-untyped-call]
        handler.client.disconnect()  # one that was connected anew in the same moment


def _wake(handler: SocketModeHandler) -> None:
    """Again and again: a thread that just begins to read forgets that it has been told to end
    (`SocketModeClient._run_current_session` sets that back), and another may just connect anew.
    """
    client = handler.client
    client.current_session_state.terminated = True
    client.enqueue_message("{}")
    session = client.current_session
    if session is not None and session.sock is not None:
        with contextlib.suppress(OSError, AttributeError):  # closed meanwhile
            session.sock.shutdown(socket.SHUT_RD)
