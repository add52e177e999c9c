"""Takes due notices one by one and delivers them: lease → commit → call Slack → record → commit.

No transaction is open during a call. A lease that ran out means that nobody knows whether Slack got it;
each kind says what is worse. A worker that wakes up too late is refused by its owner token.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.clock import lasting
from bot.delivery import checkup, grants, named, outcome, pace, queue, turned_out, upload, without
from bot.delivery.kinds import Call, Dropped, Due, Kind, NotYet, Prepares
from bot.delivery.outcome import Trouble
from bot.delivery.queue import goes_apart
from bot.delivery.recorder import MAX_ATTEMPTS, Faulty, Recorder, Taken, put_off, settle
from bot.deps import Deps
from bot.services import manager_cards, named_in, notices
from bot.vault import WorkspaceVault
from models import Notice
from models.enums import NoticeState
from models.store import Db, Store

log = structlog.get_logger()
rest = time.sleep

LEASE = timedelta(seconds=30)
"""For beginning to call, the HTTP timeout, and keeping what Slack answered; so that a row in doubt is one that Slack no
longer works on."""
BEGUN_WITHIN = 10.0
"""Seconds after a notice was taken in which it is called for, or not at all: whoever stands still for longer may find
that another worker has it."""
PAUSES = (0.1, 0.3, 1.0, 2.0)
"""Seconds before what Slack answered is kept once more, where the store is away or busy; the last is repeated."""
LEFT_OVER = 2.0
"""Seconds of a lease in which this is not begun any more."""
NO_CALL = Call("", {})
"""Given up before any call could be made: its letter could not be written."""
NO_CLIENT = Trouble("no_token", passing=True)
LATE = Trouble("not_reached", passing=True)
"""Nothing was sent, with both."""


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
        self._recorder = Recorder(kinds)
        self._looks = queue.looks(kinds)

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
        except Faulty as faulty:
            if not faulty.goes_apart:
                log.error("letter_failed", notice=faulty.notice_id, **faulty.trouble)
            self._letter_failed(workspace_id, vault, faulty.notice_id, now)
            return True
        if isinstance(taken, Taken):
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
            raise Faulty(due) from error
        return replace(due, made=made)

    def _take(
        self, db: Db, vault: WorkspaceVault, now: datetime, prepared: Due | None = None
    ) -> Taken | Due | bool:
        """Lease the next due notice with its call. True: one was settled or put off; False: nothing is due.

        A notice alone: nothing was done, it must be prepared first.
        """
        row = self._looks.next_one.first(db, now=now)
        if row is None:
            return False
        due = self._due(row, vault)  # a row is not there to be read any more where writing has failed
        try:
            return self._begun(db, row, due, now, prepared)
        except OperationalError as error:
            raise error.with_traceback(None) from error.orig  # in whose letter is not told
        except Exception as error:
            raise Faulty(due) from error

    def _begun(
        self, db: Db, row: Notice, due: Due, now: datetime, prepared: Due | None
    ) -> Taken | Due | bool:
        kind = self.kinds.get(row.kind)
        if kind is None:
            return self._recorder.try_later(db, row, due, NO_CALL, notices.UNKNOWN, now)
        if kind.late_after is not None and now - row.due_at > kind.late_after:
            return settle(row, NoticeState.DROPPED, "too_late")
        if without.is_off(db, row.kind):
            return settle(row, NoticeState.DROPPED, without.REASON)
        if manager_cards.is_over(db, row):
            return settle(row, NoticeState.DROPPED, manager_cards.LOST)
        if row.attempts >= MAX_ATTEMPTS:
            return self._recorder.refuse(db, row, due, NO_CALL, "tried_enough", now)
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
            return settle(row, NoticeState.DROPPED, dropped.reason)
        except NotYet as not_yet:
            row.not_before = not_yet.until
            return True
        if call is None:
            row.sent_at = now
            return settle(row, NoticeState.SENT, None)
        call = named.shown(db, row.target, without.shown(db, call))
        wait = pace.take(db, call.method, call.channel, now, apart=goes_apart(row))
        if self._put_off(db, row, call.method, wait):
            return True
        named_in.begun(db, row, call.method, call.arguments)
        owner, since = secrets.token_hex(8), lasting()
        queue.lease(db, row.id, owner, self._lease)
        return Taken(due, call, owner, row.reason, since)

    def _put_off(self, db: Db, row: Notice, method: str, wait: pace.Wait | None) -> bool:
        """Whether it must wait for its pace. Waits for one channel are not counted: a private message may be before it."""
        if wait is not None:
            row.not_before = wait.until
            if wait.all_calls:
                self.deps.metrics.waited(method, apart=goes_apart(row))
                self._recorder.hold(db, row, wait.until)
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

    def _deliver(self, workspace_id: str, taken: Taken) -> None:
        began = time.perf_counter()
        client = self._client_of(workspace_id, taken)
        answer = NO_CLIENT if client is None else self._call(client, taken)
        self.deps.metrics.called(taken.call.method, outcome.word(answer), began, apart=goes_apart(taken.due))
        try:
            self._record(workspace_id, taken, answer)
        except Faulty as faulty:
            if not faulty.goes_apart:
                log.error("outcome_failed", notice=faulty.notice_id, **faulty.trouble)
            self._record(workspace_id, taken, answer, by_kind=False)
        if client is not None and isinstance(answer, Trouble):
            self._hear(workspace_id, client, taken, answer)

    def _client_of(self, workspace_id: str, taken: Taken) -> WebClient | None:
        """None: its token cannot be read now."""
        try:
            return self._client or self.deps.sender_of(workspace_id)
        except Exception as error:
            if not goes_apart(taken.due):
                log.error("token_not_read", workspace=workspace_id, exc_info=error)
            return None

    def _call(self, client: WebClient, taken: Taken) -> Mapping[str, Any] | Trouble:
        """Call Slack. Whatever happens is an outcome: an exception here would leave it unrecorded."""
        call = taken.call
        if lasting() - taken.since > BEGUN_WITHIN:
            return LATE
        try:
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
            if trouble.code == "broken" and not goes_apart(taken.due):
                log.error("call_failed", method=call.method, exc_info=error)
            return trouble
        return answer

    def _hear(self, workspace_id: str, client: WebClient, taken: Taken, trouble: Trouble) -> None:
        """What a refusal says of the token. The outcome is kept; where this fails, the next refusal says it again."""
        if trouble.code not in outcome.LOCKED_OUT or self.deps.tokens is None:
            return
        try:
            turned_out.heard(self.deps, self.deps.clock.now(), workspace_id, client.token, trouble)
        except Exception as error:
            if not goes_apart(taken.due):
                log.error("not_heard", workspace=workspace_id, exc_info=error)

    def _record(
        self, workspace_id: str, taken: Taken, answer: Mapping[str, Any] | Trouble, *, by_kind: bool = True
    ) -> None:
        """Keep the outcome, unless the lease ran out and somebody else has decided about it."""
        until = taken.since + self._lease.total_seconds() - LEFT_OVER
        for attempt in count(1):
            try:
                with self.store.begin(workspace_id) as db:
                    now = self.deps.clock.now()
                    is_ours = self._recorder.record(db, taken, answer, now, by_kind=by_kind)
                    if not is_ours and not goes_apart(taken.due):
                        log.warning("late_write_refused", notice=taken.due.id)
                return
            except OperationalError:
                pause = PAUSES[min(attempt, len(PAUSES)) - 1]
                if lasting() + pause > until:
                    raise
                if not goes_apart(taken.due):
                    log.warning("outcome_not_kept_yet", notice=taken.due.id, attempt=attempt)
                rest(pause)

    def _letter_failed(self, workspace_id: str, vault: WorkspaceVault, notice_id: int, now: datetime) -> None:
        """A mistake of ours in one letter: it is tried again, later, and holds up nobody else's. Where what its kind
        does in the end is broken, too, it ends without it.
        """
        try:
            with self.store.begin(workspace_id) as db:
                for row in _waiting(db, notice_id):
                    self._recorder.try_later(db, row, self._due(row, vault), NO_CALL, "broken", now)
        except OperationalError as error:
            raise error.with_traceback(None) from error.orig
        except Exception:  # noqa: BLE001 - the log has the first one
            with self.store.begin(workspace_id) as db:
                for row in _waiting(db, notice_id):
                    put_off(row, now)
                    if row.attempts >= MAX_ATTEMPTS:
                        self._recorder.give_up(db, row, "broken", now)


def _waiting(db: Db, notice_id: int) -> Sequence[Notice]:
    waits = (Notice.id == notice_id) & (Notice.state == NoticeState.PENDING)
    return db.scalars(select(Notice).where(waits).with_for_update()).all()
