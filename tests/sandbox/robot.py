"""The other side of the wire in these tests: raw Web API calls, and a small Bolt app."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from sandbox.client import NO_TLS
from sandbox.people import Sandbox, Workspace
from sandbox.webapi.core import METHODS


class Api:
    """Web API calls as a workspace's bot, without any SDK in between."""

    def __init__(self, school: Workspace) -> None:
        self.school = school
        headers = {"Authorization": f"Bearer {school.bot_token}"}
        self.http = httpx.Client(
            base_url=school.sandbox.api_url, headers=headers, trust_env=False, timeout=10, verify=NO_TLS
        )

    def __enter__(self) -> Api:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def raw(self, method: str, **args: Any) -> httpx.Response:
        """As JSON where the method takes it, else as a form."""
        if METHODS.get(method, {}).get("json", True):
            return self.http.post(method, json=args)
        return self.http.post(method, data=args)

    def __call__(self, method: str, **args: Any) -> dict[str, Any]:
        return dict(self.raw(method, **args).json())

    def ok(self, method: str, **args: Any) -> dict[str, Any]:
        said = self(method, **args)
        assert said["ok"], said
        return said

    def error(self, method: str, **args: Any) -> str:
        said = self(method, **args)
        assert not said["ok"], said
        return str(said["error"])

    def channel(self, name: str, private: bool = True) -> str:
        return str(self.ok("conversations.create", name=name, is_private=private)["channel"]["id"])


def make_app(client: WebClient) -> App:
    return App(name="robot", client=client, process_before_response=True)


class Robot:
    """A Bolt app as the program configures it, on one socket.

    With a `line` (a connected handler) it takes that over; else it connects its own.
    """

    def __init__(self, school: Workspace, line: SocketModeHandler | None = None) -> None:
        self.school = school
        client = WebClient(token=school.bot_token, base_url=school.sandbox.api_url, retry_handlers=[])
        self.app = make_app(client)
        self.client = client
        self.got: list[dict[str, Any]] = []
        self._handler = line or SocketModeHandler(self.app, school.app_token)
        self._handler.app = self.app

    def connect(self) -> None:
        self._handler.connect()

    def close(self) -> None:
        """Hang up from Slack's side first: else the SDK waits three seconds for its reading thread."""
        hang_up(self._handler, self.school.sandbox, self.school.app)

    def answers_command(self, name: str, answer: Any = None) -> None:
        @self.app.command(name)
        def listen(ack: Callable[..., Any], body: dict[str, Any]) -> None:
            self.got.append(body)
            said = answer(body) if callable(answer) else answer
            ack(**said) if isinstance(said, dict) else ack(said) if said else ack()

    def answers_action(self, action_id: str, answer: Callable[[dict[str, Any]], Any] | None = None) -> None:
        @self.app.action(action_id)
        def listen(ack: Callable[..., Any], body: dict[str, Any]) -> None:
            self.got.append(body)
            if answer is not None:
                answer(body)
            ack()

    def answers_view(self, callback_id: str, answer: Callable[[dict[str, Any]], Any] | None = None) -> None:
        @self.app.view(callback_id)
        def listen(ack: Callable[..., Any], body: dict[str, Any]) -> None:
            self.got.append(body)
            ack(**((answer(body) if answer else None) or {}))

    def hears(self, event: str, doing: Callable[[dict[str, Any]], Any] | None = None) -> None:
        self.school.subscribe(event)

        @self.app.event(event)
        def listen(body: dict[str, Any]) -> None:
            self.got.append(body)
            if doing is not None:
                doing(body)

    def opens(self, command: str, view: dict[str, Any]) -> None:
        """`command` opens `view`."""

        def answer(body: dict[str, Any]) -> None:
            self.client.views_open(trigger_id=body["trigger_id"], view=view)

        self.answers_command(command, answer)


def hang_up(line: SocketModeHandler, sandbox: Sandbox, app: str) -> None:
    line.client.auto_reconnect_enabled = False  # type: ignore[union-attr]
    sandbox.faults.clear()
    sandbox.faults.drop_socket(app)
    with contextlib.suppress(AttributeError):  # its own threads may have closed it in the same moment
        line.close()


@dataclass
class FakeProgram:
    """The program's side of the clock protocol: a list of dues and what is done at each."""

    dues: list[tuple[datetime, str, Callable[[], Any]]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    now: datetime = datetime(2000, 1, 1, tzinfo=UTC)
    refuses: str | None = None
    never_done: bool = False

    def connect(self, address: str) -> FakeProgram:
        host, port = address.split(":")
        self.line = socket.create_connection((host, int(port)))
        self.file = self.line.makefile("rw", encoding="utf-8")
        self._say({"hello": "clock", "now": self.now.isoformat()})
        self.thread = threading.Thread(target=self._serve)
        self.thread.start()
        return self

    def hang_up(self) -> None:
        self.line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.hang_up()
        self.thread.join(5)
        with contextlib.suppress(OSError):
            self.file.close()
        self.line.close()

    def _say(self, what: dict[str, Any]) -> None:
        self.file.write(json.dumps(what) + "\n")
        self.file.flush()

    def _serve(self) -> None:
        for line in self.file:
            request = json.loads(line)
            self.asked.append(request)
            if self.refuses == request["do"]:
                self._say({"id": request["id"], "ok": False, "error": "not now"})
            else:
                done = self._do(request)
                with contextlib.suppress(OSError):
                    self._say({"id": request["id"], "ok": True, **done})

    def _do(self, request: dict[str, Any]) -> dict[str, Any]:
        if request["do"] == "set":
            self.now = datetime.fromisoformat(request["now"])
        if request["do"] == "run_until":
            self.now = datetime.fromisoformat(request["until"])
            for due in sorted(self.dues, key=lambda d: d[0]):
                if due[0] <= self.now and not self.never_done:
                    self.dues.remove(due)
                    due[2]()
            return {"now": self.now.isoformat()}
        if request["do"] == "next_due":
            first = min(self.dues, key=lambda d: d[0], default=None)
            return {"due": first[0].isoformat() if first else None, "what": first[1] if first else None}
        return {}


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def field_block(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    block_id = label.lower().replace(" ", "_")
    given = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": given, **more}


def modal(*blocks: dict[str, Any], callback_id: str = "form", **more: Any) -> dict[str, Any]:
    view = {"type": "modal", "callback_id": callback_id, "title": plain("A form"), "submit": plain("Send")}
    return {**view, "blocks": list(blocks), **more}


def button(label: str, action_id: str, value: str = "1") -> dict[str, Any]:
    return {"type": "button", "text": plain(label), "action_id": action_id, "value": value}


def actions(*elements: dict[str, Any], block_id: str = "buttons") -> dict[str, Any]:
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "block_id": f"s-{len(text)}", "text": {"type": "mrkdwn", "text": text}}
