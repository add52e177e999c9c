"""The command line, and where everything is put together: settings → store → Bolt app → scheduler.

python app.py              everything in one process: Socket Mode, scheduler, delivery
python app.py worker       sweeps and delivery alone, for PostgreSQL
gunicorn 'app:web()'       Slack's requests over signed HTTP, for PostgreSQL
python app.py migrate      bring the database to this version's tables
python app.py keys init    print a new key ring
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator

import structlog
from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from sqlalchemy import make_url, select
from sqlalchemy.exc import DBAPIError

import handlers
from bot import logs
from bot.clock import Clock, SteeredClock, SystemClock
from bot.config import (
    BadSettings,
    Settings,
    StoreSettings,
    data_folder,
    demand,
    read_settings,
    read_store_settings,
    unusable,
)
from bot.delivery import queue, sender
from bot.delivery.letters import KINDS
from bot.deps import Deps, Vaults
from bot.services import workspaces
from bot.vault import BadKeys, KeyLost, KeyRing
from handlers.door import Door
from handlers.outbound import CALL_SECONDS
from models import Workspace, schema
from models.lock import AlreadyRunning, OneProcess
from models.store import BACKGROUND_PATIENCE, LISTENER_PATIENCE, Store
from scheduler.engine import Engine
from scheduler.lanes import Lanes
from scheduler.steering import Steering

log = structlog.get_logger()

SEND_SECONDS = 10
"""HTTP timeout of delivery; shorter than a notice's lease (30 s)."""


GUNICORN_GIVES_UP = 3


class CannotStart(Exception):
    """One or more lines for the person who starts the program."""


class Coordinator:
    """The program, put together but not started. `start` and `stop` what the mode needs."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock: Clock = SteeredClock() if settings.sandbox_clock else SystemClock()
        self.lock = _lock(settings)
        self.deps = _deps(settings, self.clock)
        self.lanes = Lanes(sender.Sender(self.deps, KINDS))
        self.engine = Engine(self.clock, self.deps.patient, self.lanes)
        self.app: App | None = None
        self.door: Door | None = None
        self._socket: SocketModeHandler | None = None
        self._steering: Steering | None = None

    def meet_slack(self) -> None:
        """Ask Slack whose token this is, and make the workspace known. Raises `CannotStart`, `BadSettings`."""
        try:
            told = self.deps.sender.auth_test()
        except (SlackApiError, SlackClientError, OSError) as error:
            raise _slack_trouble("SLACK_BOT_TOKEN", self.settings, error) from None
        workspace_id, bot_user_id = str(told["team_id"]), str(told["user_id"])
        other = workspaces.other_than(self.deps.store, workspace_id)
        if other is not None:
            raise CannotStart(
                f"This store belongs to the Slack workspace {other}, and SLACK_BOT_TOKEN to {workspace_id}. "
                "Nothing was changed. Use the token of that workspace, or another DATABASE_URL."
            )
        workspaces.ensure(
            self.deps.store,
            self.deps.vaults,
            workspace_id,
            bot_user_id,
            self.settings.timezone,
            self.clock.now(),
        )
        try:
            self.deps.vaults.of(workspace_id)
        except KeyLost as error:
            raise unusable("keys", f"the store was sealed with another ring: {error}") from None
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
        assert self.settings.slack_app_token is not None  # noqa: S101 - run() saw to it
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


def _lock(settings: StoreSettings) -> OneProcess | None:
    """The lock of an SQLite store. Raises `CannotStart` where another process holds it."""
    path = settings.sqlite_file
    if path is None:
        return None
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = OneProcess(path)
        lock.take()
    except AlreadyRunning:
        raise CannotStart(
            f"Another process has {path} open. SQLite serves one process; for several, set DATABASE_URL to a "
            "postgresql:// address."
        ) from None
    except OSError as error:
        raise CannotStart(f"The store {path} cannot be opened: {error.strerror}.") from None
    return lock


@contextlib.contextmanager
def _store_trouble(settings: StoreSettings) -> Iterator[None]:
    """A store that cannot be opened or migrated, in words and without its password."""
    try:
        yield
    except (DBAPIError, schema.UnknownTables) as error:
        why = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        address = make_url(settings.store_url).render_as_string(hide_password=True)
        raise CannotStart(f"The store at {address} cannot be used: {why}") from None


def _store(settings: Settings) -> Store:
    """The store, with this version's tables: SQLite is brought there, PostgreSQL must be. Raises `CannotStart`."""
    store = Store(settings.store_url, patience=LISTENER_PATIENCE)
    with _store_trouble(settings):
        if schema.current(store.engine) != schema.HEAD:
            if not settings.is_sqlite:
                raise CannotStart(
                    "The database does not have this version's tables. Run: python app.py migrate"
                )
            schema.migrate(settings.store_url)
    return store


def _deps(settings: Settings, clock: Clock) -> Deps:
    if settings.slack_is_here:
        for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
            os.environ.pop(name, None)  # no proxy reaches this machine's own loopback
    store = _store(settings)
    token = settings.slack_bot_token.get_secret_value()

    def client(seconds: int) -> WebClient:
        return WebClient(token, base_url=settings.slack_api_url, timeout=seconds, retry_handlers=[])

    return Deps(
        settings=settings,
        clock=clock,
        store=store,
        patient=Store(settings.store_url, patience=BACKGROUND_PATIENCE),
        vaults=Vaults(_key_ring(settings, store), store),
        client=client(CALL_SECONDS),
        sender=client(SEND_SECONDS),
    )


def _key_ring(settings: Settings, store: Store) -> KeyRing:
    """The keys given; or, beside the default SQLite store alone, a file made at the first start."""
    try:
        if settings.keys is not None:
            return KeyRing.parse(settings.keys.get_secret_value())
        if not settings.is_default_store:
            demand(settings, "keys")
        path = data_folder() / "keys"
        if path.exists():
            return KeyRing.parse(f"file:{path}")
    except BadKeys as error:
        raise unusable("keys", str(error)) from None
    with store.everywhere_reading() as db:
        if db.scalars(select(Workspace.id)).first() is not None:
            raise CannotStart(
                f"The key file {path} is gone, and the store beside it is sealed with it. Put your copy back; "
                "a new key would not open what is stored."
            )
    ring = KeyRing.kept_in(path)
    log.warning("key_ring_made", path=str(path), advice="keep a copy elsewhere; without it texts are lost")
    return ring


def _needs_postgresql(settings: Settings, mode: str) -> None:
    if settings.is_sqlite:
        raise CannotStart(
            f"{mode} needs PostgreSQL: set DATABASE_URL to a postgresql:// address. "
            "On SQLite, run everything in one process: python app.py"
        )


def run() -> None:
    """Everything in one process until SIGTERM or Ctrl-C."""
    settings = read_settings()
    demand(settings, "slack_app_token")
    _work(settings, connected=True)


def worker() -> None:
    """Sweeps and delivery until SIGTERM."""
    settings = read_settings()
    _needs_postgresql(settings, "worker")
    _work(settings, connected=False)


def _work(settings: Settings, *, connected: bool) -> None:
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    coordinator = Coordinator(settings)
    try:
        coordinator.meet_slack()
        coordinator.start_background()
        if connected:
            coordinator.connect()
        log.info("ready")
        ended.wait()
    finally:
        coordinator.stop()


def web() -> Flask:
    """Slack's signed requests, for gunicorn. Says what is wrong, and ends with the status by which gunicorn
    gives up instead of trying again for ever."""
    logs.configure()
    try:
        return _flask(read_settings())
    except (BadSettings, CannotStart) as error:
        print(error, file=sys.stderr, flush=True)
        raise SystemExit(GUNICORN_GIVES_UP) from None


def _flask(settings: Settings) -> Flask:
    _needs_postgresql(settings, "web")
    demand(settings, "slack_signing_secret")
    coordinator = Coordinator(settings)
    coordinator.meet_slack()
    assert coordinator.app is not None  # noqa: S101 - meet_slack made it
    bolt = SlackRequestHandler(coordinator.app)
    server = Flask("codebuddies")
    server.config["MAX_CONTENT_LENGTH"] = 1024 * 1024

    @server.post("/slack/events")
    def slack_events() -> Response:
        response: Response = bolt.handle(request)
        return response

    @server.get("/healthz")
    def health() -> str:
        return "ok"

    server.extensions["coordinator"] = coordinator
    return server


def migrate() -> None:
    """Bring the store to this version's tables; needs no Slack."""
    settings = read_store_settings()
    lock = _lock(settings)
    with _store_trouble(settings):
        schema.migrate(settings.store_url)
    if lock is not None:
        lock.release()


def keys_init() -> None:
    print(KeyRing.new().text(), end="")


def main() -> None:
    parser = argparse.ArgumentParser(prog="app.py", description="The CodeBuddies coordinator")
    commands = parser.add_subparsers(dest="command")
    commands.add_parser("run", help="everything in one process (the default)")
    commands.add_parser("worker", help="sweeps and delivery, for PostgreSQL")
    commands.add_parser("migrate", help="bring the database to this version's tables")
    keys = commands.add_parser("keys", help="the key ring").add_subparsers(dest="keys", required=True)
    keys.add_parser("init", help="print a new key ring")
    chosen = parser.parse_args()
    doing: dict[str | None, Callable[[], None]] = {
        None: run, "run": run, "worker": worker, "migrate": migrate, "keys": keys_init
    }  # fmt: skip
    logs.configure()
    try:
        doing[chosen.command]()
    except (BadSettings, CannotStart) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
