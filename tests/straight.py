"""Deliveries put straight into the program, and everything it tells Slack kept: for thousands of them.

No sandbox: a small server stands for Slack, answers every method `ok` and keeps what it was told. What Slack
itself would refuse is the sandbox's business; here it is what the program makes of what comes in.
"""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from slack_bolt import BoltRequest, BoltResponse

from app import Coordinator
from bot.config import Settings
from bot.vault import KeyRing
from models import Base
from sandbox.people import Sandbox
from tests.conftest import START

Json = dict[str, Any]
HERE, THERE = "T0HERE", "T0THERE"
BOT = "U0BOT"
TABLES = tuple(table.name for table in Base.metadata.sorted_tables if table.name != "inbox")
_numbers = itertools.count(1)


class Ear(ThreadingHTTPServer):
    """Stands for Slack: `said` is every call, as (method or "response_url", its fields).

    Attributes:
        answers: method → what it answers instead of `ok`.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Listening)
        self.said: list[tuple[str, Json]] = []
        self.answers: dict[str, Json] = {}
        self.url = f"http://127.0.0.1:{self.server_port}"

    def answer(self, method: str, fields: Json) -> Json:
        self.said.append((method, fields))
        if method in self.answers:
            return self.answers[method]
        if method == "auth.test":
            return {"ok": True, "team_id": HERE, "user_id": BOT, "bot_id": "B0BOT", "user": "bot"}
        if method == "users.info":
            return {"ok": False, "error": "user_not_found"}
        return {"ok": True}

    def texts(self) -> str:
        """Everything said so far, as one text."""
        return json.dumps(self.said, ensure_ascii=False)


class _Listening(BaseHTTPRequestHandler):
    server: Ear
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    """What is written in two parts does not wait 40 ms, over a line that stays open, for the first to be received."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        is_json = "json" in self.headers.get("content-type", "")
        fields = json.loads(raw) if is_json and raw else dict(parse_qsl(raw, keep_blank_values=True))
        _, kind, *rest = self.path.split("/")
        told = self.server.answer(rest[0] if kind == "api" else "response_url", fields)
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Tests read `said` instead."""


@dataclass
class Program:
    """The program without a socket, a scheduler or a sender."""

    coordinator: Coordinator
    ear: Ear
    answers: list[BoltResponse] = field(default_factory=list)

    @property
    def now(self) -> datetime:
        return self.coordinator.clock.now()

    def deliver(self, body: Json) -> BoltResponse:
        """Put a payload in, as the Socket Mode adapter does; what comes back is what Slack gets."""
        app = self.coordinator.app
        assert app is not None
        answer = app.dispatch(BoltRequest(mode="socket_mode", body=body))
        self.answers.append(answer)
        return answer

    def told(self, body: Json) -> str:
        """Everything a person can see of the answer to a payload: the ack's body and the calls."""
        before = len(self.ear.said)
        answer = self.deliver(body)
        return f"{answer.status} {answer.body} {json.dumps(self.ear.said[before:], ensure_ascii=False)}"

    def rows(self, *but: str) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table of every workspace, inbox and what is named in `but` left out."""
        with self.coordinator.deps.store.everywhere_reading() as db:
            # the driver's own: tests ask for each table thousands of times
            cursor = db.here.connection.cursor()
            found: dict[str, list[tuple[Any, ...]]] = {}
            for name in TABLES:
                if name not in but:
                    cursor.execute(f"select * from {name}")
                    found[name] = sorted(map(tuple, cursor.fetchall()), key=repr)
            cursor.close()
            return found


@contextmanager
def listening() -> Iterator[Ear]:
    ear = Ear()
    threading.Thread(target=ear.serve_forever, args=(0.01,), daemon=True).start()
    yield ear
    ear.shutdown()
    ear.server_close()


@contextmanager
def program(database_url: str) -> Iterator[Program]:
    with listening() as ear:
        coordinator = _coordinator(database_url, ear)
        coordinator.meet_slack()
        yield Program(coordinator, ear)
        coordinator.stop()


def _coordinator(database_url: str, ear: Ear) -> Coordinator:
    settings = Settings(
        _env_file=None,
        slack_bot_token="xoxb-0-0-straight",
        slack_app_token="xapp-1-A0-0-straight",
        slack_api_url=f"{ear.url}/api/",
        database_url=database_url,
        keys=KeyRing.new().text(),
        sandbox_clock="127.0.0.1:9",
    )
    coordinator = Coordinator(settings)
    coordinator.clock.set(START)  # type: ignore[attr-defined]
    return coordinator


# payloads -----------------------------------------------------------------------------------------


def fresh(prefix: str = "1.2") -> str:
    """A trigger or event id that no other delivery has."""
    return f"{prefix}.{next(_numbers):08d}"


def _person(user_id: str, team: str) -> Json:
    return {
        "team": {"id": team, "domain": "here"},
        "user": {"id": user_id, "username": "somebody", "team_id": team},
        "api_app_id": "A0",
        "token": "old",
        "trigger_id": fresh(),
    }


def command(name: str, text: str, user_id: str, ear: Ear, *, team: str = HERE, channel: str = "C0") -> Json:
    return {
        "command": name,
        "text": text,
        "user_id": user_id,
        "team_id": team,
        "channel_id": channel,
        "trigger_id": fresh(),
        "response_url": f"{ear.url}/response/1",
    }


def click(
    action_id: str, value: str, user_id: str, ear: Ear | Sandbox, *, team: str = HERE, **more: Any
) -> Json:
    """A button in a message."""
    action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1.1"}
    return {
        "type": "block_actions",
        **_person(user_id, team),
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "D0"},
        "channel": {"id": "D0", "name": "directmessage"},
        "response_url": f"{ear.url}/response/1",
        "actions": [action],
        **more,
    }


def click_in(kind: str, action_id: str, value: str, user_id: str, ear: Ear | Sandbox) -> Json:
    """The same button in the Home tab or in a modal, where there is no response_url."""
    body = click(action_id, value, user_id, ear)
    del body["response_url"], body["channel"]
    view = {"id": "V0", "type": kind, "hash": "1.h", "callback_id": "", "blocks": [], "private_metadata": ""}
    return {**body, "container": {"type": "view", "view_id": "V0"}, "view": view}


def shortcut(callback_id: str, user_id: str) -> Json:
    return {"type": "shortcut", **_person(user_id, HERE), "callback_id": callback_id, "action_ts": "1.1"}


def submission(callback_id: str, fields: Json, user_id: str, *, meta: Json | None = None) -> Json:
    """A modal sent in. A field's value: text, a list, or Slack's own element as it is."""
    values = {block: {"value": _element(value)} for block, value in fields.items()}
    view = {
        "id": f"V{next(_numbers)}",
        "type": "modal",
        "hash": "1.h",
        "callback_id": callback_id,
        "private_metadata": json.dumps(meta or {}),
        "blocks": [{"type": "input", "block_id": block} for block in fields],
        "state": {"values": values},
    }
    return {"type": "view_submission", **_person(user_id, HERE), "view": view, "response_urls": []}


def _element(value: Any) -> Any:
    if isinstance(value, str):
        return {"type": "plain_text_input", "value": value}
    if isinstance(value, list):
        return {"type": "multi_static_select", "selected_options": [{"value": one} for one in value]}
    return value


def event(kind: str, user: Any, **more: Any) -> Json:
    return {
        "type": "event_callback",
        "team_id": HERE,
        "api_app_id": "A0",
        "token": "old",
        "event_id": fresh("Ev"),
        "event_time": 1,
        "authorizations": [{"team_id": HERE, "user_id": BOT, "is_bot": True, "enterprise_id": None}],
        "event": {"type": kind, "user": user, "event_ts": "1.1", **more},
    }
