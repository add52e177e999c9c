"""Where every delivery of Slack comes in, over HTTP or a socket: given a reference for the log, and timed."""

from __future__ import annotations

from typing import Any, Final

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.context import BoltContext

from bot import logs, traces
from bot.deps import Deps
from handlers import shedding
from handlers.inbound import Said
from handlers.of_help import is_of_help
from handlers.whose import of_organisation

UNCOUNTED: Final = "uncounted"
ANSWERED: Final = "answered"
COMMAND: Final = "command"
TYPES: Final = {
    "block_actions": "click",
    "event_callback": "event",
    "message_action": "shortcut",
    "shortcut": "shortcut",
    "view_submission": "submission",
}


class Entry(App):
    """Bolt's app, seen from outside."""

    def __init__(self, deps: Deps, **how: Any) -> None:
        super().__init__(**how)
        self._metrics, self._languages = deps.metrics, deps.languages
        self._metrics.sheds({COMMAND, *TYPES.values()})
        self._shedding = shedding.Shedding(deps)

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        began = shedding.arrived(req.context)
        of_all = of_organisation(req.body)
        if of_all is not None:  # Bolt itself reads no workspace there, or the organisation
            req.context["team_id"] = of_all
        with logs.request(), traces.statements() as asked:
            refused = self._shedding.refused(req)
            answer = super().dispatch(req) if refused is None else self._refused(req, *refused)
            if not req.context.get(UNCOUNTED):
                self._metrics.acked(_payload(req.body), began, asked, logs.reference())
        if ANSWERED in req.context:
            said, language = req.context[ANSWERED]
            self._languages.told(said.workspace_id, said.user_id, language)
        return answer

    def _refused(self, req: BoltRequest, answer: BoltResponse, said: Said | None) -> BoltResponse:
        if said is not None and is_of_help(said):
            leave_uncounted(req.context)
        else:
            self._metrics.shed(_payload(req.body))
        return answer


def leave_uncounted(context: BoltContext) -> None:
    """This delivery's answer is counted nowhere."""
    context[UNCOUNTED] = True


def answered(context: BoltContext, said: Said, language: str) -> None:
    """She is answered in this language."""
    context[ANSWERED] = (said, language)


def _payload(body: Any) -> str:
    return COMMAND if "command" in body else TYPES.get(str(body.get("type")), "other")
