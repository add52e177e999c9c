"""A message in a channel whose address is needed afterwards; and one there that is brought up to date."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.kinds import Call, Dropped, Due, GivenUp, Unknown, progressed
from bot.views.answer import Message
from models.store import Db


@dataclass(frozen=True)
class Linked:
    """A message in the channel, and then its address. Its progress: `ts`, `is_filled`.

    Attributes:
        message: what is posted; raises `Dropped` where it is not any more.
        posted: keeps Slack's mark of it.
        linked: keeps its address; None where Slack does not tell it.
        stuck: Slack does not take the message.
        fill: what the message says as soon as it is there, where `message` only keeps its place. To bring a message up
            to date is repeatable: what a lost answer doubles is the place alone.
        filled: it says so now.
    """

    message: Callable[[Db, Due], dict[str, Any]]
    posted: Callable[[Db, Due, str, datetime], None]
    linked: Callable[[Db, Due, str | None, datetime], None]
    stuck: Callable[[Db, Due, datetime], None]
    fill: Callable[[Db, Due], dict[str, Any]] | None = None
    filled: Callable[[Db, Due, datetime], None] = lambda db, due, now: None
    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        ts = due.progress.get("ts")
        if ts and self.fill is not None and not due.progress.get("is_filled"):
            return Call("chat.update", {"channel": due.target, "ts": ts, **self.fill(db, due)})
        if ts:
            return Call("chat.getPermalink", {"channel": due.target, "message_ts": ts})
        arguments = {"channel": due.target, "unfurl_links": False, "unfurl_media": False}
        return Call("chat.postMessage", {**arguments, **self.message(db, due)}, channel=due.target)

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if call.method == "chat.postMessage":
            progressed(db, due, ts=str(answer["ts"]))
            self.posted(db, due, str(answer["ts"]), now)
            return False
        if call.method == "chat.update":
            progressed(db, due, is_filled=True)
            self.filled(db, due, now)
            return False
        self.linked(db, due, str(answer["permalink"]), now)
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if due.progress.get("ts") and (self.fill is None or due.progress.get("is_filled")):
            self.linked(db, due, None, now)
        else:
            self.stuck(db, due, now)
        raise GivenUp(error)


@dataclass(frozen=True)
class Card:
    """A message is brought up to date: `letter` says where it is and what it says now. Repeatable."""

    letter: Callable[[Db, Due], tuple[str, str, Message]]
    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        channel, ts, message = self.letter(db, due)
        return Call("chat.update", {"channel": channel, "ts": ts, **message.payload})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """The channel or the message is gone: nobody reads it there any more."""
        raise Dropped(error)
