"""How long a person waits for `/logsession 2h`: the whole durable path, against an empty listener.

    ack_logsession_p50, _p99   signature, parsing, transaction, notice and answer on SQLite, against an empty
                               listener of a Bolt app in its default configuration
    ack_logsession_overhead    the same path, against an empty listener with `process_before_response` that
                               writes the same rows with bare `sqlite3`

The three are run in turn, request by request, so that a slower moment of the machine is everybody's.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.signature import SignatureVerifier

import handlers
from bench.figures import figure, percentile
from bench.settings import made_up
from bot.clock import SteeredClock, SystemClock
from bot.deps import Deps, Vaults
from bot.services import people, workspaces
from bot.services.sessions import TWIN_WITHIN
from bot.vault import KeyRing
from handlers.door import Door
from models import Team, schema
from models.enums import TeamState
from models.store import Store

SECRET = "made-up-signing-secret"
WORKSPACE = "T0BENCH001"
USER = "U0STUDENT1"
ROUNDS = 1500
WARM_UP = 150
SESSIONS_OF_A_COURSE = 40
A_WHILE = TWIN_WITHIN + timedelta(minutes=1)
"""Between two of our requests: the same session again at once would be asked about, not logged."""
KNOWN = AuthorizeResult(enterprise_id=None, team_id=WORKSPACE, bot_token="xoxb-made-up", bot_user_id="U0BOT")


def request(number: int) -> BoltRequest:
    """A signed slash command as Slack sends it."""
    body = urlencode(
        {
            "team_id": WORKSPACE,
            "user_id": USER,
            "channel_id": "C0TEAM0001",
            "command": "/logsession",
            "text": "2h",
            "trigger_id": f"{number}.{time.time_ns()}",
            "response_url": "http://127.0.0.1:9/response",
        }
    )
    moment = str(time.time_ns() // 10**9)
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=moment, body=body)
    headers: dict[str, str | Sequence[str]] = {
        "content-type": ["application/x-www-form-urlencoded"],
        "x-slack-request-timestamp": [moment],
        "x-slack-signature": [signature or ""],
    }
    return BoltRequest(body=body, headers=headers)


def bolt(*, before_response: bool) -> App:
    client = WebClient("xoxb-made-up", retry_handlers=[])
    return App(
        client=client, authorize=lambda: KNOWN, signing_secret=SECRET, process_before_response=before_response
    )


def program(folder: Path) -> tuple[App, SteeredClock]:
    """The real listeners over a real store, with one team in it, and their clock."""
    url = f"sqlite:///{folder / 'store.sqlite3'}"
    schema.migrate(url)
    store, clock = Store(url), SteeredClock()
    clock.set(SystemClock().now(), running=True)
    settings = made_up(url)
    vaults = Vaults(KeyRing.new(), store)
    app = bolt(before_response=True)
    door = Door(
        Deps(settings, clock, store, store, vaults, app.client, app.client), app, lambda workspace: None
    )
    handlers.register(door)
    now = clock.now()
    workspaces.ensure(store, vaults, WORKSPACE, "U0BOT", "Europe/Madrid", now)
    with store.begin(WORKSPACE) as db:
        for user in (USER, "U0BUDDY001"):
            facts = people.Facts(
                user, "en-US", "Europe/Madrid", is_admin=False, is_guest=False, is_gone=False
            )
            people.remember(db, facts, now)
        db.add(
            Team(
                student_id=USER,
                buddy_id="U0BUDDY001",
                state=TeamState.ACTIVE,
                language="en",
                timezone="Europe/Madrid",
                weekly_minutes=120,
                launched_on=now.date() - timedelta(weeks=8),
                launched_at=now - timedelta(weeks=8),
                channel_id="C0TEAM0001",
                unanswered_nudges=0,
            )
        )
    return app, clock


def empty() -> App:
    app = bolt(before_response=False)
    app.command("/logsession")(lambda ack: ack())
    return app


def bare(folder: Path) -> App:
    """The rows that `/logsession 2h` writes, written by hand: as many, as long, with the same durability."""
    path = folder / "bare.sqlite3"
    schema.migrate(f"sqlite:///{path}")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    rows = _rows_written(folder / "store.sqlite3")
    numbers = iter(range(10**9))

    def write() -> None:
        number = next(numbers)
        connection.execute("BEGIN IMMEDIATE")
        for table, columns, values in rows:
            fresh = [
                f"{value}{number}" if column in ("dedupe_key", "key") else value
                for column, value in zip(columns, values, strict=True)
            ]
            marks = ",".join("?" * len(columns))
            connection.execute(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", fresh)
        connection.execute("COMMIT")

    app = bolt(before_response=True)

    def listener(ack: Callable[..., object]) -> None:
        write()
        ack("Logged")

    app.command("/logsession")(listener)
    return app


def _rows_written(store: Path) -> list[tuple[str, list[str], list[object]]]:
    """The newest rows of each table that the real path writes to, without their numbers."""
    connection = sqlite3.connect(store)
    found = []
    for table, many in (
        ("sessions", 1),
        ("notices", 3),
        ("inbox", 1),
    ):  # to the partner, and the two Home tabs
        cursor = connection.execute(f"SELECT * FROM {table} ORDER BY rowid DESC LIMIT {many}")
        names = [column[0] for column in cursor.description]
        for row in cursor.fetchall():
            pairs = [(name, value) for name, value in zip(names, row, strict=True) if name != "id"]
            found.append((table, [name for name, _ in pairs], [value for _, value in pairs]))
    connection.close()
    return found


def timed(app: App, number: int) -> float:
    asked = request(number)
    begin = time.perf_counter()
    answer = app.dispatch(asked)
    took = time.perf_counter() - begin
    if answer.status != 200:
        raise SystemExit(f"status {answer.status}: {answer.body}")
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, clock = program(folder)
        first = app_answer(ours)
        if "Logged" not in first:
            raise SystemExit(f"the program did not log: {first}")
        apps = {"ours": ours, "empty": empty(), "bare": bare(folder)}
        for number in range(WARM_UP):
            clock.set(clock.now() + A_WHILE, running=True)
            for app in apps.values():
                timed(app, number)
        took: dict[str, list[float]] = {key: [] for key in apps}
        for number in range(ROUNDS):
            if number % SESSIONS_OF_A_COURSE == 0:
                forget_sessions(folder)
            clock.set(clock.now() + A_WHILE, running=True)
            for key, app in apps.items():
                took[key].append(timed(app, number))
    for share in (50, 99):
        figure(f"ack_logsession_p{share}", percentile(took["ours"], share), percentile(took["empty"], share))
    figure("ack_logsession_overhead", statistics.median(took["ours"]), statistics.median(took["bare"]))


def forget_sessions(folder: Path) -> None:
    """Between rounds: a team has a few dozen sessions in its window, never thousands on one day."""
    for name in ("store", "bare"):
        connection = sqlite3.connect(folder / f"{name}.sqlite3")
        connection.execute("DELETE FROM sessions")
        connection.commit()
        connection.close()


def app_answer(app: App) -> str:
    return json.dumps(app.dispatch(request(-1)).body)


if __name__ == "__main__":
    main()
