"""/api/<method>: from the HTTP request to the answer, through faults, token, scopes, arguments and tiers."""

from __future__ import annotations

import asyncio
import base64
import time
from datetime import timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox import ledger
from sandbox.clock import real_now
from sandbox.faults import Fault
from sandbox.hub import Hub
from sandbox.lines import Lines, LostLine
from sandbox.reading import read_object
from sandbox.webapi import arguments, chat, conversations, files, oauth, organisations, people, views
from sandbox.webapi.core import (
    GENERIC_ERRORS,
    HANDLERS,
    KINDS,
    METHODS,
    UNLISTED_ERRORS,
    Call,
    SlackError,
    TooFast,
    invalid_arguments,
)
from sandbox.world import App, Json, Workspace

FAMILIES = (chat, conversations, files, oauth, organisations, people, views)
"""Imported for the handlers they register."""


class WebApi:
    """The endpoint of all methods."""

    def __init__(self, hub: Hub, lines: Lines) -> None:
        self.hub = hub
        self.lines = lines

    async def __call__(self, request: Request) -> Response:
        faults = self.hub.faults
        if faults.down is not None:
            return self._down(request, faults.down)
        if faults.slow_ms:
            await asyncio.sleep(faults.slow_ms / 1000)
        begun = time.monotonic()
        name = str(request.path_params["method"])
        if name == files.UPLOAD:
            return await files.take_upload(self.hub.world, request)
        try:
            given, token = await _read(request, METHODS.get(name, {}).get("json", True))
        except (ValueError, RecursionError) as problem:
            return JSONResponse({"ok": False, "error": "invalid_json", "detail": str(problem)})
        space, app = self._who(token)
        fault = faults.take(name, space.id if space else None) or faults.take_chart(name, given.get("blocks"))
        status, answer, headers = self._answer(name, given, token, space, app, fault)
        if space is not None:
            self._log(
                self.hub.world.workspaces.get(str(given.get("team_id")), space),
                name,
                given,
                status,
                answer,
                fault,
                (time.monotonic() - begun) * 1000,
            )
        if fault is not None and fault.lose_answer:
            return LostLine(self.lines, request)
        return JSONResponse(answer, status_code=status, headers={**_always(faults.ahead, space), **headers})

    def _down(self, request: Request, how: str) -> Response:
        if how == "503":
            return Response("Service Unavailable", status_code=503)
        return LostLine(self.lines, request)

    def _who(self, token: str | None) -> tuple[Workspace | None, App | None]:
        space = self.hub.world.workspace_of_token(token) if token else None
        return space, space.app if space else self.hub.world.app_of_token(token) if token else None

    def _answer(
        self,
        name: str,
        given: Json,
        token: str | None,
        space: Workspace | None,
        app: App | None,
        fault: Fault | None,
    ) -> tuple[int, Json, dict[str, str]]:
        if fault is not None and not fault.lose_answer:
            return _faulty(fault)
        try:
            return 200, {"ok": True, **self._perform(name, given, token, space, app)}, {}
        except SlackError as error:
            allowed = GENERIC_ERRORS.union(
                METHODS.get(name, {}).get("errors", ()), UNLISTED_ERRORS.get(name, ())
            )
            if error.code not in allowed:
                raise LookupError(f"{name} gives {error.code}, which its data does not list") from error
            return 200, {"ok": False, "error": error.code, **error.extra}, {}
        except TooFast as wait:
            return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(wait.seconds)}

    def _perform(
        self, name: str, given: Json, token: str | None, space: Workspace | None, app: App | None
    ) -> Json:
        known = METHODS.get(name)
        if known is None:
            raise SlackError("unknown_method", req_method=name)
        if known["auth"] == "none":
            app = app or App("", "", "", "")
        elif token is None:
            raise SlackError("not_authed")
        elif app is None:
            raise SlackError("invalid_auth")
        elif (known["auth"] == "app") != (space is None):
            raise SlackError("not_allowed_token_type")
        elif space is not None and token in space.ends and space.ends[token] <= self.hub.clock.now():
            raise SlackError("token_expired")
        if space is not None:
            _check_scope(name, space)
        if app.id:
            owner = space.id if space else app.id
            wait = self.hub.rates.refuse(owner, name, known["tier"], self.hub.clock.now())
            if wait is not None:
                raise TooFast(wait)
        call = Call(self.hub, name, arguments.check(name, given), space, app)
        if space is not None and space.is_organisation:
            call.team = organisations.meant(self.hub.world, call)
        elif call.args.get("team_id") not in (None, "", space.id if space else None):
            raise invalid_arguments("not this workspace [json-pointer:/team_id]")
        return HANDLERS[name](call)

    def _log(
        self,
        space: Workspace,
        name: str,
        given: Json,
        status: int,
        answer: Json,
        fault: Fault | None,
        ms: float,
    ) -> None:
        entry: Json = {"method": name, "args": given, "ms": round(ms, 1), "status": status}
        entry |= {"ok": bool(answer.get("ok")), "error": answer.get("error"), "result": answer}
        entry |= {"faulty": fault is not None and not fault.lose_answer}
        ledger.called(space, {**entry, "at": self.hub.clock.now().isoformat()})


def _always(ahead: int, space: Workspace | None) -> dict[str, str]:
    """Headers of every answer: Slack's own time, and what the token may do."""
    headers = {"date": format_datetime(real_now() + timedelta(seconds=ahead), usegmt=True)}
    return headers if space is None else {**headers, "x-oauth-scopes": ",".join(sorted(space.scopes))}


def _check_scope(name: str, space: Workspace) -> None:
    """Refuse where the bot holds none of the method's scopes, whatever the conversation."""
    scopes: list[str] = METHODS[name]["scopes"]
    if not scopes or space.scopes.intersection(scopes):
        return
    by_kind = [s for s in scopes if s.split(":")[0] in KINDS]
    needed = next((s for s in by_kind if s.startswith("groups:") and "." not in s), scopes[0])
    raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(space.scopes)))


def _faulty(fault: Fault) -> tuple[int, Json, dict[str, str]]:
    if fault.error is not None:
        return 200, {"ok": False, "error": fault.error}, {}
    status = fault.http or 500
    if status == 429:
        return 429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(fault.retry_after)}
    return status, {"ok": False, "error": "internal_error"}, {}


async def _read(request: Request, takes_json: bool) -> tuple[Json, str | None]:
    """The arguments as given (without the token) and the token of header or field.

    Where a method takes no JSON, Slack overlooks a body of JSON without a word.
    """
    raw = await request.body()
    given: dict[str, Any] = dict(parse_qsl(request.url.query, keep_blank_values=True))
    content_type = request.headers.get("content-type", "")
    if raw and content_type.startswith("application/json"):
        said = read_object(raw)
        given |= said if takes_json else {}
    elif raw and content_type.startswith("multipart/"):
        given |= {name: part for name, part in (await request.form()).items() if isinstance(part, str)}
    elif raw:
        given |= dict(parse_qsl(raw.decode(), keep_blank_values=True))
    field = given.pop("token", None)
    header = request.headers.get("authorization", "")
    if header.startswith("Basic "):
        names = base64.b64decode(header.removeprefix("Basic "), validate=True).decode().split(":", 1)
        given |= dict(zip(("client_id", "client_secret"), names, strict=False))
    token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else field
    return given, token or None
