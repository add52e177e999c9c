"""What it costs to be seen from outside.

metrics_ack    an empty listener through the program's entry (reference, time, count), against Bolt's own; in turn
metrics_scrape one scrape of 1,000 workspaces with 20,000 messages that are not sent yet, against the barest question
               that the same driver can be asked. On SQLite and PostgreSQL
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import timedelta
from tempfile import TemporaryDirectory
from typing import Any

from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from sqlalchemy import insert

from bench.ack import KNOWN, SECRET, request
from bench.databases import on_both, tidy
from bench.figures import figure
from bench.settings import made_up
from bot.clock import SystemClock
from bot.delivery.letters import KINDS
from bot.delivery.sender import Sender
from bot.deps import Deps, Vaults
from bot.monitoring import Scrape
from bot.vault import KeyRing
from handlers.entry import Entry
from models import Notice, Workspace, schema
from models.enums import NoticeState
from models.store import BACKGROUND_PATIENCE, Store
from scheduler.engine import Engine
from scheduler.lanes import Lanes
from scheduler.sweeps import sweeps

ROUNDS, WARM_UP = 3000, 300
SCRAPES = 30
WORKSPACES, NOTICES = 1_000, 20_000
BATCH = 5_000


def listening(app: App) -> App:
    app.command("/logsession")(lambda ack: ack())
    return app


def ack() -> None:
    with TemporaryDirectory() as folder:
        deps = program(Store(f"sqlite:///{folder}/store.sqlite3"))
        ours, bare = asked(deps)
    figure("metrics_ack", ours, bare, overhead_us=round((ours - bare) * 1e6, 1))


def asked(deps: Deps) -> tuple[float, float]:
    """Seconds of a click in the middle: ours, and Bolt's own."""
    how: dict[str, Any] = {
        "authorize": lambda: KNOWN,
        "signing_secret": SECRET,
        "process_before_response": True,
        "client": WebClient("xoxb-made-up", retry_handlers=[]),
    }
    apps = {"ours": listening(Entry(deps, **how)), "bare": listening(App(**how))}
    took: dict[str, list[float]] = {name: [] for name in apps}
    for number in range(WARM_UP + ROUNDS):
        for name, app in apps.items():
            took[name].append(timed(app.dispatch, request(number)))
    return statistics.median(took["ours"][WARM_UP:]), statistics.median(took["bare"][WARM_UP:])


def program(store: Store) -> Deps:
    client = WebClient("xoxb-made-up", retry_handlers=[])
    vaults = Vaults(KeyRing.new(), store)
    return Deps(made_up(str(store.engine.url)), SystemClock(), store, store, vaults, client, client)


def timed(work: Callable[..., object], *given: BoltRequest) -> float:
    began = time.perf_counter()
    work(*given)
    return time.perf_counter() - began


def fill(store: Store) -> None:
    now = SystemClock().now()
    spaces = [
        {"id": f"T{number}", "bot_user_id": "U0BOT", "created_at": now, "wrapped_key": b"made-up"}
        for number in range(WORKSPACES)
    ]
    rows = [
        {
            "workspace_id": f"T{number % WORKSPACES}",
            "kind": "hello",
            "dedupe_key": f"hello:{number}",
            "target": f"U{number}",
            "about": {},
            "progress": {},
            "state": NoticeState.PENDING,
            "due_at": now + timedelta(minutes=number % 60 - 30),
            "not_before": now + timedelta(minutes=number % 60 - 30),
            "attempts": 0,
        }
        for number in range(NOTICES)
    ]
    with store.everywhere() as db:
        db.connection().execute(insert(Workspace), spaces)
        for start in range(0, NOTICES, BATCH):
            db.connection().execute(insert(Notice), rows[start : start + BATCH])
    tidy(store)


def scrape(url: str, database: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    fill(store)
    deps = program(store)
    engine = Engine(deps.clock, store, Lanes(Sender(deps, KINDS)), sweeps(deps), deps.metrics)
    said = Scrape(deps, engine.late)
    if b"codebuddies_lanes_waiting 1000" not in said.text():
        raise SystemExit("the scrape does not see what waits")

    def barest() -> None:
        with store.everywhere_reading() as db:
            db.connection().exec_driver_sql("SELECT 1").scalar()

    barest()
    value = statistics.median(timed(said.text) for _ in range(SCRAPES))
    reference = statistics.median(timed(barest) for _ in range(SCRAPES))
    figure("metrics_scrape", value, reference, database=database, bytes=len(said.text()))
    store.close()


def main() -> None:
    ack()
    on_both(scrape)


if __name__ == "__main__":
    main()
