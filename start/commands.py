"""What each word of the command line does. Each raises `BadSettings` or `CannotStart`, in words."""

from __future__ import annotations

import signal
import sys
import threading

from flask import Flask, Response, request
from slack_bolt.adapter.flask import SlackRequestHandler

from bot import logs
from bot.config import BadSettings, Settings, SocketSettings, StoreSettings, WebSettings, WorkerSettings, read
from bot.vault import KeyRing
from models import schema
from start import opening
from start.coordinator import Coordinator
from start.opening import CannotStart

REFUSALS = (BadSettings, CannotStart)
GUNICORN_GIVES_UP = 3


def run() -> None:
    """Everything in one process until SIGTERM or Ctrl-C."""
    _work(read(SocketSettings), connected=True)


def worker() -> None:
    """Sweeps and delivery until SIGTERM."""
    settings = read(WorkerSettings)
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
        logs.tell("ready", _ready(coordinator.is_set_up, connected), set_up=coordinator.is_set_up)
        ended.wait()
    finally:
        coordinator.stop()
    logs.tell("ended", "Ended.")


def _ready(is_set_up: bool, connected: bool) -> str:
    begins = (
        "Connected to Slack." if connected else "At work: reminders, digests and everything that is sent."
    )
    return (
        f"{begins} {'Ctrl-C ends it.' if is_set_up else 'Type /codebuddy setup there. Ctrl-C ends it here.'}"
    )


def _needs_postgresql(settings: Settings, mode: str) -> None:
    if settings.is_sqlite:
        raise CannotStart(
            f"{mode} needs PostgreSQL: set DATABASE_URL to a postgresql:// address. "
            "On SQLite, run everything in one process: python app.py"
        )


def web() -> Flask:
    """Slack's signed requests, for gunicorn. Says what is wrong, and ends with the status by which gunicorn
    gives up instead of trying again for ever."""
    logs.configure()
    try:
        return _flask(read(WebSettings))
    except REFUSALS as error:
        print(error, file=sys.stderr, flush=True)
        raise SystemExit(GUNICORN_GIVES_UP) from None


def _flask(settings: Settings) -> Flask:
    _needs_postgresql(settings, "web")
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
    settings = read(StoreSettings)
    lock = opening.lock(settings)
    with opening.trouble(settings):
        schema.migrate(settings.store_url)
    if lock is not None:
        lock.release()
    print(f"The tables are up to date ({opening.place(settings)}).")


def keys_init() -> None:
    print(KeyRing.new().text(), end="")
