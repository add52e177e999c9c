"""What a kind of notice is: how it becomes a call to Slack, and what is worse, twice or never."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from sqlalchemy import select

from bot.clock import zone
from bot.config import Settings
from bot.rules.open_hours import PROMPT
from bot.services import channels, people
from bot.vault import WorkspaceVault
from bot.views.answer import Message, View
from bot.views.in_each import perhaps_seen
from models import Notice, Team
from models.enums import TeamState
from models.store import Db

LOOK_AGAIN = timedelta(hours=1)
"""While somebody is asked whose answer decides whether there is something to tell."""
NO_NEWS_AFTER = timedelta(days=7)
"""For what is told late rather than not at all: what a restored store or an import owes from longer ago is no news."""


class Unknown(StrEnum):
    """When nobody can tell whether Slack got it (a crash, a lost answer)."""

    RESEND = "resend"
    """Rather twice than never: help, matches, introductions."""
    DROP = "drop"
    """Rather never than twice: nudges, digests, reminders."""


@dataclass(frozen=True, repr=False)
class Call:
    """One call of a Slack method. `channel` is whose pace it counts in; None where it posts nothing or none may be kept."""

    method: str
    arguments: Mapping[str, Any]
    channel: str | None = None


@dataclass(frozen=True, repr=False)
class Due:
    """A notice taken for sending, as plain values, with what its kind needs to look at."""

    id: int
    kind: str
    target: str
    about: Mapping[str, Any]
    progress: Mapping[str, Any]
    attempts: int
    due_at: datetime
    vault: WorkspaceVault = field(repr=False)
    settings: Settings = field(repr=False)
    made: Any = field(default=None, repr=False)
    """What its kind has prepared; None for one that prepares nothing, or while it does."""

    @property
    def maybe_seen(self) -> bool:
        """An earlier attempt may have reached its reader."""
        return bool(self.progress.get("maybe_seen"))


class Dropped(Exception):
    """The notice is no longer true, or nobody is there to read it: `reason` is counted, nothing is sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotYet(Exception):
    """It would come at a bad hour: tried again at `until`. What follows it to the same place waits with it."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


class GivenUp(Exception):
    """Slack will not do it, for a reason, and the kind has told whoever should know."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Kind(Protocol):
    """How one kind of notice is delivered. Every method runs in a transaction, none calls Slack."""

    @property
    def unknown(self) -> Unknown: ...

    @property
    def late_after(self) -> timedelta | None:
        """A nag older than this is not sent; None: never too late."""

    @property
    def urgent(self) -> bool:
        """Goes first, and does not wait behind other notices to the same place."""

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        """The call to make now; None when there is nothing (more) to do.

        `due.maybe_seen`: an earlier attempt at it may have reached Slack, and nobody can tell.

        Raises:
            Dropped: it is no longer true.
            NotYet: it must wait for a better hour.
        """
        ...

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        """Keep what Slack answered, before the next call is made. True when the notice is done."""
        ...

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """Slack will not do it, or it was tried long enough. False: given up, and a manager is told.

        True: the notice goes on, with a progress of its own kept here; one that asks for the same call again
        is given up. Raises `Dropped` where nobody needs to be told, `GivenUp` where the kind has told them, `NotYet`
        where it is tried anew, however often it was.
        """
        ...


@runtime_checkable
class Prepares(Protocol):
    """A kind of which something takes long to read: made first, while nobody waits for this to write."""

    def prepare(self, db: Db, due: Due, now: datetime) -> Any:
        """What `next_call` finds as `due.made`, from a transaction that only reads. Raises as `next_call`."""

    def calls(self, due: Due) -> tuple[str, str | None]:
        """Method and channel of the call that it prepares: where it must wait for its pace, nothing is prepared."""


def post(channel: str, message: Message, *, paced: bool = True) -> Call:
    """A message to a channel or a person. `paced`: it counts in the pace of that place."""
    arguments = {"channel": channel, "unfurl_links": False, "unfurl_media": False, **message.payload}
    return Call("chat.postMessage", arguments, channel=channel if paced else None)


@runtime_checkable
class Overtakes(Protocol):
    """A kind that does not wait behind other notices to the same place, though it goes first nowhere."""

    @property
    def overtakes(self) -> bool: ...


@runtime_checkable
class CountsDoubt(Protocol):
    """A kind that counts what came, and what may have come."""

    def in_doubt(self, db: Db, target: str, progress: Mapping[str, Any]) -> None:
        """It is dropped because nobody can tell whether it came."""


Letter = Callable[[Db, Due, datetime], Message]
"""Renders a notice in its reader's language; raises `Dropped` when it is no longer true."""


@dataclass(frozen=True)
class Post:
    """One message, to the notice's target: a person or a team's channel; or to `whom`."""

    letter: Letter
    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False
    on_sent: Callable[[Db, Due, datetime], None] | None = None
    on_failed: Callable[[Db, Due, datetime], None] | None = None
    whom: Callable[[Db, Due], str] | None = None
    """Who gets it, where nothing that is stored may say so: not the target, the pace of a channel, or where it was put."""

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        message = self.letter(db, due, now)
        if self.whom:
            to = self.whom(db, due)
            return post(to, again(db, due, message, to), paced=False)
        return post(channel_of(db, due.target), again(db, due, message))

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        if self.on_sent:
            self.on_sent(db, due, now)
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        if self.on_failed:
            self.on_failed(db, due, now)
        return False


@dataclass(frozen=True)
class Edit:
    """Bring a message that was sent before up to date: `about["notice"]` is its `dedupe_key`. Repeatable."""

    letter: Letter
    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = None
    urgent: bool = False

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        sent = db.execute(
            select(Notice.slack_channel, Notice.slack_ts).where(
                Notice.dedupe_key == str(due.about["notice"]), Notice.slack_ts.is_not(None)
            )
        ).first()
        if sent is None:
            raise Dropped("never_sent")
        message = self.letter(db, due, now)
        return Call("chat.update", {"channel": sent[0], "ts": sent[1], "blocks": [], **message.payload})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """The message is gone, or too old to be edited: its reader loses nothing."""
        raise Dropped(error)


@dataclass(frozen=True)
class PublishHome:
    """Bring a person's own Home tab up to date after something she did. Repeatable."""

    view: Callable[[Db, Due, datetime], View]
    unknown: Unknown = Unknown.RESEND
    late_after: timedelta | None = timedelta(hours=1)
    urgent: bool = True

    def next_call(self, db: Db, due: Due, now: datetime) -> Call | None:
        return Call("views.publish", {"user_id": due.target, "view": self.view(db, due, now)})

    def answered(self, db: Db, due: Due, call: Call, answer: Mapping[str, Any], now: datetime) -> bool:
        return True

    def refused(self, db: Db, due: Due, call: Call, error: str, now: datetime) -> bool:
        """It is brought up to date when she opens it."""
        raise Dropped(error)


def again(db: Db, due: Due, message: Message, to: str | None = None) -> Message:
    """The message as it is sent now: one that may have come already says so. `to`: where it is not the target."""
    if not due.maybe_seen:
        return message
    reader = to or due.target
    if not reader.startswith("team:"):
        return perhaps_seen(message, [people.language_of(db, reader)])
    team = channels.launching(db, int(reader.removeprefix("team:")))
    return perhaps_seen(message, channels.readers_languages(db, team)) if team else message


def progressed(db: Db, due: Due, **steps: Any) -> None:
    """Keep how far a chain of calls has come, in the transaction of what it has done."""
    row = db.scalars(select(Notice).where(Notice.id == due.id)).one()
    row.progress = {**row.progress, **steps}
    db.flush()


def in_open_hours(db: Db, due: Due, now: datetime) -> None:
    """For nags: what was held up does not come at night of its reader, nor when its moment is long over.

    Raises:
        Dropped: more than a day of open time has passed (see `OpenHours.late_after`).
        NotYet: it is night there.
    """
    if now - due.due_at <= PROMPT:
        return
    if people.open_hours(db).is_late(due.due_at, now, zone(people.timezone_of(db, due.target))):
        raise Dropped("too_late")
    by_day(db, due, now)


def by_day(db: Db, due: Due, now: datetime, timezone: str | None = None) -> None:
    """For what must be told, late or not, but not at night where it was held up. What is on time asks for nothing.

    `timezone`: where it is read; None: where its target is.

    Raises:
        NotYet: it is night there.
    """
    if now - due.due_at <= PROMPT:
        return
    where = zone(timezone or people.timezone_of(db, due.target))
    morning = people.open_hours(db).morning_for(due.due_at, now, where)
    if morning is not None:
        raise NotYet(morning)


def channel_of(db: Db, target: str) -> str:
    """Where a target is in Slack: `team:<id>` is that team's channel.

    Raises:
        Dropped: it has none; or the team has ended, and its channel hears nothing more.
    """
    if not target.startswith("team:"):
        return target
    team = select(Team.channel_id, Team.state).where(Team.id == int(target.removeprefix("team:")))
    channel, state = db.execute(team).first() or (None, None)
    if channel is None:
        raise Dropped("no_channel")
    if state is TeamState.ENDED:
        raise Dropped("ended")
    return channel
