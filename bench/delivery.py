"""What leaves for Slack: 20,000 reminders of 1,000 workspaces, on PostgreSQL, against a Slack that takes 50 ms a call.

    delivery_20k        one worker and two, each a process of `python app.py worker`; the ratio says how much faster two are.
                        `of_best`: calls a second against lanes ÷ latency, the most that so many lanes could make
    click_to_message    ms from the commit of a notice in one process to Slack's receipt of it, which another sends

Each reminder is the program's own way from the due notice to the recorded answer: looked at again (hours, rests,
holidays, open hours), worded, paced, leased, called over HTTP, recorded. No lane starves: each lane's first message
leaves before any lane's tenth. Where no PostgreSQL answers, nothing is measured.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

from sqlalchemy import text

from bench.databases import beside, own_database, tidy
from bench.digest import build
from bench.figures import figure
from bench.nudge_sweep import moment_of
from bench.worker import install, work
from bot.vault import KeyRing
from models import schema
from models.doorbell import Bell
from models.store import BACKGROUND_PATIENCE, Store
from scheduler import sweeps
from scheduler.lanes import SERVER_THREADS

NOW = datetime(2026, 3, 12, 16, 0, tzinfo=UTC)
"""A Thursday, 17:00 in Madrid."""
WORKSPACES, TEAMS = 1_000, 20
LATENCY = 0.05
"""Seconds of one call, as the stand-in for Slack takes them."""
OF_BEST, SCALES, STARVED = 0.7, 1.6, 10
"""Least share of lanes ÷ latency, least gain by a second worker, and the message that comes after all first ones."""
CLICKS = 100
ANSWER = (
    b'{"ok": true, "ts": "1.000001", "channel": "C1", "team_id": "T0", "user_id": "UBOT", "bot_id": "B0"}'
)
"""Enough for every call that is made of it, `auth.test` too."""
_PLACE = re.compile(rb"channel=C(\d+)|\"channel\": ?\"C(\d+)\"")


def slack(port: Any, told: Any) -> None:
    """A process that takes every call after `LATENCY`, and writes down when and for which channel."""
    order: list[tuple[float, int]] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One after another over the same line, until its other end closes it: as Slack does."""
        with suppress(asyncio.IncompleteReadError):
            while True:
                writer.write(await taken(reader))
                await writer.drain()
        writer.close()

    async def taken(reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if b"/told " in head.partition(b"\r\n")[0]:
            body = json.dumps(order).encode()
            order.clear()
        else:
            place = _PLACE.search(body)
            order.append((time.monotonic(), int((place[1] or place[2]) if place else -1)))
            await asyncio.sleep(LATENCY)
            body = ANSWER
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        return head + b"Content-Length: %d\r\n\r\n%b" % (len(body), body)

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=256)
        port.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(told.wait)
        server.close()

    asyncio.run(serve())


def drained(store: Store, url: str, ring: str, slack_url: str, workers: int) -> list[tuple[float, int]]:
    """When and for which channel Slack was called, until so many workers had sent everything. -1: for none of a team,
    for a worker does whatever else is due."""
    owe(store)
    told(slack_url)
    context = multiprocessing.get_context("spawn")
    gates, ended = context.Barrier(workers + 1), context.Event()
    processes = [
        context.Process(target=work, args=(url, ring, slack_url, NOW, gates, ended)) for _ in range(workers)
    ]
    for process in processes:
        process.start()
    gates.wait()
    gates.wait()
    while left(store):
        time.sleep(0.5)
    ended.set()
    for process in processes:
        process.join()
    calls = told(slack_url)
    assert sum(place >= 0 for _, place in calls) == WORKSPACES * TEAMS, len(calls)
    return calls


def left(store: Store) -> int:
    """Notices that are not settled."""
    unsent = text("SELECT count(*) FROM notices WHERE state IN ('pending', 'sending')")
    with beside(store) as connection:
        return int(connection.execute(unsent).scalar() or 0)


def told(slack_url: str) -> list[tuple[float, int]]:
    with urlopen(Request(f"{slack_url}told", data=b"")) as answer:
        return [(at, place) for at, place in json.load(answer)]


def owe(store: Store) -> None:
    """Thursday has come everywhere: the sweep has found who is under the hours, which all are."""
    with beside(store) as connection:
        for table in ("notices", "paces", "slots", "nudges"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE teams SET unanswered_nudges = 0")
        connection.exec_driver_sql(
            f"INSERT INTO slots (workspace_id, kind, timezone, due_at) "
            f"SELECT id, 'nudge', 'Europe/Madrid', {moment_of(NOW, store.is_sqlite)} FROM workspaces"
        )
    sweeps.nudge(store, NOW)
    tidy(store)


def is_fair(calls: list[tuple[float, int]]) -> bool:
    """Whether each lane's first message left before any lane's tenth."""
    had: Counter[int] = Counter()
    for _, place in (one for one in calls if one[1] >= 0):
        had[place % WORKSPACES] += 1
        if had[place % WORKSPACES] == STARVED:
            return len(had) == WORKSPACES
    return True


def rate(calls: list[tuple[float, int]]) -> float:
    """Calls a second."""
    moments = [at for at, _ in calls]
    return len(moments) / (max(moments) + LATENCY - min(moments))


def waited(store: Store, url: str, ring: str, slack_url: str) -> list[float]:
    """Seconds from a commit here to Slack's receipt of what another process sends, one click after another."""
    with beside(store) as connection:
        connection.exec_driver_sql("DELETE FROM notices")
        connection.exec_driver_sql("DELETE FROM paces")
    context = multiprocessing.get_context("spawn")
    gates, ended = context.Barrier(2), context.Event()
    worker = context.Process(target=work, args=(url, ring, slack_url, NOW, gates, ended))
    worker.start()
    gates.wait()
    gates.wait()
    time.sleep(1)
    bell, begun = Bell(store.address), list[float]()
    owed = text(
        "INSERT INTO notices (workspace_id, kind, dedupe_key, target, about, state, due_at, not_before, attempts,"
        " progress) SELECT workspace_id, 'nudge', 'nudge:again-' || id, 'team:' || id, '{}', 'pending', :now,"
        " :now, 0, '{}' FROM teams WHERE id = :id RETURNING workspace_id"
    )
    for number in range(1, CLICKS + 1):
        with beside(store) as connection:
            workspace_id = connection.execute(
                owed, {"now": NOW - timedelta(seconds=1), "id": number}
            ).scalar()
        begun.append(time.monotonic())
        bell.ring(str(workspace_id))
        time.sleep(0.2)
    ended.set()
    worker.join()
    bell.stop()
    calls = [one for one in told(slack_url) if one[1] >= 0]
    assert len(calls) == CLICKS, len(calls)
    return [call - begin for begin, (call, _) in zip(begun, calls, strict=True)]


def measure(url: str, slack_url: str) -> None:
    schema.migrate(url)
    store = Store(url, patience=BACKGROUND_PATIENCE)
    build(store, WORKSPACES, TEAMS)
    ring = KeyRing.new()
    with beside(store) as connection:
        connection.exec_driver_sql("UPDATE sessions SET minutes = 10")
    install(store, ring, WORKSPACES, NOW)
    one, two = (drained(store, url, ring.text(), slack_url, workers) for workers in (1, 2))
    best = SERVER_THREADS / LATENCY
    figure(
        "delivery_20k",
        round(rate(two), 1),
        round(rate(one), 1),
        unit="calls/s",
        of_best=[round(rate(one) / best, 2), round(rate(two) / (2 * best), 2)],
        least_of_best=OF_BEST,
        least_ratio=SCALES,
        is_fair=is_fair(one) and is_fair(two),
        load=round(os.getloadavg()[0], 1),
    )
    clicks = waited(store, url, ring.text(), slack_url)
    figure(
        "click_to_message",
        round(statistics.median(clicks) * 1000, 1),
        LATENCY * 1000,
        unit="ms",
        worst_ms=round(max(clicks) * 1000, 1),
        most_ms=200,
    )
    store.close()


def against_slack(measure: Callable[[str, str], None]) -> None:
    """With a PostgreSQL database of its own and the address of the stand-in; not at all where none answers."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    ended = context.Event()
    stand_in = context.Process(target=slack, args=(there, ended), daemon=True)
    stand_in.start()
    with own_database() as url:
        if url is not None:
            measure(url, f"http://127.0.0.1:{here.recv()}/api/")
    ended.set()
    stand_in.join()


if __name__ == "__main__":
    threading.current_thread().name = "bench"
    against_slack(measure)
