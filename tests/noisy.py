"""A process in which everything goes wrong, with marked words each time: `python -m tests.noisy DOOR`.

Each door is a way on which words could come to standard error or standard output.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer

MARK = "MARKEDWORDS"
TOKEN = "xoxb-marked-token"
EMAIL = "marked@private.example"
ALL = f"{MARK} {TOKEN} {EMAIL}"
LIBRARIES = (
    "slack_sdk",
    "slack_bolt",
    "sqlalchemy",
    "apscheduler",
    "asyncio",
    "concurrent",
    "flask",
    "alembic",
)
DOORS: dict[str, Callable[[], object]] = {}


def door(open_it: Callable[[], object]) -> Callable[[], object]:
    DOORS[open_it.__name__] = open_it
    return open_it


class Words(Exception):
    """What was raised where somebody's words were at hand."""


def fail() -> None:
    raise Words(ALL)


class Refuses(BaseHTTPRequestHandler):
    """Stands for a Slack that repeats what it was told."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"ok": False, "error": "internal_error", "detail": ALL}).encode())

    def log_message(self, format: str, *args: object) -> None:
        """It is not ours."""


@door
def database() -> None:
    """A statement with its values, and an error that repeats them."""
    from sqlalchemy import create_engine, text  # noqa: PLC0415

    with create_engine("sqlite://", echo="debug").connect() as db:
        db.execute(text("select :words"), {"words": ALL}).all()
        try:
            db.execute(text("select :words from nowhere"), {"words": ALL})
        except Exception:
            logging.getLogger("sqlalchemy.pool").exception("lost: %s", ALL)


@door
def store() -> None:
    """The program's own, and its error where nobody catches it."""
    from sqlalchemy import text  # noqa: PLC0415

    from models.store import Store  # noqa: PLC0415

    with Store("sqlite://").everywhere() as db:
        db.here.execute(text("select :words from nowhere"), {"words": ALL})


@door
def slack() -> None:
    """The client tells at its lowest level what it sends and what came back."""
    from slack_sdk import WebClient  # noqa: PLC0415

    server = HTTPServer(("127.0.0.1", 0), Refuses)
    threading.Thread(target=server.handle_request, daemon=True).start()
    client = WebClient(TOKEN, base_url=f"http://127.0.0.1:{server.server_port}/", proxy=None)
    client.chat_postMessage(channel="C1", text=ALL)


@door
def bolt() -> None:
    """A listener fails; Bolt tells of it, and of the delivery."""
    from slack_bolt import App, BoltRequest  # noqa: PLC0415
    from slack_bolt.authorization import AuthorizeResult  # noqa: PLC0415

    def known() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T1", bot_token=TOKEN, bot_id="B1", bot_user_id="U1"
        )

    app = App(authorize=known, signing_secret=ALL, process_before_response=True)
    app.command("/codebuddy")(fail)
    body = f"command=%2Fcodebuddy&text={MARK}&team_id=T1&user_id=U1"
    app.dispatch(BoltRequest(body=body, mode="http", headers={"x-slack-signature": MARK}))
    said = {"command": "/codebuddy", "text": ALL, "team_id": "T1", "user_id": "U1"}
    app.dispatch(BoltRequest(body=said, mode="socket_mode"))


@door
def a_thread() -> None:
    thread = threading.Thread(target=fail, name=MARK)
    thread.start()
    thread.join()


@door
def a_pool() -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(int).add_done_callback(lambda _: fail())


@door
def a_loop() -> None:
    async def begins() -> None:
        asyncio.get_running_loop().call_soon(fail)
        task = asyncio.create_task(asyncio.sleep(0))
        task.add_done_callback(lambda _: fail())
        await asyncio.sleep(0.01)

    asyncio.run(begins(), debug=True)


@door
def a_job() -> None:
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415

    clock = BackgroundScheduler(timezone="UTC")
    clock.add_job(fail, name=MARK)
    clock.start()
    clock.shutdown()


@door
def the_end_of_an_object() -> None:
    class Ends:
        def __repr__(self) -> str:
            return ALL

        def __del__(self) -> None:
            fail()

    Ends()


@door
def a_warning() -> None:
    warnings.warn(ALL, stacklevel=1)


@door
def a_bad_record() -> None:
    logging.getLogger("some.library").warning("%d and %s", MARK)


@door
def a_handler_of_a_library() -> None:
    log = logging.getLogger("some.library")
    log.addHandler(logging.StreamHandler(sys.stdout))
    log.error("%s", ALL)
    try:
        fail()
    except Words:
        log.exception("failed")


@door
def a_page() -> None:
    from flask import Flask  # noqa: PLC0415

    server = Flask("web")
    server.add_url_rule("/", view_func=fail)
    server.test_client().get(f"/?code={MARK}&state={TOKEN}")


@door
def a_fact() -> None:
    """What somebody may write into a record one day."""
    import structlog  # noqa: PLC0415

    log = structlog.get_logger()
    log.warning("told", words=MARK, error=ALL, workspace=MARK.lower(), notice=ALL, reference=TOKEN, at=[ALL])
    log.warning(ALL)
    try:
        fail()
    except Words:
        log.exception("failed", who={"name": MARK})


@door
def nobody_catches_it() -> None:
    fail()


def main() -> None:
    from bot import logs  # noqa: PLC0415

    logging.getLogger("gunicorn.error").addHandler(logging.StreamHandler(sys.stdout))
    logs.configure()
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.DEBUG)
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("gunicorn.error").error("%s", ALL)
    for one in sys.argv[1:-1]:
        try:
            DOORS[one]()
        except Exception:  # noqa: BLE001 - as it would end a process of its own
            sys.excepthook(*sys.exc_info())
        print(f"{one} was opened", flush=True)  # noqa: T201 - so that the test knows
    DOORS[sys.argv[-1]]()


if __name__ == "__main__":
    main()
