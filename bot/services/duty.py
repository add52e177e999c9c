"""When the contacts are there: their working hours and days away. Who has said nothing has the programme's hours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from bot.clock import zone
from bot.errors import UserError, Wrong
from bot.rules.access import MANAGERS, Acting, require_manager
from bot.rules.duty import Away, Duty, Hours
from bot.services import notices, people
from models import ContactTimes, HelpRequest, History, Notice, Person, PrivateCase, RoleHolder
from models.enums import HelpState, Role
from models.store import Db, add_once

IN_CONFIDENCE = (Role.STAND_IN, Role.PRACTICAL, Role.WELLBEING)
"""Whose names only the programme manager sees."""
TIMES, TIMES_IN_CONFIDENCE = "contact_times", "private_times"
"""Subjects of lines of the history: of managers, and of those who have no role but one in confidence."""


def of(db: Db, users: Iterable[str]) -> dict[str, Duty]:
    """When each of these is there, in her own zone (Slack's, then the programme's)."""
    programme = people.programme(db).timezone
    found = {user: Duty(Hours(zone(programme))) for user in users}
    times = (ContactTimes.workspace_id == Person.workspace_id) & (ContactTimes.user_id == Person.user_id)
    rows = db.execute(
        select(Person.user_id, Person.timezone, ContactTimes)
        .outerjoin(ContactTimes, times)
        .where(Person.user_id.in_(found))
    )
    for user, timezone, row in rows:
        found[user] = _duty(row, timezone or programme)
    return found


def own(db: Db, user_id: str) -> Duty:
    """When somebody is there."""
    return of(db, [user_id])[user_id]


def known(db: Db, reader: str | None) -> tuple[Role, ...]:
    """Of which roles somebody may read who has them. `reader`: None: one of the managers, whoever it is."""
    knows_all = reader in people.holders_by_role(db)[Role.PROGRAMME_MANAGER]
    return (*MANAGERS, *(IN_CONFIDENCE if knows_all else ()))


def is_asked(db: Db, user_id: str) -> bool:
    """Whether somebody has a role: then she has working hours and days away of her own."""
    return bool(_held(db, user_id))


def require_may_change(db: Db, who: Acting, user_id: str) -> None:
    """Everybody who has a role changes her own; the managers each other's; the programme manager all of them.

    Raises:
        UserError: she is not one of these, or that one has no role.
    """
    held = _held(db, user_id)
    if who.user_id == user_id:
        if not held:
            raise UserError(Wrong.FOR_MANAGERS)
        return
    require_manager(who)
    may_see = {*MANAGERS, *(IN_CONFIDENCE if Role.PROGRAMME_MANAGER in who.roles else ())}
    if held.isdisjoint(may_see):
        raise UserError(Wrong.GONE)


def version(db: Db, user_id: str) -> str:
    """A short mark of when somebody is there; another one says that somebody has saved meanwhile."""
    one = own(db, user_id)
    now = repr((one.hours.weekdays, one.hours.opens, one.hours.closes, one.away, one.about))
    return hashlib.sha256(now.encode()).hexdigest()[:16]


def change(
    db: Db,
    now: datetime,
    who: Acting,
    user_id: str,
    wanted: Duty,
    opened_at: str,
    *,
    event: str = "times_changed",
) -> None:
    """Set when somebody is there (see `rules.duty.read`). Whoever is waited for and goes away is not waited for.

    Args:
        opened_at: the `version` that the form was filled in with.
        event: how the history calls it.

    Raises:
        UserError: see `require_may_change`; or it is stale.
    """
    require_may_change(db, who, user_id)
    row = _row(db, user_id)
    if opened_at != version(db, user_id):
        raise UserError(Wrong.STALE)
    was = _kept(_duty(row, None))
    hours, away = wanted.hours, wanted.away
    row.weekdays, row.opens, row.closes = list(hours.weekdays), hours.opens, hours.closes
    row.away_from, row.away_until = (away.first, away.last) if away else (None, None)
    row.about = wanted.about
    db.flush()
    if (becomes := _kept(wanted)) == was:
        return
    is_manager = not _held(db, user_id).isdisjoint(MANAGERS)
    subject = TIMES if is_manager else TIMES_IN_CONFIDENCE
    notices.record(db, who, now, subject, user_id, event, was=was, becomes=becomes)
    if wanted.is_away(now) or wanted.leaves_at(now):
        not_waited_for(db, user_id, wanted.leaves_at(now) or now)
    look_again(db)


def listed(who: Acting) -> ColumnElement[bool]:
    """Which lines of the history a manager may read: of those whose times she may change, as long as they have a role."""
    managers = select(RoleHolder.user_id).where(RoleHolder.role.in_(MANAGERS))
    if Role.PROGRAMME_MANAGER not in who.roles:
        return (History.subject == TIMES) & History.subject_id.in_(managers)
    of_all = History.subject.in_((TIMES, TIMES_IN_CONFIDENCE))
    return of_all & History.subject_id.in_(select(RoleHolder.user_id))


def as_kept(db: Db, user_id: str, kept: Mapping[str, Any]) -> Duty:
    """What a line of the history keeps of somebody's times, in her zone of today, with what she says of herself today."""
    now = own(db, user_id)
    hours = Hours(now.hours.where, tuple(kept["weekdays"]), kept["opens"], kept["closes"])
    away = Away(*map(date.fromisoformat, kept["away"])) if kept["away"] else None
    return Duty(hours, away, now.about)


def fits(db: Db, now: datetime, user_id: str, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> bool:
    """Whether what a line made is what is set now, and what was before is still something else: days that are over are none."""
    set_now = _kept(own(db, user_id))
    return set_now == becomes and set_now != _kept(as_kept(db, user_id, was).current(now))


def put_back(
    db: Db, now: datetime, who: Acting, user_id: str, was: Mapping[str, Any], becomes: Mapping[str, Any]
) -> None:
    """Set what somebody's times were before a line of the history. Days away that are over do not come back.

    Raises:
        UserError: see `require_may_change`; or somebody has changed them since.
    """
    require_may_change(db, who, user_id)
    opened_at = version(db, user_id)
    if not fits(db, now, user_id, was, becomes):
        raise UserError(Wrong.CHANGED_SINCE)
    change(db, now, who, user_id, as_kept(db, user_id, was).current(now), opened_at, event="put_back")


def look_again(db: Db) -> None:
    """Somebody may have come or gone: see whether anybody is behind each door."""
    people.programme(db).doors_due_at = None
    db.flush()


def _held(db: Db, user_id: str) -> set[Role]:
    return set(db.scalars(select(RoleHolder.role).where(RoleHolder.user_id == user_id)))


def _kept(one: Duty) -> dict[str, Any]:
    """What the history keeps: minutes after midnight and ISO days, in her zone."""
    hours, away = one.hours, one.away
    return {
        "weekdays": list(hours.weekdays),
        "opens": hours.opens,
        "closes": hours.closes,
        "away": [away.first.isoformat(), away.last.isoformat()] if away else [],
    }


def _row(db: Db, user_id: str) -> ContactTimes:
    usual = Hours(zone(None))
    add_once(
        db,
        ContactTimes,
        user_id=user_id,
        weekdays=list(usual.weekdays),
        opens=usual.opens,
        closes=usual.closes,
        away_from=None,
        away_until=None,
        about="",
    )
    hers = select(ContactTimes).where(ContactTimes.user_id == user_id).with_for_update()
    return db.scalars(hers.execution_options(populate_existing=True)).one()


def _duty(row: ContactTimes | None, timezone: str | None) -> Duty:
    where = zone(timezone)
    if row is None:
        return Duty(Hours(where))
    hours = Hours(where, tuple(row.weekdays), row.opens, row.closes)
    if row.away_from is None or row.away_until is None:
        return Duty(hours, about=row.about)
    return Duty(hours, Away(row.away_from, row.away_until), row.about)


def gone(db: Db, now: datetime, user_id: str) -> None:
    """Slack says that somebody has left, is a guest, or is back: who had a role is not waited for, and the doors are looked at."""
    if not db.scalars(select(RoleHolder.user_id).where(RoleHolder.user_id == user_id)).first():
        return
    if not people.is_here(db, user_id):
        off_duty(db, user_id, now)
    look_again(db)


_ASKED: dict[type[HelpRequest] | type[PrivateCase], str] = {HelpRequest: "help", PrivateCase: "private"}
"""What somebody can be asked for, and the kind of its notices."""


def off_duty(db: Db, user_id: str, now: datetime) -> None:
    """She is no contact any more: she is not waited for, and what she looks after is looked at now."""
    for model in _ASKED:
        _off_duty(db, user_id, now, model)


def kept_out(db: Db, user_id: str, now: datetime) -> None:
    """She has a role now that keeps her out of what is asked in confidence: the same, there alone."""
    _off_duty(db, user_id, now, PrivateCase)


def not_waited_for(db: Db, user_id: str, since: datetime) -> None:
    """What waits for this person's answer goes on at `since`, in confidence as in the open."""
    for model in _ASKED:
        _not_waited_for(db, user_id, since, model)


def _off_duty(db: Db, user_id: str, now: datetime, model: type[HelpRequest] | type[PrivateCase]) -> None:
    _not_waited_for(db, user_id, now, model)
    hers = (model.state == HelpState.ACKNOWLEDGED) & (model.acknowledged_by == user_id)
    db.execute(update(model).where(hers).values(next_step_at=now))


def _not_waited_for(
    db: Db, user_id: str, since: datetime, model: type[HelpRequest] | type[PrivateCase]
) -> None:
    kind = _ASKED[model]
    waiting = select(model.id, model.step).where(model.state == HelpState.OPEN, model.next_step_at > since)
    for key, step in db.execute(waiting).all():
        last = f"{kind}:{key}:{step - 1}:"
        asked = set(
            db.scalars(select(Notice.target).where(Notice.kind == kind, Notice.dedupe_key.startswith(last)))
        )
        if asked == {user_id}:
            db.execute(update(model).where(model.id == key).values(next_step_at=since))
