"""Whether and when a call for help has gone out, read from its notices; for the person who asked, and nobody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, String, cast, literal, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.services import case_steps, help_record
from models import CaseReader, HelpRequest, Notice, PrivateCase, RoleHolder
from models.enums import HelpState, NoticeState
from models.store import Db

HELD = timedelta(seconds=5)
"""Put off by so much or more, a message waits for Slack, and not for its turn of a second."""
_ROUNDS = (1, 2)
"""The last two: while the last one is for later, the one before it says where it is."""
_FIRST = tuple(range(12))
"""Those in which every reader of a case has been asked once, so that it is known when it was sent first."""
_WAITS = (NoticeState.PENDING, NoticeState.SENDING)


@dataclass(frozen=True)
class Sent:
    """Where the last round of asking is.

    Attributes:
        to: to whom.
        at: when it was sent; None: it was not.
        is_held: Slack has not taken it so far, and it is tried again.
        is_lost: it cannot reach them; they are asked again at the next round.
        again: they had it before.
        before: the first round that has reached somebody, where that was another one; None: that is not known.
    """

    to: tuple[str, ...]
    at: datetime | None = None
    is_held: bool = False
    is_lost: bool = False
    again: bool = False
    before: Sent | None = None


def of_calls(db: Db, now: datetime, user_id: str) -> dict[str, Sent]:
    """Call → where it is, of the open calls of this person."""
    holder = RoleHolder.workspace_id == HelpRequest.workspace_id
    mine = (HelpRequest.asked_by == user_id) & (HelpRequest.state == HelpState.OPEN)
    rows = db.execute(
        select(HelpRequest.id, *_SEEN)
        .join(RoleHolder, holder)
        .join(Notice, _of_rounds(help_record.CARD, HelpRequest, RoleHolder.user_id))
        .where(mine)
        .distinct()
        .order_by(Notice.id)
    ).all()
    return _read(rows, now)


def of_cases(db: Db, now: datetime, case_ids: Sequence[str]) -> dict[str, Sent]:
    """Case → where it is, of those that nobody looks after yet."""
    if not case_ids:
        return {}
    reader = (CaseReader.workspace_id == PrivateCase.workspace_id) & (CaseReader.case_id == PrivateCase.id)
    rows = db.execute(
        select(PrivateCase.id, *_SEEN)
        .join(CaseReader, reader)
        .join(Notice, _of_rounds(case_steps.NOTICE, PrivateCase, CaseReader.user_id, _FIRST))
        .where(PrivateCase.id.in_(case_ids), PrivateCase.state == HelpState.OPEN)
        .order_by(Notice.id)
    ).all()
    return {case: _since_first(some) for case, some in _by_asked(rows, now).items()}


_SEEN = (
    Notice.id,
    Notice.dedupe_key,
    Notice.target,
    Notice.state,
    Notice.sent_at,
    Notice.due_at,
    Notice.not_before,
    Notice.attempts,
)


def _of_rounds(
    kind: str,
    asked: type[HelpRequest] | type[PrivateCase],
    reader: InstrumentedAttribute[str],
    first: Sequence[int] = (),
) -> ColumnElement[bool]:
    """The last rounds, and these first ones; by their whole keys, so that the table is not read."""
    start, end = literal(f"{kind}:") + asked.id + ":", literal(":") + reader
    keys = [start + cast(asked.step - back, String) + end for back in _ROUNDS]
    keys += [start + literal(str(number)) + end for number in first]
    return (Notice.workspace_id == asked.workspace_id) & Notice.dedupe_key.in_(keys)


def _read(rows: Iterable[Any], now: datetime) -> dict[str, Sent]:
    return {asked: _newest(some) for asked, some in _by_asked(rows, now).items()}


def _by_asked(rows: Iterable[Any], now: datetime) -> dict[str, list[Any]]:
    """What is due of each, and was needed."""
    of: defaultdict[str, list[Any]] = defaultdict(list)
    for row in rows:
        if row.due_at <= now and row.state is not NoticeState.DROPPED:
            of[row[0]].append(row)
    return dict(of)


def _since_first(rows: Sequence[Any]) -> Sent:
    """The last round, and where it is known from its beginning, the first one that came."""
    top = max(_round(row) for row in rows)
    newest = _newest([row for row in rows if _round(row) > top - len(_ROUNDS)])
    came = [row for row in rows if row.sent_at is not None]
    if not came or min(_round(row) for row in rows) > 0:
        return newest
    first, last = (pick(_round(row) for row in came) for pick in (min, max))
    if newest.at is not None and first == last:
        return newest
    to = tuple(row.target for row in came if _round(row) == first)
    at = min(row.sent_at for row in came if _round(row) == first)
    again = any(row.target in newest.to for row in came if _round(row) < last)
    return replace(newest, again=newest.at is not None and again, before=Sent(to, at))


def _newest(rows: Sequence[Any]) -> Sent:
    """Of the last round. Whoever is only reminded by it has had it before."""
    number = max(_round(row) for row in rows)
    last = [row for row in rows if _round(row) == number]
    people = {row.target for row in last}
    came = {row.target: row.sent_at for row in rows if row.sent_at is not None and row.target in people}
    if came:
        return Sent(tuple(came), at=max(came.values()))
    waits = [row for row in last if row.state in _WAITS]
    if not waits:
        return Sent(tuple(row.target for row in last), is_lost=True)
    held = any(row.attempts or row.not_before - row.due_at >= HELD for row in waits)
    return Sent(tuple(row.target for row in waits), is_held=held)


def _round(row: Any) -> int:
    """Of a key as `rounds.ask_next` makes it."""
    return int(row.dedupe_key.split(":")[2])
