"""One round of asking for help, the same behind both doors: who is told now, and when the next round is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from bot.clock import zone
from bot.rules import routing
from bot.rules.duty import office
from bot.rules.routing import Step
from bot.services import duty, notices, people
from models import HelpRequest, Notice, PrivateCase
from models.store import Db


def available(db: Db, now: datetime, line: Sequence[str]) -> tuple[str, ...]:
    """Those of a line who are not away now."""
    everybody = tuple(line)
    return routing.in_line(everybody, duty.of(db, everybody), now)


def there(db: Db, now: datetime, line: Sequence[str]) -> tuple[str, ...]:
    """Whom a round that is due asks: who is not away; where all of them are, all of them, so that it is not silent."""
    return available(db, now, line) or tuple(line)


def next_day(db: Db, now: datetime) -> datetime:
    """When the next working day of the programme begins: then it is seen whether whoever has something is still there."""
    return routing.next_opening(now, office(zone(people.programme(db).timezone)))


def ask_next(
    db: Db,
    now: datetime,
    row: HelpRequest | PrivateCase,
    number: int,
    line: Sequence[str],
    kind: str,
    *,
    is_urgent: bool = False,
    began: int = 0,
    **about: str,
) -> Step:
    """Tell those of step `number`, and set when the next one is due.

    Args:
        began: the step with which asking began anew: who was asked before it counts as not asked.
        about: of their notices of this `kind`.
    """
    asks = there(db, now, line)
    this = routing.step(asks, number - began, _asked(db, kind, row.id, range(began, number)))
    duties = duty.of(db, asks)
    where = zone(people.programme(db).timezone)
    due = routing.next_step_at(this, duties, now, where, is_urgent=is_urgent)
    for user_id in this.whom:
        waits = this.is_last and not is_urgent
        at = routing.reminded_at(duties[user_id], now, due) if waits else now
        if at is not None:
            key = f"{row.id}:{number}:{user_id}"
            notices.owe(db, kind, to=user_id, key=key, now=now, at=at, step=number, **about)
    row.step, row.next_step_at = number + 1, due
    db.flush()
    return this


def after_failure(
    db: Db,
    now: datetime,
    row: HelpRequest | PrivateCase,
    number: int,
    line: Sequence[str],
    kind: str,
    lost: str,
    began: int = 0,
) -> int | None:
    """The step to take at once because that of `number` did not reach somebody; None: none, or another came first."""
    if row.step != number + 1:
        return None
    asked = _asked(db, kind, row.id, range(began, number))
    following = routing.after_failure(there(db, now, line), number - began, asked, lost)
    return None if following is None else began + following


def _asked(db: Db, kind: str, key: str, steps: range) -> set[str]:
    """Who was asked at these steps."""
    start = f"{kind}:{key}:"
    cards = select(Notice.dedupe_key, Notice.target).where(
        Notice.kind == kind, Notice.dedupe_key.startswith(start, autoescape=True)
    )
    return {
        target
        for card, target in db.execute(cards).all()
        if int(card.removeprefix(start).partition(":")[0]) in steps
    }
