"""Why a manager should look at a team; the most pressing first. Days are the reader's own."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.rules.cadence import MAX_IN_A_ROW
from bot.rules.hours import Tally

INTRODUCED_WITHIN = timedelta(days=7)
SILENT_AFTER = timedelta(days=14)
"""The programme asks for hours each week; two weeks without any is more than one that was full."""
WEEKS = 2
"""A single short week is no reason."""


class Why(StrEnum):
    NO_INTRODUCTION = "no_introduction"
    NO_CHANNEL = "no_channel"
    HANDED_OVER = "handed_over"
    """Two reminders in a row without an answer: the program writes to them no more."""
    SILENT = "silent"
    UNDER = "under"


class Facts(NamedTuple):
    """What is known of a running team; a tuple, for a large programme makes a thousand at a click. `last`: of a session; None: there was none in the weeks that can count.

    `rests`: today nothing is owed. `waits_for_channel`: it gets its channel after the introduction.
    """

    launched_on: date
    is_introduced: bool
    is_launching: bool
    is_job_search: bool
    has_channel: bool
    waits_for_channel: bool
    unanswered: int
    rests: bool
    last: date | None
    tally: Tally


def reasons(team: Facts, today: date) -> tuple[Why, ...]:
    """Nothing for a team that is well, rests, or owes nothing while its student looks for a job."""
    if team.is_job_search:
        return ()
    found: list[Why] = []
    if team.is_launching and not team.is_introduced and today - team.launched_on >= INTRODUCED_WITHIN:
        found.append(Why.NO_INTRODUCTION)
    if not (team.has_channel or team.waits_for_channel):
        found.append(Why.NO_CHANNEL)
    if team.is_launching or team.rests:
        return tuple(found)
    if team.unanswered >= MAX_IN_A_ROW:
        found.append(Why.HANDED_OVER)
    if _is_silent(team, today):
        found.append(Why.SILENT)
    elif team.tally.is_behind and team.tally.weeks >= WEEKS:
        found.append(Why.UNDER)
    return tuple(found)


def _is_silent(team: Facts, today: date) -> bool:
    since = team.last or team.launched_on
    return today - since >= SILENT_AFTER and team.tally.weeks >= WEEKS and not team.tally.week
