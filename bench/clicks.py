"""Fifty people at once: `/logsession 20 min` at two gunicorn processes of four threads, on PostgreSQL.

    clicks       answers a second, and the 99th percentile of the wait; against the same stack (gunicorn, Flask, Bolt with
                 its signature check) whose listener writes the same rows with bare psycopg. In turn, three times each;
                 the ratios are the middle ones of three
    clicks_cpu   processor time of the web processes for one click, against the reference's
    clicks_twice the offered rate is twice what `clicks` reached, for ten seconds: how many waited longer than Slack does,
                 how many were refused in words, and how many were answered as stored and are not

In one workspace of 1,000 teams in their ninth week, so that a click is neither a team's first one nor alone in its week:
it writes a session, three notices and the delivery with its answer, and so does the reference. That is what the
reference leaves out: who she is and whether she may, her team and what it owes, the lock by which the two do not log
the same session twice, the sealing of the answer, the ring for the workers, and the second wall, which it is not
behind. Where no PostgreSQL answers, nothing is measured.
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
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from statistics import median
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

from bench.databases import beside
from bench.delivery import against_slack
from bench.digest import NOW, build
from bench.figures import figure, percentile
from bot.clock import SystemClock
from bot.vault import KeyRing
from models import schema
from models.store import Store

SECRET = "made-up-signing-secret"
PEOPLE, CLICKS, WARM = 50, 2_000, 300
TEAMS = 1_000
SHORTEST = 20
"""Minutes. A team that clicks again logs a longer one, so that nobody is asked whether it is the same session."""
RATE, WAIT, PATIENCE = 0.5, 4.0, 3.0
"""Least share of the reference's rate, most of its wait, and Slack's seconds."""
OVERLOADED, TURNS = 10, 3
OURS, BARE = "app:web()", "bench.clicks:bare()"
ROOT = Path(__file__).resolve().parent.parent
NOTICE = "('T0', 'session', %s, %s, '{}', 'pending', %s, %s, 0, '{}')"
SEALED = 700
"""Bytes of an answer to `/logsession`, as it is kept."""
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
        db.execute(  # to the partner, and the two Home tabs
            "INSERT INTO notices (workspace_id, kind, dedupe_key, target, about, state, due_at, not_before, attempts,"
            f" progress) VALUES {', '.join([NOTICE] * 3)}",
            [one for n in range(3) for one in (f"{body['trigger_id']}:{n}", f"team:{team}", now, now)],
        )
        db.execute(
            "INSERT INTO inbox (workspace_id, key, received_at, answer) VALUES ('T0', %s, %s, %s)",
            (body["trigger_id"], now, bytes(SEALED)),
        )
        db.commit()
        ack("Logged: 2 h")

    server, handler = Flask("bare"), SlackRequestHandler(app)

    @server.post("/slack/events")
    def events() -> Response:
        return handler.handle(request)

    return server


@contextmanager
def serving(target: str, port: int, **given: str) -> Iterator[int]:
    """gunicorn with two processes of four threads; its number."""
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
        yield server.pid
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
            "text": f"{SHORTEST + number // TEAMS} min",
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


class Told(Enum):
    """What an answer says."""

    STORED = b"Logged"
    REFUSED = b"did not take this"
    NOTHING = b""


Waits = list[tuple[float, Told]]
"""Seconds until each answer, and what it says."""


async def click(port: int, number: int) -> tuple[float, Told]:
    """One of `Waits`."""
    begun = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(delivery(number))
        said = await reader.read()
        writer.close()
    except OSError:
        said = b""
    return time.perf_counter() - begun, next(told for told in Told if told.value in said)


def crowd(port: int, first: int, rate: float | None, told: Any) -> None:
    """In a process of its own: fifty who click again as soon as they are answered; or so many a second, whoever waits."""

    async def together() -> Waits:
        numbers, waits = iter(range(first, first + CLICKS)), Waits()

        async def one() -> None:
            for number in numbers:
                waits.append(await click(port, number))

        await asyncio.gather(*(one() for _ in range(PEOPLE)))
        return waits

    async def offered(rate: float) -> Waits:
        tasks = []
        for number in range(int(rate * OVERLOADED)):
            tasks.append(asyncio.create_task(click(port, first + number)))
            await asyncio.sleep(1 / rate)
        return await asyncio.gather(*tasks)

    begun = time.perf_counter()
    waits = asyncio.run(together() if rate is None else offered(rate))
    told.send((time.perf_counter() - begun, waits))


def clicked(port: int, first: int, rate: float | None = None) -> tuple[float, Waits]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    people = context.Process(target=crowd, args=(port, first, rate, there))
    people.start()
    answer: tuple[float, Waits] = here.recv()
    people.join()
    return answer


def warm(port: int, first: int) -> None:
    async def some() -> None:
        for _ in range(200):
            if (await click(port, first))[1] is Told.STORED:
                break
            await asyncio.sleep(0.2)
        for number in range(WARM):
            await click(port, first + 1 + number)

    asyncio.run(some())


def count(store: Store) -> int:
    with beside(store) as connection:
        return int(connection.execute(text("SELECT count(*) FROM sessions")).scalar() or 0)


def lately(store: Store) -> None:
    """The school's weeks end now: what was held is moved on by whole weeks."""
    weeks = (SystemClock().now() - NOW).days // 7
    dates = {
        "teams": ("launched_on",),
        "sessions": ("held_on",),
        "rests": ("first", "last"),
        "targets": ("since",),
    }
    with beside(store) as connection:
        for table, columns in dates.items():
            moved = ", ".join(f"{column} = {column} + {weeks * 7}" for column in columns)
            connection.execute(text(f"UPDATE {table} SET {moved}"))


def used(server: int) -> float:
    """Processor seconds of gunicorn's processes so far, as Linux counts them."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = (Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()[11:13] for one in children)
    return sum(int(one) for both in ticks for one in both) / os.sysconf("SC_CLK_TCK")


def number_of(kind: Told, waits: Waits) -> int:
    return sum(said is kind for _, said in waits)


@dataclass(frozen=True)
class Run:
    """`rate`: clicks stored a second; `late`: the 99th percentile of the wait; `cpu`: seconds of the web processes a
    click."""

    rate: float
    late: float
    cpu: float
    shed: int


class Bench:
    """Both servers in turn, on one store."""

    def __init__(self, store: Store, given: dict[str, str]) -> None:
        self._store, self._given, self._next = store, given, 0

    def run(self, target: str) -> Run:
        """Fifty people who click again as soon as they are answered. What is said to be stored is."""
        with self._serving(target) as (port, server):
            before, begun = count(self._store), used(server)
            seconds, waits = self._clicked(port, CLICKS)
            cpu = (used(server) - begun) / CLICKS
        stored = number_of(Told.STORED, waits)
        assert stored == count(self._store) - before
        late = percentile([wait for wait, _ in waits], 99)
        return Run(stored / seconds, late, cpu, number_of(Told.REFUSED, waits))

    def overload(self, rate: float) -> None:
        with self._serving(OURS) as (port, _):
            before = count(self._store)
            _, waits = self._clicked(port, int(rate * OVERLOADED), rate)
        stored = number_of(Told.STORED, waits)
        figure(
            "clicks_twice",
            round(percentile([wait for wait, _ in waits], 99), 2),
            PATIENCE,
            late=sum(wait > PATIENCE for wait, _ in waits),
            longest=round(max(wait for wait, _ in waits), 2),
            offered=len(waits),
            stored=stored,
            shed=number_of(Told.REFUSED, waits),
            unanswered=number_of(Told.NOTHING, waits),
            lost=stored - (count(self._store) - before),
        )

    @contextmanager
    def _serving(self, target: str) -> Iterator[tuple[int, int]]:
        port = free_port()
        with serving(target, port, **self._given) as server:
            warm(port, self._next)
            self._next += WARM + 1
            yield port, server

    def _clicked(self, port: int, many: int, rate: float | None = None) -> tuple[float, Waits]:
        first, self._next = self._next, self._next + many
        return clicked(port, first, rate)


def measure(url: str, slack_url: str) -> None:
    schema.migrate(url)
    store = Store(url)
    build(store, 1, TEAMS)
    lately(store)
    ring = KeyRing.new()
    with beside(store) as connection:
        connection.execute(
            text("UPDATE people SET facts_at = :now"), {"now": SystemClock().now() + timedelta(hours=1)}
        )
        connection.execute(
            text("UPDATE workspaces SET wrapped_key = :key"), {"key": ring.wrap(bytes(32), "T0")}
        )
        connection.execute(text("UPDATE workspaces SET bot_user_id = 'UBOT'"))
    bench = Bench(
        store,
        {
            "DATABASE_URL": url.replace("postgresql+psycopg", "postgresql"),
            "SLACK_BOT_TOKEN": "xoxb-made-up",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": slack_url,
            "KEYS": ring.text().strip(),
        },
    )
    pairs = [(bench.run(OURS), bench.run(BARE)) for _ in range(TURNS)]
    tell(pairs)
    bench.overload(2 * median(ours.rate for ours, _ in pairs))
    store.close()


def tell(pairs: list[tuple[Run, Run]]) -> None:
    figure(
        "clicks",
        round(median(ours.rate for ours, _ in pairs), 1),
        round(median(bare.rate for _, bare in pairs), 1),
        unit="answers/s",
        middle_ratio=round(median(ours.rate / bare.rate for ours, bare in pairs), 3),
        least_ratio=RATE,
        p99_ms=round(median(ours.late for ours, _ in pairs) * 1000),
        p99_ratio=round(median(ours.late / bare.late for ours, bare in pairs), 2),
        most_p99_ratio=WAIT,
        shed=sum(ours.shed for ours, _ in pairs),
        load=round(os.getloadavg()[0], 1),
    )
    figure(
        "clicks_cpu",
        round(median(ours.cpu for ours, _ in pairs) * 1000, 2),
        round(median(bare.cpu for _, bare in pairs) * 1000, 2),
        unit="ms",
    )


if __name__ == "__main__":
    against_slack(measure)
