"""Takes due notices one by one and delivers them: lease → commit → call Slack → record → commit.

No transaction is open during a call. A lease that ran out means that nobody knows whether Slack got it;
each kind says what is worse. A worker that wakes up too late is refused by its owner token.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.delivery import checkup, grants, named, outcome, pace, queue, turned_out, upload, without
from bot.delivery.kinds import Call, CountsDoubt, Dropped, Due, GivenUp, Kind, NotYet, Prepares, Unknown
from bot.delivery.outcome import Trouble
from bot.deps import Deps
from bot.services import channels, help_record, manager_cards, named_in, notices
from bot.vault import WorkspaceVault
from models import Notice
from models.enums import NoticeState, TaskKind
from models.store import Db, Store

log = structlog.get_logger()

LEASE = timedelta(seconds=30)
"""Longer than the HTTP timeout (10 s), so that a row in doubt is one that Slack no longer works on."""
BACKOFF = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600))
MAX_ATTEMPTS = 12
"""With the last step repeated, about seven hours: an outage of Slack is shorter."""
RECORD_TRIES = 3
"""What Slack answered is worth waiting for the write lock: three times the store's patience is half a lease."""
CHANNEL_GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
HELP = ("help", notices.PRIVATE)
"""Kinds whose name begins so are of one of the two doors; the log does not tell which: no kind, no place in the code."""
NO_CALL = Call("", {})
"""Given up before any call could be made: its letter could not be written."""


@dataclass(frozen=True)
class _Taken:
    due: Due
    call: Call
    owner: str


class _Faulty(Exception):
    """A kind's own code failed on a notice; what it had begun is undone."""

    def __init__(self, row: Notice | Due) -> None:
        super().__init__(str(row.id))
        self.notice_id = row.id
        self.is_help = row.kind.startswith(HELP)

    @property
    def trouble(self) -> dict[str, Any]:
        """What went wrong, for the log."""
        cause = self.__cause__ or self
        return {"error": logs.kind(cause)} if self.is_help else {"exc_info": cause}


class Sender:
    """Delivers the notices of one workspace at a time; any number may run against one store."""

    def __init__(
        self,
        deps: Deps,
        kinds: Mapping[str, Kind],
        *,
        client: WebClient | None = None,
        lease: timedelta = LEASE,
    ) -> None:
        self.deps = deps
        self.kinds = kinds
        self._client = client
        self.store: Store = deps.patient
        self._lease = lease
        self._looks = queue.looks(tuple(name for name, kind in kinds.items() if kind.urgent))

    def send_one(self, workspace_id: str) -> bool:
        """Deliver one due notice of a workspace, or a step of one. False when nothing is due now.

        Raises:
            bot.vault.KeyLost: the workspace's key cannot be opened; nothing was taken.
            sqlalchemy.exc.OperationalError: the store is away; what was taken is decided when its lease ends.
        """
        now = self.deps.clock.now()
        vault = self.deps.vaults.of(workspace_id)
        try:
            with self.store.begin(workspace_id) as db:
                taken = self._take(db, vault, now)
            if isinstance(taken, Due):
                made = self._prepared(workspace_id, taken, now)
                with self.store.begin(workspace_id) as db:
                    taken = self._take(db, vault, now, made)
        except _Faulty as faulty:
            log.error("letter_failed", notice=faulty.notice_id, **faulty.trouble)
            with self.store.begin(workspace_id) as db:
                self._letter_failed(db, vault, faulty.notice_id, now)
            return True
        if isinstance(taken, _Taken):
            self._deliver(workspace_id, taken)
        return bool(taken)

    def next_due(self, db: Db) -> datetime | None:
        """When the next notice of any workspace is to be tried. One that waits for an earlier one is not."""
        return self._looks.next_moment.moment(db)

    def due_workspaces(self, db: Db, now: datetime) -> list[str]:
        """Workspaces with something to send now."""
        return [str(workspace_id) for (workspace_id,) in self._looks.workspaces.rows(db, now=now)]

    def _prepared(self, workspace_id: str, due: Due, now: datetime) -> Due:
        """The notice with what takes long to read, made while others write."""
        kind = self.kinds[due.kind]
        try:
            with self.store.read(workspace_id) as db:
                made = kind.prepare(db, due, now) if isinstance(kind, Prepares) else None
        except (Dropped, NotYet):
            made = None  # it says so once more when the notice is taken
        except OperationalError:
            raise
        except Exception as error:
            raise _Faulty(due) from error
        return replace(due, made=made)

    def _take(
        self, db: Db, vault: WorkspaceVault, now: datetime, prepared: Due | None = None
    ) -> _Taken | Due | bool:
        """Lease the next due notice with its call. True: one was settled or put off; False: nothing is due.

        A notice alone: nothing was done, it must be prepared first.
        """
        row = db.scalars(self._looks.next_one, {"now": now}).first()
        if row is None:
            return False
        kind = self.kinds.get(row.kind)
        due = self._due(row, vault)
        if kind is None:
            return self._try_later(db, row, due, NO_CALL, "unknown_kind", now)
        if kind.late_after is not None and now - row.due_at > kind.late_after:
            return _settle(row, NoticeState.DROPPED, "too_late")
        if without.is_off(db, row.kind):
            return _settle(row, NoticeState.DROPPED, without.REASON)
        if manager_cards.is_over(db, row):
            return _settle(row, NoticeState.DROPPED, manager_cards.LOST)
        if row.attempts >= MAX_ATTEMPTS:
            return self._refuse(db, row, due, NO_CALL, "tried_enough", now)
        if isinstance(kind, Prepares):
            if prepared is None:
                method, channel = kind.calls(due)
                return self._put_off(db, row, method, pace.ahead(db, method, channel, now)) or due
            if (prepared.id, prepared.progress) != (due.id, due.progress):
                return True  # something else goes first by now
            due = prepared
        try:
            call = kind.next_call(db, due, now)
        except Dropped as dropped:
            return _settle(row, NoticeState.DROPPED, dropped.reason)
        except NotYet as not_yet:
            row.not_before = not_yet.until
            return True
        except OperationalError as error:
            raise error.with_traceback(None) from error.orig  # in whose letter is not told
        except Exception as error:
            raise _Faulty(row) from error
        if call is None:
            row.sent_at = now
            return _settle(row, NoticeState.SENT, None)
        call = named.shown(db, row.target, without.shown(db, call))
        wait = pace.take(db, call.method, call.channel, now, apart=_goes_apart(row))
        if self._put_off(db, row, call.method, wait):
            return True
        named_in.begun(db, row, call.method, call.arguments)
        row.state = NoticeState.SENDING
        row.owner = secrets.token_hex(8)
        row.lease_until = queue.from_now(db, self._lease)
        db.flush()
        return _Taken(due, call, row.owner)

    def _put_off(self, db: Db, row: Notice, method: str, wait: pace.Wait | None) -> bool:
        """Whether it must wait for its pace. Waits for one channel are not counted: a private message may be before it."""
        if wait is not None:
            row.not_before = wait.until
            if wait.all_calls:
                self.deps.metrics.waited(method, apart=_goes_apart(row))
                self._hold(db, row, wait.until)
        return wait is not None

    def _due(self, row: Notice, vault: WorkspaceVault) -> Due:
        return Due(
            id=row.id,
            kind=row.kind,
            target=row.target,
            about=row.about,
            progress=row.progress,
            attempts=row.attempts,
            due_at=row.due_at,
            vault=vault,
            settings=self.deps.settings,
        )

    def _deliver(self, workspace_id: str, taken: _Taken) -> None:
        began = time.perf_counter()
        answer = self._call(workspace_id, taken.call)
        self.deps.metrics.called(taken.call.method, outcome.word(answer), began, apart=_goes_apart(taken.due))
        try:
            self._record(workspace_id, taken, answer)
        except _Faulty as faulty:
            log.error("outcome_failed", notice=faulty.notice_id, **faulty.trouble)
            self._record(workspace_id, taken, answer, by_kind=False)

    def _call(self, workspace_id: str, call: Call) -> Mapping[str, Any] | Trouble:
        """Call Slack. Whatever happens is an outcome: an exception here would leave it unrecorded."""
        client = self._client
        try:
            client = client or self.deps.sender_of(workspace_id)
            if call.method == upload.BYTES:
                return upload.send(**call.arguments)
            if call.method == checkup.LOOK:
                return checkup.look(client)
            if call.method == grants.ASK:
                return grants.ask(client, **call.arguments)
            method = getattr(client, call.method.replace(".", "_"))
            answer: Mapping[str, Any] = method(**call.arguments).data
        except Exception as error:
            trouble = outcome.read(error)
            if client is not None and trouble.code in outcome.LOCKED_OUT and self.deps.tokens is not None:
                turned_out.heard(self.deps, workspace_id, client.token, trouble)
            if trouble.code == "broken":
                log.error("call_failed", method=call.method, exc_info=error)
            return trouble
        return answer

    def _record(
        self, workspace_id: str, taken: _Taken, answer: Mapping[str, Any] | Trouble, *, by_kind: bool = True
    ) -> None:
        """Keep the outcome, unless the lease ran out and somebody else has decided about it."""
        for attempt in range(1, RECORD_TRIES + 1):
            try:
                with self.store.begin(workspace_id) as db:
                    row = db.scalars(_mine(taken)).first()
                    if row is not None:
                        self._settle_call(db, row, taken, answer, by_kind)
                    elif not _goes_apart(taken.due):
                        log.warning("late_write_refused", notice=taken.due.id)
                return
            except OperationalError:
                if attempt == RECORD_TRIES:
                    raise
                log.warning("outcome_not_kept_yet", notice=taken.due.id, attempt=attempt)

    def _settle_call(
        self, db: Db, row: Notice, taken: _Taken, answer: Mapping[str, Any] | Trouble, by_kind: bool
    ) -> None:
        now = self.deps.clock.now()
        row.owner = row.lease_until = None
        row.state = NoticeState.PENDING
        if not isinstance(answer, Trouble) and taken.call.method == "chat.postMessage":
            row.slack_ts = answer.get("ts")
            row.slack_channel = answer.get("channel") if taken.call.channel else None
        if not by_kind:
            self._give_up(db, row, "broken", now)
            return
        try:
            if isinstance(answer, Trouble):
                db.flush()
                self._failed(db, row, taken, answer, now)
                return
            named_in.done(db, row, taken.call.method, taken.call.arguments)
            self._answered(db, row, taken, answer, now)
            if not _goes_apart(row):
                queue.take_up_again(db, now, outcome.LOCKED_OUT)
        except OperationalError as error:
            raise error.with_traceback(None) from error.orig
        except Exception as error:
            raise _Faulty(row) from error

    def _answered(self, db: Db, row: Notice, taken: _Taken, answer: Mapping[str, Any], now: datetime) -> None:
        """Most have one step: it is settled in the statement that gives it back."""
        if "maybe_seen" in row.progress:
            row.progress = {key: value for key, value in row.progress.items() if key != "maybe_seen"}
        before = row.reason
        row.attempts, row.sent_at = 0, now
        _settle(row, NoticeState.SENT, None)
        db.flush()
        try:
            done = self.kinds[row.kind].answered(db, taken.due, taken.call, answer, now)
        except (Dropped, GivenUp) as ended:
            row.sent_at = None
            state = NoticeState.DROPPED if isinstance(ended, Dropped) else NoticeState.FAILED
            _settle(row, state, ended.reason)
        else:
            if not done:
                row.sent_at = None
                _settle(row, NoticeState.PENDING, before)

    def _failed(self, db: Db, row: Notice, taken: _Taken, trouble: Trouble, now: datetime) -> None:
        kind, method = self.kinds[row.kind], taken.call.method
        if not _goes_apart(row):
            log.info("send_failed", notice=row.id, method=method, error=trouble.code)
        if trouble.wait is not None:
            row.not_before = now + trouble.wait
            if not _goes_apart(row):
                pace.block(db, method, row.not_before)
            self._hold(db, row, row.not_before)
            return
        if trouble.in_doubt and kind.unknown is Unknown.DROP:
            if isinstance(kind, CountsDoubt):
                kind.in_doubt(db, row.target, row.progress)
            _settle(row, NoticeState.DROPPED, "outcome_unknown")
            return
        if trouble.in_doubt:
            row.progress = {**row.progress, "maybe_seen": True}
        if not trouble.passing:
            self._refuse(db, row, taken.due, taken.call, trouble.code, now)
            return
        row.reason = trouble.code if trouble.all_calls else None  # a check-up tells it while it waits
        self._try_later(db, row, taken.due, taken.call, trouble.code, now)
        if trouble.all_calls:
            self._hold(db, row, now + BACKOFF[0])

    def _try_later(self, db: Db, row: Notice, due: Due, call: Call, code: str, now: datetime) -> bool:
        row.attempts += 1
        row.not_before = now + BACKOFF[min(row.attempts, len(BACKOFF)) - 1]
        if row.attempts >= MAX_ATTEMPTS:
            self._refuse(db, row, due, call, code, now)
        return True

    def _refuse(self, db: Db, row: Notice, due: Due, call: Call, code: str, now: datetime) -> bool:
        """Its kind decides; one that says "go on" but has not moved would ask the same for ever."""
        before = row.progress
        kind = self.kinds.get(row.kind)
        try:
            goes_on = kind is not None and kind.refused(db, due, call, code, now)
        except Dropped as dropped:
            return _settle(row, NoticeState.DROPPED, dropped.reason)
        except GivenUp as given_up:
            return _settle(row, NoticeState.FAILED, given_up.reason)
        if goes_on and row.progress != before:
            row.attempts, row.not_before = 0, now
            return True
        return self._give_up(db, row, code, now)

    def _give_up(self, db: Db, row: Notice, code: str, now: datetime) -> bool:
        _settle(row, NoticeState.FAILED, code)
        if _goes_apart(row):
            return True
        log.warning("given_up", notice=row.id, reason=code)
        if code in CHANNEL_GONE and row.target.startswith("team:"):
            channels.unreachable(db, now, int(row.target.removeprefix("team:")), code)
        elif not help_record.is_kept_from_somebody(db, str(row.about.get("request"))):
            notices.task(db, TaskKind.UNDELIVERED, str(row.id), now, notice=row.id, to=row.target)
        return True

    def _letter_failed(self, db: Db, vault: WorkspaceVault, notice_id: int, now: datetime) -> None:
        """A mistake of ours in one letter: it is tried again, later, and holds up nobody else's."""
        waits = (Notice.id == notice_id) & (Notice.state == NoticeState.PENDING)
        row = db.scalars(select(Notice).where(waits).with_for_update()).first()
        if row is not None:
            self._try_later(db, row, self._due(row, vault), NO_CALL, "broken", now)

    def _hold(self, db: Db, row: Notice, until: datetime) -> None:
        """Nothing that calls the same is tried before: one statement instead of a try for each.

        Rows that another worker is looking at are left to it, so that two never wait for each other. One that goes
        apart is put off alone.
        """
        if _goes_apart(row):
            return
        kind = self.kinds[row.kind]
        same = [name for name, other in self.kinds.items() if type(other) is type(kind)]
        queue.change(db, (Notice.not_before < until) & Notice.kind.in_(same), not_before=until)


def _goes_apart(row: Notice | Due) -> bool:
    return row.kind.startswith(notices.PRIVATE)


def _mine(taken: _Taken) -> Any:
    return (
        select(Notice)
        .where(Notice.id == taken.due.id, Notice.owner == taken.owner, Notice.state == NoticeState.SENDING)
        .with_for_update()
    )


def _settle(row: Notice, state: NoticeState, reason: str | None) -> bool:
    row.state, row.reason = state, reason
    return True
