"""The hours a week that two people may agree on, as they write them."""

from __future__ import annotations

from bot.errors import UserError, Wrong
from bot.rules.parsing import parse_duration

LEAST, MOST = 15, 2400
"""Minutes a week: as the store takes them."""
TYPED_MAX = 40
"""Characters of the field."""


def unreadable(text: str) -> UserError | None:
    """What is wrong with hours that were typed; None where they are right, or none were typed."""
    if not text:
        return None
    try:
        read(text)
    except UserError as wrong:
        return wrong
    return None


def read(text: str) -> int:
    """Minutes a week, of `2h`, `1h30` or `90 min`.

    Raises:
        UserError: it is no duration, or too short or too long for a week.
    """
    try:
        minutes = parse_duration(text)
    except UserError:
        raise UserError(Wrong.NO_HOURS, block="hours") from None
    if not LEAST <= minutes <= MOST:
        raise UserError(Wrong.HOURS_RANGE, block="hours")
    return minutes
