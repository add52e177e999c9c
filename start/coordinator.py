"""Where everything is put together: settings → store → Bolt app → scheduler."""

from __future__ import annotations

import contextlib
import os
import socket
import threading

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError

import handlers
from bot.clock import Clock, SteeredClock, SystemClock
from bot.config import Settings, unusable
from bot.delivery import queue, sender
from bot.delivery.letters import KINDS
from bot.deps import Deps, Vaults
from bot.services import people, workspaces
from bot.vault import KeyLost
from handlers.door import Door
from handlers.outbound import CALL_SECONDS
from models.store import BACKGROUND_PATIENCE, LISTENER_PATIENCE, Store
from scheduler.engine import Engine
from scheduler.lanes import Lanes
from scheduler.steering import Steering
from start import opening
from start.opening import CannotStart

SEND_SECONDS = 10
"""HTTP timeout of delivery; shorter than a notice's lease (30 s)."""


class Coordinator:
    """The program, put together but not started. `start` and `stop` what the mode needs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = SteeredClock() if settings.sandbox_clock else SystemClock()
        opening.given_keys(settings)  # what is wrong with them is said before a folder is made
        self.lock = opening.lock(settings)
        self.deps = _deps(settings, self.clock)
        self.lanes = Lanes(sender.Sender(self.deps, KINDS))
        self.engine = Engine(self.clock, self.deps.patient, self.lanes)
        self.app: App | None = None
        self.door: Door | None = None
        self.is_set_up = False
        self._socket: SocketModeHandler | None = None
        self._steering: Steering | None = None

    def meet_slack(self) -> None:
        """Ask Slack whose token this is, and make the workspace known. Raises `CannotStart`, `BadSettings`."""
        try:
            told = self.deps.sender.auth_test()
        except (SlackApiError, SlackClientError, OSError) as error:
            raise _slack_trouble("SLACK_BOT_TOKEN", self.settings, error) from None
        workspace_id, bot_user_id = str(told["team_id"]), str(told["user_id"])
        self._know(workspace_id, bot_user_id)
        known = AuthorizeResult(
            enterprise_id=None,
            team_id=workspace_id,
            bot_token=self.settings.slack_bot_token.get_secret_value(),
            bot_user_id=bot_user_id,
            bot_id=told["bot_id"],
        )
        secret = self.settings.slack_signing_secret
        self.app = App(
            client=self.deps.client,
            authorize=lambda: known,
            signing_secret=secret.get_secret_value() if secret else "socket-mode-needs-none",
            process_before_response=True,
        )
        self.door = Door(self.deps, self.app, self.lanes.ring)
        handlers.register(self.door)

    def _know(self, workspace_id: str, bot_user_id: str) -> None:
        """Find the workspace in the store, or make it, and see that its key opens."""
        store, vaults = self.deps.store, self.deps.vaults
        other = workspaces.other_than(store, workspace_id)
        if other is not None:
            raise CannotStart(
                f"This store belongs to the Slack workspace {other}, and SLACK_BOT_TOKEN to {workspace_id}. "
                "Nothing was changed. Use the token of that workspace, or another DATABASE_URL."
            )
        workspaces.ensure(store, vaults, workspace_id, bot_user_id, self.settings.timezone, self.clock.now())
        try:
            vaults.of(workspace_id)
        except KeyLost:
            raise opening.wrong_ring(self.settings) from None
        with store.read(workspace_id) as db:
            self.is_set_up = people.programme(db).set_up_at is not None

    def start_background(self) -> None:
        """Sweeps and delivery: by themselves, or under a sandbox's hand."""
        if self.deps.patient.is_sqlite:
            with self.deps.patient.everywhere() as db:
                queue.reclaim(db, KINDS, all_leases=True)
        self.engine.start()
        if self.settings.sandbox_clock and isinstance(self.clock, SteeredClock):
            self._steering = Steering(self.settings.sandbox_clock, self.engine, self.clock)
            try:
                self._steering.start()
            except OSError as error:
                raise unusable("sandbox_clock", f"nothing answers there: {error.strerror}") from None

    def connect(self) -> None:
        """Open the socket to Slack. Raises `CannotStart`."""
        assert self.app is not None  # noqa: S101 - meet_slack comes first
        assert self.settings.slack_app_token is not None  # noqa: S101 - its settings demand it
        self._socket = SocketModeHandler(self.app, self.settings.slack_app_token.get_secret_value())
        try:
            self._socket.connect()  # type: ignore[no-untyped-call]
        except (SlackApiError, SlackClientError, OSError) as error:
            raise _slack_trouble("SLACK_APP_TOKEN", self.settings, error) from None

    def stop(self) -> None:
        """End within seconds; what is owed stays in the store."""
        if self._socket is not None:
            _close(self._socket)
        if self._steering is not None:
            self._steering.stop()
        self.engine.stop()
        self.deps.store.close()
        self.deps.patient.close()
        if self.lock is not None:
            self.lock.release()


def _slack_trouble(setting: str, settings: Settings, error: Exception) -> CannotStart:
    """What Slack said to a token, or that it said nothing, and what helps."""
    if not isinstance(error, SlackApiError):
        return CannotStart(
            f"Slack does not answer at {settings.slack_api_url}. Check the connection, and SLACK_API_URL if you set it."
        )
    code = str(error.response.get("error") or f"HTTP status {error.response.status_code}")
    advice = {
        "token_revoked": "The app was taken out of the workspace: install it again and copy the new token.",
        "account_inactive": "The app was taken out of the workspace: install it again and copy the new token.",
        "missing_scope": "Install the app again from the manifest, so that it gets all its scopes.",
        "ratelimited": "It was asked too often: start again in a minute.",
    }.get(code, "Copy the token again from the app's settings at api.slack.com/apps.")
    return CannotStart(f"Slack did not accept {setting} ({code}). {advice}")


def _close(handler: SocketModeHandler) -> None:
    """Close the socket at once. The SDK's threads wait seconds for something to read, so they are woken."""
    session = handler.client.current_session
    if session is not None and session.sock is not None:
        with contextlib.suppress(OSError):  # Slack was faster
            session.sock.shutdown(socket.SHUT_RD)
    closing = threading.Thread(target=handler.close)
    closing.start()
    while closing.is_alive():
        handler.client.enqueue_message("{}")
        closing.join(0.01)


def _deps(settings: Settings, clock: Clock) -> Deps:
    if settings.slack_is_here:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            os.environ.pop(name, None)  # no proxy reaches this machine's own loopback
    store = opening.store(settings, LISTENER_PATIENCE)
    return Deps(
        settings=settings,
        clock=clock,
        store=store,
        patient=Store(settings.store_url, patience=BACKGROUND_PATIENCE),
        vaults=Vaults(opening.key_ring(settings, store), store),
        client=_client(settings, CALL_SECONDS),
        sender=_client(settings, SEND_SECONDS),
    )


def _client(settings: Settings, seconds: int) -> WebClient:
    """Calls once and waits `seconds`: what is to be tried again, the program decides itself."""
    token = settings.slack_bot_token.get_secret_value()
    return WebClient(token, base_url=settings.slack_api_url, timeout=seconds, retry_handlers=[])
