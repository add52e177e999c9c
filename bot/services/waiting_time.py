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


def ranks_from(row: BuddyRequest, now: datetime) -> datetime:
    """The moment from which her place in the line counts: when she asked, moved on by the time we waited for her.

    Of a search that follows another one, when she asked first: a buddy who is gone must not cost her the place.
    """
    return row.asked_at + paused(row.paused_at, row.paused_seconds - row.earlier_seconds, now)


def begin_anew(row: BuddyRequest, now: datetime) -> None:
    """Nothing of what was before counts for the promise; all of it counts for her place in the line."""
    row.paused_at, row.paused_seconds = None, max(0, int((now - row.asked_at).total_seconds()))
    row.earlier_seconds = row.paused_seconds
