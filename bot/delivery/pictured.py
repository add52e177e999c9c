"""A message with a chart in it. Where Slack does not take charts yet, its words alone are sent: a picture stops nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.delivery.kinds import Call, Due, Edit, Post, progressed
from bot.services import charts as service
from bot.services.charts import PLAIN
from bot.views import charts
from bot.views.answer import Block, Message
from models.store import Db

REFUSED = "invalid_blocks"


@dataclass(frozen=True)
class Pictured(Post):
    """As `Post`. Its letter draws charts; they are left out where this workspace has not taken one lately.

    What is drawn takes long to read: the letter gives back `due.made` where it is there.
    """

    def prepare(self, db: Db, due: Due, now: datetime) -> Message:
        return self.letter(db, due, now)

    def calls(self, due: Due) -> tuple[str, str | None]:
        return "chat.postMessage", due.target

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        return _taken(db, due, super().next_call(db, due, now), now)

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """A refused chart is remembered, and the rest is tried at once."""
        return _is_chart(db, due, call, error, now) or super().refused(db, due, call, error, now)


@dataclass(frozen=True)
class PicturedAgain(Edit):
    """As `Edit`, of what a `Pictured` has sent."""

    def prepare(self, db: Db, due: Due, now: datetime) -> Message:
        return self.letter(db, due, now)

    def calls(self, due: Due) -> tuple[str, str | None]:
        return "chat.update", None

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        return _taken(db, due, super().next_call(db, due, now), now)

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        return _is_chart(db, due, call, error, now) or super().refused(db, due, call, error, now)


def _taken(db: Db, due: Due, call: Call | None, now: datetime) -> Call | None:
    """The call as this workspace takes it."""
    if call is None or (service.may_draw(db, now) and not due.progress.get(PLAIN)):
        return call
    return Call(call.method, {**call.arguments, "blocks": charts.without(_blocks(call))}, call.channel)


def _is_chart(db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
    """Whether it may be a chart that was refused; the notice goes on without any then."""
    if error != REFUSED or not charts.has(_blocks(call)):
        return False
    service.refused(db, now)
    progressed(db, due, **{PLAIN: True})
    return True


def _blocks(call: Call) -> list[Block]:
    blocks: list[Block] = call.arguments.get("blocks", [])
    return blocks
