"""Somebody is erased: the press, and what the sweep does a day later, to the last row.

erase_press   a person waits for it: the screen with its counts, the request stored, the screen again.
              The reference is every statement of it with its rows fetched by the bare driver.
erase_500     500 sessions of one team, with as many messages; the whole work of the sweep for one person.
              The reference is one bare UPDATE of the same sessions.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text

from bench.databases import beside, own_database
from bench.figures import figure
from bench.nudge_sweep import timed
from bench.own_data import HERS, MILLISECONDS, NOW, SESSIONS, build
from bot.deps import Vaults
from bot.services import erasing, notices, people
from bot.vault import KeyRing
from bot.views import erasing as views
from models import Notice, schema
from models.enums import NoticeState
from models.store import Store
from scheduler.sweeps import erase_one

ROUNDS = 5


def furnish(store: Store) -> None:
    """As many messages as sessions."""
    with store.begin("T1") as db:
        for number in range(SESSIONS):
            notices.owe(db, "session", to=HERS, key=str(number), now=NOW, session=number)
    with store.begin("T1") as db:
        for row in db.query(Notice):
            row.state, row.sent_at = NoticeState.SENT, NOW
            row.slack_channel, row.slack_ts = "D1", f"1.{row.id}"


def press(store: Store) -> None:
    with store.begin("T1") as db:
        who = people.acting(db, HERS)
        views.screen(erasing.seen(db, who), "Europe/Madrid", "en")
        views.screen(erasing.ask(db, NOW, who), "Europe/Madrid", "en")


def measure(url: str, database: str, erase: list[float], pressed: list[float], bare: list[float]) -> None:
    schema.migrate(url)
    store = Store(url)
    vaults = Vaults(KeyRing.new(), store)
    build(store, vaults)
    furnish(store)
    with beside(store) as connection:
        began = time.perf_counter()
        connection.execute(text("UPDATE sessions SET topic = 'x' WHERE workspace_id = 'T1'"))
        bare.append(time.perf_counter() - began)
    pressed.append(timed(lambda: press(store)))
    erase.append(timed(lambda: erase_one(store, vaults, "T1", HERS, NOW + timedelta(hours=25))))
    store.close()


def say(database: str, erase: list[float], pressed: list[float], bare: list[float]) -> None:
    reference = statistics.median(bare)
    for name, values in (("erase_press", pressed), ("erase_500", erase)):
        value = statistics.median(values)
        figure(
            name, round(value, 4), round(reference, 4), "s", database=database, ms=round(value * 1000, 1),
            most_ms=MILLISECONDS,
        )  # fmt: skip


def main() -> None:
    found: tuple[list[float], list[float], list[float]] = ([], [], [])
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            measure(f"sqlite:///{Path(folder) / f'bench{number}.sqlite3'}", "sqlite", *found)
    say("sqlite", *found)
    found = ([], [], [])
    for _ in range(ROUNDS):
        with own_database() as url:
            if url is None:
                return
            measure(url, "postgresql", *found)
    say("postgresql", *found)


if __name__ == "__main__":
    main()
