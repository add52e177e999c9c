"""Where every delivery of Slack comes in, over HTTP or a socket: given a reference for the log, and timed."""

from __future__ import annotations

import time
from typing import Any, Final

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.context import BoltContext

from bot import logs, traces
from bot.metrics import Metrics
from handlers.whose import of_organisation

UNCOUNTED: Final = "uncounted"
TYPES: Final = {
    "block_actions": "click",
    "event_callback": "event",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "view_submission": "submission",
}


class Entry(App):
    """Bolt's app, seen from outside."""

    def __init__(self, metrics: Metrics, **how: Any) -> None:
        super().__init__(**how)
        self._metrics = metrics

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        began = time.perf_counter()
        of_all = of_organisation(req.body)
        if of_all is not None:  # Bolt itself reads no workspace there, or the organisation
            req.context["team_id"] = of_all
        with logs.request(), traces.statements() as asked:
            answer = super().dispatch(req)
            if not req.context.get(UNCOUNTED):
                self._metrics.acked(_payload(req.body), began, asked, logs.reference())
        return answer


def leave_uncounted(context: BoltContext) -> None:
    """This delivery's answer is counted nowhere."""
    context[UNCOUNTED] = True


def _payload(body: Any) -> str:
    return "command" if "command" in body else TYPES.get(str(body.get("type")), "other")
