"""What the people of `sandbox.people` stand on: HTTP to the control API, replies, modals, faults."""

from __future__ import annotations

import json
import re
import select
import ssl
from dataclasses import dataclass, field
from datetime import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

Json = dict[str, Any]


NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Everything here is plain HTTP on loopback; httpx would load all root certificates for each client."""
PATIENCE = 180
SAID = {"content-type": "application/json"}


class Impossible(AssertionError):
    """A person cannot do what the test says; the message tells why and what she sees."""


class Wire:
    """The control API over real HTTP, by the standard library: tests ask a hundred thousand times."""

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._address = urlsplit(self.url)
        self._idle: list[HTTPConnection] = []

    def get(self, path: str, **query: str) -> Any:
        return self._said("GET", f"{path}?{urlencode(query)}" if query else path)

    def post(self, path: str, body: Json) -> Any:
        return self._said("POST", path, json.dumps(body).encode())

    def _said(self, method: str, path: str, body: bytes | None = None) -> Any:
        line = self._line()
        try:
            line.request(method, self._address.path + path, body, SAID if body is not None else {})
            answer = line.getresponse()
            said = answer.read()
        except BaseException:
            line.close()
            raise
        self._idle.append(line)
        if answer.status == 400:
            raise Impossible(json.loads(said)["error"])
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {said[:300]!r}")
        return json.loads(said)

    def _line(self) -> HTTPConnection:
        """One that nobody asks over at the moment; the server closes those that stood idle for long."""
        while self._idle:
            try:
                line = self._idle.pop()
            except IndexError:  # another thread was faster
                break
            if line.sock is not None and not _is_readable(line.sock.fileno()):
                return line
            line.close()
        return HTTPConnection(self._address.netloc, timeout=PATIENCE)

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def _is_readable(descriptor: int) -> bool:
    """Of a line over which nothing is awaited: it was closed at the other end."""
    asked = select.poll()
    asked.register(descriptor, select.POLLIN)
    return bool(asked.poll(0))


@dataclass(frozen=True)
class Reply:
    """What an act met: the acks of the bot (two where it was delivered twice), and what appeared in answer.

    `status` is "ok", "timeout", "no_bot", "socket_closed", "http_<code>", or "refused" where Slack's own
    client did not even send it. `text` is the private answer a command got, "" where it got none.
    """

    acks: list[Json] = field(default_factory=list)
    text: str = ""
    refused: bool = False

    @property
    def status(self) -> str:
        return "refused" if self.refused else str(self.acks[0]["status"]) if self.acks else "not delivered"

    @property
    def ok(self) -> bool:
        return self.status == "ok"

    @property
    def body(self) -> Any:
        return self.acks[0]["body"] if self.acks else None


@dataclass(frozen=True)
class Modal:
    """A modal as its person sees it. `fields` is label → value in words, `errors` label → words."""

    title: str
    text: str
    fields: dict[str, str | None]
    errors: dict[str, str]
    options: dict[str, list[str]]
    trouble: str | None
    submit: str | None
    callback_id: str
    view: Json

    @classmethod
    def of(cls, seen: Json) -> Modal:
        values = {f["label"] or f["action_id"]: f for f in seen["fields"] if f["type"] != "button"}
        return cls(
            title=seen["title"],
            text=seen["text"],
            fields={label: f["value"] for label, f in values.items()},
            errors=dict(seen["errors"]),
            options={label: f["options"] for label, f in values.items() if f["options"]},
            trouble=seen["trouble"],
            submit=seen["submit"],
            callback_id=seen["callback_id"] or "",
            view=seen["view"],
        )


@dataclass
class Channel:
    """A channel as a test names it."""

    id: str
    name: str
    private: bool
    archived: bool
    topic: str
    purpose: str
    members: list[str]
    pins: list[str]

    @classmethod
    def of(cls, data: Json) -> Channel:
        same = {
            name: data[name] for name in ("id", "name", "archived", "topic", "purpose", "members", "pins")
        }
        return cls(private=data["kind"] == "private", **same)


class Named:
    """Something with an id that fields may be filled with: a person."""

    id: str


class Faults:
    """What goes wrong on demand."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def _do(self, do: str, **fields: Any) -> None:
        self._wire.post("/sandbox/faults", {"do": do, **fields})

    def next(
        self,
        method: str,
        *,
        error: str | None = None,
        http: int | None = None,
        retry_after: int | None = None,
        times: int = 1,
    ) -> None:
        """The next calls of `method` ("*": any; or "response_url") fail with an error code or HTTP status.

        `retry_after` alone means 429 with that many seconds.
        """
        status = 429 if retry_after is not None and http is None else http
        fields = {"method": method, "times": times, "error": error, "http": status}
        self._do("next", **fields, **({} if retry_after is None else {"retry_after": retry_after}))

    def lose_answer(self, method: str, times: int = 1) -> None:
        """The next calls are performed, and then the connection is reset without an answer."""
        self._do("next", method=method, times=times, lose_answer=True)

    def down(self, how: str = "reset") -> None:
        """Slack is away: sockets drop, every request is reset (or, `how="503"`, refused)."""
        self._do("down", how=how)

    def up(self) -> None:
        self._do("up")

    def silence(self) -> None:
        """Sockets stand and can be opened, and nothing comes over them, until `clear`."""
        self._do("silence")

    def slow(self, ms: int) -> None:
        """Every Web API call takes `ms` real milliseconds longer; 0 ends it."""
        self._do("slow", ms=ms)

    def ahead(self, seconds: int) -> None:
        """Slack's clock is so many seconds ahead of this machine's, as the `Date` of its answers says; 0 ends it."""
        self._do("ahead", seconds=seconds)

    def twice(self, times: int = 1, *, at_once: bool = False) -> None:
        """The next deliveries to the bot go out twice, one after the other or at once."""
        self._do("twice", times=times, at_once=at_once)

    def charts(self, *, taken: bool) -> None:
        """Whether this Slack takes charts; where not, a message with one is refused as a whole."""
        self._do("charts", taken=taken)

    def drop_socket(self, app: str | None = None) -> None:
        """Close every socket (of that app) without a word."""
        self._wire.post("/sandbox/sockets", {"do": "drop", "app": app})

    def refresh_socket(self, app: str | None = None) -> None:
        """Slack says `disconnect: refresh_requested` and closes."""
        self._wire.post("/sandbox/sockets", {"do": "refresh", "app": app})

    def warn_socket(self, app: str | None = None) -> None:
        """Slack says `disconnect: warning`, and closes nothing yet."""
        self._wire.post("/sandbox/sockets", {"do": "warn", "app": app})

    def clear(self) -> None:
        self._do("clear")


def squeezed(text: str) -> str:
    """Text with all white space as single spaces, so that line breaks do not matter in a comparison."""
    return re.sub(r"\s+", " ", text).strip()


def contains(text: str, fragment: str) -> bool:
    return squeezed(fragment) in squeezed(text)


def strings(data: Any) -> list[str]:
    """Every string inside, as it is (not escaped as JSON would)."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        return [s for pair in data.items() for part in pair for s in strings(part)]
    if isinstance(data, list):
        return [s for part in data for s in strings(part)]
    return []


def plain(value: Any) -> Any:
    """People and channels as their ids, dates and times in ISO form."""
    if isinstance(value, Channel | Named):
        return value.id
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple | set):
        return [plain(part) for part in value]
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value
