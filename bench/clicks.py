"""Fifty people at once: `/logsession 2h` at two gunicorn processes of four threads, on PostgreSQL.

    clicks       answers a second, and the 99th percentile of the wait; against the same stack (gunicorn, Flask, Bolt with
                 its signature check) whose listener writes the same rows with bare psycopg
    clicks_twice the offered rate is twice what `clicks` reached, for ten seconds: how many waited longer than Slack does,
                 and how many were answered as stored and are not

In one workspace of 1,000 teams. Where no PostgreSQL answers,
nothing is measured.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg
from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import text

from bench.delivery import against_slack
from bench.digest import build
from bench.figures import figure, percentile
from bot.clock import SystemClock
from bot.vault import KeyRing
from models import schema
from models.store import Store

SECRET = "made-up-signing-secret"
PEOPLE, CLICKS, WARM = 50, 2_000, 300
TEAMS = 1_000
LENGTHS = ("2h", "1h30", "1h", "45m", "3h", "50m", "1h10", "1h20", "1h40", "35m", "2h10", "2h20")
"""A team that clicks again logs another one, so that nobody is asked whether it is the same session."""
RATE, WAIT, PATIENCE = 0.5, 4.0, 3.0
"""Least share of the reference's rate, most of its wait, and Slack's seconds."""
OVERLOADED = 10
ROOT = Path(__file__).resolve().parent.parent
_here = threading.local()


def bare() -> Flask:
    """The reference, for gunicorn: the same rows, by the driver alone."""
    known = AuthorizeResult(enterprise_id=None, team_id="T0", bot_token="xoxb-made-up", bot_user_id="UBOT")
    client = WebClient("xoxb-made-up", retry_handlers=[])
    app = App(client=client, authorize=lambda: known, signing_secret=SECRET, process_before_response=True)
    address = os.environ["DATABASE_URL"]

    @app.command("/logsession")
    def log(ack: Any, body: dict[str, str]) -> None:
        if not hasattr(_here, "connection"):
            _here.connection = psycopg.connect(address)
        now, team, db = SystemClock().now(), int(body["channel_id"][1:]) + 1, _here.connection
        db.execute(
            "INSERT INTO sessions (workspace_id, team_id, held_on, minutes, topic, logged_by, logged_at)"
            " VALUES ('T0', %s, %s, 120, '', %s, %s)",
            (team, now.date(), body["user_id"], now),
        )
        with db.cursor() as cursor:  # to the partner, and the two Home tabs
            cursor.executemany(
                "INSERT INTO notices (workspace_id, kind, dedupe_key, target, about, state, due_at, not_before, attempts,"
                " progress) VALUES ('T0', 'session', %s, %s, '{}', 'pending', %s, %s, 0, '{}')",
                [(f"{body['trigger_id']}:{number}", f"team:{team}", now, now) for number in range(3)],
            )
        db.execute(
            "INSERT INTO inbox (workspace_id, key, received_at, answer) VALUES ('T0', %s, %s, %s)",
            (body["trigger_id"].encode(), now, b"x" * 200),
        )
        db.commit()
        ack("Logged: 2 h")

    server, handler = Flask("bare"), SlackRequestHandler(app)

    @server.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    return server


@contextmanager
def serving(target: str, port: int, **given: str) -> Iterator[None]:
    """gunicorn with two processes of four threads."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    env = {**os.environ, **given}
    server = subprocess.Popen(
        [*command, "--log-level", "error", target], cwd=ROOT, env=env, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def delivery(number: int) -> bytes:
    """A signed slash command of a student in her team's channel."""
    body = urlencode(
        {
            "team_id": "T0",
            "user_id": f"S{number % TEAMS}",
            "channel_id": f"C{number % TEAMS}",
            "command": "/logsession",
            "text": LENGTHS[number // TEAMS % len(LENGTHS)],
            "trigger_id": f"{number}.{time.time_ns()}",
            "response_url": "http://127.0.0.1:9/response",
        }
    )
    moment = str(time.time_ns() // 10**9)
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=moment, body=body)
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {moment}\r\nX-Slack-Signature: {signature}\r\n\r\n"
    )
    return (head + body).encode()


async def click(port: int, number: int) -> tuple[float, bool]:
    """Seconds until the answer, and whether it says that the session is stored."""
    begun = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(delivery(number))
        said = await reader.read()
        writer.close()
    except OSError:
        return time.perf_counter() - begun, False
    return time.perf_counter() - begun, b"Logged" in said


def crowd(port: int, first: int, rate: float | None, told: Any) -> None:
    """In a process of its own: fifty who click again as soon as they are answered; or so many a second, whoever waits."""

    async def together() -> list[tuple[float, bool]]:
        numbers, waits = iter(range(first, first + CLICKS)), list[tuple[float, bool]]()

        async def one() -> None:
            for number in numbers:
                waits.append(await click(port, number))

        await asyncio.gather(*(one() for _ in range(PEOPLE)))
        return waits

    async def offered(rate: float) -> list[tuple[float, bool]]:
        tasks = []
        for number in range(int(rate * OVERLOADED)):
            tasks.append(asyncio.create_task(click(port, first + number)))
            await asyncio.sleep(1 / rate)
        return await asyncio.gather(*tasks)

    begun = time.perf_counter()
    waits = asyncio.run(together() if rate is None else offered(rate))
    told.send((time.perf_counter() - begun, waits))


def clicked(port: int, first: int, rate: float | None = None) -> tuple[float, list[tuple[float, bool]]]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    people = context.Process(target=crowd, args=(port, first, rate, there))
    people.start()
    answer: tuple[float, list[tuple[float, bool]]] = here.recv()
    people.join()
    return answer


def warm(port: int, first: int) -> None:
    async def some() -> None:
        for _ in range(200):
            if (await click(port, first))[1]:
                break
            await asyncio.sleep(0.2)
        for number in range(WARM):
            await click(port, first + 1 + number)

    asyncio.run(some())


def count(store: Store) -> int:
    with store.engine.connect() as connection:
        return int(
            connection.execute(text("SELECT count(*) FROM sessions WHERE held_on > '2026-06-01'")).scalar()
            or 0
        )


def measure(url: str, slack_url: str) -> None:
    schema.migrate(url)
    store = Store(url)
    build(store, 1, TEAMS)
    ring = KeyRing.new()
    with store.engine.begin() as connection:
        connection.execute(
            text("UPDATE people SET facts_at = :now"), {"now": SystemClock().now() + timedelta(hours=1)}
        )
        connection.execute(
            text("UPDATE workspaces SET wrapped_key = :key"), {"key": ring.wrap(bytes(32), "T0")}
        )
        connection.execute(text("UPDATE workspaces SET bot_user_id = 'UBOT'"))
    given = {
        "DATABASE_URL": url.replace("postgresql+psycopg", "postgresql"),
        "SLACK_BOT_TOKEN": "xoxb-made-up",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack_url,
        "KEYS": ring.text().strip(),
    }
    port, next_team = free_port(), 0
    with serving("bench.clicks:bare()", port, **given):
        warm(port, next_team)
        seconds, waits = clicked(port, next_team + WARM + 1)
    bare_rate, bare_wait = CLICKS / seconds, percentile([wait for wait, _ in waits], 99)
    assert all(stored for _, stored in waits)
    next_team += WARM + CLICKS + 1
    port = free_port()
    with serving("app:web()", port, **given):
        warm(port, next_team)
        before = count(store)
        seconds, waits = clicked(port, next_team + WARM + 1)
        rate, wait = CLICKS / seconds, percentile([wait for wait, _ in waits], 99)
        assert all(stored for _, stored in waits), sum(not stored for _, stored in waits)
        assert count(store) - before == CLICKS
        next_team += WARM + CLICKS + 1
        before = count(store)
        _, waits = clicked(port, next_team, 2 * rate)
    figure(
        "clicks",
        round(rate, 1),
        round(bare_rate, 1),
        unit="answers/s",
        least_ratio=RATE,
        p99_ms=round(wait * 1000),
        p99_ratio=round(wait / bare_wait, 2),
        most_p99_ratio=WAIT,
        load=round(os.getloadavg()[0], 1),
    )
    stored = sum(stored for _, stored in waits)
    figure(
        "clicks_twice",
        round(percentile([wait for wait, _ in waits], 99), 2),
        PATIENCE,
        late=sum(wait > PATIENCE for wait, _ in waits),
        offered=len(waits),
        stored=stored,
        lost=stored - (count(store) - before),
    )
    store.close()


if __name__ == "__main__":
    against_slack(measure)
