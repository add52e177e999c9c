"""What a manager reads of a team that was handed over to her: how its weeks were before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from bot.rules.hours import WEEKS_IN_AVERAGE
from models import BuddySession
from models.store import Db

_BEFORE = timedelta(weeks=WEEKS_IN_AVERAGE)


@dataclass(frozen=True)
class Quiet:
    """`minutes`: together in the four weeks before; `last`: the day of the last session, None where there was none."""

    minutes: int
    last: date | None


def of(db: Db, handed_over: Mapping[int, datetime]) -> dict[int, Quiet]:
    """By the teams' ids. `handed_over`: when each was."""
    if not handed_over:
        return {}
    held: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    since = min(handed_over.values()).date() - _BEFORE
    logged = BuddySession.team_id.in_(handed_over) & BuddySession.undone_at.is_(None)
    for team_id, day, minutes in db.execute(
        select(BuddySession.team_id, BuddySession.held_on, BuddySession.minutes).where(
            logged, BuddySession.held_on >= since
        )
    ):
        held[team_id].append((day, minutes))
    lasts = select(BuddySession.team_id, func.max(BuddySession.held_on)).where(logged)
    last = {team_id: day for team_id, day in db.execute(lasts.group_by(BuddySession.team_id))}  # noqa: C416 - rows
    return {
        team_id: Quiet(
            sum(minutes for day, minutes in held[team_id] if at.date() - _BEFORE <= day <= at.date()),
            last.get(team_id),
        )
        for team_id, at in handed_over.items()
    }
