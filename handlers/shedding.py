"""More comes in than can be answered in Slack's three seconds: what has waited too long for its turn is refused at once.

Whoever typed, clicked or sent a form reads that it was not taken, and a form keeps what was typed: it was not begun, and
the store, which is what there is too little of, is asked nothing; so nobody knows whether the same was taken before. An
event is not taken, so that Slack sends it again; nor is a click on Home or in a modal, to whose place no words can be sent
without the store: Slack itself marks the button.
Before that, of a school that has more than its share of what is answered, while others wait, too.
Over HTTP alone, where gunicorn.conf.py says since when a request waits: a socket brings no more at once than is answered.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Final

import structlog
from slack_bolt import Ack, BoltRequest, BoltResponse
from slack_bolt.context import BoltContext

from bot import logs
from bot.deps import Deps
from bot.errors import UserError, Wrong
from bot.speech import spoken
from bot.views import errors
from bot.views.answer import Refuse, Say
from handlers import outbound
from handlers.inbound import Click, Command, Said, Submission
from handlers.whose import Malformed

log = structlog.get_logger()

ARRIVED: Final = "codebuddies.arrived"
"""Since when a request waits, by `time.perf_counter`: of gunicorn's environment, then of Bolt's context."""
PATIENCE: Final = 1.0
"""Seconds in the queue. What is begun then has the store's own 1.5 (`models.store.LISTENER_PATIENCE`) in Slack's three."""
CROWDED: Final = 0.5
"""Seconds in the queue, from which on schools are let in by turns."""
SPARE: Final = 2
"""So many more than the middle of all a school may have in a crowd."""
TELLERS, UNTOLD = 4, 8
"""Threads that tell of refused clicks, whose words are a call to Slack; and how many may wait for that: a call or two."""
READ: Final[dict[str, Callable[[Any], Said]]] = {
    "block_actions": Click.of,
    "message_action": Click.of_shortcut,
    "shortcut": Click.of_shortcut,
    "view_submission": Submission.of,
}
EVENT: Final = "event_callback"


def arrived(context: BoltContext) -> float:
    """When this came in, by `time.perf_counter`; now, where nobody has said so."""
    return float(context.get(ARRIVED) or time.perf_counter())


class Crowd:
    """Whom this process has let in since it is crowded: workspace → how often. Whoever comes later begins with the last."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._had = Counter[str]()

    def lets_in(self, workspace_id: str) -> bool:
        """Whether it has not had more than its share; one that is alone has all."""
        with self._guard:
            had = self._had.setdefault(workspace_id, min(self._had.values(), default=0))
            if had > self._had.total() / len(self._had) + SPARE:
                return False
            self._had[workspace_id] = had + 1
            return True

    def goes(self) -> None:
        """There is room for everybody."""
        if self._had:
            with self._guard:
                self._had.clear()


class Shedding:
    """Refuses what has waited too long."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._tellers = ThreadPoolExecutor(TELLERS, thread_name_prefix="shedding")
        self._room = threading.BoundedSemaphore(UNTOLD)
        self._crowd = Crowd()

    def refused(self, request: BoltRequest) -> tuple[BoltResponse, Said | None] | None:
        """The answer, and whose act it was; None: it is answered as always."""
        waited = time.perf_counter() - arrived(request.context)
        if waited <= CROWDED:
            self._crowd.goes()
            return None
        kind = str(request.body.get("type"))
        if kind == EVENT:
            whose = str(request.body.get("team_id"))
            return None if self._may_come(whose, waited) else (BoltResponse(status=503, body=""), None)
        try:
            said = Command.of(request.body) if "command" in request.body else READ[kind](request.body)
        except (Malformed, KeyError):
            return None
        if self._may_come(said.workspace_id, waited):
            return None
        try:
            return self._in_words(said), said
        except Exception as error:  # noqa: BLE001 - whose it was is not told: it may be of help
            log.warning("not_refused_in_words", error=logs.kind(error))
            return BoltResponse(status=503, body=""), said

    def _may_come(self, workspace_id: str, waited: float) -> bool:
        return waited <= PATIENCE and self._crowd.lets_in(workspace_id)

    def _in_words(self, said: Said) -> BoltResponse:
        language = self._deps.languages.of(said.workspace_id, said.user_id) or spoken()
        message = errors.words(UserError(Wrong.SHED), language)
        client, ack = self._deps.client, Ack()  # type: ignore[no-untyped-call]
        match said:
            case Command():
                outbound.to_command(client, ack, said, Say(message), language)
            case Submission():
                outbound.to_submission(client, ack, said, Refuse({"": message.text}), language)
            case Click(response_url=str()):
                telling = partial(outbound.to_click, client, Ack(), said, Say(message), language)  # type: ignore[no-untyped-call]
                return BoltResponse(status=200 if self._told(telling) else 503, body="")
        return ack.response or BoltResponse(status=503, body="")

    def _told(self, telling: Callable[[], None]) -> bool:
        """Whether it will be; else Slack itself marks the button, for it was not answered."""
        if not self._room.acquire(blocking=False):
            return False

        def done(told: Future[None]) -> None:
            self._room.release()
            if error := told.exception():
                log.warning("not_refused_in_words", error=logs.kind(error))

        self._tellers.submit(telling).add_done_callback(done)
        return True
