"""Door A of "I need help": asked of the project manager, then of the next in line, until somebody has it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, select

from bot.clock import days_between, zone
from bot.errors import UserError, Wrong
from bot.rules import routing
from bot.rules.access import MANAGERS, Acting, require_manager, require_one_of
from bot.services import notices, people, rounds
from bot.vault import WorkspaceVault
from models import HelpRequest, Notice, Team
from models.enums import HelpState, Role
from models.prepared import Everywhere
from models.store import Db

WORDS_MAX = 1000
_PLACE = "help_requests.words"
_CARD = "help"


@dataclass(frozen=True)
class Asked:
    """What happens next with a call for help. `until`: then she is reminded, and `following` asked after her."""

    first: str
    following: str | None
    until: datetime


@dataclass(frozen=True)
class LookedAfter:
    """An open call for help that somebody has. `days`: since it was asked, by the programme's calendar."""

    id: str
    asked_by: str
    days: int


@dataclass(frozen=True)
class Request:
    """A call for help as its card shows it, opened. `partner_id`: the other member of the asker's team."""

    id: str
    asked_by: str
    partner_id: str | None
    words: str
    state: HelpState
    asked_at: datetime
    step: int
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    is_urgent: bool


def line(db: Db, asker: str | None, *roles: Role) -> tuple[str, ...]:
    """Who can be asked, away or not: those who hold the roles (the managers by default), in order, but not the asker herself."""
    return routing.line(people.present(db, *(roles or MANAGERS)), {*filter(None, [asker])})


def available(db: Db, now: datetime, asker: str | None, *roles: Role) -> tuple[str, ...]:
    """As `line`, without who is away now: whom a new call would be asked of."""
    return rounds.available(db, now, line(db, asker, *roles))


def still_asks(db: Db, now: datetime, request: Request, user_id: str) -> bool:
    """Whether somebody is to be asked now: nobody has it, and she is in line and there."""
    return request.state is HelpState.OPEN and user_id in rounds.there(db, now, line(db, request.asked_by))


def checked_words(words: str) -> str:
    """What was typed, if it is short enough. Raises `UserError`."""
    if len(words) > WORDS_MAX:
        raise UserError(Wrong.TEXT_TOO_LONG, {"most": WORDS_MAX}, block="words")
    return words


def require_shown(there: Sequence[str], shown: Sequence[str] | None) -> None:
    """Raises `UserError` where somebody would be asked whom the form did not name, or in another order.

    Args:
        shown: as the form named them; None: nobody was named to anybody.
    """
    if not there:
        raise UserError(Wrong.NOBODY_TO_ASK, block="door")
    if shown is not None and list(there) != list(shown):
        raise UserError(Wrong.OTHER_READERS, block="door")


def ask(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    who: Acting,
    words: str,
    team_id: int | None = None,
    shown: Sequence[str] | None = None,
    *,
    is_urgent: bool = False,
) -> Asked:
    """Store a call for help and ask the first in line. `shown`: see `require_shown`; `is_urgent`: needed today.

    Raises:
        UserError: there are too many words, nobody to ask, or others than `shown`; nothing is stored.
    """
    checked_words(words)
    there = available(db, now, who.user_id)
    require_shown(there, shown)
    request_id = secrets.token_hex(16)
    row = HelpRequest(
        id=request_id,
        asked_by=who.user_id,
        team_id=team_id,
        words=vault.seal(_PLACE, request_id, words),
        state=HelpState.OPEN,
        asked_at=now,
        step=0,
        next_step_at=now,
        is_urgent=is_urgent,
    )
    db.add(row)
    db.flush()
    notices.record(db, who, now, "help_request", request_id, "asked")
    until = _take(db, now, row, 0)
    return Asked(there[0], next(iter(there[1:]), None), until)


def acknowledge(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: str) -> Request:
    """Somebody in line has it. The first of two wins; the other is shown who it is.

    Raises:
        UserError: it is not there, or she is not in line for it.
    """
    row = _locked(db, request_id)
    require_manager(who)
    if who.user_id == row.asked_by:
        raise UserError(Wrong.NOT_YOURS)
    if row.state is HelpState.OPEN:
        _hand_to(row, who.user_id, now)
        row.state = HelpState.ACKNOWLEDGED
        notices.record(db, who, now, "help_request", row.id, "acknowledged")
        notices.owe(db, "help_seen", to=row.asked_by, key=row.id, now=now, request=row.id)
        _refresh_cards(db, now, row)
    return _opened(db, vault, row)


def close(db: Db, vault: WorkspaceVault, now: datetime, who: Acting, request_id: str) -> Request:
    """It is solved: by somebody in line, or by the one who asked. A closed one stays as it is.

    Raises:
        UserError: it is not there, or she is neither.
    """
    row = _locked(db, request_id)
    if not who.is_manager:
        require_one_of(who, (row.asked_by,))
    if row.state is not HelpState.CLOSED:
        row.state, row.next_step_at, row.closed_at = HelpState.CLOSED, None, now
        if who.user_id != row.asked_by:
            _hand_to(row, row.acknowledged_by or who.user_id, row.acknowledged_at or now)
            notices.owe(
                db, "help_closed", to=row.asked_by, key=row.id, now=now, request=row.id, by=who.user_id
            )
        notices.record(db, who, now, "help_request", row.id, "closed")
        _refresh_cards(db, now, row)
    return _opened(db, vault, row)


def looked_after(db: Db, now: datetime, user_id: str) -> tuple[LookedAfter, ...]:
    """Open calls that this person has, oldest first."""
    where = zone(people.programme(db).timezone)
    rows = db.execute(
        select(HelpRequest.id, HelpRequest.asked_by, HelpRequest.asked_at)
        .where(HelpRequest.state == HelpState.ACKNOWLEDGED, HelpRequest.acknowledged_by == user_id)
        .order_by(HelpRequest.asked_at, HelpRequest.id)
    )
    return tuple(LookedAfter(one, by, days_between(at, now, where)) for one, by, at in rows)


def find(db: Db, vault: WorkspaceVault, request_id: str) -> Request | None:
    """A call for help, for a letter; None where it is not there."""
    row = db.scalars(select(HelpRequest).where(HelpRequest.id == request_id)).first()
    return None if row is None else _opened(db, vault, row)


def unreachable(db: Db, now: datetime, request_id: str, number: int, user_id: str) -> None:
    """The card of step `number` did not reach its reader: the next in line is asked at once."""
    row = db.scalars(select(HelpRequest).where(HelpRequest.id == request_id).with_for_update()).first()
    if row is None or row.state is not HelpState.OPEN:
        return
    following = rounds.after_failure(db, now, row, number, line(db, row.asked_by), _CARD, user_id)
    if following is not None:
        _take(db, now, row, following)


_NEXT_STEP = Everywhere(select(func.min(HelpRequest.next_step_at)).where(HelpRequest.state == HelpState.OPEN))


def next_due(db: Db, now: datetime) -> datetime | None:
    """When the next step of any call for help is due; for the sweep."""
    return _NEXT_STEP.moment(db)


def due(db: Db, now: datetime) -> Sequence[Row[str, str]]:
    """Workspace and id of every call whose next step is due; of an unbound session."""
    return db.execute(
        select(HelpRequest.workspace_id, HelpRequest.id)
        .where(HelpRequest.state == HelpState.OPEN, HelpRequest.next_step_at <= now)
        .order_by(HelpRequest.next_step_at)
    ).all()


def take_due(db: Db, now: datetime, request_id: str) -> None:
    """Take the next step of a call, if nobody was faster."""
    row = _locked(db, request_id)
    if row.next_step_at is not None and row.next_step_at <= now:
        _take(db, now, row, row.step)


def _take(db: Db, now: datetime, row: HelpRequest, number: int) -> datetime:
    """Ask those of step `number`, and set when the step after it is due; returns that."""
    there = line(db, row.asked_by)
    this = rounds.ask_next(db, now, row, number, there, _CARD, is_urgent=row.is_urgent, request=row.id)
    if this.is_last:
        notices.owe(db, "help_waiting", to=row.asked_by, key=row.id, now=now, request=row.id)
    assert row.next_step_at is not None  # noqa: S101 - a step was just taken, and sets it
    return row.next_step_at


def _locked(db: Db, request_id: str) -> HelpRequest:
    row = db.scalars(select(HelpRequest).where(HelpRequest.id == request_id).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    return row


def _hand_to(row: HelpRequest, user_id: str, at: datetime) -> None:
    row.acknowledged_by, row.acknowledged_at, row.next_step_at = user_id, at, None


def _refresh_cards(db: Db, now: datetime, row: HelpRequest) -> None:
    """Everybody who got a card sees in it what has become of the call."""
    db.flush()
    cards = select(Notice.dedupe_key, Notice.target).where(
        Notice.kind == _CARD, Notice.dedupe_key.startswith(f"{_CARD}:{row.id}:", autoescape=True)
    )
    for card, reader in db.execute(cards.order_by(Notice.id)).all():
        key = f"{card}:{row.state}"
        notices.owe(db, "help_card", to=reader, key=key, now=now, request=row.id, notice=card)


def _opened(db: Db, vault: WorkspaceVault, row: HelpRequest) -> Request:
    pair = db.execute(select(Team.student_id, Team.buddy_id).where(Team.id == row.team_id)).first() or ()
    return Request(
        id=row.id,
        asked_by=row.asked_by,
        partner_id=next((member for member in pair if member != row.asked_by), None),
        words=vault.open(_PLACE, row.id, row.words),
        state=row.state,
        asked_at=row.asked_at,
        step=row.step,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        closed_at=row.closed_at,
        is_urgent=row.is_urgent,
    )
