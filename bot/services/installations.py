"""Workspaces that have installed the program themselves: keeping what Slack gave, and finding it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from hmac import new as digest_of
from secrets import token_urlsafe

from sqlalchemy import Row, bindparam, delete, exists, func, select

from bot.deps import KEPT_AT
from bot.services import notices
from bot.vault import WorkspaceVault
from models import Installation, InstallState, Notice
from models.enums import NoticeState
from models.prepared import Moment
from models.store import Db, Store, add_once

REFRESH_PLACE = "installations.refresh_token"
RENEWAL = "token"
"""The kind of the notice that gets a workspace's next token."""
RENEWED_BEFORE = timedelta(hours=2)
"""Of the twelve that a token lasts; as Bolt does it."""
OWED_AGAIN_BEFORE = timedelta(hours=1)
"""Whatever became of the notice that was owed for it."""
STATE_LASTS = timedelta(minutes=10)
"""Between leaving for Slack's page and coming back; as Slack's own libraries have it."""


@dataclass(frozen=True)
class Given:
    """What Slack gave. `ends_at`: when the token ends; None where it does not."""

    bot_id: str
    app_id: str
    scopes: tuple[str, ...]
    by: str
    token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    ends_at: datetime | None = None


def keep(db: Db, vault: WorkspaceVault, now: datetime, given: Given) -> None:
    """In the place of what was kept of an earlier installation."""
    row = db.scalars(select(Installation)).first() or Installation()
    row.bot_token = _seal(vault, KEPT_AT, given.token)
    row.refresh_token = (given.refresh_token and _seal(vault, REFRESH_PLACE, given.refresh_token)) or None
    row.expires_at = given.ends_at
    row.bot_id, row.app_id, row.scopes = given.bot_id, given.app_id, list(given.scopes)
    row.installed_by, row.installed_at = given.by, now
    db.add(row)
    _owe_next(db, now, given.ends_at)


def to_renew(db: Db, vault: WorkspaceVault, now: datetime) -> str | None:
    """What the next token is given for; None where the token lasts for long enough, or for ever."""
    row = db.scalars(select(Installation)).first()
    if (
        row is None
        or row.refresh_token is None
        or row.expires_at is None
        or row.expires_at > now + RENEWED_BEFORE
    ):
        return None
    return vault.open(REFRESH_PLACE, db.workspace_id, row.refresh_token)


def renewed(
    db: Db,
    vault: WorkspaceVault,
    now: datetime,
    given_for: str,
    token: str,
    refresh_token: str,
    lasts: timedelta,
) -> bool:
    """Slack gave the next token, with what the one after it is given for. The one of before holds until its end.

    False: somebody has installed the program anew meanwhile, or taken it out; what came with that counts.
    """
    row = db.scalars(select(Installation).with_for_update()).first()
    if row is None or row.refresh_token is None:
        return False
    if vault.open(REFRESH_PLACE, db.workspace_id, row.refresh_token) != given_for:
        return False
    row.bot_token = _seal(vault, KEPT_AT, token)
    row.refresh_token = _seal(vault, REFRESH_PLACE, refresh_token)
    row.expires_at = now + lasts
    _owe_next(db, now, row.expires_at)
    return True


def _owe_next(db: Db, now: datetime, ends_at: datetime | None) -> None:
    if ends_at is not None:
        at = max(now + (ends_at - now) / 2, ends_at - RENEWED_BEFORE)
        notices.owe(db, RENEWAL, to=RENEWAL, key=f"{ends_at:%Y-%m-%dT%H:%M:%S}", now=now, at=at)


def next_due(db: Db, now: datetime) -> datetime | None:
    """When a token is about to end that nobody is about to renew; of an unbound session."""
    first = _FIRST_LOST.moment(db)
    return first - OWED_AGAIN_BEFORE if first is not None else None


def due(db: Db, now: datetime) -> list[Row[str, datetime | None]]:
    """The workspaces of such, with when it ends; of an unbound session."""
    ends = Installation.expires_at <= now + OWED_AGAIN_BEFORE
    found = select(Installation.workspace_id, Installation.expires_at).where(_IS_LOST, ends)
    return list(db.execute(found))


def take_due(db: Db, now: datetime, ends_at: datetime) -> None:
    """Two processes owe the same one: what was owed last, and whether one waits, is read at one moment."""
    waits = func.count().filter(Notice.state.in_(_UNSENT))
    last = func.coalesce(func.max(Notice.id), 0)  # their number would fall when the oldest are forgotten
    before, waiting = db.execute(select(last, waits).where(Notice.kind == RENEWAL)).one()
    if not waiting:
        notices.owe(db, RENEWAL, to=RENEWAL, key=f"{ends_at:%Y-%m-%dT%H:%M:%S}:{before}", now=now)


_UNSENT = (NoticeState.PENDING, NoticeState.SENDING)
_IS_LOST = Installation.refresh_token.is_not(None) & ~exists().where(
    Notice.workspace_id == Installation.workspace_id,
    Notice.kind == RENEWAL,
    Notice.state.in_(bindparam(None, _UNSENT, expanding=True, literal_execute=True)),
)
_FIRST_LOST = Moment(select(func.min(Installation.expires_at)).where(_IS_LOST))


def sets_up(db: Db, user_id: str, named: str | None, *, is_set_up: bool) -> str | None:
    """Who may set up beside managers and admins: whoever `named` is at the start (`SETUP_BY`); and this person, where
    she has installed the program and nobody has set it up."""
    if is_set_up or user_id == named:
        return named
    by = db.scalars(select(Installation.installed_by)).first()
    return user_id if by == user_id else named


def leave_for_slack(secret: str, now: datetime) -> str:
    """What whoever is sent to Slack's page brings back: signed and with its end in it, so that nothing is written for
    those who never come back. Any process of the same app knows it again.
    """
    ends = f"{(now + STATE_LASTS).timestamp():.0f}.{token_urlsafe(32)}"
    return f"{ends}.{_signature(secret, ends)}"


def come_back(store: Store, secret: str, now: datetime, state: str) -> bool:
    """Whether somebody left with this and may come back: once, and in time. Clears up what has run out."""
    ends, _, signature = state.rpartition(".")
    if not compare_digest(signature.encode(), _signature(secret, ends).encode()):
        return False
    ends_at = datetime.fromtimestamp(int(ends.partition(".")[0]), UTC)
    if ends_at <= now:
        return False
    with store.everywhere() as db:
        db.execute(delete(InstallState).where(InstallState.expires_at <= now))
        return add_once(db, InstallState, mark=sha256(state.encode()).hexdigest(), expires_at=ends_at)


def missing_scopes(wanted: Iterable[str], given: Given) -> tuple[str, ...]:
    """What the program needs and was not granted."""
    return tuple(sorted(set(wanted) - set(given.scopes)))


def _seal(vault: WorkspaceVault, column: str, text: str) -> bytes:
    return vault.seal(column, vault.workspace_id, text)


def _signature(secret: str, ends: str) -> str:
    return digest_of(secret.encode(), f"install:{ends}".encode(), sha256).hexdigest()
