"""A call for more support as it stands, and what has happened with it: kept step by step, and told to whom it concerns."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.errors import UserError, Wrong
from bot.services import notices
from bot.vault import WorkspaceVault
from models import HelpRequest, HelpStep, Notice, Team
from models.enums import HelpNews, HelpState
from models.store import Db

CARD = "help"
"""The kind of the cards of those who are asked."""
TOLD = "help_steps"
"""The kind of the one message in which the person who asked sees every step."""
WORDS_PLACE = "help_requests.words"
_STEP_PLACE = "help_steps.words"
_TOLD_ANEW = {HelpNews.SEEN: "help_seen", HelpNews.RESOLVED: "help_closed"}
"""What she should notice: these come as a message of their own, too."""
_BEGINS_ANEW = (HelpNews.HANDED_OVER, HelpNews.PASSED_ON, HelpNews.REOPENED)
_CLOSES = (HelpNews.RESOLVED, HelpNews.NOT_NEEDED)
_ON_CARDS = (HelpNews.SEEN, *_BEGINS_ANEW, *_CLOSES)


@dataclass(frozen=True)
class News:
    """One step. `actor`: whose doing it was; None: the program's. `receiver`: who was asked by it."""

    what: HelpNews
    at: datetime
    actor: str | None
    receiver: str | None


@dataclass(frozen=True, repr=False)
class Request:
    """A call for help, opened.

    Attributes:
        partner_id: the other member of the team that it is for; None where she asks for herself.
        first, last: who is asked before and after all others.
        excluded: who must not learn of it.
        is_reminder: its reader of this round, or somebody before her, has not answered.
        turn: what its present round began with; None: with the asking.
        why: what was written with that turn.
        helped: what has helped, as the one wrote who closed it last.
    """

    id: str
    asked_by: str
    partner_id: str | None
    words: str
    state: HelpState
    asked_at: datetime
    is_urgent: bool
    first: str | None
    last: str | None
    excluded: tuple[str, ...]
    is_reminder: bool
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    closed_at: datetime | None
    news: tuple[News, ...]
    turn: News | None
    why: str
    helped: str

    @property
    def closed_by(self) -> str | None:
        return next((one.actor for one in reversed(self.news) if one.what in _CLOSES), None)


def locked(db: Db, request_id: str) -> HelpRequest:
    """The row; nobody else changes it until this transaction ends. Raises `UserError` where it is not there."""
    row = db.scalars(select(HelpRequest).where(HelpRequest.id == request_id).with_for_update()).first()
    if row is None:
        raise UserError(Wrong.GONE)
    return row


def find(db: Db, vault: WorkspaceVault, request_id: str) -> Request | None:
    """A call for help, for a letter; None where it is not there."""
    row = db.scalars(select(HelpRequest).where(HelpRequest.id == request_id)).first()
    return None if row is None else opened(db, vault, row)


def opened(db: Db, vault: WorkspaceVault, row: HelpRequest) -> Request:
    """The row with its words and its steps."""
    steps = db.scalars(
        select(HelpStep).where(HelpStep.request_id == row.id).order_by(HelpStep.position)
    ).all()
    turn = next((one for one in reversed(steps) if one.news in _BEGINS_ANEW), None)
    closed = next((one for one in reversed(steps) if one.news is HelpNews.RESOLVED), None)
    return Request(
        id=row.id,
        asked_by=row.asked_by,
        partner_id=_partner(db, row) if row.for_team else None,
        words=vault.open(WORDS_PLACE, row.id, row.words) if row.words else "",
        state=row.state,
        asked_at=row.asked_at,
        is_urgent=row.is_urgent,
        first=row.first,
        last=row.last,
        excluded=tuple(row.excluded),
        is_reminder=row.step - row.steps_before > 1,
        acknowledged_by=row.acknowledged_by,
        acknowledged_at=row.acknowledged_at,
        closed_at=row.closed_at,
        news=tuple(_news(one) for one in steps),
        turn=_news(turn) if turn else None,
        why=_words(vault, turn),
        helped=_words(vault, closed),
    )


def last_news(db: Db, request_id: str) -> News | None:
    """The newest step; None where none is known."""
    newest = select(HelpStep).where(HelpStep.request_id == request_id).order_by(HelpStep.position.desc())
    row = db.scalars(newest.limit(1)).first()
    return _news(row) if row else None


def note(
    db: Db,
    now: datetime,
    row: HelpRequest,
    what: HelpNews,
    *,
    actor: str | None = None,
    receiver: str | None = None,
    vault: WorkspaceVault | None = None,
    words: str = "",
) -> None:
    """Keep a step of a locked row; the person who asked is told, and everybody who had a card sees it there.

    Args:
        words: what was written with it, sealed by `vault`.
    """
    position = db.scalars(
        select(func.coalesce(func.max(HelpStep.position) + 1, 0)).where(HelpStep.request_id == row.id)
    ).one()
    sealed = vault.seal(_STEP_PLACE, f"{row.id}:{position}", words) if vault and words else None
    db.add(
        HelpStep(
            request_id=row.id,
            position=position,
            at=now,
            news=what,
            actor=actor,
            receiver=receiver,
            words=sealed,
        )
    )
    db.flush()
    if position or what is not HelpNews.ASKED:  # the first is said where she asks
        _tell(db, now, row, position, what)
    if what in _ON_CARDS:
        refresh_cards(db, now, row, str(position))


def _tell(db: Db, now: datetime, row: HelpRequest, position: int, what: HelpNews) -> None:
    """All steps stand in one message, which is edited; only what she should notice is a new one, too."""
    asker = row.asked_by
    if notices.owe(db, TOLD, to=asker, key=row.id, now=now, request=row.id):
        return
    key, told = f"{row.id}:{position}", f"{TOLD}:{row.id}"
    notices.owe(db, "help_steps_now", to=asker, key=key, now=now, request=row.id, notice=told)
    if what in _TOLD_ANEW:
        notices.owe(db, _TOLD_ANEW[what], to=asker, key=key, now=now, request=row.id)


def refresh_cards(
    db: Db, now: datetime, row: HelpRequest, mark: str, readers: AbstractSet[str] | None = None
) -> None:
    """Everybody who got a card sees in it what has become of the call; of `readers`, where they are given."""
    cards = select(Notice.dedupe_key, Notice.target).where(
        Notice.kind == CARD, Notice.dedupe_key.startswith(f"{CARD}:{row.id}:", autoescape=True)
    )
    for card, reader in db.execute(cards.order_by(Notice.id)).all():
        if readers is None or reader in readers:
            notices.owe(
                db, "help_card", to=reader, key=f"{card}:{mark}", now=now, request=row.id, notice=card
            )


def _partner(db: Db, row: HelpRequest) -> str | None:
    pair = db.execute(select(Team.student_id, Team.buddy_id).where(Team.id == row.team_id)).first() or ()
    return next((member for member in pair if member != row.asked_by), None)


def _news(row: HelpStep) -> News:
    return News(row.news, row.at, row.actor, row.receiver)


def _words(vault: WorkspaceVault, step: HelpStep | None) -> str:
    if step is None or step.words is None:
        return ""
    return vault.open(_STEP_PLACE, f"{step.request_id}:{step.position}", step.words)


def is_kept_from_somebody(db: Db, request_id: str) -> bool:
    """Whether a call for help has left somebody out, who would learn of it by what all managers read."""
    return bool(db.scalars(select(HelpRequest.excluded).where(HelpRequest.id == request_id)).first())
