"""A workspace's first row, its key, and the settings it begins with."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from bot.deps import Deps, Vaults
from bot.services import leaving
from bot.vault import KEY_BYTES
from models import Settings, Workspace
from models.lock import no_key_leaves
from models.store import Store

TOPICS = (
    "html_css",
    "javascript",
    "react",
    "node",
    "databases",
    "git",
    "debugging",
    "job_search",
    "motivation",
)
"""What the programme's own documents name; a programme may change its list."""
CLASSES = (
    {"key": "web-en", "course": "Web Development", "language": "en"},
    {"key": "web-es", "course": "Web Development", "language": "es"},
)
WEEKLY_MINUTES = 120
PROMISE_DAYS = (7, 10, 14)
NUDGE = (3, 17 * 60)
"""Thursday 17:00."""
DIGEST = (0, 9 * 60)
"""Monday 9:00."""


def other_than(store: Store, workspace_id: str) -> str | None:
    """Another workspace that the store holds: what is owed there must not be sent with this one's token."""
    with store.everywhere_reading() as db:
        return db.scalars(select(Workspace.id).where(Workspace.id != workspace_id)).first()


def arrive(deps: Deps, workspace_id: str, bot_user_id: str, now: datetime) -> None:
    """It has just got the program, for the first time or again; where what was left of it is to go, it begins anew."""
    if leaving.is_over(deps.store, workspace_id, now):
        leaving.erase(deps.store, workspace_id, now)
        deps.vaults.forget(workspace_id)
    ensure(deps.store, deps.vaults, workspace_id, bot_user_id, deps.settings.timezone, now)


def ensure(
    store: Store, vaults: Vaults, workspace_id: str, bot_user_id: str, timezone: str, now: datetime
) -> None:
    """Make a workspace's row, key and settings where they are missing. Safe to run at every start, and by
    several processes that start together: the one that comes second finds what the first one made."""
    try:
        _ensure(store, vaults, workspace_id, bot_user_id, timezone, now)
    except IntegrityError:
        _ensure(store, vaults, workspace_id, bot_user_id, timezone, now)


def _ensure(
    store: Store, vaults: Vaults, workspace_id: str, bot_user_id: str, timezone: str, now: datetime
) -> None:
    with store.begin(workspace_id) as db:
        workspace = db.scalars(select(Workspace)).first()
        if workspace is None:
            no_key_leaves(db)
            key = vaults.new_wrapped_key(workspace_id, secrets.token_bytes(KEY_BYTES))
            db.add(Workspace(id=workspace_id, bot_user_id=bot_user_id, created_at=now, wrapped_key=key))
            db.flush()
        elif workspace.bot_user_id != bot_user_id:
            workspace.bot_user_id = bot_user_id
        settings = db.scalars(select(Settings)).first()
        if settings is None:
            db.add(_defaults(timezone))
        elif settings.set_up_at is None:
            settings.timezone = timezone


def _defaults(timezone: str) -> Settings:
    return Settings(
        set_up_at=None,
        timezone=timezone,
        language="en",
        weekly_minutes=WEEKLY_MINUTES,
        classes=[dict(one) for one in CLASSES],
        topics=list(TOPICS),
        promise_days=list(PROMISE_DAYS),
        support_channel_id=None,
        nudge_weekday=NUDGE[0],
        nudge_minute=NUDGE[1],
        digest_weekday=DIGEST[0],
        digest_minute=DIGEST[1],
        match_due_at=None,
    )
