"""The socket to Slack: opened, watched, and closed within a moment and without fail."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError

from bot.calling import FAILURES
from bot.config import Settings
from bot.delivery import outcome
from bot.metrics import Metrics
from bot.opening import SOCKET_SETTING, CannotStart, silent_socket, slack_trouble

log = structlog.get_logger()

WOKEN_EVERY = 0.01
"""Seconds, here and below."""
LOOKS_EVERY = 5.0
ASKS_EVERY = 5.0
"""The SDK, for a sign of life: it opens a closed line anew within this time, and gives a silent one up after four times
as much; but not one that has been silent from its beginning. Bolt would take ten seconds.
"""
RECONNECTED_AFTER = 60.0
"""Of silence, and again after as much."""
ENDED_AFTER = 300.0
"""Of silence. Whoever runs the program starts it again."""


def _end_process() -> None:
    """As when it is told to end (`bot.signals`)."""
    os.kill(os.getpid(), signal.SIGTERM)


class Line:
    """The SDK opens a line that was closed anew by itself. One that is silent, or that Slack will not open any more, is
    opened anew from here, and ends the process in the end (`lost` says why); not while Slack cannot be reached, for
    then another process could not do better.
    """

    def __init__(
        self,
        app: App,
        settings: Settings,
        metrics: Metrics,
        *,
        end: Callable[[], None] = _end_process,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        assert settings.slack_app_token is not None  # noqa: S101 - its settings demand it
        self.lost: CannotStart | None = None
        self._settings, self._metrics = settings, metrics
        self._end, self._monotonic = end, monotonic
        token = settings.slack_app_token.get_secret_value()
        self._handler = SocketModeHandler(app, token, ping_interval=ASKS_EVERY)
        self._handler.client.on_message_listeners.append(lambda _: self._hear())
        self._has_spoken = False
        self._pong: float | None = None
        self._heard_at = self._tried_at = monotonic()
        self._away_at: float | None = None
        self._refusal: SlackApiError | None = None
        self._trying = threading.Thread()
        self._closing = threading.Event()

    def open(self) -> None:
        """Raises `CannotStart`."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]
        except FAILURES as error:
            raise slack_trouble(SOCKET_SETTING, self._settings, error) from None
        self._metrics.listens(self.silence)
        threading.Thread(target=self._watch, name="socket", daemon=True).start()

    def close(self) -> None:
        self._closing.set()
        close(self._handler)

    def silence(self) -> float:
        """Seconds since Slack has said anything, be it that the line still stands."""
        return self._monotonic() - self._heard_at

    def look(self) -> None:
        """Open it anew where it is silent; end the process where that has not helped."""
        now, session = self._monotonic(), self._handler.client.current_session
        pong = session.last_ping_pong_time if session is not None else None
        if self._has_spoken or (pong is not None and pong != self._pong):
            self._has_spoken, self._pong = False, pong
            self._heard_at = self._tried_at = now
        elif now - self._heard_at >= ENDED_AFTER and not self._is_away(now):
            self._lose()
        elif now - self._tried_at >= RECONNECTED_AFTER and not self._trying.is_alive():
            self._tried_at = now
            log.warning("socket_silent", seconds=round(now - self._heard_at))
            self._trying = threading.Thread(target=self._reconnect, name="socket-anew", daemon=True)
            self._trying.start()

    def _watch(self) -> None:
        while not self._closing.wait(LOOKS_EVERY) and self.lost is None:
            self.look()

    def _hear(self) -> None:
        self._has_spoken = True

    def _reconnect(self) -> None:
        """It may hang in the SDK: nobody waits for it."""
        self._refusal = None
        try:
            self._handler.client.connect_to_new_endpoint(force=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, the line is silent
            trouble = outcome.read(error)
            if trouble.passing and trouble.code not in outcome.LOCKED_OUT:
                self._away_at = self._monotonic()
            elif isinstance(error, SlackApiError):
                self._refusal = error

    def _is_away(self, now: float) -> bool:
        """Slack could not be reached a moment ago."""
        return self._away_at is not None and now - self._away_at < 2 * RECONNECTED_AFTER

    def _lose(self) -> None:
        refusal = self._refusal
        self.lost = slack_trouble(SOCKET_SETTING, self._settings, refusal) if refusal else silent_socket()
        log.error("socket_lost", error=outcome.read(refusal).code if refusal else "silent")
        self._end()


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
