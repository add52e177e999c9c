"""The program's end of the clock protocol: one line of JSON asks, one answers.

    {"id": 1, "do": "set", "now": "…", "running": false}   {"id": 1, "ok": true}
    {"id": 2, "do": "run_until", "until": "…"}             {"id": 2, "ok": true, "now": "…"}, when idle
    {"id": 3, "do": "next_due"}                            {"id": 3, "ok": true, "due": "…", "what": "…"}

The program connects to the sandbox; settings refuse this unless Slack's address is on this machine.
"""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from datetime import datetime
from typing import Any

import structlog

from bot.clock import SteeredClock
from scheduler.engine import Engine

log = structlog.get_logger()


class Steering:
    def __init__(self, address: str, engine: Engine, clock: SteeredClock) -> None:
        self._host, _, port = address.rpartition(":")
        self._port = int(port)
        self._engine = engine
        self._clock = clock
        self._socket: socket.socket | None = None
        self._thread = threading.Thread(target=self._listen, name="steering", daemon=True)

    def start(self) -> None:
        """Raises `OSError` when no sandbox is there."""
        self._socket = socket.create_connection((self._host, self._port), timeout=10)
        self._socket.settimeout(None)
        self._say({"hello": "clock", "now": self._clock.now().isoformat()})
        self._thread.start()

    def stop(self) -> None:
        if self._socket is not None:
            with contextlib.suppress(OSError):  # the sandbox was faster
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
            self._thread.join(10)

    def _listen(self) -> None:
        assert self._socket is not None  # noqa: S101 - started after it is connected
        with self._socket.makefile("r", encoding="utf-8") as lines:
            try:
                for line in lines:
                    self._say(self._answer(line))
            except (OSError, ValueError):
                log.info("steering_ended")

    def _answer(self, line: str) -> dict[str, Any]:
        asked: dict[str, Any] = {}
        try:
            asked = json.loads(line)
            return {"id": asked.get("id"), "ok": True, **self._do(asked)}
        except Exception as error:
            log.exception("steering_failed")
            return {"id": asked.get("id"), "ok": False, "error": type(error).__name__}

    def _do(self, asked: dict[str, Any]) -> dict[str, Any]:
        match asked["do"]:
            case "set":
                self._clock.set(datetime.fromisoformat(asked["now"]), running=bool(asked.get("running")))
                return {}
            case "run_until":
                now = self._engine.run_until(datetime.fromisoformat(asked["until"]), self._clock)
                return {"now": now.isoformat()}
            case "next_due":
                self._engine.finish_rung()
                following = self._engine.next_due()
                if following is None:
                    return {"due": None, "what": None}
                return {"due": following[0].isoformat(), "what": following[1]}
            case _:
                raise ValueError(asked["do"])

    def _say(self, message: dict[str, Any]) -> None:
        assert self._socket is not None  # noqa: S101 - started after it is connected
        self._socket.sendall(json.dumps(message).encode() + b"\n")
