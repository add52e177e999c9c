"""What became of a notice, kept in its row: sent, tried later, refused, dropped or given up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import bindparam, select
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.delivery import outcome, pace, queue
from bot.delivery.kinds import Call, CountsDoubt, Dropped, Due, GivenUp, Kind, NotYet, Unknown
from bot.delivery.outcome import Trouble
from bot.delivery.queue import goes_apart
from bot.services import channels, help_record, named_in, notices
from models import Notice
from models.enums import NoticeState, TaskKind
from models.prepared import Rows
from models.store import Db

log = structlog.get_logger()

BACKOFF = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600))
MAX_ATTEMPTS = 12
"""With the last step repeated, about seven hours: an outage of Slack is shorter."""
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
HELP = ("help", notices.PRIVATE)
"""Kinds whose name begins so are of one of the two doors; the log does not tell which: no kind, no place in the code."""


@dataclass(frozen=True)
class Taken:
    due: Due
    call: Call
    owner: str
    reason: str | None
    """What it has waited for until now."""
    since: float
    """When it was taken, by `bot.clock.lasting`."""


class Faulty(Exception):
    """A kind's own code failed on a notice; what it had begun is undone."""

    def __init__(self, row: Notice | Due) -> None:
        super().__init__(str(row.id))
        self.notice_id = row.id
        self.is_help = row.kind.startswith(HELP)
        self.goes_apart = goes_apart(row)

    @property
    def trouble(self) -> dict[str, Any]:
        """What went wrong, for the log."""
        cause = self.__cause__ or self
        return {"error": logs.kind(cause)} if self.is_help else {"exc_info": cause}


class Recorder:
    """Decides with each kind; every method runs in a transaction of one workspace."""

    def __init__(self, kinds: Mapping[str, Kind]) -> None:
        self._kinds = kinds

    def record(
        self,
        db: Db,
        taken: Taken,
        answer: Mapping[str, Any] | Trouble,
        now: datetime,
        *,
        by_kind: bool = True,
    ) -> bool:
        """Keep the outcome of a call. False: the lease ran out, and somebody else has decided about it.

        `by_kind`: False where its kind's own code has failed on it.

        Raises:
            Faulty: it does now.
        """
        if not by_kind:
            return self._keep(db, taken, answer, now) and self._broken(db, taken, now)
        try:
            if not isinstance(answer, Trouble):
                return self._answered(db, taken, answer, now)
            row = _MINE.first(db, id=taken.due.id, owner=taken.owner)
            if row is not None:
                row.owner = row.lease_until = None
                row.state = NoticeState.PENDING
                db.flush()
                self._failed(db, row, taken, answer, now)
            return row is not None
        except OperationalError as error:
            raise error.with_traceback(None) from error.orig
        except Exception as error:
            raise Faulty(taken.due) from error

    def _broken(self, db: Db, taken: Taken, now: datetime) -> bool:
        row = _row(db, taken)
        row.sent_at = None
        return self.give_up(db, row, "broken", now)

    def _keep(self, db: Db, taken: Taken, answer: Mapping[str, Any] | Trouble, now: datetime) -> bool:
        """Most have one step: settled in the one statement that gives it back. False: it is ours no more."""
        due, call = taken.due, taken.call
        values: dict[str, Any] = {"sent_at": now}
        if not isinstance(answer, Trouble):
            if call.method == named_in.POST:
                values["slack_ts"] = answer.get("ts")
                values["slack_channel"] = answer.get("channel") if call.channel else None
            names = named_in.left(due.kind, call.method, call.arguments)
            if names is not None:
                values["names"] = names
        return queue.sent(db, due.id, taken.owner, **values)

    def _answered(self, db: Db, taken: Taken, answer: Mapping[str, Any], now: datetime) -> bool:
        due, call = taken.due, taken.call
        if not self._keep(db, taken, answer, now):
            return False
        if "maybe_seen" in due.progress:
            row = _row(db, taken)  # what was added to it during the call stays
            row.progress = {key: value for key, value in row.progress.items() if key != "maybe_seen"}
        named_in.done(db, due.kind, call.method, call.arguments)
        ended: tuple[NoticeState, str | None] | None = None
        try:
            if not self._kinds[due.kind].answered(db, due, call, answer, now):
                ended = NoticeState.PENDING, taken.reason
        except Dropped as dropped:
            ended = NoticeState.DROPPED, dropped.reason
        except GivenUp as given_up:
            ended = NoticeState.FAILED, given_up.reason
        if ended is not None:
            row = _row(db, taken)
            row.sent_at = None
            settle(row, *ended)
        if not goes_apart(due):
            queue.take_up_again(db, now, outcome.LOCKED_OUT)
        return True

    def _failed(self, db: Db, row: Notice, taken: Taken, trouble: Trouble, now: datetime) -> None:
        kind, method = self._kinds[row.kind], taken.call.method
        if not goes_apart(row):
            log.info("send_failed", notice=row.id, method=method, error=trouble.code)
        if trouble.wait is not None:
            row.not_before = now + trouble.wait
            if not goes_apart(row):
                pace.block(db, method, row.not_before)
            self.hold(db, row, row.not_before)
            return
        if trouble.in_doubt and kind.unknown is Unknown.DROP:
            if isinstance(kind, CountsDoubt):
                kind.in_doubt(db, row.target, row.progress)
            settle(row, NoticeState.DROPPED, "outcome_unknown")
            return
        if trouble.in_doubt:
            row.progress = {**row.progress, "maybe_seen": True}
        if not trouble.passing:
            self.refuse(db, row, taken.due, taken.call, trouble.code, now)
            return
        row.reason = trouble.code if trouble.all_calls else None  # a check-up tells it while it waits
        self.try_later(db, row, taken.due, taken.call, trouble.code, now)
        if trouble.all_calls:
            self.hold(db, row, now + BACKOFF[0])

    def try_later(self, db: Db, row: Notice, due: Due, call: Call, code: str, now: datetime) -> bool:
        put_off(row, now)
        if row.attempts >= MAX_ATTEMPTS:
            self.refuse(db, row, due, call, code, now)
        return True

    def refuse(self, db: Db, row: Notice, due: Due, call: Call, code: str, now: datetime) -> bool:
        """Its kind decides; one that says "go on" but has not moved would ask the same for ever."""
        before = row.progress
        kind = self._kinds.get(row.kind)
        try:
            goes_on = kind is not None and kind.refused(db, due, call, code, now)
        except Dropped as dropped:
            return settle(row, NoticeState.DROPPED, dropped.reason)
        except GivenUp as given_up:
            return settle(row, NoticeState.FAILED, given_up.reason)
        except NotYet as not_yet:
            row.attempts, row.not_before = 0, not_yet.until
            return True
        if goes_on and row.progress != before:
            row.attempts, row.not_before = 0, now
            return True
        return self.give_up(db, row, code, now)

    def give_up(self, db: Db, row: Notice, code: str, now: datetime) -> bool:
        """One that is to nobody (its target is its kind: Slack is asked something) is on nobody's list."""
        settle(row, NoticeState.FAILED, code)
        if goes_apart(row):
            return True
        log.warning("given_up", notice=row.id, reason=code)
        if code in CHANNEL_GONE and row.target.startswith("team:"):
            channels.unreachable(db, now, int(row.target.removeprefix("team:")), code)
        elif row.target != row.kind and not help_record.is_kept_from_somebody(
            db, str(row.about.get("request"))
        ):
            notices.task(db, TaskKind.UNDELIVERED, str(row.id), now, notice=row.id, to=row.target)
        return True

    def hold(self, db: Db, row: Notice, until: datetime) -> None:
        """Nothing that calls the same is tried before: one statement instead of a try for each.

        Rows that another worker is looking at are left to it, so that two never wait for each other. One that goes
        apart is put off alone.
        """
        if goes_apart(row):
            return
        kind = self._kinds[row.kind]
        same = [name for name, other in self._kinds.items() if type(other) is type(kind)]
        queue.change(db, (Notice.not_before < until) & Notice.kind.in_(same), not_before=until)


def _row(db: Db, taken: Taken) -> Notice:
    """As it is now in this transaction."""
    return db.scalars(select(Notice).where(Notice.id == taken.due.id)).one()


_MINE = Rows(
    select(Notice)
    .where(
        Notice.id == bindparam("id"), Notice.owner == bindparam("owner"), Notice.state == NoticeState.SENDING
    )
    .with_for_update()
)


def put_off(row: Notice, now: datetime) -> None:
    row.attempts += 1
    row.not_before = now + BACKOFF[min(row.attempts, len(BACKOFF)) - 1]


def settle(row: Notice, state: NoticeState, reason: str | None) -> bool:
    row.state, row.reason = state, reason
    return True
