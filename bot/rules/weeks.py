"""A team's weeks, one by one: whether they become more or fewer hours, and for how long there was none.

Weeks are finished ones, oldest first; minutes beside what was owed in each. A week in which nothing was owed is a rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from bot.rules.hours import WEEKS_IN_AVERAGE

SILENT_AFTER = 3
"""Weeks without a session after which a team is called silent: one forgets to log one, or is ill for two."""
_NO_DIFFERENCE = 10
"""Minutes a week up or down that are no trend."""


class Trend(StrEnum):
    """The newest week beside those before it."""

    UP = "up"
    DOWN = "down"
    SAME = "same"


def trend(minutes: Sequence[int], owed: Sequence[int]) -> Trend | None:
    """Of the last four weeks that count; None where there are not two of them, or the newest week was a rest."""
    counted = [done for done, due in zip(minutes, owed, strict=True) if due][-WEEKS_IN_AVERAGE:]
    if len(counted) < 2 or not owed[-1]:
        return None
    *before, last = counted
    difference = last - sum(before) / len(before)
    if abs(difference) < _NO_DIFFERENCE:
        return Trend.SAME
    return Trend.UP if difference > 0 else Trend.DOWN


def silent_weeks(minutes: Sequence[int], owed: Sequence[int]) -> int:
    """How many of the newest weeks brought no session, though hours were owed; rests among them do not count."""
    weeks = 0
    for done, due in zip(reversed(minutes), reversed(owed), strict=True):
        if done:
            break
        weeks += due > 0
    return weeks
