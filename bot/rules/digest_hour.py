"""When the weekly digest may come: not at an hour that the clocks of the programme leave out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.clock import local_moment, zone
from bot.errors import UserError, Wrong

AHEAD = timedelta(days=366)
"""So far it is looked: a year, in which the clocks change as often as they do."""
_MINUTE, _DAY = timedelta(minutes=1), 24 * 60


def require(
    weekday: int, minute: int, timezone: str, today: date, block: str = "time", kept: str | None = None
) -> None:
    """Refuse a time that does not exist on one of the days to come.

    Args:
        weekday: 0 = Monday.
        minute: after midnight, by the programme's clock.
        timezone: the programme's, a name of the tz database.
        today: there.
        block: the field that is told.
        kept: the zone that stays, where another zone alone was wanted.

    Raises:
        UserError: the clocks leave it out within a year; with the day, and from when to when they go (minutes).
    """
    where, day = zone(timezone), today + timedelta(days=(weekday - today.weekday()) % 7)
    while day <= today + AHEAD:
        comes = local_moment(day, minute, where)
        begins, ends = (comes - _MINUTE).astimezone(where), comes.astimezone(where)
        if _minute(ends) != minute:
            # The minute before it is the last one that exists.
            values = {
                "day": day,
                "minute": minute,
                "begins": (_minute(begins) + 1) % _DAY,
                "ends": _minute(ends),
                "zone": timezone,
                "kept": kept,
            }
            raise UserError(Wrong.DIGEST_NOT_THERE if kept else Wrong.DIGEST_LEFT_OUT, values, block=block)
        day += timedelta(days=7)


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute
