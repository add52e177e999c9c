"""How long a student has waited. The time in which we wait for her own answer does not count."""

from __future__ import annotations

from datetime import datetime, timedelta

from models import BuddyRequest


def pause(row: BuddyRequest, now: datetime) -> None:
    """From now on we wait for her. Again changes nothing."""
    if row.paused_at is None:
        row.paused_at = now


def resume(row: BuddyRequest, now: datetime) -> None:
    """She has answered, or need not any more: from now on she waits again. Again changes nothing."""
    if row.paused_at is not None:
        row.paused_seconds += max(0, int((now - row.paused_at).total_seconds()))
        row.paused_at = None


def paused(paused_at: datetime | None, paused_seconds: int, now: datetime) -> timedelta:
    """How long we have waited for her in all."""
    since = timedelta(0) if paused_at is None else max(timedelta(0), now - paused_at)
    return timedelta(seconds=paused_seconds) + since


def counts_from(
    asked_at: datetime, paused_at: datetime | None, paused_seconds: int, now: datetime
) -> datetime:
    """The moment from which her waiting counts: when she asked, moved on by the time we waited for her."""
    return asked_at + paused(paused_at, paused_seconds, now)
