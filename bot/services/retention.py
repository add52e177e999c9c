"""Forgetting by schedule, each night in each workspace: what has had its time, some rows at a time.

Every part is found by what still stands there, so that it can be done again from anywhere, by any number of workers.
What counts in a report (hours, days, answers) is no text and stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import sqlalchemy
from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Row,
    String,
    bindparam,
    delete,
    func,
    null,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.engine import CursorResult

from bot.clock import local_moment, zone
from bot.rules import retention as rule
from bot.rules.personal import Kept
from bot.rules.retention import Rule
from bot.services import letting_go, people, where_named
from bot.services.notices import PRIVATE
from bot.services.registered import column, is_nullable, is_sealed, keys_of, model_of, type_of
from models import Base, BuddyRequest, Notice, Proposal, Settings, Team
from models.enums import NoticeState
from models.prepared import HERE, Bound, Moment
from models.store import Db

PART = 2000
"""Rows a transaction: PostgreSQL holds their locks for some 70 ms, 190 on a busy machine; SQLite its write lock."""
PART_OF_NOTICES = 400
"""The same of notices: whom they name is written down before they go, which takes four times as long."""
Key = tuple[Any, ...]
When = datetime | BindParameter[datetime]
_DAY = timedelta(days=1)
_NEXT = Moment(select(func.min(func.coalesce(Settings.forget_due_at, Settings.set_up_at))))


@dataclass(frozen=True)
class LastRun:
    """`counts`: `Kept` → how many rows have lost a text, or have gone."""

    at: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Part:
    """Rows of one table in the order of their keys: after `start` (None: from the first), up to `end` (None: the last)."""

    rule: Rule
    start: Key | None
    end: Key | None


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next workspace forgets; of an unbound session."""
    return _NEXT.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str]]:
    """Workspaces that are to forget now; of an unbound session."""
    is_due = func.coalesce(Settings.forget_due_at, Settings.set_up_at) <= now
    return db.execute(select(Settings.workspace_id).where(is_due).order_by(Settings.workspace_id)).all()


def periods(db: Db) -> Sequence[int]:
    """As `rules.intake.KEPT`."""
    return people.programme(db).kept_for


def first(db: Db, now: datetime, kept_for: Sequence[int]) -> list[Part]:
    """The first part of each rule that has anything to do: most nights of most programmes none has."""
    ended, week = rule.before(now, kept_for, Kept.TEAM_TEXTS), now - rule.WEEKLY_KEPT
    found = [
        following(db, now, kept_for, one, None)
        for one, look in _LOOKS
        if look.rows(db, cut=rule.before(now, kept_for, one.kept), ended=ended, week=week)
    ]
    return [part for part in found if part is not None]


def following(db: Db, now: datetime, kept_for: Sequence[int], one: Rule, start: Key | None) -> Part | None:
    """The next part of a rule; None where nothing is left."""
    keys = _keys(model_of(one.table))
    wanted = select(*keys).where(_is_due(one, now, kept_for), *_after(keys, start)).order_by(*keys)
    most = min(PART, PART_OF_NOTICES) if model_of(one.table) is Notice else PART
    end = db.execute(wanted.offset(most - 1).limit(1)).first()
    if end is not None:
        return Part(one, start, tuple(end))
    return None if db.execute(wanted.limit(1)).first() is None else Part(one, start, None)


def forget(db: Db, now: datetime, kept_for: Sequence[int], part: Part) -> int:
    """Do one part. Returns in how many rows something was forgotten."""
    model, one = model_of(part.rule.table), part.rule
    keys = _keys(model)
    where = [_is_due(one, now, kept_for), *_after(keys, part.start)]
    if part.end is not None:
        where.append(_row(keys) <= _row_of(part.end, keys))
    these = [model.id.in_(where_named.keep(db, *where))] if model is Notice else where
    does = (
        update(model).values({name: _empty(model, name) for name in one.words})
        if one.words
        else delete(model)
    )
    done = db.execute(does.where(*these).execution_options(synchronize_session=False))
    if part.rule.let_go:
        cut = rule.before(now, kept_for, part.rule.kept)
        letting_go.let_go(db, now, part.rule, letting_go.is_due(cut), *where[1:])
    return cast(CursorResult[Any], done).rowcount


def finish(db: Db, now: datetime, counts: Mapping[str, int]) -> None:
    """The run is over. Another worker's that has just ended is the same one: theirs are counted together."""
    settings = people.programme_locked(db)
    is_same = settings.forget_due_at is not None and settings.forget_due_at > now
    before = settings.forgot if is_same else {}
    names = {**before, **counts}
    settings.forgot = {name: before.get(name, 0) + counts.get(name, 0) for name in names}
    settings.forgot_at, settings.forget_due_at = now, _tonight(now, settings.timezone)
    db.flush()


def last_run(settings: Settings) -> LastRun | None:
    return None if settings.forgot_at is None else LastRun(settings.forgot_at, dict(settings.forgot))


def _tonight(now: datetime, timezone: str) -> datetime:
    where = zone(timezone)
    day = now.astimezone(where).date()
    moment = local_moment(day, rule.AT, where)
    return moment if moment > now else local_moment(day + _DAY, rule.AT, where)


def _is_due(one: Rule, now: datetime, kept_for: Sequence[int]) -> ColumnElement[bool]:
    cut, ended = (rule.before(now, kept_for, kept) for kept in (one.kept, Kept.TEAM_TEXTS))
    return _had_its_time(one, cut, ended, now - rule.WEEKLY_KEPT)


def _had_its_time(
    one: Rule, cut: When, ended: When, week: When, *here: BindParameter[str]
) -> ColumnElement[bool]:
    """What is older than `cut`.

    Args:
        ended: before which the teams ended whose texts go.
        week: before which what comes once a week was sent.
        here: the workspace, where no session adds it.
    """
    model = model_of(one.table)
    if not one.link:
        is_old: ColumnElement[bool] = column(model, one.since) < cut
    else:
        owner, since = (model_of(one.since.partition(".")[0]), one.since.partition(".")[2])
        old = select(column(owner, "id")).where(column(owner, since) < cut)
        is_old = column(model, one.link).in_(old.where(*(column(owner, "workspace_id") == it for it in here)))
    if model is Notice:
        is_old &= (Notice.state == NoticeState.SENT) & Notice.kind.not_in(rule.RETURNED_TO)
        is_old &= ~Notice.kind.startswith(
            PRIVATE
        )  # a run says how much it forgot: these would move the number
        is_old &= Notice.kind.not_in(rule.WEEKLY) | (column(model, one.since) < week)
    if model is BuddyRequest:
        over = _with_team_over(ended).where(*(Proposal.workspace_id == it for it in here))
        is_old |= BuddyRequest.id.in_(over)
    if not one.words:
        return is_old
    found = is_old & or_(*(_is_full(model, name) for name in one.words))
    return found | letting_go.is_due(cut, *here) if one.let_go else found


def _with_team_over(ended: When) -> Any:
    """Requests whose team ended before: their words go with its texts."""
    of = (Proposal.workspace_id == Team.workspace_id) & (Proposal.id == Team.proposal_id)
    return select(Proposal.request_id).join(Team, of).where(Team.ended_at < ended)


def _is_full(model: type[Base], name: str) -> ColumnElement[bool]:
    value = column(model, name)
    if isinstance(type_of(model, name), JSON):
        return sqlalchemy.cast(value, String).not_in(("[]", "null"))
    if is_nullable(model, name):
        return value.is_not(None)  # type: ignore[no-any-return]
    return value != (b"" if is_sealed(model, name) else "")  # type: ignore[no-any-return]


def _empty(model: type[Base], name: str) -> Any:
    """A sealed text that must be there is empty itself: nothing says what it was, not its length either."""
    if is_nullable(model, name):
        return null()
    return [] if isinstance(type_of(model, name), JSON) else b"" if is_sealed(model, name) else ""


def _after(keys: list[Any], start: Key | None) -> list[ColumnElement[bool]]:
    return [] if start is None else [_row(keys) > _row_of(start, keys)]


def _row(keys: list[Any]) -> Any:
    return keys[0] if len(keys) == 1 else tuple_(*keys)


def _row_of(values: Key, keys: list[Any]) -> Any:
    return values[0] if len(keys) == 1 else tuple_(*values, types=[one.type for one in keys])


def _keys(model: type[Base]) -> list[Any]:
    """But the workspace, which the session knows."""
    return [one for one in keys_of(model) if one.key != "workspace_id"]


def _look(one: Rule) -> Bound:
    is_old = _had_its_time(one, bindparam("cut"), bindparam("ended"), bindparam("week"), HERE)
    return Bound(select(_keys(model_of(one.table))[0]).where(is_old).limit(1))


_LOOKS = [(one, _look(one)) for one in rule.RULES]
