"""Who could be whose buddy: the whole waiting list at once, by hard rules, points and free places.

First as many students as possible get a buddy; among all ways to do that, the one with the highest score.
A greedy choice, best pair first, can leave the last student without the only buddy who speaks her language.
`fit` says who fits whom, `scores` the same for everybody at once, `alternatives` what a manager could change.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import local_moment, zone
from bot.rules import scores
from bot.rules.alternatives import Alternative, Bending, Cost, alternative_costs, bending, ranked
from bot.rules.fit import (
    AvoidedPair,
    Bent,
    DeclinedPair,
    Helper,
    Level,
    Reasons,
    Waiting,
    bent,
    days_waiting,
    explain,
    may_pair,
    score,
    shared,
    usable,
)
from models.enums import Place

__all__ = [
    "NIGHTLY", "Alternative", "AvoidedPair", "Bending", "Bent", "Cost", "DeclinedPair", "Helper", "Level",
    "Match",
    "Pair", "Place", "Reasons", "Solution", "Waiting", "WhyWaiting", "alternative_costs", "assign", "bending", "bent",
    "days_waiting", "explain", "may_pair", "next_night", "ranked", "score", "shared", "usable", "why_apart",
]  # fmt: skip

NIGHTLY = 3 * 60
"""Minutes after midnight in the programme's zone."""


class WhyWaiting(StrEnum):
    """Why the last matching found nobody for a student: the first rule, in this order, that leaves nobody.

    Everybody who is approved is looked at, whether he can be asked now or not, so that what she reads of it is true.
    """

    NOBODY_YET = "nobody_yet"
    """Nobody offers."""
    NO_LANGUAGE = "no_language"
    """Nobody speaks a language of hers well enough."""
    NO_PLACE = "no_place"
    """Nobody of the others can meet where she can."""
    NO_TRAIT = "no_trait"
    """Nobody of the others is what she must have."""
    NO_HOURS = "no_hours"
    """Nobody of the others has an hour a week in common with her."""
    ALL_DECLINED = "all_declined"
    """Everybody who fits was proposed to her or was her buddy before, or is never to be paired with her. Nobody reads which."""
    NO_CAPACITY = "no_capacity"
    """Nobody of the others is available: full or away. Nobody reads which."""
    NOT_APPROVED = "not_approved"
    """Nobody is left of those who are approved; of the others, somebody would fit. She reads it as `NO_CAPACITY`."""
    NO_AGE = "no_age"
    """Not a rule of matching: she has not said yet whether she is an adult, in a programme that must know."""


_RULES = (
    WhyWaiting.NOBODY_YET, WhyWaiting.NO_LANGUAGE, WhyWaiting.NO_PLACE, WhyWaiting.NO_TRAIT, WhyWaiting.NO_HOURS,
    WhyWaiting.ALL_DECLINED,
)  # fmt: skip
"""In the order of `scores.Table.left`."""


@dataclass(frozen=True)
class Match:
    """A student and a volunteer who should be proposed to each other.

    `otherwise`: of a pair with a manager: why the student would wait on without it, see `why_apart`.
    """

    request_id: int
    student_id: str
    volunteer_id: str
    otherwise: WhyWaiting | None = field(default=None, kw_only=True)


@dataclass(frozen=True)
class Pair(Match):
    """The two who are proposed, and why: explained when it is written, for it may have changed since."""

    reasons: Reasons


@dataclass(frozen=True)
class Solution:
    """`unmatched`: request id → why."""

    pairs: tuple[Match, ...]
    unmatched: dict[int, WhyWaiting]

    def parts(self, size: int) -> Iterator[tuple[Match, ...]]:
        """The pairs, so many at a time."""
        for start in range(0, len(self.pairs), size):
            yield self.pairs[start : start + size]


def assign(
    waiting: Iterable[Waiting],
    helpers: Iterable[Helper],
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair] = frozenset(),
    *,
    now: datetime,
) -> Solution:
    """The best assignment for everybody who waits; the same for the same input, in whatever order it comes.

    `helpers`: everybody who offers; those who are not available get nobody, and count in the reasons alone.
    Among assignments of equal score the older requests are served.
    """
    students = sorted(waiting, key=lambda one: (one.asked_at, one.request_id))
    everybody = sorted(helpers, key=lambda one: one.user_id)
    if not students or not everybody:
        return Solution((), {one.request_id: WhyWaiting.NOBODY_YET for one in students})
    board = scores.table(students, everybody, declined, avoided, now)
    places = scores.places(board, [one.places for one in everybody])
    chosen = places.solve() if places else {}
    pairs = tuple(
        Match(one.request_id, one.student_id, helper.user_id)
        for one, helper in ((students[row], everybody[chosen[row]]) for row in sorted(chosen))
    )
    unmatched = {
        one.request_id: _first_rule((left[at] for left in board.left), unapproved=bool(board.unapproved[at]))
        for at, one in enumerate(students)
        if at not in chosen
    }
    return Solution(pairs, unmatched)


def why_apart(
    student: Waiting,
    volunteer_id: str,
    helpers: Iterable[Helper],
    declined: Collection[DeclinedPair],
    avoided: Collection[AvoidedPair],
    *,
    now: datetime,
) -> WhyWaiting:
    """Why she would wait on if these two were never to be paired: what one of them who is a manager reads.

    That nobody is available, where somebody else would be free: a request without a reason would tell, too.
    `helpers`: as for `assign`.
    """
    everybody = sorted(helpers, key=lambda one: one.user_id)
    if not everybody:
        return WhyWaiting.NOBODY_YET
    apart = {*avoided, (student.student_id, volunteer_id)}
    board = scores.table([student], everybody, declined, apart, now)
    return _first_rule((left[0] for left in board.left), unapproved=bool(board.unapproved[0]))


def next_night(now: datetime, timezone: str) -> datetime:
    """The next 3:00 of the programme, in UTC."""
    where = zone(timezone)
    today = now.astimezone(where).date()
    moments = (local_moment(today + timedelta(days=ahead), NIGHTLY, where) for ahead in (0, 1))
    return next(moment for moment in moments if moment > now)


def _first_rule(somebody_left: Iterable[bool], *, unapproved: bool) -> WhyWaiting:
    """The first reason whose rule leaves nobody; that nobody is available, if each leaves somebody."""
    left = zip(_RULES, somebody_left, strict=True)
    why = next((why for why, somebody in left if not somebody), WhyWaiting.NO_CAPACITY)
    return WhyWaiting.NOT_APPROVED if unapproved and why is not WhyWaiting.NO_CAPACITY else why
