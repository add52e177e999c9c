"""Which of Bolt's listeners a delivery is for, read from the payload alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.listener_matcher import ListenerMatcher
from slack_bolt.request import payload_utils

Is = Callable[[dict[str, Any]], bool]

CLICK: Final[Is] = payload_utils.is_block_actions
SUBMISSION: Final[Is] = payload_utils.is_view_submission


def command(name: str) -> Is:
    return lambda body: payload_utils.is_slash_command(body) and body["command"] == name


def shortcut(callback_id: str) -> Is:
    return lambda body: payload_utils.is_shortcut(body) and body["callback_id"] == callback_id


def event(kind: str) -> Is:
    return lambda body: payload_utils.is_event(body) and body["event"]["type"] == kind


def listen(app: App, to: Is, listener: Callable[..., BoltResponse | None]) -> None:
    """What `app.command`, `app.event` and the like do, but for their matchers: those gather all that a listener may ask
    for, the client and the payload in ten forms, to ask of it a single word; Bolt asks one listener after the other.
    """
    app._register_listener([listener], _Matcher(to), None, None, auto_acknowledgement=False)


class _Matcher(ListenerMatcher):
    def __init__(self, to: Is) -> None:
        self._to = to

    def matches(self, req: BoltRequest, resp: BoltResponse) -> bool:
        return self._to(req.body)
