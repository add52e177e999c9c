"""One call of the Web API: what a method handler is given and how it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.hub import Hub
from sandbox.world import App, Channel, Json, Person, Workspace

METHODS: dict[str, Json] = json.loads(
    (Path(__file__).parent.parent / "data" / "methods.json").read_text(encoding="utf-8")
)
"""What the sandbox knows of each method: arguments, bot scopes, tier, the errors it may give."""

GENERIC_ERRORS = frozenset(
    [
        "not_authed",
        "invalid_auth",
        "token_expired",
        "not_allowed_token_type",
        "team_access_not_granted",
        "missing_scope",
        "invalid_arguments",
        "unknown_method",
        "ratelimited",
        "internal_error",
        "service_unavailable",
        "request_timeout",
        "fatal_error",
    ]
)
"""Errors every method may give."""

UNLISTED_ERRORS = {
    "conversations.open": frozenset({"cannot_dm_bot"}),
}
"""Errors Slack gives though its page of the method does not list them."""

KINDS = {"groups": "private", "channels": "public", "im": "im", "mpim": "mpim"}
"""Which conversations a scope's first word is about."""


class SlackError(Exception):
    """The call fails with `code`; `extra` goes into the answer beside it."""

    def __init__(self, code: str, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.extra = extra


class TooFast(Exception):
    """429 with a Retry-After of `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"retry after {seconds} s")
        self.seconds = seconds


def invalid_arguments(*messages: str) -> SlackError:
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {m}" for m in messages]})


@dataclass
class Call:
    """A call by a workspace's bot whose token, arguments and tier have been checked."""

    hub: Hub
    method: str
    args: Json
    team: Workspace | None
    app: App

    @property
    def space(self) -> Workspace:
        if self.team is None:
            raise LookupError(f"{self.method} is called without a workspace")
        return self.team

    def now_int(self) -> int:
        return int(self.hub.clock.now().timestamp())

    def scope_for(self, kind: str) -> None:
        """Refuse unless the bot holds one of the method's scopes for conversations of `kind`."""
        fitting = [s for s in METHODS[self.method]["scopes"] if KINDS.get(s.split(":")[0]) == kind]
        if not fitting or self.space.scopes.intersection(fitting):
            return
        needed = sorted(fitting, key=lambda s: (s.count("."), s))[0]
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(self.space.scopes)))

    def channel(self, name: str = "channel") -> Channel:
        """The conversation of an argument, if the bot may know that it exists."""
        found = self.space.channels.get(str(self.args.get(name)))
        if found is None or not self.sees(found):
            raise SlackError("channel_not_found")
        return found

    def sees(self, channel: Channel) -> bool:
        bot = self.space.bot_user
        return (
            channel.kind == "public" or bot in channel.members or (channel.archived and bot in channel.former)
        )

    def is_in(self, channel: Channel) -> bool:
        return self.space.bot_user in channel.members

    def person(self, user_id: str) -> Person | None:
        return self.space.people.get(user_id)


Handler = Callable[[Call], Json]
HANDLERS: dict[str, Handler] = {}


def method(name: str) -> Callable[[Handler], Handler]:
    """Register a handler under its Web API name."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        return handler

    return register


def page(call: Call, key: str, items: list[Any], *, default: int, most: int = 1000) -> Json:
    """One page of `items` after the call's cursor; `limit` 0 or absent means `default`."""
    limit = int(call.args.get("limit") or default)
    if limit < 0 or limit > most:
        raise SlackError(
            "invalid_limit" if "invalid_limit" in METHODS[call.method]["errors"] else "invalid_arguments"
        )
    cursor = str(call.args.get("cursor") or "")
    start = 0
    if cursor:
        head, _, number = cursor.partition(":")
        if head != "next" or not number.isdigit():
            raise SlackError("invalid_cursor")
        start = int(number)
    rest = items[start + limit :]
    following = f"next:{start + limit}" if rest else ""
    return {key: items[start : start + limit], "response_metadata": {"next_cursor": following}}
