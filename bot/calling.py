"""Calls to Slack over lines that stay open. The SDK's client opens a new one for each call, and reads all certificates of
this machine again for it: measured with TLS on loopback, 31.5 ms of processor time a call, 2.2 with the certificates read
once, 0.4 over a line that is open already.
"""

from __future__ import annotations

import os
import select
import ssl
import threading
import time
import weakref
from collections.abc import Callable
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from io import BytesIO
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse

REST = 5.0
"""Seconds after its last answer for which a line is used again. Whoever is at its other end closes one that rests, and
then nobody knows what became of a call that was on its way to it: they wait for a minute or longer."""


@cache
def certificates() -> ssl.SSLContext:
    """Whom this machine trusts: read once a process, as all connections may share it."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


FAILURES = (SlackApiError, SlackClientError, OSError, HTTPException, ValueError)
"""Of a call: refused, not understood, not reached, broken off, or not an answer."""
TOKEN_IS_OUT = frozenset({"account_inactive", "invalid_auth", "token_expired", "token_revoked"})
"""What Slack says where a token is nobody's any more; it did nothing."""
AT_LEAST = 0.3
"""Seconds; with less left, no call is worth beginning: one that must be made has so much in any case."""


class NotReached(ConnectionError):
    """There was no line to send anything over: nobody can have got the call."""


class SlackClient(WebClient):
    """The SDK's client with lines of its own, which its copies share; one that must go through a proxy has none."""

    other: Callable[[str | None], WebClient | None] | None = None
    """Given the token that Slack takes no more: who speaks with another one, if there is one. Asked once a call, within
    its time.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if self.ssl is None and self.base_url.startswith("https:"):
            self.ssl = certificates()
        self._lines = _Lines()

    def api_call(self, *given: Any, **named: Any) -> SlackResponse:
        began = time.monotonic()
        try:
            return super().api_call(*given, **named)
        except SlackApiError as error:
            if self.other is None or error.response.get("error") not in TOKEN_IS_OUT:
                raise
            other, left = self.other(self.token), self.timeout - (time.monotonic() - began)
            if other is None or left < AT_LEAST:
                raise
        other.timeout = left  # type: ignore[assignment] # whole seconds by its signature alone
        return other.api_call(*given, **named)

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        """Where the SDK hands a request to urllib; raises what that would, but for `URLError` around an `OSError`; and
        `NotReached`, an `OSError`, too."""
        if self.proxy is not None:
            return super()._perform_urllib_http_request_internal(url, req)
        to = urlsplit(url)
        line = self._lines.take(to.scheme, to.netloc) or self._new(to.scheme, to.netloc)
        line.timeout = self.timeout
        if line.sock is None:
            _connect(line)
        else:
            line.sock.settimeout(self.timeout)
        try:
            line.request("POST", f"{to.path}?{to.query}" if to.query else to.path, req.data, req.headers)
            answer = line.getresponse()
            body = answer.read()
        except BaseException:
            line.close()
            raise
        if not answer.will_close:
            self._lines.give_back(to.scheme, to.netloc, line)
        if answer.status >= 300:
            raise HTTPError(url, answer.status, answer.reason, answer.headers, BytesIO(body))
        charset = answer.headers.get_content_charset() or "utf-8"
        return {"status": answer.status, "headers": answer.headers, "body": body.decode(charset)}

    def _new(self, scheme: str, place: str) -> HTTPConnection:
        if scheme == "https":
            return HTTPSConnection(place, timeout=self.timeout, context=self.ssl)
        return HTTPConnection(place, timeout=self.timeout)


def _connect(line: HTTPConnection) -> None:
    try:
        line.connect()
    except OSError as error:
        line.close()
        raise NotReached(str(error)) from error


_Resting = dict[tuple[str, str], list[tuple[float, HTTPConnection]]]


class _Lines:
    """Open lines that nobody uses now, the one that was used last first."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._process = os.getpid()
        self._resting: _Resting = {}
        weakref.finalize(self, _close, self._resting)

    def take(self, scheme: str, place: str) -> HTTPConnection | None:
        with self._guard:
            if self._process != os.getpid():
                self._process = os.getpid()
                _close(self._resting)
            resting = self._resting.get((scheme, place), [])
            while resting:
                since, line = resting.pop()
                if time.monotonic() - since < REST and not _is_spoken_to(line):
                    return line
                line.close()
        return None

    def give_back(self, scheme: str, place: str, line: HTTPConnection) -> None:
        """Those whose rest is over meanwhile are closed: the last one is taken first, and nobody may come to them."""
        with self._guard:
            now = time.monotonic()
            for resting in self._resting.values():
                while resting and now - resting[0][0] >= REST:
                    resting.pop(0)[1].close()
            self._resting.setdefault((scheme, place), []).append((now, line))


def _close(resting: _Resting) -> None:
    """This process's end of them; where it was forked, its parent's stays as it is."""
    while resting:
        for _, line in resting.popitem()[1]:
            line.close()


def _is_spoken_to(line: HTTPConnection) -> bool:
    """Whether something has come that nobody asked for: to a line at rest that is its end."""
    looked = select.poll()
    looked.register(line.sock, select.POLLIN)
    return bool(looked.poll(0))
