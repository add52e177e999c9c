"""What people do with a call for more support: look after it, hand it over, resolve it, need it no more, open it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from bot.clock import days_between, zone
from bot.errors import UserError, Wrong
from bot.rules.access import Acting, require_manager, require_one_of
from bot.services import duty, help_record, notices, people, rounds, sent
from bot.services import help as calls
from bot.services.help_record import News, Request
from bot.services.sent import Sent
from bot.vault import WorkspaceVault
from models import HelpRequest
from models.enums import HelpNews, HelpState
from models.store import Db

LINE_MAX = 300
"""Characters of what helped, or of why it is handed over."""
OPENS_AGAIN = timedelta(days=14)
"""How long after it was closed one click opens it again."""


@dataclass(frozen=True)
class LookedAfter:
    """An open call for help, as a list shows it. `days`: since it was asked, by the programme's calendar."""

    id: str
    asked_by: str
    days: int


@dataclass(frozen=True)
class Own:
    """A call for help of the person herself that is not closed.

    Attributes:
        last: the newest of its steps.
        sent: where it is, while nobody looks after it; None: that is not known any more.
        away: who has it and is away now.
    """

    id: str
    asked_at: datetime
    last: News | None
    sent: Sent | None
    away: str | None = None


def read(db: Db, vault: WorkspaceVault, who: Acting, request_id: str, *, as_asker: bool = False) -> Request:
    """A call for help, for somebody in line for it; `as_asker`: for the person who asked, too.

    Raises:
        UserError: it is not there, or she is none of these.
    """
    row = help_record.locked(db, request_id)
    if not (as_asker and who.user_id == row.asked_by):
        _require_in_line(who, row)
    return help_record.opened(db, vault, row)


def acknowledge(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: str) -> Request:
    """Somebody in line has it. The first of two wins; the other is shown who it is.

    Raises:
        UserError: it is not there, or she is not in line for it.
    """
    row = help_record.locked(db, request_id)
    require_manager(who)
    _require_in_line(who, row)
    if row.state is HelpState.OPEN:
        row.state, row.acknowledged_by, row.acknowledged_at = HelpState.ACKNOWLEDGED, who.user_id, now
        calls.remind_next(db, now, row)
        notices.record(db, who, now, "help_request", row.id, "acknowledged")
        help_record.note(db, now, row, HelpNews.SEEN, actor=who.user_id)
    return help_record.opened(db, vault, row)


def others(db: Db, now: datetime, who: Acting, request: Request) -> tuple[str, ...]:
    """To whom she can hand it over now: who is in line and there.

    Raises:
        UserError: somebody else has it, or it is closed.
    """
    _require_hers(who, request.state, request.acknowledged_by)
    there = rounds.available(db, now, calls.line_of(db, request))
    return tuple(person for person in there if person != who.user_id)


def hand_over(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    request_id: str,
    to: str,
    why: str = "",
) -> None:
    """Ask somebody else instead, who has to look after it herself. `why`: for her alone; may be empty.

    Raises:
        UserError: see `read` and `others`; `to` is none of these; or there are too many words.
    """
    row = help_record.locked(db, request_id)
    _require_in_line(who, row)
    if to not in others(db, now, who, help_record.opened(db, vault, row)):
        raise UserError(Wrong.UNKNOWN_CHOICE, block="to")
    why = _one_line(why, "why")
    notices.record(db, who, now, "help_request", row.id, "handed_over", to=to)
    help_record.note(
        db, now, row, HelpNews.HANDED_OVER, actor=who.user_id, receiver=to, vault=vault, words=why
    )
    calls.begin_anew(db, now, row, to, who.user_id)


def resolve(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: str, helped: str) -> None:
    """Somebody in line has solved it. `helped`: what has helped, in a line that the person who asked reads.

    Raises:
        UserError: see `read`; it is closed; nothing was written, or too much.
    """
    row = help_record.locked(db, request_id)
    _require_in_line(who, row)
    if row.state is HelpState.CLOSED:
        raise UserError(Wrong.IS_CLOSED)
    helped = _one_line(helped, "helped")
    if not helped:
        raise UserError(Wrong.NOTHING_WRITTEN, block="helped")
    row.acknowledged_by, row.acknowledged_at = row.acknowledged_by or who.user_id, row.acknowledged_at or now
    _close(db, now, who, row)
    help_record.note(
        db, now, row, HelpNews.RESOLVED, actor=who.user_id, receiver=None, vault=vault, words=helped
    )


def not_needed(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: str) -> Request:
    """The person who asked needs it no more. A closed one stays as it is. Raises `UserError`: it is not hers."""
    row = help_record.locked(db, request_id)
    require_one_of(who, (row.asked_by,))
    if row.state is not HelpState.CLOSED:
        _close(db, now, who, row)
        help_record.note(db, now, row, HelpNews.NOT_NEEDED, actor=who.user_id)
    return help_record.opened(db, vault, row)


def reopen(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: str) -> Request:
    """Open it again, and ask first who had it. Where it is too late, it stays closed; an open one stays as it is.

    Raises:
        UserError: it is not there; or she has neither asked nor closed it.
    """
    row = help_record.locked(db, request_id)
    found = help_record.opened(db, vault, row)
    if who.user_id != row.asked_by:
        _require_in_line(who, row)
        require_one_of(who, (found.closed_by,))
    if row.closed_at is None or now - row.closed_at > OPENS_AGAIN:
        return found
    notices.record(db, who, now, "help_request", row.id, "reopened")
    help_record.note(db, now, row, HelpNews.REOPENED, actor=who.user_id)
    calls.begin_anew(db, now, row, row.acknowledged_by or row.first, None)
    return help_record.opened(db, vault, row)


def looked_after(db: Db, now: datetime, user_id: str) -> tuple[LookedAfter, ...]:
    """Open calls that this person has, oldest first."""
    where = zone(people.programme(db).timezone)
    rows = db.execute(
        select(HelpRequest.id, HelpRequest.asked_by, HelpRequest.asked_at)
        .where(HelpRequest.state == HelpState.ACKNOWLEDGED, HelpRequest.acknowledged_by == user_id)
        .order_by(HelpRequest.asked_at, HelpRequest.id)
    )
    return tuple(LookedAfter(one, by, days_between(at, now, where)) for one, by, at in rows)


def own(db: Db, now: datetime, user_id: str) -> tuple[Own, ...]:
    """What this person has asked for and is not closed, oldest first."""
    rows = db.execute(
        select(HelpRequest.id, HelpRequest.asked_at, HelpRequest.acknowledged_by)
        .where(HelpRequest.state != HelpState.CLOSED, HelpRequest.asked_by == user_id)
        .order_by(HelpRequest.asked_at, HelpRequest.id)
    ).all()
    where = sent.of_calls(db, now, user_id) if rows else {}
    holders = {holder for _, _, holder in rows if holder}
    away = {one for one, hers in duty.of(db, holders).items() if hers.is_away(now)} if holders else set()
    return tuple(
        Own(one, at, help_record.last_news(db, one), where.get(one), holder if holder in away else None)
        for one, at, holder in rows
    )


def unanswered(db: Db, now: datetime, user_id: str) -> tuple[LookedAfter, ...]:
    """Calls that nobody has yet, oldest first, of those that may be asked of this manager."""
    where = zone(people.programme(db).timezone)
    rows = db.execute(
        select(HelpRequest.id, HelpRequest.asked_by, HelpRequest.asked_at, HelpRequest.excluded)
        .where(HelpRequest.state == HelpState.OPEN, HelpRequest.asked_by != user_id)
        .order_by(HelpRequest.asked_at, HelpRequest.id)
    )
    return tuple(
        LookedAfter(one, by, days_between(at, now, where))
        for one, by, at, excluded in rows
        if user_id not in excluded
    )


def _require_in_line(who: Acting, row: HelpRequest) -> None:
    """Raises `UserError` unless it may be asked of her."""
    require_manager(who)
    if who.user_id == row.asked_by or who.user_id in row.excluded:
        raise UserError(Wrong.NOT_YOURS)


def _require_hers(who: Acting, state: HelpState, holder: str | None) -> None:
    if state is HelpState.CLOSED:
        raise UserError(Wrong.IS_CLOSED)
    if state is HelpState.ACKNOWLEDGED and holder != who.user_id:
        raise UserError(Wrong.HAS_IT)


def _one_line(text: str, block: str) -> str:
    """Raises `UserError` where it is longer than a line may be."""
    text = " ".join(text.split())
    if len(text) > LINE_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": LINE_MAX}, block=block)
    return text


def _close(db: Db, now: datetime, who: Acting, row: HelpRequest) -> None:
    row.state, row.next_step_at, row.closed_at = HelpState.CLOSED, None, now
    notices.record(db, who, now, "help_request", row.id, "closed")
