"""Whoever looks after private cases is reminded on each of her working days: one line a day, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.clock import local_moment
from bot.rules.access import Acting
from bot.services import duty, notices, rounds
from models import PrivateCase
from models.enums import HelpState
from models.store import Db


def take(db: Db, now: datetime, row: PrivateCase, who: Acting) -> None:
    """She looks after a case from now on."""
    row.state, row.acknowledged_by, row.acknowledged_at = HelpState.ACKNOWLEDGED, who.user_id, now
    _look_tomorrow(db, now, row)
    db.flush()


def is_missed(db: Db, now: datetime, row: PrivateCase, readers: Sequence[str]) -> bool:
    """Whether the one who has it is away, while somebody else of these is there."""
    there = rounds.available(db, now, readers)
    return bool(there) and row.acknowledged_by not in there


def remind(db: Db, now: datetime, row: PrivateCase) -> None:
    """Remind the one who has it, if she works now, and not on the day on which she took it; and say when the next
    look is.
    """
    holder, since = row.acknowledged_by, row.acknowledged_at
    assert holder is not None  # noqa: S101 - somebody looks after it: the caller has seen that she is there
    assert since is not None  # noqa: S101 - set together with the holder
    hers = duty.own(db, holder)
    opens = hers.hours.next_open(now)
    if opens > now:
        row.next_step_at = min(opens, rounds.next_day(db, now))
        return
    today = now.astimezone(hers.hours.where).date()
    if since.astimezone(hers.hours.where).date() < today and not hers.is_away(now):
        notices.owe(db, notices.PRIVATE_REMINDER, to=holder, key=f"{holder}:{today}", now=now)
    _look_tomorrow(db, now, row)


def held(db: Db, user_id: str) -> Sequence[str]:
    """The cases that a person looks after."""
    hers = (PrivateCase.state == HelpState.ACKNOWLEDGED) & (PrivateCase.acknowledged_by == user_id)
    return db.scalars(select(PrivateCase.id).where(hers).order_by(PrivateCase.asked_at)).all()


def _look_tomorrow(db: Db, now: datetime, row: PrivateCase) -> None:
    """On the next working day of the programme, or of the one who has it: is she still there?"""
    hours = duty.own(db, row.acknowledged_by or "").hours
    tomorrow = now.astimezone(hours.where).date() + timedelta(days=1)
    row.next_step_at = min(rounds.next_day(db, now), hours.next_open(local_moment(tomorrow, 0, hours.where)))
